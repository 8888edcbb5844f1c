/** How soon somebody has to look. */
export type Severity = "critical" | "warning" | "notice";

/** Every kind of alert: its severity, and what it says. The table of docs/issuer/monitoring.md is made of these. */
export const ALERT_KINDS = {
  // issuance
  "large-mint": ["warning", "a mint above the threshold"],
  "window-nearly-spent": ["warning", "most of a window's headroom on this chain is used up"],
  "minter-limit": ["notice", "a minter's limit was set"],
  "guardian-limit": ["notice", "a guardian's limit was set"],
  "report-accepted": ["notice", "a reserve report was accepted here"],
  "report-expiring": ["warning", "the window ends soon and no other report is here"],
  "report-expired": ["warning", "the last window has ended: nothing can be minted"],
  "window-closed": ["warning", "a guardian has closed a window early"],
  retired: ["critical", "issuance has ended for good"],
  // attestors
  equivocation: ["critical", "two signed reports contradict each other: issuance is halted"],
  "halt-resolved": ["warning", "conflicts are settled, and reports void, up to a number"],
  "attestors-changed": ["critical", "the attestors or their threshold were changed"],
  "gate-changed": ["critical", "the token asks other attestations before it mints"],
  // powers
  "role-changed": ["warning", "a role was granted or taken away, or who administers it was changed"],
  "admin-change": ["critical", "a change of the default admin or its delay was begun or called off"],
  "timelock-scheduled": ["warning", "an operation waits in the timelock"],
  "timelock-executed": ["warning", "an operation of the timelock was executed"],
  "timelock-cancelled": ["notice", "an operation of the timelock was called off"],
  "timelock-delay": ["critical", "the timelock's delay was changed"],
  upgraded: ["critical", "the issuer controls were replaced"],
  delegated: ["critical", "the holder functions were routed to the implementation, or back"],
  // stops and freezes
  frozen: ["warning", "a guardian has frozen an account for 72 hours"],
  "frozen-again": ["critical", "a guardian has frozen an account again whose freeze compliance had lifted"],
  "freeze-ratified": ["notice", "compliance has made a freeze last until it is lifted"],
  unfrozen: ["notice", "compliance has lifted a freeze"],
  paused: ["critical", "scopes were paused"],
  unpaused: ["warning", "scopes were restarted"],
  "freeze-lapsing": ["warning", "a guardian's freeze ends soon and nobody has ratified it"],
  "freeze-lapsed": ["warning", "a guardian's freeze has ended by itself"],
  seized: ["notice", "tokens of a frozen account were moved or destroyed"],
  // supply and bridges
  "supply-drift": ["critical", "the supply is not what the token's events add up to"],
  "unexplained-supply": ["critical", "tokens came or went without the event that has to say why"],
  "bridge-nearly-spent": ["warning", "most of what a bridge may move now is used up"],
  "bridge-limit": ["notice", "a bridge's limits were set, or the cap over all bridges"],
  // moves between chains
  "credit-without-burn": ["critical", "the adapter has credited what no burn of its message explains"],
  "verifier-silent": ["critical", "final moves are not confirmed by the issuer's verifier"],
  "move-late": ["warning", "a move has not arrived after its usual time"],
  "move-held": ["warning", "a move is held for a receiver that cannot be credited"],
  "fee-jumped": ["warning", "LayerZero asks for far more than it usually does"],
  // the watch itself
  standing: ["warning", "was already so when the watch began"],
  "missing-events": ["critical", "a setting has changed and no event says so: the node leaves events out, or worse"],
  reorganised: ["critical", "blocks that were followed are no longer on the chain"],
  "node-lag": ["warning", "the node's newest block is old"],
  unreachable: ["critical", "the node does not answer"],
  recovered: ["notice", "the node answers again"],
  "not-posted": ["critical", "alerts were printed and not posted: too many others waited for the webhook"],
} as const satisfies Record<string, readonly [Severity, string]>;

/** Kind of an alert. */
export type AlertKind = keyof typeof ALERT_KINDS;

/** An alert: one line of JSON, and the body of one request. */
export interface Alert {
  /** The same whenever the same thing is reported again: receivers drop what they have. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly coin: string;
  readonly network: string;
  readonly chainId: string;
  /** The chain's time at the block, ISO 8601; this machine's where there is no block. */
  readonly at: string;
  readonly block: number | null;
  readonly transaction: string | null;
  readonly message: string;
  /** The values, amounts in smallest units as text. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What an alert says besides where it happened. */
export interface Finding {
  readonly kind: AlertKind;
  /** Tells it from every other alert of the chain, for ever. */
  readonly key: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly block: number | null;
  readonly transaction: string | null;
  /** Unix seconds. */
  readonly time: bigint;
}

/** Returns a finding as an alert of a chain. */
export function toAlert(
  finding: Finding,
  where: { readonly coin: string; readonly network: string; readonly chainId: bigint },
): Alert {
  const { kind, key, message, details, block, transaction, time } = finding;
  const { coin, network, chainId } = where;
  return {
    id: `${chainId}/${key}`,
    kind,
    severity: ALERT_KINDS[kind][0],
    coin,
    network,
    chainId: `${chainId}`,
    at: new Date(Number(time) * 1_000).toISOString(),
    block,
    transaction,
    message,
    details: plain(details) as Record<string, unknown>,
  };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, entry: unknown) => (typeof entry === "bigint" ? `${entry}` : entry)));
}
