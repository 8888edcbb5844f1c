import { OperatorError } from "../errors.ts";
import { ATTESTATIONS, FRAGMENTS, type Kind, KIND_OF_TOPIC, TOKEN, isAdapterKind } from "./kinds.ts";
import type { BookEvent, TimedEvent } from "./memory/book-event.ts";
import { PackedEvents } from "./memory/packed-events.ts";
import type { RawLog } from "./source.ts";

/** First topic of the logs that come in numbers. */
const TRANSFER = FRAGMENTS.get("Transfer")?.topicHash;

type Parts = Partial<Pick<BookEvent, "account" | "other" | "amount" | "ref" | "number" | "data">>;
type Word = (name: string) => string;

/** The zero address. */
export const ZERO = `0x${"0".repeat(40)}`;

/** What each kind says, from its words of 32 bytes in hex. */
const READ: Readonly<Record<Exclude<Kind, "Transfer" | "ReportAccepted" | "BridgeLimitsSet">, (word: Word) => Parts>> =
  {
    Minted: (word) => ({
      account: party(word("minter")),
      other: party(word("to")),
      amount: uint(word("amount")),
      ref: word("depositRef"),
    }),
    Burned: (word) => ({ account: party(word("burner")), amount: uint(word("amount")), ref: word("payoutRef") }),
    CrosschainMint: (word) => ({
      account: party(word("sender")),
      other: party(word("to")),
      amount: uint(word("amount")),
    }),
    CrosschainBurn: (word) => ({
      account: party(word("sender")),
      other: party(word("from")),
      amount: uint(word("amount")),
    }),
    Frozen: (word) => ({
      account: party(word("account")),
      other: party(word("guardian")),
      ref: word("caseId"),
      number: Number(uint(word("until"))),
    }),
    FreezeRatified: (word) => ({
      account: party(word("account")),
      other: party(word("officer")),
      ref: word("caseId"),
    }),
    Unfrozen: (word) => ({ account: party(word("account")), other: party(word("officer")), ref: word("caseId") }),
    Seized: (word) => ({
      account: party(word("from")),
      other: party(word("to")),
      amount: uint(word("amount")),
      ref: word("caseId"),
    }),
    Wiped: (word) => ({ account: party(word("account")), amount: uint(word("amount")), ref: word("caseId") }),
    MinterLimitSet: (word) => ({
      account: party(word("minter")),
      amount: uint(word("capacity")),
      number: Number(uint(word("window"))),
    }),
    ReserveGateSet: (word) => ({ account: party(word("gate")) }),
    OFTSent: (word) => ({
      other: party(word("fromAddress")),
      amount: uint(word("amountSentLD")),
      ref: word("guid"),
      number: Number(uint(word("dstEid"))),
    }),
    OFTReceived: (word) => ({
      other: party(word("toAddress")),
      amount: uint(word("amountReceivedLD")),
      ref: word("guid"),
      number: Number(uint(word("srcEid"))),
    }),
    CreditHeld: (word) => ({
      other: party(word("receiver")),
      amount: uint(word("amount")),
      ref: word("guid"),
      number: Number(uint(word("srcEid"))),
    }),
    HeldClaimed: (word) => ({ other: party(word("receiver")), amount: uint(word("amount")), ref: word("guid") }),
    HeldTaken: (word) => ({
      other: party(word("receiver")),
      amount: uint(word("amount")),
      ref: word("guid"),
      data: JSON.stringify({ to: party(word("to")), caseId: word("caseId") }),
    }),
  };

/** Where each word of a kind's logs is: by rising topic, then by rising place in the data. */
const PLACES = new Map(
  [...FRAGMENTS].map(([kind, { inputs }]) => {
    let topic = 0;
    let place = 0;
    return [
      kind,
      new Map(inputs.map(({ name, indexed }) => [name, indexed ? { topic: ++topic } : { place: place++ }])),
    ];
  }),
);

/**
 * Logs as packed events of the books, in the order of the chain. Written by hand for all that comes in numbers: ethers takes
 * twenty times as long for a transfer. Where each word is found comes from the ABI.
 * @throws OperatorError `NODE_ANSWER_INVALID` if a log is none of {@link KIND_OF_TOPIC}'s, or a transfer cannot be read.
 */
export function packLogs(logs: readonly RawLog[]): PackedEvents {
  const events = new PackedEvents(logs.length);
  for (const log of inOrder(logs)) {
    if (log.topics[0] === TRANSFER) packTransfer(log, events);
    else events.addOther(decodeLog(log));
  }
  return events;
}

/** Logs as events of the books, in the order of the chain. @throws OperatorError as {@link packLogs} does. */
export function decodeLogs(logs: readonly RawLog[]): TimedEvent[] {
  return inOrder(logs).map(decodeLog);
}

