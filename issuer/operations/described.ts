import type { Reference } from "../references/reference.ts";
import type { Call } from "./calls.ts";

/**
 * Returns a description for the owner, with the reference as the bank writes it, and one for everybody else: a bank's
 * reference stays in its owner's journal, and its hash, which is on the chain anyway, stands in its place.
 * @param about - What is done, given how the reference is written.
 * @param row - Of the file that asks for it, as a spreadsheet numbers it: with it the owner finds the reference again.
 */
export function described(
  { plain, hash }: Pick<Reference, "plain" | "hash">,
  about: (reference: string) => string,
  row: number | null = null,
): Pick<Call, "description" | "outward"> {
  return { description: about(`"${plain}"`), outward: about(row === null ? hash : `${hash} (row ${row})`) };
}
