import { once } from "node:events";
import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import config from "../../hardhat.config.ts";
import { publishSources } from "../../issuer/verification/publish-sources.ts";
import { ARTIFACTS } from "../../issuer/model/build.ts";
import type { Outcome } from "../../issuer/engine/run.ts";
import { Stage, expectRefusal } from "./support.ts";
import { desiredKgst } from "../support/deployment-stage.ts";

/** Answers like an Etherscan API, and accepts a contract only if its creation transaction is what the form says. */
class Explorer {
  readonly published = new Map<string, URLSearchParams>();
  proxy: URLSearchParams | undefined;
  /** Answers instead of the true ones, by action, first things first. */
  readonly instead = new Map<string, (object | number)[]>();
  readonly #stage: Stage;
  readonly #server: Server;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then((result) => {
        if (typeof result === "number") {
          response.writeHead(result).end("slow down");
          return;
        }
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(result));
      });
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage): Promise<object | number> {
    const query = new URL(request.url ?? "", "http://explorer").searchParams;
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const yes = (result: unknown): { status: string; message: string; result: unknown } => ({
      status: "1",
      message: "OK",
      result,
    });
    expect(query.get("apikey")).to.equal("test-key");
    const other = this.instead.get(query.get("action") ?? "")?.shift();
    if (other !== undefined) return other;
    switch (query.get("action")) {
      case "getsourcecode":
        return yes([{ SourceCode: this.published.has(query.get("address") ?? "") ? "{}" : "" }]);
      case "verifysourcecode":
        if (!(await this.#isGenuine(form))) return { status: "0", message: "NOTOK", result: "Fail - Unable to verify" };
        this.published.set(form.get("contractaddress") ?? "", form);
        return yes("guid");
      case "verifyproxycontract":
        this.proxy = form;
        return yes("guid");
      case "checkproxyverification":
        return yes("The proxy's implementation contract was found");
      default:
        return yes("Pass - Verified");
    }
  }

  /** What an explorer does, with the compiler's output in the place of a compiler. */
  async #isGenuine(form: URLSearchParams): Promise<boolean> {
    const input = JSON.parse(form.get("sourceCode") ?? "{}") as { sources: object; settings: object };
    const name = form.get("contractname") ?? "";
    const compiled = Object.values(ARTIFACTS).map((artifact) => this.#stage.build.contract(artifact));
    const contract = compiled.find(({ qualifiedName }) => qualifiedName === name);
    const receipts = await this.#stage.transactions();
    const receipt = receipts.find(({ contractAddress }) => contractAddress === form.get("contractaddress"));
    const transaction = await receipt?.getTransaction();
    expect(input).to.deep.equal(contract?.input);
    expect(Object.keys(input.sources)).to.include(name.split(":")[0]);
    return transaction?.data === `${contract?.creationCode}${form.get("constructorArguments")}`;
  }
}

describe("Publishing sources", function () {
  this.timeout(60_000);

  let stage: Stage;
  let outcome: Outcome;
  let explorer: Explorer;
  let api: Awaited<ReturnType<typeof connect>>;
  const connect = async (apiUrl: string) => {
    const etherscan = { name: "Explorer", url: "https://explorer.example", apiUrl };
    const hre = await createHardhatRuntimeEnvironment({
      ...config,
      chainDescriptors: { 31_337: { name: "Local", blockExplorers: { etherscan } } },
      verify: { etherscan: { apiKey: "test-key" } },
    });
    return (await hre.network.create()).verification.etherscan;
  };
  beforeEach(async () => {
    stage = await Stage.open();
    outcome = await stage.run();
    explorer = new Explorer(stage);
    api = await connect(await explorer.listen());
  });
  afterEach(async () => {
    explorer.close();
    await stage.close();
  });

  it("sends the compiler's input, exact constructor arguments, and links the proxy; once", async () => {
    const local = await desiredKgst();
    const desired = { ...local, network: { ...local.network, explorer: "https://explorer.example" } };
    const lines: string[] = [];
    const publish = () => publishSources(api, desired, outcome.record, stage.build, (line) => lines.push(line));
    const published = await publish();
    const { timelock, attestations, controls, token } = outcome.record!.contracts;
    const addresses = [timelock, attestations, controls, token].map((contract) => contract!.address);
    expect(published.map(({ address, state }) => [address, state])).to.deep.equal(
      addresses.map((address) => [address, "published"]),
    );
    expect([...explorer.published.keys()]).to.deep.equal(addresses);
    expect(explorer.published.get(token!.address)?.get("compilerversion")).to.equal("v0.8.29+commit.ab55807c");
    expect(explorer.proxy?.get("address")).to.equal(token!.address);
    expect(explorer.proxy?.get("expectedimplementation")).to.equal(controls!.address);
    expect(lines[3]).to.equal(`Stablecoin: published, https://explorer.example/address/${token!.address}#code`);

    const again = await publish();
    expect(new Set(again.map(({ state }) => state))).to.deep.equal(new Set(["already published"]));
  });

  const explored = async () => {
    const local = await desiredKgst();
    return { ...local, network: { ...local.network, explorer: "https://explorer.example" } };
  };
  const no = (result: string) => ({ status: "0", message: "NOTOK", result });

  it("goes on past what somebody else has published meanwhile", async () => {
    explorer.instead.set("verifysourcecode", [no("Contract source code already verified")]);
    explorer.instead.set("verifyproxycontract", [no("The proxy was already linked")]);
    const published = await publishSources(api, await explored(), outcome.record, stage.build, () => undefined, 1);
    const states = published.map(({ state }) => state);
    expect(states).to.deep.equal(["already published", "published", "published", "published"]);
  });

  it("waits where the explorer limits requests, however it says so", async () => {
    const limit = no("Max rate limit reached, please use API Key for higher rate limit");
    explorer.instead.set("getsourcecode", [429, 429]);
    explorer.instead.set("verifysourcecode", [no("Unable to locate ContractCode at this address"), 503]);
    explorer.instead.set("verifyproxycontract", [limit, limit]);
    explorer.instead.set("checkproxyverification", [limit, no("Pending in queue")]);
    const lines: string[] = [];
    const published = await publishSources(
      api,
      await explored(),
      outcome.record,
      stage.build,
      (line) => lines.push(line),
      1,
    );
    expect(new Set(published.map(({ state }) => state))).to.deep.equal(new Set(["published"]));
    expect(lines).to.include("The explorer limits requests; waiting.");
  });

  it("gives up in the end, and tells a plan that lacks the chain from a limit", async () => {
    const desired = await explored();
    const publish = () => publishSources(api, desired, outcome.record, stage.build, () => undefined, 1);
    explorer.instead.set("getsourcecode", Array<number>(20).fill(429));
    await expectRefusal("EXPLORER_REFUSED", publish);
    explorer.instead.set("getsourcecode", []);
    const words =
      "Free API access is not supported for this chain. Please upgrade your api plan for full chain coverage.";
    explorer.instead.set("verifysourcecode", [no(words)]);
    const error = await expectRefusal("EXPLORER_UNSUPPORTED", publish);
    expect(error.remedy).to.contain("plan");
    expect(error.message).to.not.contain("test-key");
  });

  it("says what the explorer refused", async () => {
    const local = await desiredKgst();
    const desired = { ...local, network: { ...local.network, explorer: "https://explorer.example" } };
    const record = structuredClone(outcome.record) as unknown as {
      contracts: { timelock: { constructorArguments: unknown[] } };
    };
    record.contracts.timelock.constructorArguments[0] = "1";
    const tampered = record as unknown as Outcome["record"];
    await expectRefusal("EXPLORER_REFUSED", () => publishSources(api, desired, tampered, stage.build, () => undefined));
  });

  it("needs an explorer and a finished deployment", async () => {
    const desired = await desiredKgst();
    const publish = (record: Outcome["record"]) => publishSources(api, desired, record, stage.build, () => undefined);
    await expectRefusal("EXPLORER_UNSUPPORTED", () => publish(outcome.record));
    await expectRefusal("NOT_DEPLOYED", () => publish(null));
  });
});
