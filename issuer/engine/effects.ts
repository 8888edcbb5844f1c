import { Contract, type DeferredTopicFilter, type EventLog } from "ethers";
import type { Build } from "../model/build.ts";
import type { Chain, EmittedLog } from "../chains/chain.ts";
import { findEvents } from "../chains/find-events.ts";
import { toPlain } from "../model/request.ts";
import type { ExpectedEvent } from "../model/plan.ts";

/**
 * Returns whether a transaction emitted all that it had to, each event once for each time it is expected.
 * @param logs - What its receipt has shown already; the receipt is read again where that is not enough, or not given.
 */
export async function hasEmitted(
  chain: Chain,
  build: Build,
  hash: string,
  expected: readonly ExpectedEvent[],
  logs?: readonly EmittedLog[],
): Promise<boolean> {
  if (logs !== undefined && haveAll(logs, expected, build)) return true;
  const receipt = await chain.provider.getTransactionReceipt(hash);
  return haveAll(receipt?.logs ?? [], expected, build);
}

function haveAll(logs: readonly EmittedLog[], expected: readonly ExpectedEvent[], build: Build): boolean {
  const topics = new Set(
    expected.map(({ artifact, event }) => build.contract(artifact).abi.getEvent(event)?.topicHash),
  );
  const left = logs.filter((log) => topics.has(log.topics[0]));
  for (const event of expected) {
    const index = left.findIndex((log) => matches(log, event, build));
    if (index < 0) return false;
    left.splice(index, 1);
  }
  return true;
}

/**
 * Searches the chain for one event that a transaction had to emit, whichever transaction it is in.
 * @returns Oldest first.
 * @throws OperatorError if the node does not serve these blocks' events: that is no word on whether it happened.
 */
export async function findEffect(
  { provider }: Pick<Chain, "provider">,
  build: Build,
  expected: ExpectedEvent,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<EventLog[]> {
  const { abi } = build.contract(expected.artifact);
  const contract = new Contract(expected.address, abi, provider);
  const inputs = abi.getEvent(expected.event)?.inputs ?? [];
  const indexed = inputs.map(({ indexed: isIndexed, name }) =>
    isIndexed === true ? (expected.args[name] ?? null) : null,
  );
  const filter = contract.filters[expected.event]?.(...indexed) as unknown as DeferredTopicFilter;
  const events = await findEvents(contract, filter, from, until);
  return events.filter((event) => matches(event, expected, build));
}

function matches(log: EmittedLog, { address, artifact, event, args }: ExpectedEvent, build: Build): boolean {
  if (log.address.toLowerCase() !== address.toLowerCase()) return false;
  const parsed = build.contract(artifact).abi.parseLog(log);
  if (parsed?.name !== event) return false;
  const actual = parsed.args.toObject() as Record<string, unknown>;
  return Object.entries(args).every(([name, value]) => same(toPlain(actual[name]), value));
}

/** Hex is compared whatever its case; tuples by their parts in order. */
function same(actual: unknown, expected: unknown): boolean {
  const text = (value: unknown): string => JSON.stringify(toText(value)).toLowerCase();
  return text(actual) === text(expected);
}

function toText(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return `${value as string | number | boolean}`;
  return Object.values(value).map(toText);
}
