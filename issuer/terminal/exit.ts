import type { OperatorError } from "../errors.ts";

/** Exit codes of every task. docs/issuer/exit-codes.md is the one place that explains them. */
export const EXIT = {
  done: 0,
  /** Refused, failed, or something differs. */
  failed: 1,
  /** Somebody else must sign, or a time has to come; run again afterwards. */
  waiting: 3,
  /** Ctrl+C: 128 and the number of SIGINT, as shells say it. */
  interrupted: 130,
  /** Stopped by a service manager: 128 and the number of SIGTERM. */
  terminated: 143,
} as const;

/** Returns the exit code of a task that ends in a refusal. */
export function exitCodeOf({ code }: Pick<OperatorError, "code">): number {
  return code === "INTERRUPTED" ? EXIT.interrupted : EXIT.failed;
}
