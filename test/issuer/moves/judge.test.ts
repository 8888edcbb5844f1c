import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { encodePacket, messageIdOf, toBytes32 } from "../../../issuer/layerzero/packet.ts";
import { Cursors } from "../../../issuer/moves/cursors.ts";
import { type Evidence, judge } from "../../../issuer/moves/judge.ts";
import type { MovingCoin, SentMove } from "../../../issuer/moves/message.ts";
import { VerifierMetrics } from "../../../issuer/moves/metrics.ts";
import type { Judged, Round } from "../../../issuer/moves/service.ts";
import { Told, type VerifierLine } from "../../../issuer/moves/told.ts";
import { emptyFolder } from "../../support/folders.ts";

const PATH = {
  nonce: 7n,
  sourceId: 40_102,
  sender: toBytes32("0x01"),
  destinationId: 40_420,
  receiver: toBytes32("0x02"),
};
const MOVE: SentMove = {
  ...encodePacket({ ...PATH, messageId: messageIdOf(PATH), message: `${toBytes32("0x03")}000000000007a120` }),
  ...{ from: ZeroAddress, to: "0x0000000000000000000000000000000000000003", amount: 500_000n },
  ...{ transaction: `0x${"ab".repeat(32)}`, block: 100, burn: 3 },
};
const ID = MOVE.packet.messageId;
const GOOD: Evidence = {
  ...{ move: MOVE, final: 120, head: 130, confirmations: 20, inBooks: true },
  ledgers: { burned: 2_000_000n, minted: 1_000_000n, held: 300_000n, underWay: 200_000n },
};

describe("Whether a move is confirmed", () => {
  const asked = (change: Partial<Evidence>): unknown => judge({ ...GOOD, ...change }, 6);

  it("follows from what is final, in the books, and in the sum over all chains, to the last unit", () => {
    expect(asked({})).to.deep.equal({ confirm: true });
    expect(asked({ final: 100, head: 119 })).to.deep.equal({ confirm: true });
  });

  it("waits for what is not final, or has too few blocks", () => {
    const notFinal = "it is in block 100, and block 99 is the last that is final";
    expect(asked({ final: 99 })).to.deep.equal({ confirm: false, kind: "wait", why: notFinal });
    const few = "it has 19 of 20 blocks that the receiving chain asks for";
    expect(asked({ head: 118 })).to.deep.equal({ confirm: false, kind: "wait", why: few });
  });

  it("calls somebody for a burn that no book has, and for one unit more than was burned", () => {
    const unknown = "the books do not know its burn, and they have its block";
    expect(asked({ inBooks: false })).to.deep.equal({ confirm: false, kind: "alarm", why: unknown });
    const ledgers = { ...GOOD.ledgers, burned: 1_999_999n };
    const more =
      "with it 2.00 would have arrived over all chains, and 1.999999 were burned: 1.00 minted, 0.30 held, 0.20 under way";
    expect(asked({ ledgers })).to.deep.equal({ confirm: false, kind: "alarm", why: more });
  });
});

