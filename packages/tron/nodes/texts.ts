import type { VerdictKind } from "./verdict.ts";

/** One wording of nodes, and what it means. */
export interface Wording {
  readonly kind: VerdictKind;
  readonly pattern: RegExp;
}

/**
 * What nodes say, in the order in which it is looked up: the first that fits counts. Only for what no status, code or
 * header tells.
 */
export const WORDINGS: readonly Wording[] = [
  // used up, or not allowed: nothing to wait for
  {
    kind: "denied",
    pattern:
      /\b(daily|monthly)\b.{0,40}\b(limit|quota|requests?|credits?)\b|\bquota\b.{0,30}\b(reached|exceeded|exhausted)|out of (credits|requests|compute units)|payment required|must be authenticated|(invalid|missing|unknown|unauthori[sz]ed|expired|inactive).{0,20}\b(api|project|access|app) ?(key|id|token)|\bunauthori[sz]ed\b|not authori[sz]ed|access denied|\bforbidden\b/i,
  },
  // slower
  {
    kind: "wait",
    pattern:
      /suspended for \d|\d+ ?\/ ?(s|sec|second|m|min|minute)\b.{0,30}limit|limit.{0,40}(\d+ ?\/ ?|per )(s|sec|second|m|min|minute)\b|(retry|try) (again )?(after|in) [\d.]+ ?(ms|milli|s|m)|too many (requests|connections|calls)|rate.?limit|request limit|requests? limited|throttl|per second (capacity|limit)|exceeded (its|your|the).{0,40}(per second|capacity)|call (rate|frequency)|exceeds? the (rate|frequency)|over rate|query server is suspended|\bslow down\b/i,
  },
  // less at once
  {
    kind: "results",
    pattern:
      /more than [\d,._k ]+ (results|logs|events)|too many (results|logs|events)|max(imum)? (number of )?(results|logs|events)|(results?|response|body|answer)( set)?( size)?.{0,20}(exceed|too (large|big|long)|should not|is over)|exceed.{0,20}(max(imum)? )?(results?|response|body)( size)?\b|query timeout|query timed out|execution timeout|request timed out|timed out reading logs/i,
  },
  {
    kind: "range",
    pattern:
      /\b(block|blocks|range|ranges|distance|span|interval|fromblock|toblock)\b.{0,80}(limit|limited|most|max|maximum|exceed|too (wide|large|big|many|far|long)|greater|larger|over\b|up to|not supported|is set to|less than)|(limit|limited|at most|max|maximum|exceeds?|too (wide|large|big|many)|greater than|over|up to|only)\b.{0,80}\b(blocks?|range|ranges|distance|span|interval)\b|ranges? over \d/i,
  },
  // not here
  {
    kind: "behind",
    pattern:
      /(beyond|ahead of|after|above|greater than|past)( the| its| current)*( last| latest)?( accepted| known)?( chain)? ?(head|block|tip)\b|block.{0,30}(not (yet )?(available|produced|synced|imported)|out of range|in the future)|future block|unfinalized data|\bnot synced\b|still syncing|node is syncing/i,
  },
  {
    kind: "not-served",
    pattern:
      /missing trie node|header not found|(history|state|block|blocks|data|receipts?|transaction|logs?).{0,40}\b(pruned|not available|unavailable|discarded|no longer)|pruned|(block|header).{0,30}(not found|does not exist|unknown)|unknown block|no state (available|found)|required historical|historical state|archive|ancient|exceeds maximum proof window|lite ?full ?node|this api is closed|method.{0,60}(not found|not exist|does not exist|not available|not supported|not allowed|not whitelisted|disabled|unsupported)|(unsupported|unknown|disabled) method|not implemented/i,
  },
  // sending
  {
    kind: "known",
    pattern: /already known|known transaction|already imported|already in (the )?(mem|tx)?pool|already_exists/i,
  },
  {
    kind: "retry",
    pattern:
      /(tx|transaction) ?pool is full|server[_ ]busy|\bbusy\b|temporar(y|ily)|try again|bad gateway|gateway time-?out|service unavailable|upstream|no (available|healthy) (server|node|backend|upstream)|connection (reset|closed|refused|terminated)|socket hang ?up|econnre|etimedout|enotfound|eai_again|timed? ?out|block_unsolidified|no_connection|internal (server )?error/i,
  },
];