function inOrder(logs: readonly RawLog[]): readonly RawLog[] {
  const order = (a: RawLog, b: RawLog): number => a.blockNumber - b.blockNumber || a.index - b.index;
  const sorted = logs.every((log, index) => index === 0 || order(logs[index - 1] ?? log, log) < 0);
  return sorted ? logs : logs.toSorted(order);
}

function packTransfer({ blockNumber, index, transactionHash, topics, data }: RawLog, events: PackedEvents): void {
  const [, from = "", to = ""] = topics;
  const read = events.addLog({ block: blockNumber, log: index, tx: transactionHash, from, to, amount: data });
  if (!read) throw unreadable(transactionHash);
}

function unreadable(tx: string): OperatorError {
  return new OperatorError("NODE_ANSWER_INVALID", `The node tells an event of ${tx} that is none of the coin's.`);
}

function decodeLog(log: RawLog): TimedEvent {
  const { blockNumber: block, index, transactionHash: tx, topics, time = null } = log;
  const [topic = "", first = "", second = ""] = topics;
  if (topic === TRANSFER) {
    const [account, other, amount] = [party(first), party(second), uint(log.data)];
    const rest = { ref: null, number: null, data: null, time: null };
    return { block, log: index, tx, kind: "Transfer", account, other, amount, ...rest };
  }
  const kind = KIND_OF_TOPIC.get(topic);
  if (kind === undefined || kind === "Transfer" || !/^0x[0-9a-f]{64}$/.test(tx)) throw unreadable(tx);
  const { account = null, other = null, amount = null, ref = null, number = null, data = null } = partsOf(kind, log);
  return { block, log: index, tx, kind, account, other, amount, ref, number, data, time };
}

function partsOf(kind: Exclude<Kind, "Transfer">, log: RawLog): Parts {
  if (kind === "ReportAccepted") return report(log);
  if (kind === "BridgeLimitsSet") return bridgeLimits(log);
  const places = PLACES.get(kind);
  const parts = READ[kind]((name) => {
    const found = places?.get(name);
    if (found === undefined) throw new Error(`${kind} has no ${name}.`);
    if ("topic" in found) return log.topics[found.topic] ?? "0x0";
    return `0x${log.data.slice(2 + 64 * found.place, 66 + 64 * found.place)}`;
  });
  // An adapter's events are about the adapter: a coin may have had another one before.
  return isAdapterKind(kind) ? { ...parts, account: log.address.toLowerCase() } : parts;
}

function report(log: RawLog): Parts {
  const args = ATTESTATIONS.parseLog(log)?.args;
  if (args === undefined) throw new Error("A report cannot be read.");
  const { asOf, validFrom, validUntil, reserves, supply, evidence, allocations } = args.report as ReportArgs;
  const data = JSON.stringify({
    asOf: Number(asOf),
    validFrom: Number(validFrom),
    validUntil: Number(validUntil),
    reserves: `${reserves}`,
    supply: `${supply}`,
    evidence,
    allocations: allocations.map(({ chainId, mintable }) => ({ chainId: `${chainId}`, mintable: `${mintable}` })),
  });
  return { number: Number(args.sequence), ref: String(args.digest), data };
}

function bridgeLimits(log: RawLog): Parts {
  const args = TOKEN.parseLog(log)?.args;
  if (args === undefined) throw new Error("Limits of a bridge cannot be read.");
  const { inboundCapacity, inboundWindow, outboundCapacity, outboundWindow, netInflowCap } = args.limits as LimitArgs;
  const values = { inboundCapacity, inboundWindow, outboundCapacity, outboundWindow, netInflowCap };
  const data = JSON.stringify(values, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
  return { account: String(args.bridge).toLowerCase(), data };
}

interface ReportArgs {
  readonly asOf: bigint;
  readonly validFrom: bigint;
  readonly validUntil: bigint;
  readonly reserves: bigint;
  readonly supply: bigint;
  readonly evidence: string;
  readonly allocations: readonly { readonly chainId: bigint; readonly mintable: bigint }[];
}

interface LimitArgs {
  readonly inboundCapacity: bigint;
  readonly inboundWindow: bigint;
  readonly outboundCapacity: bigint;
  readonly outboundWindow: bigint;
  readonly netInflowCap: bigint;
}

const ZERO_WORD = `0x${"0".repeat(64)}`;

/** Returns the address in a word; null for the zero address. */
function party(word: string): string | null {
  return word === ZERO_WORD ? null : `0x${word.slice(26)}`;
}

function uint(word: string): bigint {
  return BigInt(word);
}
