/** What a node means by refusing a transaction. */
export type BroadcastRefusal =
  /** It has it already. */
  | { readonly kind: "known" }
  /** Its nonce is used: by itself, or by another transaction. */
  | { readonly kind: "used" }
  /** It pays too little. */
  | { readonly kind: "underpriced"; /** The least tip in wei, if the node names it. */ readonly least: bigint }
  | { readonly kind: "other" };

const KNOWN = /already (known|imported|exists|in (the )?(mem|tx)?pool)|known transaction|alreadyknown|DUP_TRANSACTION/i;
const USED = /nonce (is )?too low|nonce has already been used|oldnonce|invalid nonce.*expected/i;
const UNDERPRICED =
  /underpriced|(gas price|gas tip|tip|fee|max fee per gas|maxfeepergas)[^.]*(too low|below|less than|lower than|minimum)|feetoolow/i;
const LEAST = /(?:minimum needed|minimum gas tip|min(?:imum)?|at least|least|needed)\D{0,20}(\d{3,})/i;

/** Reads a node's refusal. It is recognised by its words: nodes give all of them the same code. */
export function readBroadcastRefusal(words: string): BroadcastRefusal {
  if (KNOWN.test(words)) return { kind: "known" };
  if (USED.test(words)) return { kind: "used" };
  if (UNDERPRICED.test(words)) return { kind: "underpriced", least: BigInt(LEAST.exec(words)?.[1] ?? 0) };
  return { kind: "other" };
}
