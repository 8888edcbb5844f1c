import { readFileSync } from "node:fs";

/** One recorded request to java-tron with its answer, or an error tronweb made of the one before. */
export interface Exchange {
  readonly label: string;
  readonly method?: "GET" | "POST";
  readonly path?: string;
  readonly status?: number;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly thrown?: string;
}

/** A JSON object of a recording. */
export type Recorded = { [key: string]: unknown };

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8"));

/** tronweb 6.5.1 talking to java-tron 4.8.0 on a private chain with mainnet's proposals. */
export const exchanges = (): Exchange[] => read("exchanges.json") as Exchange[];

/** A step of the recorded scenario. */
export interface Step {
  readonly id: string;
  readonly op: "deploy" | "send" | "call";
  readonly as?: string;
  readonly contract?: string;
  readonly to?: string;
  readonly fn?: string;
  readonly abi?: string;
  readonly args?: readonly unknown[];
  readonly callValue?: number;
  readonly feeLimit?: number;
  readonly volatile?: readonly string[];
  readonly expect: Recorded & { readonly bind?: Readonly<Record<string, string>> };
}

/** Contracts and steps that ran on java-tron 4.8.0, with result, energy, data and logs of each. */
export interface Scenario {
  readonly artifacts: Readonly<Record<string, { readonly abi: readonly Recorded[]; readonly bytecode: string }>>;
  readonly steps: readonly Step[];
}

/** The recorded scenario. */
export const scenario = (): Scenario => read("scenario.json") as Scenario;

/** One request that java-tron refuses, or takes against expectation, with placeholders such as `${key:3}`. */
export interface Refusal {
  readonly id: string;
  readonly path?: string;
  readonly body?: unknown;
  /** Of JSON-RPC, with `params`. */
  readonly method?: string;
  readonly params?: readonly unknown[];
  readonly answer: { readonly status: number; readonly body?: unknown; readonly keys?: Recorded };
}

/** Answers of java-tron 4.8.0 to what is unusual or wrong. */
export const refusals = (): Refusal[] => read("refusals.json") as Refusal[];