describe("What a verifier tells", () => {
  const judged = (change: Partial<Judged>): Judged => ({
    ...{ source: "bsc", destination: "tron", move: MOVE, age: 90n },
    arrival: { standing: "sent", confirmed: false },
    judgement: { confirm: false, kind: "wait", why: "it has 3 of 20 blocks that the receiving chain asks for" },
    ...change,
  });
  const round = (change: Partial<Round>): Round => ({
    stopped: null,
    moves: [],
    confirmed: [],
    failures: [],
    fees: [],
    ...change,
  });

  it("is each thing once, until it changes", () => {
    const lines: VerifierLine[] = [];
    const told = new Told((line) => lines.push(line));
    const about = { message: ID, source: "bsc", destination: "tron", amount: "500000" };
    told.tell(round({ moves: [judged({})] }));
    const later = {
      confirm: false,
      kind: "wait",
      why: "it has 4 of 20 blocks that the receiving chain asks for",
    } as const;
    told.tell(round({ moves: [judged({ judgement: later })] }));
    told.tell(round({ moves: [judged({ judgement: { confirm: false, kind: "alarm", why: "no burn" } })] }));
    told.tell(round({ stopped: "it is Sunday", confirmed: [ID] }));
    told.tell(round({ stopped: "it is Sunday" }));
    told.tell(
      round({ moves: [judged({ arrival: { standing: "held", confirmed: false }, judgement: { confirm: true } })] }),
    );
    told.tell(round({ failures: [{ network: "bsc", code: "CHAIN_UNREACHABLE", message: "It is dead." }] }));
    expect(lines).to.deep.equal([
      { kind: "running", why: null },
      { kind: "waiting", ...about, why: "it has 20 blocks that the receiving chain asks for" },
      { kind: "refused", ...about, why: "no burn" },
      { kind: "stopped", why: "it is Sunday" },
      { kind: "confirmed", message: ID },
      { kind: "running", why: null },
      { kind: "held", ...about, why: `${MOVE.to} cannot receive on tron` },
      { kind: "failed", network: "bsc", code: "CHAIN_UNREACHABLE", message: "It is dead." },
    ]);
  });

  it("is served to Prometheus, and to whoever asks for its health", async () => {
    const metrics = new VerifierMetrics();
    const server = await metrics.serve(0);
    const { port } = server.address() as { port: number };
    const get = async (path: string): Promise<[number, string]> => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
      return [answer.status, await answer.text()];
    };
    try {
      expect(await get("/health")).to.deep.equal([503, "not well\n"]);
      const source = { desired: { network: { name: "bsc" } }, chain: { nativeDecimals: 18 } } as MovingCoin;
      const fees = [{ source, destination: "tron", fee: 2_500_000_000_000_000n }];
      metrics.tell(round({ moves: [judged({}), judged({ age: 40n })], confirmed: [ID], fees }), 1_800_000_000);
      expect(await get("/health")).to.deep.equal([200, "ok\n"]);
      const [, text] = await get("/metrics");
      for (const line of [
        'kgst_verifier_moves{destination="tron",standing="sent"} 2',
        'kgst_verifier_oldest_unconfirmed_seconds{destination="tron"} 90',
        "kgst_verifier_refused_moves 0",
        "kgst_verifier_stopped 0",
        "kgst_verifier_confirmed_total 1",
        'kgst_verifier_move_fee{source="bsc",destination="tron"} 0.0025',
        "kgst_verifier_last_round_timestamp_seconds 1800000000",
      ]) {
        expect(text.split("\n")).to.include(line);
      }
      metrics.tell(round({ stopped: "x", failures: [{ network: "bsc", code: "A", message: "b" }] }), 1_800_000_015);
      expect((await get("/health"))[0]).to.equal(503);
      const [, after] = await get("/metrics");
      for (const line of ["kgst_verifier_stopped 1", 'kgst_verifier_failures_total{network="bsc"} 1']) {
        expect(after.split("\n")).to.include(line);
      }
      expect(after).to.not.contain("kgst_verifier_moves{");
      expect((await get("/else"))[0]).to.equal(404);
      const again = await new VerifierMetrics().serve(port).catch((error: unknown) => String(error));
      expect(again).to.contain("nothing can be served on this port");
      const none = await new VerifierMetrics().serve(99_999_999).catch((error: unknown) => String(error));
      expect(none).to.contain("--metrics 99999999: nothing can be served on this port");
    } finally {
      server.close();
    }
  });
});

describe("Where a verifier goes on", () => {
  it("is behind everything that has arrived, and the chain's beginning without a file", () => {
    const file = join(emptyFolder(), "state.json");
    const first = Cursors.open(file);
    expect(first.next("bsc", 12)).to.equal(12);
    first.readTo("bsc", 80);
    first.keep("bsc", [40, 60]);
    expect(first.next("bsc", 12)).to.equal(81);
    expect(Cursors.open(file).next("bsc", 12)).to.equal(40);
    first.keep("bsc", []);
    expect(Cursors.open(file).next("bsc", 12)).to.equal(81);
    expect(Cursors.open(file).next("tron", 5)).to.equal(5);
  });

  it("is refused in a sentence where the file is something else", () => {
    const file = join(emptyFolder(), "state.json");
    for (const text of ["", "null", "{}", '{"format":"kgst-verifier","next":{"bsc":-1}}']) {
      writeFileSync(file, text);
      expect(() => Cursors.open(file), text).to.throw(`${file} is not what a verifier has left.`);
    }
    expect(existsSync(file)).to.equal(true);
  });
});
