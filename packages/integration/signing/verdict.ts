/** Whether a signature counts, and why. */
export interface Verdict {
  readonly valid: boolean;
  /** What accepted it: the account's key, or its code; undefined when nothing did. */
  readonly by: "key" | "code" | undefined;
  /** Whom ECDSA recovers; the zero address for nobody. */
  readonly recovered: string;
}
