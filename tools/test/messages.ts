/** What the process that leads a test run sends to one of its workers. */
export interface Order {
  /** The file to run, as an absolute path. */
  readonly file: string;
  /** Milliseconds that a test may take where it says nothing else. */
  readonly timeout: number;
}

/** What a worker reports of the file that it runs. */
export type Told =
  /** Nothing but that the process goes on. */
  | { readonly kind: "alive" }
  /** The file is read, and has this many tests. */
  | { readonly kind: "planned"; readonly tests: number }
  | { readonly kind: "suite"; readonly title: string; readonly depth: number }
  /** A test or a hook begins. */
  | { readonly kind: "began"; readonly title: string }
  | {
      readonly kind: "passed" | "skipped";
      readonly title: string;
      readonly depth: number;
      /** Milliseconds, of a test that took long. */
      readonly slow: number | null;
    }
  | {
      readonly kind: "failed";
      readonly title: string;
      readonly depth: number;
      /** Whether it was a test, and not a hook or something else. */
      readonly isTest: boolean;
      /** Where, what and why, as Mocha lists it, with the number 1. */
      readonly account: string;
    }
  /** Nothing more comes of this file. */
  | { readonly kind: "done" };
