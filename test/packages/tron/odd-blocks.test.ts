import { expect } from "chai";
import { TronClient, type TronTransports } from "../../../packages/tron/client.ts";
import { readPrices } from "../../../packages/tron/costs.ts";
import type { JsonValue } from "../../../packages/tron/json.ts";
import { finalBlock, transactionReference } from "../../../packages/tron/transactions.ts";
import { expectRefusal } from "../../deploy/support.ts";

const ID = `${"0".repeat(13)}1a2${"b".repeat(48)}`;
const BLOCK = { blockID: ID, block_header: { raw_data: { number: 0x1a2, timestamp: 1_800_000_000_000 } } };

/** A node that answers with these, one after the other, and then with the last one for ever. */
function clientOf(...answers: readonly JsonValue[]): TronClient {
  const left = [...answers];
  const answer = (): Promise<JsonValue> => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? null);
  return new TronClient({ wallet: answer, solidity: answer, jsonRpc: answer } satisfies TronTransports);
}

describe("A TRON node that leaves the newest block out", () => {
  it("is asked again, so that no transaction names a block that does not exist", async () => {
    for (const odd of [
      {},
      null,
      { blockID: ID },
      { ...BLOCK, blockID: "" },
      { ...BLOCK, blockID: `1${ID.slice(1)}` },
    ]) {
      const { number, id, timestamp } = await transactionReference(clientOf(odd, odd, BLOCK));
      expect([number, id, timestamp]).to.deep.equal([0x1a2n, ID, 1_800_000_000_000n]);
    }
  });

  it("is refused if it does not get better", async () => {
    await expectRefusal("NODE_ANSWER_INVALID", () => finalBlock(clientOf({})));
    await expectRefusal("NODE_ANSWER_INVALID", () => readPrices(clientOf({})));
    await expectRefusal("NODE_ANSWER_INVALID", () => readPrices(clientOf({ chainParameter: [] })));
  });
});
