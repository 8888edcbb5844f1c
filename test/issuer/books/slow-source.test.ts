import { expect } from "chai";
import { announceSlow, cuttingFor, slowReading } from "../../../issuer/books/slow-source.ts";
import type { LogSource } from "../../../issuer/books/source.ts";

describe("A chain whose node reads block by block", () => {
  const source = (final: number, slow: boolean): LogSource & { asked: string[] } => {
    const asked: string[] = [];
    return {
      asked,
      finalBlock: () => Promise.resolve(final),
      block: () => Promise.resolve(null),
      logs: (from, to) => {
        asked.push(`${from}-${to}`);
        return Promise.resolve([]);
      },
      blockByBlock: () => Promise.resolve(slow),
    };
  };

  it("is announced with the blocks, the hours, and the faster sources, before a year of it is read", () => {
    const [first, second, third, ...rest] = announceSlow("tron", { blocks: 10_512_000, secondsPerBlock: 0.1336 });
    expect(first).to.equal(
      "tron: the node has no JSON-RPC, so each of 10,512,000 blocks is a request of its own: about 390.1 h, at the 8 blocks a second of the first ones.",
    );
    expect(second)
      .to.contain('jsonRpc: "https://api.trongrid.io/jsonrpc"')
      .and.to.contain("2,103 requests, about 18 min");
    expect(third).to.contain("a java-tron node of your own");
    expect(rest).to.have.length(2);
  });

  it("is not announced where it takes less than a minute", () => {
    expect(announceSlow("tron", { blocks: 200, secondsPerBlock: 0.1 })).to.deep.equal([]);
  });

  it("is read in pieces that its provider answers, and its pace is measured where the books begin", async () => {
    const slow = source(50_000, true);
    const said: string[] = [];
    const cutting = await cuttingFor("tron", slow, 101, { announce: (sentences) => said.push(...sentences) });
    expect(cutting).to.deep.equal({ blocks: 200, mostBlocks: 200 });
    expect(slow.asked).to.deep.equal(["101-110", "111-120", "121-130"]);
    expect(said).to.deep.equal([]); // it answered at once
  });

  it("is nothing but a chain if it reads ranges, or if there is little to read", async () => {
    const quick = source(50_000, false);
    expect(await slowReading(quick, 1)).to.equal(null);
    const short = source(900, true);
    expect(await slowReading(short, 1)).to.deep.equal({ blocks: 900, secondsPerBlock: 0 });
    expect([...quick.asked, ...short.asked]).to.deep.equal([]);
  });
});
