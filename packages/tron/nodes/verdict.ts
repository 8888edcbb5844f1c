/** What an answer of a node means for the caller. */
export type Verdict =
  /** The node limits requests: the same question later. Null if it names no time. */
  | { readonly kind: "wait"; readonly milliseconds: number | null }
  /** Requests or blocks are limited; the node does not say which. */
  | { readonly kind: "limited" }
  /** A fault that passes: a gateway, a lost connection, a full pool. */
  | { readonly kind: "retry" }
  /** Too many blocks were asked for at once; null if the node does not say how many it serves. */
  | { readonly kind: "range"; readonly most: number | null }
  /** The blocks hold more logs than the node answers with at once; null if it does not propose how many to ask for. */
  | { readonly kind: "results"; readonly most: number | null }
  /** The node has not kept what was asked for, or has no such service. */
  | { readonly kind: "not-served" }
  /** The node has not got this block yet. */
  | { readonly kind: "behind" }
  /** The node has this transaction already. */
  | { readonly kind: "known" }
  /** The plan's requests are used up, or the key is not accepted: waiting does not help. */
  | { readonly kind: "denied" }
  /** Something that no node of this kind answers. */
  | { readonly kind: "odd" }
  /** The node's own refusal, for the caller to understand. */
  | { readonly kind: "refused" };

/** Kind of a verdict. */
export type VerdictKind = Verdict["kind"];
