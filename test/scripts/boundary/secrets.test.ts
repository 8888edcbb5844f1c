import { readFileSync, readdirSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import config from "../../../hardhat.config.ts";
import { toAlert } from "../../../issuer/monitor/alert.ts";
import { postAlert } from "../../../issuer/monitor/webhook.ts";
import { expectRefusal } from "../../deploy/support.ts";
import { trialsOf } from "./spread.ts";
import type { Network } from "./tasks.ts";
import { hear } from "./trial.ts";
import { emptyFolder } from "../../support/folders.ts";

const SECRETS = ["SECRETPATH", "SECRETUSER", "SECRETWORD", "SECRETQUERY", "SECRETANSWER"] as const;

/** What a server does with a request; each says back what it was asked at, as gateways do. */
const SERVERS: Readonly<
  Record<string, (url: string) => [status: number, headers: Record<string, string>, body: string] | null>
> = {
  "knows nobody": (url) => [401, {}, `{"message":"no such key ${url} SECRETPATH"}`],
  forbids: (url) => [403, {}, `<html>https://SECRETUSER:SECRETWORD@node.example${url} is forbidden</html>`],
  "is not there": (url) => [404, {}, `Cannot POST ${url}`],
  "sends elsewhere": (url) => [302, { location: `http://127.0.0.1:1${url}` }, ""],
  "answers a page": (url) => [200, { "content-type": "text/html" }, `<html>${url}</html>`],
  "is broken": (url) => [500, {}, `{"error":{"code":-32000,"message":"https://node.example${url} failed"}}`],
  "breaks off": () => null,
};

describe("What is secret in a URL", function () {
  this.timeout(300_000);

  let server: Server;
  let answer: (url: string) => [number, Record<string, string>, string] | null;
  let port = 0;
  const before_ = { ...process.env };
  const folder = emptyFolder();

  before(async () => {
    server = createServer((request, response) => {
      const made = answer(request.url ?? "");
      if (made === null) response.destroy();
      else response.writeHead(made[0], made[1]).end(made[2]);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
    process.env.DEPLOYMENTS_FOLDER = folder;
  });
  after(() => {
    process.env = before_;
    server.closeAllConnections();
    server.close();
  });

  const shows = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

  for (const [network, variable] of [
    ["localhost", "LOCALHOST_RPC_URL"],
    ["tronEmbedded", "TRON_EMBEDDED_URL"],
  ] as const satisfies readonly [Network, string][]) {
    it(`is in no output on ${network}, whatever the server behind it does`, async () => {
      // The later ones are asked several times before they are given up.
      const cases = [...Object.keys(SERVERS), "is away"].slice(0, trialsOf(4));
      for (const name of cases) {
        answer = SERVERS[name] ?? (() => null);
        const to = name === "is away" ? 1 : port;
        process.env[variable] = `http://SECRETUSER:SECRETWORD@127.0.0.1:${to}/SECRETPATH?key=SECRETQUERY`;
        const hre = await createHardhatRuntimeEnvironment(config, { network });
        const task = { name: ["deploy"], given: () => ({ yes: true, patience: 1 }) };
        const heard = await hear(hre, task, { network, folder, minter: "", number: 0, evidence: "" });
        expect(heard.thrown, name).to.equal(null);
        const { error } = JSON.parse(heard.stdout) as { error: { code: string } };
        expect([name, heard.code, error.code, shows(`${heard.stdout}${heard.stderr}`)]).to.deep.equal([
          name,
          1,
          error.code,
          [],
        ]);
        expect(error.code, name).to.not.equal("UNEXPECTED");
      }
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) expect(shows(readFileSync(join(entry.parentPath, entry.name), "latin1"))).to.deep.equal([]);
      }
    });
  }

  it("is not said of a webhook either", async () => {
    const finding = {
      kind: "paused",
      key: "k",
      message: "m",
      details: {},
      block: 1,
      transaction: null,
      time: 0n,
    } as const;
    const alert = toAlert(finding, { coin: "kgst", network: "localhost", chainId: 1n });
    for (const name of [
      ...Object.keys(SERVERS).filter((entry) => entry !== "answers a page"),
      "is away",
      "is not a URL",
    ]) {
      answer = SERVERS[name] ?? (() => null);
      const url =
        name === "is not a URL"
          ? "SECRETPATH"
          : `http://127.0.0.1:${name === "is away" ? 1 : port}/SECRETPATH?key=SECRETQUERY`;
      const webhook = { url, secret: "SECRETWORD", attempts: 1, pause: 1, clock: () => 0 };
      const error = await expectRefusal("WEBHOOK_REFUSED", () => postAlert(webhook, alert));
      expect([name, shows(`${error.message}${error.remedy}`)]).to.deep.equal([name, []]);
    }
  });
});
