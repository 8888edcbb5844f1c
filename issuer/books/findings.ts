import { type PlainReferences, withPlainReferences } from "./plain-references.ts";

/** What a run can find, and what to do about it. */
export const FINDINGS = {
  // the books and their chain
  "chain-reorganised":
    "A block that counted as final is gone. The books were corrected; find out what the node or the network went through, then run again.",
  "node-behind":
    "The node is behind the books, so the chain's state was not compared. Run again when it has caught up, or use another node.",
  "books-damaged": "The file was changed or is broken. Move it away and run again: it is rebuilt from the chains.",
  "anchor-differs":
    "The history is not the one the anchor is of. Run with --from-chains, which says whether the file was changed or the chain; treat it as an incident.",
  "file-differs":
    "The file does not say what the chain's own events say. Keep it as evidence, find out who could write it, and rebuild the books.",
  "file-not-compared":
    "The node's last final block is before the file's end, so the file was not compared with the chain. Run again when it has caught up, or use another node.",
  "gate-replaced":
    "The token asks another reserve gate than the recorded one. Find out who replaced it, and record the new one.",
  "event-unpaired":
    "What was minted, burned, bridged and wiped does not add up to the transfers. Run again with another node; if it stays, treat it as an incident.",
  "supply-differs":
    "The chain's supply is not what its events add up to. Run again with another node; if it stays, treat it as an incident.",
  "balance-differs":
    "A balance is not what the account's transfers add up to. Run again with another node; if it stays, treat it as an incident.",
  "freeze-differs":
    "A freeze is not as the events say. Run again with another node; if it stays, treat it as an incident.",
  "limit-differs":
    "A limit is not what was set last. Run again with another node; if it stays, treat it as an incident.",
  "bridge-books-differ":
    "The token's running totals of a bridge are not what its events add up to. Stop the bridge, then find out.",
  "window-differs":
    "What the token counts as minted in its window is not what its events add up to. Run again with another node; if it stays, treat it as an incident.",
  "report-differs":
    "The latest report of the attestation contract is not the one its events show. Run again with another node.",
  "reference-differs": "The chain does not know a reference as used that an event names. Run again with another node.",
  // reserves
  "mint-without-report":
    "Tokens were minted while no report's window was open, as far as the events say. Check the reserve gate and the recorded attestations.",
  "window-exceeded":
    "More was minted under a report than it allocates to the chain. Pause minting on every chain and treat it as an incident.",
  "reports-contradict":
    "Two chains have accepted different reports under one number. Prove the equivocation on chain, which halts issuance.",
  "reserves-exceeded":
    "More is outstanding than the last report says is in reserve. Pause minting on every chain and treat it as an incident.",
  // bridges
  "bridge-in-flight": "Burned on one chain and not yet minted on another. Nothing to do while it is young.",
  "bridge-overdue": "Burned on one chain and still not minted on another. Ask the bridge's operator for this message.",
  "bridge-unmatched":
    "Minted by a bridge without a burn of this amount on another chain. Stop the bridge and treat it as an incident.",
  "bridge-ahead":
    "Minted by a bridge, while the burn may lie in blocks that are not final yet. Run again in some minutes.",
  "credit-without-burn":
    "The adapter has credited, held or paid out what no burn of this message explains: none, of another amount, for another chain, or twice. Pause crosschain on every chain (npx hardhat pause --scopes crosschain) and treat it as an incident.",
  "adapter-unpaired":
    "What the adapter says that it has sent and credited is not what it burned and minted. Pause crosschain on every chain (npx hardhat pause --scopes crosschain), then run again with another node; if it stays, treat it as an incident.",
  "credit-held":
    "Burned on one chain, and held by the adapter of another for a receiver that cannot be credited. Compliance decides; after the freeze anybody can claim it.",
  "held-differs":
    "What the adapter holds is not what its events add up to. Run again with another node; if it stays, treat it as an incident.",
  // references and the bank
  "reference-twice":
    "One bank reference was used on more than one chain: the money came or went once. Pause minting and settle the second one.",
  "deposit-unminted": "The bank has the money and nothing was minted for it. Mint it, or pay it back.",
  "mint-without-deposit":
    "Tokens were minted for a deposit that the bank's file does not have. Ask the bank; then treat it as an incident.",
  "payout-unburned": "The bank has paid out and nothing was burned for it. Burn it, or find out what was paid.",
  "burn-without-payout": "Tokens were burned for a payout that the bank's file does not have. Pay it, or ask the bank.",
  "bank-amount-differs":
    "Bank and chain have different amounts for one reference. Settle the difference with the bank's document in hand.",
  "bank-reference-missing":
    "The bank's line has no reference of its own: two payments could share it. Give the bank's id of the transaction, here and to mint or burn.",
  "bank-duplicate": "The bank's file has one reference more than once. Ask the bank which line is right.",
  "bank-network-differs": "It was done on another network than the bank's file says. Correct whichever is wrong.",
} as const satisfies Record<string, string>;

/** Kind of a finding. */
export type FindingCode = keyof typeof FINDINGS;

/** Findings that are no difference: they pass by themselves. */
export const NOTICES: ReadonlySet<FindingCode> = new Set([
  "bridge-in-flight",
  "bridge-ahead",
  "credit-held",
  "node-behind",
]);

/** Findings after which nobody should vouch for the books' history. */
export const HISTORY_IN_DOUBT: ReadonlySet<FindingCode> = new Set([
  ...(["chain-reorganised", "node-behind", "books-damaged", "anchor-differs", "file-differs"] as const),
  ...(["file-not-compared", "event-unpaired", "supply-differs", "balance-differs", "freeze-differs"] as const),
  ...(["limit-differs", "bridge-books-differ", "window-differs", "report-differs", "reference-differs"] as const),
  ...(["held-differs", "adapter-unpaired"] as const),
]);

/** One thing that is not as it should be. */
export interface Finding {
  readonly code: FindingCode;
  /** Hardhat's name of the network; null if it is about all of them. */
  readonly network: string | null;
  /** What it is about: an account, a reference, a transaction. */
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
}

/** Findings of each kind that are kept in full, if not told otherwise; beyond that they are counted. */
const KEPT = 1_000;

/** The findings of a run, in bounded memory. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();

  readonly #known: PlainReferences;
  readonly #most: number;

  /**
   * @param known - References that are named besides their hashes.
   * @param most - Findings of each kind that are kept in full.
   */
  constructor(known: PlainReferences = new Map(), most = KEPT) {
    this.#known = known;
    this.#most = most;
  }

  /** Notes a finding. */
  add(finding: Finding): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    if (count > this.#most) return;
    this.#kept.push({ ...finding, subject: withPlainReferences(finding.subject, this.#known) });
  }

  /** Notes everything that another run of checks has found and kept. */
  addAll({ kept }: Findings): void {
    for (const finding of kept) this.add(finding);
  }

  /** Those that are kept in full, in the order in which they were found. */
  get kept(): readonly Finding[] {
    return this.#kept;
  }

  /** How many there are of each kind, kept or not. */
  get counts(): Readonly<Partial<Record<FindingCode, number>>> {
    return Object.fromEntries(this.#counts);
  }

  /** Number of findings that are differences. */
  get differences(): number {
    return [...this.#counts].reduce((sum, [code, count]) => sum + (NOTICES.has(code) ? 0 : count), 0);
  }
}
