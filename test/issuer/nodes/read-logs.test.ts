import { expect } from "chai";
import { OperatorError } from "../../../issuer/errors.ts";
import { type LogProgress, showProgress } from "../../../issuer/nodes/log-progress.ts";
import { type Cutting, type Piece, readLogs, readPieces } from "../../../issuer/nodes/read-logs.ts";

const CUTTING: Partial<Cutting> = {
  ...{ blocks: 100, mostBlocks: 400, manyLogs: 40 },
  ...{ attempts: 3, pause: 1, longest: 2, throttled: 500 },
};

/** An error as a node gives it. */
const says = (message: string, code?: number): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe("Reading logs", () => {
  const read = async (
    logs: (from: number, to: number) => Promise<readonly number[]>,
    to: number,
    cutting: Partial<Cutting> = {},
  ): Promise<{ asked: string[]; pieces: string[] }> => {
    const asked: string[] = [];
    const pieces: Piece<readonly number[]>[] = [];
    const ask = (first: number, last: number): Promise<readonly number[]> => {
      asked.push(`${first}-${last}`);
      return logs(first, last);
    };
    for await (const piece of readPieces(ask, 1, to, { cutting: { ...CUTTING, ...cutting } })) pieces.push(piece);
    return { asked, pieces: pieces.map(({ from, to: end }) => `${from}-${end}`) };
  };
  /** Answers ranges up to a width, and refuses others with these words. */
  const upTo = (width: number, words: string, code?: number) => (from: number, to: number) =>
    to - from + 1 > width ? Promise.reject(says(words, code)) : Promise.resolve([]);

  it("doubles the range where little happens, up to the most", async () => {
    const { asked } = await read(() => Promise.resolve([]), 1_500);
    expect(asked).to.deep.equal(["1-100", "101-300", "301-700", "701-1100", "1101-1500"]);
  });

  it("takes the limit a node names, however it says it, and asks for no more again", async () => {
    const named: readonly [number, string, number?][] = [
      [5, "exceed maximum block range: 5", -32_000],
      [10, "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.", -32_600],
      [10, "eth_getLogs is limited to 0 - 10 blocks range"],
      [30, "please limit the query to at most 30 blocks"],
      [20, "requested too many blocks from 1 to 80, maximum is set to 20"],
      [7, "block range is too wide (maximum 7)"],
      [1, "eth_getLogs range exceeds the limit of 1 block"],
      [50, "ranges over 50 blocks are not supported on freetier", 35],
    ];
    for (const [most, words, code] of named) {
      const { asked, pieces } = await read(upTo(most, words, code), 80);
      const expected = Array.from(
        { length: Math.ceil(80 / most) },
        (_, index) => `${index * most + 1}-${Math.min(80, index * most + most)}`,
      );
      expect(asked, words).to.deep.equal(["1-80", ...expected]);
      expect(pieces, words).to.deep.equal(expected);
    }
  });

  it("halves what a node refuses without a number", async () => {
    for (const words of ["block range is too wide", "query exceeds the maximum block range", "I'd rather not"]) {
      const { asked, pieces } = await read(upTo(30, words), 80);
      expect(asked, words).to.deep.equal(["1-80", "1-40", "1-20", "21-40", "41-60", "61-80"]);
      expect(pieces, words).to.deep.equal(["1-20", "21-40", "41-60", "61-80"]);
    }
  });

  it("asks for less where blocks are crowded, and for more again behind them", async () => {
    const crowded = (from: number, to: number): Promise<number[]> =>
      from <= 40 && to - from + 1 > 30
        ? Promise.reject(says("query returned more than 10000 results", -32_005))
        : Promise.resolve([]);
    const { asked } = await read(crowded, 400);
    expect(asked).to.deep.equal(["1-100", "1-50", "1-25", "26-75", "26-50", "51-100", "101-200", "201-400"]);

    const proposals = [
      "Log response size exceeded. Based on your parameters, this block range should work: [0x1, 0x10]",
      "query exceeds max results 20000, retry with the range 1-16",
    ];
    for (const words of proposals) {
      const proposed = await read(
        (from, to) => (to > 20 && from < 17 ? Promise.reject(says(words)) : Promise.resolve([])),
        80,
      );
      expect(proposed.asked, words).to.deep.equal(["1-80", "1-16", "17-48", "49-80"]);
    }
  });

  it("makes pieces smaller where much happens, so that memory stays bounded", async () => {
    const { asked } = await read((from, to) => Promise.resolve(Array(to - from + 1).fill(from)), 250);
    expect(asked).to.deep.equal(["1-100", "101-150", "151-175", "176-200", "201-225", "226-250"]);
  });

  it("waits for a node that limits requests, without making the range smaller", async () => {
    const limits: readonly [string, number?][] = [
      ["50/second request limit reached - reduce calls per second or upgrade your account", -32_007],
      ["429 Too Many Requests"],
      ["rate limit exceeded, retry in 5 ms"],
    ];
    for (const [words, code] of limits) {
      let refusals = 20;
      const busy = (): Promise<number[]> => (refusals-- > 0 ? Promise.reject(says(words, code)) : Promise.resolve([]));
      const patience = { throttled: 60_000, ...(code === undefined ? {} : { pause: 1 }) };
      if (words.includes("/second")) refusals = 1; // it means a second
      const count = refusals + 1;
      const { asked } = await read(busy, 100, patience);
      expect(asked, words).to.deep.equal(Array(count).fill("1-100"));
    }
  });

  it("does not wait for ever, and says that requests are limited", async () => {
    const limited = await read(() => Promise.reject(says("too many requests")), 4, { throttled: 20 }).catch(
      (error: unknown) => error,
    );
    expect(limited).to.have.property("code", "NODE_THROTTLED");
    const used = await read(() => Promise.reject(says("daily request count exceeded", -32_005)), 4).catch(
      (error: unknown) => error,
    );
    expect(used).to.have.property("code", "NODE_DENIED");
  });

  it("waits first where a node says only that a limit is exceeded, then asks for less", async () => {
    const { asked } = await read(upTo(50, "limit exceeded", -32_005), 100);
    expect(asked).to.deep.equal(["1-100", "1-100", "1-100", "1-50", "51-100"]);
  });

  it("asks again after a failure that passes, and then for less", async () => {
    let failures = 2;
    const busy = says("503 Service Unavailable");
    const { asked } = await read(() => (failures-- > 0 ? Promise.reject(busy) : Promise.resolve([])), 100);
    expect(asked).to.deep.equal(["1-100", "1-100", "1-100"]);

    failures = 4;
    const slow = says("socket hang up");
    const slowly = await read(() => (failures-- > 0 ? Promise.reject(slow) : Promise.resolve([])), 100);
    expect(slowly.asked).to.deep.equal(["1-100", "1-100", "1-100", "1-50", "1-50", "51-100"]);
  });

  it("never takes what is not served for what has not happened", async () => {
    const pruned: readonly [string, number?][] = [
      ["history has been pruned for this block", 4_444],
      ["missing trie node 0a1b (path ) state 0x0a1b is not available"],
      ["the method eth_getLogs does not exist/is not available", -32_601],
      ["something else", -32_000],
    ];
    for (const [words, code] of pruned) {
      const refused = await read(() => Promise.reject(says(words, code)), 4).catch((error: unknown) => error);
      expect(refused, words).to.have.property("code", "EVENTS_MISSING");
      expect(refused).to.have.property("message", `The node does not tell the events of block 1: ${words}`);
    }
    const gone = new OperatorError("CHAIN_UNREACHABLE", "node.example does not answer.");
    const lost = await read(() => Promise.reject(gone), 4).catch((error: unknown) => error);
    expect(lost).to.equal(gone);
  });

  it("finds events that are 1.4 million blocks back on a node that answers 10,000 at once", async () => {
    const happened = [1, 700_000, 1_400_000];
    let asked = 0;
    const found = await readLogs(
      (from, to) => {
        asked += 1;
        if (to - from + 1 > 10_000) return Promise.reject(says("exceed maximum block range: 10000", -32_000));
        return Promise.resolve(happened.filter((block) => block >= from && block <= to));
      },
      1,
      1_400_000,
    );
    expect(found).to.deep.equal(happened);
    expect(asked).to.equal(142); // 5,000 first, and one that was refused
  });

  it("begins a second time with the limit it has found out", async () => {
    const node = {};
    const asked: string[] = [];
    const ask = (from: number, to: number): Promise<number[]> => {
      asked.push(`${from}-${to}`);
      return upTo(5, "exceed maximum block range: 5")(from, to);
    };
    await readLogs(ask, 1, 10, { of: node });
    await readLogs(ask, 11, 20, { of: node });
    expect(asked).to.deep.equal(["1-10", "1-5", "6-10", "11-15", "16-20"]);
  });

  it("asks for a few ranges ahead of whoever takes them, never for more, and gives them in order", async () => {
    let [open, most] = [0, 0];
    const ask = async (from: number, to: number): Promise<number[]> => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, from % 3));
      open -= 1;
      if (from === 301 && to > 350) throw says("exceed maximum block range: 50");
      return [from];
    };
    const pieces: string[] = [];
    const cutting = { ...CUTTING, mostBlocks: 100 };
    for await (const { from, to } of readPieces(ask, 1, 600, { cutting, ahead: 3 })) pieces.push(`${from}-${to}`);
    expect(most).to.equal(3);
    expect(pieces.slice(0, 5)).to.deep.equal(["1-100", "101-200", "201-300", "301-350", "351-400"]);
    const ends = pieces.map((piece) => piece.split("-").map(Number) as [number, number]);
    expect(ends.every(([from], index) => from === (ends[index - 1]?.[1] ?? 0) + 1)).to.equal(true);
    expect(ends.at(-1)?.[1]).to.equal(600);
  });

  it("goes on behind the last piece after it was stopped", async () => {
    const ask = (from: number): Promise<number[]> => Promise.resolve([from]);
    const first: number[] = [];
    for await (const { to, logs } of readPieces(ask, 1, 1_000, { cutting: CUTTING })) {
      first.push(...logs);
      if (to >= 300) break;
    }
    const rest = await readLogs(ask, 301, 1_000, { cutting: CUTTING });
    expect([...first, ...rest]).to.deep.equal([1, 101, 301, 401, 601]);
  });

  it("says how far it is and how long it will take", () => {
    const progress: LogProgress = { block: 1_200_000, until: 1_400_000, share: 6 / 7, secondsLeft: 130 };
    expect(showProgress(progress)).to.equal("block 1,200,000 of 1,400,000 (85 %), about 2 min left");
    expect(showProgress({ ...progress, secondsLeft: null })).to.equal("block 1,200,000 of 1,400,000 (85 %)");
  });
});
