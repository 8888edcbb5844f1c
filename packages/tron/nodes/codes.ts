import type { TronErrorCode } from "../error.ts";
import type { VerdictKind } from "./verdict.ts";

/** Codes of what a node's answers mean on either chain; a kind that is left out is for the caller to understand. */
export const TROUBLE_CODES = {
  wait: "NODE_THROTTLED",
  limited: "NODE_THROTTLED",
  retry: "CHAIN_UNREACHABLE",
  behind: "NODE_BEHIND",
  "not-served": "HISTORY_MISSING",
  denied: "NODE_DENIED",
  odd: "NODE_ANSWER_INVALID",
} as const satisfies Partial<Record<VerdictKind, TronErrorCode>>;
