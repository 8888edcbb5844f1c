import { expect } from "chai";
import { ChainLogs } from "../../../issuer/books/chain-source.ts";
import { TOPICS } from "../../../issuer/books/kinds.ts";
import type { Chain } from "../../../issuer/chains/chain.ts";

const [TOKEN, ATTESTATIONS] = [`0x${"aa".repeat(20)}`, `0x${"bb".repeat(20)}`];
const [HASH, WORD] = [`0x${"1f".repeat(32)}`, `0x${"00".repeat(31)}05`];

describe("The events of a coin on a chain", () => {
  it("are as the node says them, in one request without ethers' reading of each", async () => {
    const asked: unknown[] = [];
    const wire = { address: TOKEN, topics: [TOPICS[0], WORD, WORD], data: WORD, blockHash: HASH, removed: false };
    const provider = {
      getLogs: () => Promise.reject(new Error("A checksum would be made for each event.")),
      send: (method: string, params: unknown[]): Promise<unknown> => {
        asked.push([method, params]);
        return Promise.resolve([{ ...wire, blockNumber: "0x3e8", transactionHash: HASH, logIndex: "0x1f" }]);
      },
    };
    const logs = new ChainLogs({ provider } as unknown as Chain, [TOKEN, ATTESTATIONS]);
    expect(await logs.logs(1_000, 5_999)).to.deep.equal([
      {
        ...{ address: TOKEN, topics: [TOPICS[0], WORD, WORD], data: WORD },
        ...{ blockNumber: 1_000, transactionHash: HASH, index: 31 },
      },
    ]);
    const filter = { address: [TOKEN, ATTESTATIONS], topics: [TOPICS], fromBlock: "0x3e8", toBlock: "0x176f" };
    expect(asked).to.deep.equal([["eth_getLogs", [filter]]]);
  });
});
