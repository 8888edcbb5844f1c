import { join } from "node:path";
import { expect } from "chai";
import { BrowserProvider } from "ethers";
import { ChainState } from "../../../issuer/books/chain-source.ts";
import type { ReconciledChain } from "../../../issuer/books/reconcile.ts";
import { TronChain } from "../../../issuer/chains/tron-chain.ts";
import { type Transport, TronClient, httpTransports } from "../../../packages/tron/client.ts";
import { TronProvider } from "../../../packages/tron/provider.ts";
import { playDay } from "./day.ts";
import { type Site, type Town, openTown, reconcileSites, send, takenBack, told } from "./support.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("The state that books are compared with", function () {
  this.timeout(60_000);

  let town: Town;
  before(async () => {
    town = await openTown();
  });

  it("is that of a named block on an EVM chain", async () => {
    const { coin, contracts } = town.bnb;
    const block = await coin.chain.finalBlock();
    const { from, to, values } = await new ChainState(coin.chain, { kind: "block" }).read([
      (at) => Promise.resolve(at.blockTag),
      (at) => contracts.token.totalSupply(at),
    ]);
    expect([from, to, values]).to.deep.equal([block, block, [block, await contracts.token.totalSupply()]]);
  });

  it("is what producers have made final on TRON, asked of the node's service for that", async () => {
    const asked: string[] = [];
    const spy =
      (transport: Transport): Transport =>
      (path, body) => {
        asked.push(path);
        return transport(path, body);
      };
    const { wallet, solidity, jsonRpc } = httpTransports({ fullNode: town.tron.url });
    const tron = new TronProvider({
      client: new TronClient({ wallet: spy(wallet), solidity: spy(solidity), jsonRpc }),
    });
    const provider = new BrowserProvider(tron, Number(town.tron.coin.desired.network.chainId), { staticNetwork: true });
    const chain = new TronChain({ tron, provider, confirmations: null, pollMilliseconds: 1 });
    const token = town.tron.contracts.token.connect(provider);
    const { from, to, values } = await new ChainState(chain, { kind: "tag", tag: "finalized" }).read([
      (at) => token.decimals(at),
    ]);
    expect(values).to.deep.equal([6n]);
    expect([from, to]).to.deep.equal([await chain.finalBlock(), await chain.finalBlock()]);
    expect(asked.filter((path) => path.endsWith("triggerconstantcontract"))).to.deep.equal([
      "/walletsolidity/triggerconstantcontract",
    ]);
    provider.destroy();
  });

  it("is asked for again when the coin moved meanwhile, so that both sides are of one block", () =>
    takenBack(town, async () => {
      await playDay(town.bnb, town.tron);
      let moves = 3;
      const move = async (site: Site): Promise<void> => {
        if (moves-- > 0) await send(site.contracts.token.connect(site.person(0)).transfer(site.person(1), 1n));
      };
      const found = await reconcileSites(join(emptyFolder(), "books.sqlite"), [town.bnb, town.tron], {
        see: (chain: ReconciledChain) => {
          if (chain.identity.network !== "tronEmbedded") return chain;
          return {
            ...chain,
            state: {
              read: (asks) =>
                chain.state.read([...asks, () => move(town.tron)]).then((answers) => ({
                  ...answers,
                  values: answers.values.slice(0, -1),
                })),
            },
          };
        },
      });
      expect(told(found)).to.deep.equal([]);
      expect(moves).to.be.lessThan(0);
      const [, tron] = found.chains;
      expect(tron?.events).to.equal(35);
    }));
});
