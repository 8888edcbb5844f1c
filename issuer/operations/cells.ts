import type { NetworkTarget } from "../coin-file/resolve.ts";
import { type Reference, parseReference } from "../references/reference.ts";
import { plainAmount } from "../tables/amount-cell.ts";
import type { CellReader } from "../tables/table.ts";
import { parsePositive } from "../text/parse-units.ts";
import { parseAccount } from "./arguments.ts";

/** Returns a cell with an account in any form that its chain has. */
export function accountCell(network: NetworkTarget): CellReader<string> {
  return { code: "ARGUMENT_INVALID", read: (text) => parseAccount(text, network) };
}

/** Returns a cell with an amount in whole coins. */
export function amountCell(decimals: number): CellReader<bigint> {
  return { code: "AMOUNT_INVALID", read: (text, delimiter) => parsePositive(plainAmount(text, delimiter), decimals) };
}

/** A cell with the issuer's own id of one act of compliance. */
export const actReferenceCell: CellReader<Reference> = {
  code: "REFERENCE_INVALID",
  read: (text) => parseReference(text, "act"),
};

/** A cell with the bank's id of one payment. */
export const referenceCell: CellReader<Reference> = {
  code: "REFERENCE_INVALID",
  read: (text) => parseReference(text, "payment"),
};
