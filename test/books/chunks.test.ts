import { expect } from "chai";
import { type Chunk, type ChunkOptions, readChunks } from "../../scripts/lib/books/chunks.ts";
import type { RawLog } from "../../scripts/lib/books/source.ts";
import { OperatorError } from "../../scripts/lib/errors.ts";

const OPTIONS: ChunkOptions = { blocks: 100, mostBlocks: 400, manyLogs: 40, attempts: 3, pause: 1 };

describe("Reading events in chunks", () => {
  const log = (blockNumber: number): RawLog => ({
    address: "0x",
    topics: [],
    data: "0x",
    blockNumber,
    transactionHash: "0x",
    index: 0,
  });
  const read = async (
    logs: (from: number, to: number) => Promise<readonly RawLog[]>,
    to: number,
    options: Partial<ChunkOptions> = {},
  ): Promise<{ asked: string[]; chunks: Chunk[] }> => {
    const asked: string[] = [];
    const chunks: Chunk[] = [];
    const source = {
      logs: (first: number, last: number) => {
        asked.push(`${first}-${last}`);
        return logs(first, last);
      },
    };
    for await (const chunk of readChunks(source, 1, to, { ...OPTIONS, ...options })) chunks.push(chunk);
    return { asked, chunks };
  };
  const ranges = (chunks: readonly Chunk[]): string[] => chunks.map(({ from, to }) => `${from}-${to}`);

  it("doubles the range where little happens, up to the most", async () => {
    const { asked } = await read(() => Promise.resolve([]), 1_500);
    expect(asked).to.deep.equal(["1-100", "101-300", "301-700", "701-1100", "1101-1500"]);
  });

  it("halves what a node refuses, and does not ask for as much again", async () => {
    const limits = ["exceed max block range: 5000", "query returned more than 10000 results", "limit exceeded"];
    for (const words of limits) {
      const { asked, chunks } = await read(
        (from, to) => (to - from + 1 > 30 ? Promise.reject(new Error(words)) : Promise.resolve([])),
        80,
      );
      expect(asked).to.deep.equal(["1-80", "1-40", "1-20", "21-40", "41-60", "61-80"]);
      expect(ranges(chunks)).to.deep.equal(["1-20", "21-40", "41-60", "61-80"]);
    }
  });

  it("makes chunks smaller where much happens, so that memory stays bounded", async () => {
    const { asked } = await read(
      (from, to) => Promise.resolve(Array.from({ length: to - from + 1 }, () => log(from))),
      250,
    );
    expect(asked).to.deep.equal(["1-100", "101-150", "151-175", "176-200", "201-225", "226-250"]);
  });

  it("asks again after a failure that passes, and then for less", async () => {
    let failures = 2;
    const busy = new Error("429 Too Many Requests");
    const { asked } = await read(() => (failures-- > 0 ? Promise.reject(busy) : Promise.resolve([])), 100);
    expect(asked).to.deep.equal(["1-100", "1-100", "1-100"]);

    failures = 4;
    const slow = new Error("the request timed out");
    expect((await read(() => (failures-- > 0 ? Promise.reject(slow) : Promise.resolve([])), 100)).asked).to.deep.equal([
      "1-100",
      "1-100",
      "1-100",
      "1-50",
      "1-50",
      "51-100",
    ]);
  });

  it("gives up when one block is refused, or when the node is gone", async () => {
    const refused = await read(() => Promise.reject(new Error("pruned")), 4).catch((error: unknown) => error);
    expect(refused).to.have.property("code", "LOGS_REFUSED");
    expect(refused).to.have.property("message", "The node does not tell the events of block 1: pruned");
    const gone = new OperatorError("CHAIN_UNREACHABLE", "node.example does not answer.");
    const lost = await read(() => Promise.reject(gone), 4).catch((error: unknown) => error);
    expect(lost).to.have.property("code", "CHAIN_UNREACHABLE");
  });
});
