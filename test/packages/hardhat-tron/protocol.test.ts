import { expect } from "chai";
import { utils } from "tronweb";
import { MAINNET_PARAMETERS } from "../../../packages/hardhat-tron/devnet/chain/parameters.ts";
import { estimated } from "../../../packages/hardhat-tron/devnet/http/wallet/trigger.ts";
import { createTronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { nodeOptions } from "../../../packages/hardhat-tron/devnet/task-action.ts";
import { parseExactly, stringifyExactly } from "../../../packages/tron/json.ts";
import { increase, consume } from "../../../packages/hardhat-tron/devnet/resources/window.ts";
import {
  transactionFromBytes,
  transactionFromJson,
  transactionBytes,
  transactionJson,
} from "../../../packages/hardhat-tron/devnet/transactions/transaction.ts";
import { exchanges, type Recorded } from "./support/recording.ts";

describe("The wire format of the embedded node", () => {
  const sent = exchanges()
    .map(({ label, request }, index) => ({ label, index, request: request as Recorded | string | null }))
    .flatMap(({ label, index, request }) =>
      typeof request === "object" && request !== null && "raw_data" in request ? [{ label, index, request }] : [],
    );

  for (const { label, index, request } of sent) {
    it(`${index} ${label}: encodes, decodes and prints what tronweb does`, () => {
      const expected = utils.transaction.txPbToRawDataHex(utils.transaction.txJsonToPb(request)).toLowerCase();
      const tx = transactionFromJson(request as never, false);
      expect(Buffer.from(tx.rawBytes).toString("hex")).to.equal(expected);
      const again = transactionFromBytes(transactionBytes(tx));
      expect(transactionBytes(again)).to.deep.equal(transactionBytes(tx));
      expect(again.contract).to.deep.equal(tx.contract);
      const printed = parseExactly(stringifyExactly(transactionJson(again, false))) as Recorded;
      expect(printed["txID"]).to.equal(Buffer.from(tx.id).toString("hex"));
      expect(transactionBytes(transactionFromJson(printed as never, false))).to.deep.equal(transactionBytes(tx));
    });
  }

  it("keeps 64-bit integers exact in both directions", () => {
    const text = '{"balance":89999999050664801,"small":7,"text":"89999999050664801"}';
    expect(stringifyExactly(parseExactly(text))).to.equal(text);
  });
});

describe("Recovery of resources", () => {
  it("is linear over a day, in java-tron's rounding", () => {
    expect(increase(345n, 0n, 100n, 100n)).to.equal(345n);
    expect(increase(346n, 0n, 0n, 15n)).to.equal(345n);
    expect(increase(256n, 254n, 0n, 3n)).to.equal(509n);
    expect(increase(600n, 0n, 0n, 28_800n)).to.equal(0n);
  });

  it("shrinks the window of a staked resource with what is left", () => {
    const first = consume({ used: 0n, consumedAt: 0n, window: 0n }, 1_000_000n, 0n);
    expect(first).to.deep.equal({ used: 1_000_000n, consumedAt: 0n, window: 28_800_000n });
    const half = consume(first, 0n, 14_400n);
    expect(half).to.deep.equal({ used: 500_000n, consumedAt: 14_400n, window: 14_400_000n });
    expect(consume(half, 0n, 28_800n).used).to.equal(0n);
  });
});

describe("Energy estimates", () => {
  for (const [used, expected] of [
    [12_977n, 19_466n],
    [12_940n, 19_410n],
    [519n, 1_038n],
    [5_810_492n, 5_816_167n],
    [0n, 0n],
  ] as const) {
    it(`${used} used is estimated as ${expected}`, () => {
      expect(estimated(used, MAINNET_PARAMETERS)).to.equal(expected);
    });
  }
});

describe("Options of the embedded node", () => {
  const given = { hostname: "127.0.0.1", port: 0, rules: "4.8.0", blockTime: 0, accounts: 2 };

  it("takes a chain id by number or network", async () => {
    const ids: bigint[] = [];
    for (const chainId of [undefined, "mainnet", "shasta", "31337", "0x7a69"]) {
      const node = await createTronNode({ ...nodeOptions({ ...given, chainId }), port: false });
      ids.push(node.chainId);
      expect(node.privateKeys).to.have.length(2);
    }
    expect(ids.slice(1)).to.deep.equal([728_126_428n, 2_494_104_990n, 31_337n, 31_337n]);
  });

  it("refuses releases and chain ids that do not exist", () => {
    expect(() => nodeOptions({ ...given, rules: "4.7.0" })).to.throw(RangeError, "Use 4.8.0 or 4.8.2.");
    expect(() => nodeOptions({ ...given, chainId: "moon" })).to.throw(
      RangeError,
      "Use a number, mainnet, nile or shasta.",
    );
  });

  it("makes blocks each so many seconds, or with each transaction", () => {
    expect(nodeOptions(given).blocks).to.equal("instant");
    expect(nodeOptions({ ...given, blockTime: 3 }).blocks).to.equal(3_000);
  });
});
