import { type LogDescription, ZeroAddress } from "ethers";
import type { Finding } from "./alert.ts";
import { type Reading, type WatchedLog, decode, placeOf } from "./watched-log.ts";

/** Returns what transfers from and to nobody add up to. */
export function supplyChange(logs: readonly WatchedLog[], on: Reading): bigint {
  return eventsOf(logs, on).reduce((total, [, event]) => total + transferred(event), 0n);
}

/**
 * Transactions whose transfers from and to nobody are not explained by the events that go with them (`Minted`, `Burned`,
 * `Wiped`, `CrosschainMint`, `CrosschainBurn`): supply that no rule of the contracts has made.
 */
export function unexplained(logs: readonly WatchedLog[], on: Reading): Finding[] {
  const transactions = new Map<string, [WatchedLog, LogDescription][]>();
  for (const entry of eventsOf(logs, on)) {
    const { transactionHash } = entry[0];
    const own = transactions.get(transactionHash) ?? [];
    own.push(entry);
    transactions.set(transactionHash, own);
  }
  return [...transactions].flatMap(([transaction, events]): Finding[] => {
    const moved = events.reduce((total, [, event]) => total + transferred(event), 0n);
    const explained = events.reduce((total, [, event]) => total + reason(event), 0n);
    const [first] = events;
    if (moved === explained || first === undefined) return [];
    const [log] = first;
    const message = `The supply changed by ${on.showAmount(moved)}, but only ${on.showAmount(explained)} have a reason.`;
    const key = `${transaction}/${log.blockHash.slice(-8)}/unexplained`;
    return [{ kind: "unexplained-supply", key, message, details: { moved, explained }, ...placeOf(log) }];
  });
}

function eventsOf(logs: readonly WatchedLog[], on: Reading): [WatchedLog, LogDescription][] {
  return logs.flatMap((log): [WatchedLog, LogDescription][] => {
    const decoded = decode(log, on);
    return decoded?.[0] === "token" ? [[log, decoded[1]]] : [];
  });
}

function transferred({ name, args }: LogDescription): bigint {
  if (name !== "Transfer") return 0n;
  const { from, to, value } = args as unknown as { from: string; to: string; value: bigint };
  return (from === ZeroAddress ? value : 0n) - (to === ZeroAddress ? value : 0n);
}

const SIGNS: Readonly<Record<string, bigint>> = {
  Minted: 1n,
  CrosschainMint: 1n,
  Burned: -1n,
  Wiped: -1n,
  CrosschainBurn: -1n,
};

function reason({ name, args }: LogDescription): bigint {
  const sign = SIGNS[name];
  return sign === undefined ? 0n : sign * (args.amount as bigint);
}
