import { readFileSync } from "node:fs";
import { expect } from "chai";
import { accountId, assetId, transactionId, transactionUrl, watchAsset } from "../../../packages/integration/assets.ts";
import { CHAINS } from "../../../packages/integration/chains.ts";
import { coin } from "../../../config/kgst.ts";
import { tokenListOf } from "../../../tools/package/deployments.ts";

const ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const BASE58 = "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC";
const ID = "ab".repeat(32);

describe("Ids among all chains", () => {
  it("are made of each chain's own id (CAIP-2)", () => {
    for (const { caip2, chainId, platform } of Object.values(CHAINS)) {
      expect(caip2).to.equal(platform === "evm" ? `eip155:${chainId}` : `tron:0x${chainId.toString(16)}`);
    }
  });

  it("name accounts (CAIP-10) and the coin (CAIP-19) as each chain writes them", () => {
    expect(accountId(56n, BASE58)).to.equal(`eip155:56:${ACCOUNT}`);
    expect(accountId(CHAINS.tron.chainId, ACCOUNT)).to.equal(`tron:0x2b6653dc:${BASE58}`);
    expect(assetId(97, ACCOUNT.toLowerCase())).to.equal(`eip155:97/erc20:${ACCOUNT}`);
    expect(assetId(CHAINS.nile.chainId, ACCOUNT)).to.equal(`tron:0xcd8690dc/trc20:${BASE58}`);
    expect(() => assetId(1n, ACCOUNT)).to.throw("1 is no chain of this coin: see `CHAINS`.");
  });

  it("name transactions in one form, and in each explorer's", () => {
    for (const id of [ID, `0x${ID}`, ID.toUpperCase()]) expect(transactionId(id)).to.equal(`0x${ID}`);
    expect(transactionUrl(56n, ID)).to.equal(`https://bscscan.com/tx/0x${ID}`);
    expect(transactionUrl(CHAINS.tron.chainId, `0x${ID}`)).to.equal(`https://tronscan.org/#/transaction/${ID}`);
    expect(() => transactionId("0x12")).to.throw("The transaction's id is 0x12, and must be 64 hex digits.");
  });
});

describe("The coin in a wallet's list", () => {
  const asset = { address: BASE58, symbol: "KGST", decimals: 6 };

  it("is asked for as each wallet takes it", async () => {
    const asked: unknown[] = [];
    const wallet = { request: (request: unknown) => Promise.resolve(asked.push(request) === 1) };
    expect(await watchAsset(wallet, asset)).to.equal(true);
    expect(await watchAsset(wallet, { ...asset, image: "https://example.com/kgst.png" }, "tron")).to.equal(false);
    expect(asked).to.deep.equal([
      { method: "wallet_watchAsset", params: { type: "ERC20", options: { ...asset, address: ACCOUNT } } },
      {
        method: "wallet_watchAsset",
        params: { type: "trc20", options: { ...asset, image: "https://example.com/kgst.png" } },
      },
    ]);
  });

  it("is refused as a code when the person declined", async () => {
    const declined = { request: () => Promise.reject(Object.assign(new Error("User rejected"), { code: 4001 })) };
    const code = await watchAsset(declined, asset).catch((error: unknown) => (error as { code: string }).code);
    expect(code).to.equal("WALLET_REJECTED");
  });

  it("comes from the records of deployments, with a logo that is in the package", () => {
    const { symbol, decimals } = coin;
    const address = ACCOUNT;
    const record = {
      ...{ schema: 1, coin: "kgst", network: "bsc", chainId: "56", finishedAt: "2027-01-01T00:00:00Z" },
      contracts: { token: { address, block: 12 } },
    };
    const list = tokenListOf([record]) as { timestamp: string; tokens: Record<string, unknown>[] };
    const [listed] = list.tokens;
    expect(list.timestamp).to.equal(record.finishedAt);
    expect(listed).to.deep.include({ chainId: 56, address, symbol, decimals, name: coin.name });
    const path = String(listed?.logoURI).replace("https://unpkg.com/@kgst/integration/", "packages/integration/");
    const picture = readFileSync(path);
    expect(picture.subarray(1, 4).toString()).to.equal("PNG");
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).to.deep.equal([256, 256]);
    expect(readFileSync(path.replace(/png$/, "svg"), "utf8")).to.match(/^<svg [^>]*viewBox="0 0 256 256"/);
  });
});
