import { expect } from "chai";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { deployCoin } from "../../scripts/deploy-coin.ts";
import { chooseNetworks } from "../../issuer/coin/networks.ts";
import { openCoin } from "../../issuer/coin/open.ts";
import { allOf, openCoins } from "../../issuer/coin/open-each.ts";
import { loadCoin } from "../../issuer/coin-file/load.ts";
import { fileStore } from "../../issuer/journal/store.ts";
import { createTronNode } from "../../packages/hardhat-tron/devnet/node.ts";
import { pointNetworks } from "../support/networks.ts";
import { accounts, expectRefusal } from "./support.ts";
import { emptyFolder } from "../support/folders.ts";

describe("Opening a deployed coin", function () {
  this.timeout(60_000);

  const root = emptyFolder();
  const earlier = process.env.DEPLOYMENTS_FOLDER;
  let pointBack = (): void => undefined;
  const closing: (() => Promise<void>)[] = [];

  before(async () => {
    const server = await hre.network.createServer("default", "127.0.0.1", 0);
    const { port } = await server.listen();
    const node = await createTronNode({ accounts: accounts.map(({ address }) => ({ address, balance: 10n ** 12n })) });
    closing.push(
      () => server.close(),
      () => node.close(),
    );
    process.env.DEPLOYMENTS_FOLDER = root;
    pointBack = await pointNetworks({ localhost: `http://127.0.0.1:${port}`, tronEmbedded: node.url });
    for (const network of ["localhost", "tronEmbedded"]) {
      const connection: NetworkConnection<string> = await hre.network.create({ network });
      await deployCoin({ connection, artifacts: hre.artifacts });
      await connection.close();
    }
  });
  after(async () => {
    pointBack();
    if (earlier === undefined) Reflect.deleteProperty(process.env, "DEPLOYMENTS_FOLDER");
    else process.env.DEPLOYMENTS_FOLDER = earlier;
    for (const close of closing) await close();
  });

  it("opens every chain with a record, whatever its platform, for reading without a key", async () => {
    const coins = await allOf(await openCoins(hre));
    expect(coins.map(({ desired }) => [desired.network.name, desired.network.platform])).to.deep.equal([
      ["localhost", "evm"],
      ["tronEmbedded", "tron"],
    ]);
    for (const { contracts, addresses, record } of coins) {
      expect(await contracts.token.symbol()).to.equal("KGST");
      expect(await contracts.token.reserveGate()).to.equal(addresses.attestations);
      expect(await contracts.token.defaultAdmin()).to.equal(await contracts.timelock.getAddress());
      expect(record.contracts.token?.address).to.equal(addresses.token);
    }
    await Promise.all(coins.map((coin) => coin.close()));
  });

  it("opens the networks that are named", async () => {
    const [coin, ...others] = await allOf(await openCoins(hre, { networks: "tronEmbedded" }));
    expect(others).to.deep.equal([]);
    expect(await coin?.chain.chainId()).to.equal(coin?.desired.network.chainId);
    await coin?.close();
    const one = await openCoin(hre, { network: "localhost" });
    expect(one.desired.network.name).to.equal("localhost");
    await one.close();
  });

  it("opens what answers, and closes it where all are needed", async () => {
    const back = await pointNetworks({ tronEmbedded: "http://127.0.0.1:1" });
    try {
      const opened = await openCoins(hre);
      expect(opened.map(({ desired, refusal }) => [desired.network.name, refusal?.code])).to.deep.equal([
        ["localhost", undefined],
        ["tronEmbedded", "CHAIN_UNREACHABLE"],
      ]);
      const [localhost] = opened;
      let closed = 0;
      const coin = { ...localhost!.coin!, close: () => Promise.resolve(void (closed += 1)) };
      await expectRefusal("CHAIN_UNREACHABLE", () => allOf([{ ...localhost!, coin, refusal: null }, opened[1]!]));
      expect(closed).to.equal(1);
      await localhost!.coin!.close();
      await expectRefusal("NOT_DEPLOYED", () => openCoins(hre, { coin: "example-dollar", networks: "localhost" }));
    } finally {
      back();
    }
  });

  it("takes an environment for its networks, and never mixes two", async () => {
    const config = await loadCoin("kgst");
    const choose = (asked: string): string[] => chooseNetworks(hre, "kgst", config, asked);
    expect(choose("development")).to.deep.equal(["localhost", "tronEmbedded"]);
    expect(choose("bsc, tron")).to.deep.equal(["bsc", "tron"]);
    await expectRefusal("NETWORKS_MIXED", () => choose("bsc,localhost"));
    await expectRefusal("NOT_DEPLOYED", () => choose("mainnet"));
    await expectRefusal("NETWORK_UNKNOWN", () => choose("elsewhere"));
  });

  it("refuses where there is no record, and a record of another chain", async () => {
    await expectRefusal("NOT_DEPLOYED", () => openCoin(hre, { coin: "example-dollar", network: "localhost" }));
    const record = fileStore("localhost", "kgst").readRecord();
    const store = { ...fileStore("localhost", "kgst"), readRecord: () => ({ ...record!, genesis: "0x00" }) };
    await expectRefusal("RECORD_OF_ANOTHER_CHAIN", () => openCoin(hre, { network: "localhost", store }));
  });
});
