import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { computeAddress, id } from "ethers";
import { toJsonText } from "../../../issuer/text/json.ts";

/** What a synthetic journal is like. */
export interface Synthetic {
  /** Records: four for each deposit. */
  readonly entries: number;
  /** Time of the first record; by default such that the last one is about now. */
  readonly begin?: Date;
  /** Seconds from one deposit to the next; one by default. */
  readonly every?: number;
  /** Who signed; somebody whom the chain does not know by default. */
  readonly minter?: string;
}

/** Bytes of a signed call of `mint`, in hex: as long as a true one. */
const RAW = `0x${"ab".repeat(208)}`;

/** Puts a synthetic journal before the records of a true one, whose last transactions the chain knows. */
export function putBefore(file: string, synthetic: Synthetic): void {
  const own = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  writeSyntheticJournal(file, synthetic);
  const entries = Math.ceil(synthetic.entries / 4) * 4;
  const renumbered = own.map((line, index) => line.replace(/^\{"n":\d+/, `{"n":${entries + index + 1}`));
  appendFileSync(file, `${renumbered.join("\n")}\n`);
}

/** Writes the journal of `mint` as years of single deposits leave it, in the form of {@link Journal}. */
export function writeSyntheticJournal(file: string, { entries, begin, every = 1, minter }: Synthetic): void {
  const from = minter ?? computeAddress(id("minter of a synthetic journal"));
  const start = begin?.getTime() ?? Date.now() - entries * 250;
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, "w", 0o600);
  try {
    let lines: string[] = [];
    for (let number = 0; number * 4 < entries; number++) {
      lines.push(...recordsOf(number, from, new Date(start + number * every * 1_000).toISOString()));
      if (lines.length >= 4_000) writeSync(handle, lines.splice(0).join(""));
    }
    writeSync(handle, lines.join(""));
    lines = [];
  } finally {
    closeSync(handle);
  }
}

/** The four records of one deposit. */
function recordsOf(number: number, from: string, at: string): string[] {
  const reference = `credit advice ${number}`;
  const [depositRef, hash] = [id(reference), id(`transaction ${number}`)];
  const to = `0x${depositRef.slice(-40)}`;
  const key = `mint:${depositRef}`;
  const subject = { key, operation: "mint", reference, hash: depositRef, to, amount: "1000000" };
  const emits = [
    { address: from, artifact: "IStablecoin", event: "Minted", args: { to, amount: "1000000", depositRef } },
  ];
  const description = `mint 1.00 KGST to ${to}, deposit "${reference}"`;
  const intent = { step: "mint", key, description, hash, raw: RAW, from, nonce: 0, block: 0 };
  const block = { succeeded: true, block: number + 1, blockHash: id(`block ${number}`), contractAddress: null };
  return [
    { type: "intent", ...intent, emits, about: [subject] },
    { type: "sent", key, hash },
    { type: "mined", key, hash, ...block, gasUsed: "81000", fee: "81000000000000" },
    { type: "verified", key, hash },
  ].map((record, index) => `${toJsonText({ n: number * 4 + index + 1, at, ...record })}\n`);
}
