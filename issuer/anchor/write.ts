import { existsSync } from "node:fs";
import type { Reconciliation } from "../books/reconcile.ts";
import { HISTORY_IN_DOUBT } from "../books/findings.ts";
import { OperatorError } from "../errors.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { anchorOf, signAnchor, writeAnchor } from "./anchor-file.ts";
import type { Checked } from "./checked.ts";

/** An anchor that was asked for. */
export interface AnchorAsked {
  readonly file: string;
  /** Who signs it; null for nobody. */
  readonly signer: AccountSigner | null;
  /** Asks before something is signed. */
  readonly confirm: (question: string) => Promise<void>;
}

/** Refuses a file that is there already, before anything is read. @throws OperatorError `FILE_REFUSED` */
export function requireNewFile(file: string): void {
  if (!existsSync(file)) return;
  const remedy = "Name another file with --anchor; an anchor is never replaced.";
  throw new OperatorError("FILE_REFUSED", `${file} is there already.`, { remedy });
}

/**
 * Writes the anchor of the books, signed if wanted.
 * @returns Why it was not written; null if it was.
 */
export async function writeAnchorOf(
  { standing, head }: Checked,
  { findings }: Reconciliation,
  { file, signer, confirm }: AnchorAsked,
): Promise<string | null> {
  const doubts = (Object.keys(findings.counts) as (keyof typeof findings.counts)[]).filter((code) =>
    HISTORY_IN_DOUBT.has(code),
  );
  if (doubts.length > 0) return `No anchor was written, since nobody should vouch for books with ${doubts.join(", ")}.`;
  const anchor = anchorOf(standing);
  if (signer === null) {
    writeAnchor(file, anchor);
    return null;
  }
  await confirm(`Sign the head ${head} as ${signer.address} (${signer.place})?`);
  writeAnchor(file, await signAnchor(anchor, signer));
  return null;
}
