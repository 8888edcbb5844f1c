import type { Log } from "ethers";
import type { ExpectedEvent } from "../engine/plan.ts";
import type { Build } from "../engine/build.ts";
import type { Chain } from "../engine/chain.ts";
import { toPlain } from "../engine/execute.ts";

/** Whether a transaction emitted all that it had to, each event once for each time it is expected. */
export async function hasEmitted(
  chain: Chain,
  build: Build,
  hash: string,
  expected: readonly ExpectedEvent[],
): Promise<boolean> {
  const receipt = await chain.provider.getTransactionReceipt(hash);
  const left = [...(receipt?.logs ?? [])];
  for (const event of expected) {
    const index = left.findIndex((log) => matches(log, event, build));
    if (index < 0) return false;
    left.splice(index, 1);
  }
  return true;
}

function matches(log: Log, { address, artifact, event, args }: ExpectedEvent, build: Build): boolean {
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
