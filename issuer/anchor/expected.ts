import type { DatabaseSync } from "node:sqlite";
import { getAddress } from "ethers";
import { hex } from "../books/book-file.ts";
import { sealEvents } from "../books/event-log.ts";
import type { Findings } from "../books/findings.ts";
import { OperatorError } from "../errors.ts";
import { readAnchor } from "./anchor-file.ts";
import { type Standing, headOf, readStanding, standingWith } from "./standing.ts";

/** A standing that the books are held against. */
export interface Expected {
  readonly standing: Standing;
  readonly head: string;
  /** Accounts whose signatures of the head were checked. */
  readonly signers: readonly string[];
}

/**
 * Finds what the books are compared with.
 * @param text - A head, whose standing the file of the books must know, or a file that `--anchor` wrote.
 * @param signer - Who must have signed it; empty for anybody or nobody.
 * @param db - The file's books; null if there are none.
 * @throws OperatorError `ANCHOR_UNKNOWN` if the books do not know the head, `ANCHOR_INVALID` for a file that is none or
 * lacks the signature.
 */
export function findExpected(text: string, signer: string, db: DatabaseSync | null): Expected {
  if (/^0x[0-9a-f]{64}$/i.test(text)) {
    if (signer !== "")
      throw new OperatorError("ARGUMENT_INVALID", "--signed-by is about a file, and --expect names a head.");
    const head = text.toLowerCase();
    const standing = db === null ? null : standingWith(db, head);
    if (standing !== null) return { standing, head, signers: [] };
    throw new OperatorError("ANCHOR_UNKNOWN", `No run that these books know of has ended with the head ${head}.`);
  }
  const { standing, signatures } = readAnchor(text);
  const signers = signatures.map((entry) => getAddress(entry.signer));
  if (signer !== "" && !signers.includes(signer)) {
    const who = signers.length === 0 ? "nobody" : signers.join(", ");
    throw new OperatorError("ANCHOR_INVALID", `${text} is signed by ${who}, not by ${signer}.`);
  }
  return { standing, head: headOf(standing), signers };
}

/**
 * Holds books against a standing: up to each of its blocks they must have the very events that they had then.
 * @param whose - What is held against it: `books`, or `chain` for books that were rebuilt from the chains.
 * @throws OperatorError `ANCHOR_INVALID` if it is of another coin.
 */
export function holdAgainst(db: DatabaseSync, { standing }: Expected, whose: string, findings: Findings): void {
  const now = readStanding(db);
  const [meant, found] = [standing, now].map(({ coin, environment, tokenId, decimals }) =>
    [coin, environment, tokenId, decimals].join(", "),
  );
  if (meant !== found) {
    throw new OperatorError("ANCHOR_INVALID", `The anchor is of ${String(meant)}; the books are of ${String(found)}.`);
  }
  const numbers = db.prepare("SELECT chain FROM chains WHERE network = ?");
  for (const then of standing.chains) {
    const { network, block, events, digest } = then;
    const differs = (subject: string, expected: string, actual: string): void => {
      if (expected !== actual) findings.add({ code: "anchor-differs", network, subject, expected, actual });
    };
    const chain = now.chains.find((entry) => entry.network === network);
    if (chain === undefined) {
      differs(`${whose} of the chain`, `up to block ${block}`, "none");
      continue;
    }
    for (const key of ["chainId", "genesis", "token", "attestations", "firstBlock"] as const) {
      differs(`${whose}, ${key}`, `${then[key]}`, `${chain[key]}`);
    }
    if (chain.block < block) {
      differs(`end of the ${whose}`, `block ${block} or later`, `block ${chain.block}`);
      continue;
    }
    if (chain.block === block) differs(`${whose}, hash of block ${block}`, then.blockHash, chain.blockHash);
    const sealed = sealEvents(db, Number(numbers.get(network)?.chain), block);
    const actual = `${sealed.events} events, ${hex(sealed.digest)}`;
    differs(`${whose} up to block ${block}`, `${events} events, ${digest}`, actual);
  }
}
