import CliTable from "cli-table3";
import { visibleLine } from "../characters/visible.ts";
import { insideStyles, ownSequence, style } from "./style.ts";

/** What a cell says: one line, or several. */
export type Cell = string | readonly string[];

/** How a table looks. */
export interface TableTerms {
  readonly head?: readonly Cell[];
  readonly alignments?: readonly ("left" | "right")[];
  /** Characters of each column; null for what its cells need. */
  readonly widths?: readonly (number | null)[];
  /** Without lines between the rows. */
  readonly close?: boolean;
}

/** The most characters of a cell that are shown: more is for `--json`. */
const SHOWN = 2_000;

/** A table whose cells cannot leave their place: each text in them is one line. */
export class Table {
  readonly #table: CliTable.Table;
  readonly #widths: readonly (number | null)[];

  constructor({ head, alignments, widths = [], close = false }: TableTerms = {}) {
    this.#widths = widths;
    this.#table = new CliTable({
      wordWrap: true,
      style: { head: [], border: [], compact: !close },
      ...(close ? { chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } } : {}),
      ...(head === undefined ? {} : { head: head.map((cell) => style.bold(toText(cell, null))) }),
      ...(alignments === undefined ? {} : { colAligns: [...alignments] }),
      colWidths: [...widths],
    });
  }

  /** Adds rows. */
  push(...rows: readonly (readonly Cell[])[]): void {
    for (const row of rows) this.#table.push(row.map((cell, column) => toText(cell, this.#widths[column] ?? null)));
  }

  /** The table, line by line. */
  get lines(): string[] {
    // A colour that is wrapped over lines is ended by the table itself.
    return this.#table.toString().replaceAll("\u001b[39m", ownSequence(39)).split("\n");
  }
}

function toText(cell: Cell, width: number | null): string {
  const lines = typeof cell === "string" ? [cell] : cell;
  const show = (text: string): string => breakWords(visibleLine(text, SHOWN), width);
  return lines.map((line) => insideStyles(line, show)).join("\n");
}

/** Two blanks beside each cell. */
const PADDING = 2;
/** Characters that take two places on a terminal, roughly. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{10000}-\u{10ffff}]/u;

/** Breaks words that are longer than a column: the table would leave their end out. */
function breakWords(text: string, width: number | null): string {
  if (width === null) return text;
  let [shown, taken] = ["", 0];
  for (const character of text) {
    const places = WIDE.test(character) ? 2 : 1;
    if (character === " ") taken = 0;
    else if (taken + places > width - PADDING) [shown, taken] = [`${shown}\n`, places];
    else taken += places;
    shown += character;
  }
  return shown;
}
