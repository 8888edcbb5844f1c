import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import hre from "hardhat";
import type { HttpNetworkConfig, ResolvedConfigurationVariable } from "hardhat/types/config";
import { openEmbeddedEvm, type EmbeddedChain } from "../../../scripts/embedded-chains.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import type { Alert } from "../../../issuer/monitor/alert.ts";
import { postAlert } from "../../../issuer/monitor/webhook.ts";
import { withLists } from "../../../issuer/nodes/hardhat-config.ts";
import { SpoilingNode, answers } from "../../support/spoiling-node.ts";

const MARKER = "s3cret-marker";

describe("Hardhat's networks over real nodes", () => {
  let chain: EmbeddedChain;
  let good: SpoilingNode;
  let bad: SpoilingNode;
  let usual: HttpNetworkConfig["url"];
  const localhost = hre.config.networks.localhost as { url: HttpNetworkConfig["url"] };
  before(async () => {
    usual = localhost.url;
    chain = await openEmbeddedEvm(hre);
    [good, bad] = [await SpoilingNode.before(chain.url), await SpoilingNode.before(chain.url)];
  });
  after(async () => {
    await Promise.all([good.close(), bad.close()]);
    await chain.close();
  });
  afterEach(() => (localhost.url = usual));

  /** Gives the variable with the network's URL a value. */
  const point = (value: string): void => {
    const url = { ...usual, name: "LOCALHOST_RPC_URL", get: () => Promise.resolve(value) };
    const networks = { localhost: { ...localhost, url: url as ResolvedConfigurationVariable } };
    const config = withLists({ ...hre.config, networks } as unknown as typeof hre.config);
    localhost.url = (config.networks.localhost as HttpNetworkConfig).url;
  };

  it("take a list of URLs, pass over the one that is of no use, and name it by its host", async () => {
    point(`${bad.url}/v1/${MARKER}, ${good.url}/v1/${MARKER}`);
    bad.on(({ path }) => path.includes(MARKER), answers("<html></html>", 502));
    const connection = await hre.network.create("localhost");
    expect(await connection.ethers.provider.getBlockNumber()).to.equal(0);
    expect(await connection.ethers.provider.getBalance(`0x${"11".repeat(20)}`)).to.equal(0n);
    const { host } = new URL(bad.url);
    const [first, second] = connection.nodes?.health() ?? [];
    expect(first).to.include({ host, out: true, trouble: `${host} answers with HTTP status 502` });
    expect(second).to.include({ host: new URL(good.url).host, trouble: null });
    expect(JSON.stringify(connection.nodes?.health())).to.not.contain(MARKER);
    await connection.close();
    bad.heal();
  });

  it("never report a bug in Hardhat for what a node answers, nor say the URL", async () => {
    for (const body of ["<html>login</html>", '{"jsonrpc":"2.0","id":1}']) {
      point(bad.url.replace("http://", `http://user:${MARKER}@`));
      bad.on("eth_gasPrice", answers(body));
      const connection = await hre.network.create("localhost");
      const asked = connection.provider.request({ method: "eth_gasPrice" });
      const thrown: unknown = await asked.catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(OperatorError);
      expect(thrown).to.have.property("code", "NODE_ANSWER_INVALID");
      expect((thrown as Error).message).to.not.match(new RegExp(`${MARKER}|report`, "i"));
      expect(bad.asked.every(({ headers }) => headers.authorization?.startsWith("Basic ") === true)).to.equal(true);
      await connection.close();
      bad.heal();
    }
  });

  it("say which variable holds no URL, and not what it holds", async () => {
    for (const value of [`ftp://${MARKER}`, MARKER, "", `http://a.example ${MARKER}`]) {
      point(value);
      const thrown: unknown = await hre.network.create("localhost").catch((error: unknown) => error);
      expect(thrown).to.have.property("code", "NODE_URL_INVALID");
      expect((thrown as Error).message).to.match(/^LOCALHOST_RPC_URL: /);
      expect((thrown as Error).message).to.not.contain(MARKER);
    }
  });
});

describe("Webhooks", () => {
  it("go through the proxy that the environment names", async () => {
    const seen: string[] = [];
    const proxy: Server = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    process.env.http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const url = `http://hooks.example/${MARKER}`;
      const webhook = { url, secret: "", attempts: 1, pause: 1, clock: () => 0 };
      await postAlert(webhook, { id: "1" } as Alert);
      expect(seen).to.deep.equal([url]);
    } finally {
      delete process.env.http_proxy;
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
