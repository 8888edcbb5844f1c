import CliTable from "cli-table3";
import { ownSequence, style } from "./style.ts";
import { wrap } from "./wrap.ts";

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

/** The most characters of a cell's line that are shown: more is for `--json`. */
const SHOWN = 2_000;
/** The widest column. */
const WIDEST = 100;
/** Lines of a head. */
const HEAD = 4;
/** Two blanks next to each cell. */
const PADDING = 2;

/**
 * A table whose cells cannot leave their place: each text in them is one line, wrapped where it is longer than its column. The
 * package that draws it is given one row for each such line: it measures a cell again for each character that it leaves out
 * of it, so that cells of many lines or of wide characters would take it minutes.
 */
export class Table {
  readonly #table: CliTable.Table;
  readonly #widths: readonly (number | null)[];

  constructor({ head, alignments, widths = [], close = false }: TableTerms = {}) {
    this.#widths = widths;
    this.#table = new CliTable({
      style: { head: [], border: [], compact: !close },
      ...(close ? { chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" } } : {}),
      ...(head === undefined ? {} : { head: head.map((cell, column) => this.#headOf(cell, column)) }),
      ...(alignments === undefined ? {} : { colAligns: [...alignments] }),
      colWidths: [...widths],
    });
  }

  /** Adds rows. */
  push(...rows: readonly (readonly Cell[])[]): void {
    for (const row of rows) {
      const cells = row.map((cell, column) => this.#linesOf(cell, column));
      const height = Math.max(...cells.map((lines) => lines.length));
      for (let line = 0; line < height; line++) this.#table.push(cells.map((lines) => lines[line] ?? ""));
    }
  }

  /** The table, line by line. */
  get lines(): string[] {
    // The package ends each colour again, in a form that is not this process's own.
    return this.#table.toString().replaceAll("\u001b[39m", ownSequence(39)).split("\n");
  }

  /** A head is one row of the package's. */
  #headOf(cell: Cell, column: number): string {
    return this.#linesOf(cell, column).slice(0, HEAD).map(style.bold).join("\n");
  }

  #linesOf(cell: Cell, column: number): string[] {
    const places = (this.#widths[column] ?? WIDEST + PADDING) - PADDING;
    const lines = typeof cell === "string" ? [cell] : cell;
    return lines.flatMap((line) => wrap(line, places, SHOWN));
  }
}
