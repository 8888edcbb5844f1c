import type { ReportFile, Workings } from "../reports/report-file.ts";
import type { KnownReport, ObservedChain } from "./observation.ts";
import type { Readable } from "./observe.ts";
import type { Verdict } from "./rules.ts";
import type { Unchecked } from "./unchecked.ts";

/** What a file says of one chain. */
export type Written = Workings["chains"][number];

/** What was found out, and what could not be. */
export interface Comparison {
  readonly verdicts: readonly Verdict[];
  readonly unchecked: readonly Unchecked[];
}

/** One chain of a file next to that chain. */
export interface Compared {
  readonly file: ReportFile;
  readonly written: Written;
  readonly coin: Readable;
  /** The same chain as it is now. */
  readonly now: ObservedChain;
  /** Every report that is known here, accepted or signed. */
  readonly known: readonly KnownReport[];
}
