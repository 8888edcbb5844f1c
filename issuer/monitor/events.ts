import { ZeroHash, id } from "ethers";
import { roleName } from "../../packages/integration/reading/roles.ts";
import { scopeList } from "../text/scopes.ts";
import { formatAccounts, formatDuration } from "../text/units.ts";
import { isoTime } from "../../packages/integration/reading/format.ts";
import type { AlertKind, Finding } from "./alert.ts";
import { type WatchedContract as Contract, sayCall } from "./calls.ts";
import { lift } from "./freezes.ts";
import {
  EVENT_INTERFACES as INTERFACES,
  type Reading,
  type WatchedLog,
  decode,
  keyOf,
  placeOf,
} from "./watched-log.ts";

type Told = readonly [kind: AlertKind, message: string, details?: Readonly<Record<string, unknown>>] | null;
/** Told with the accounts that compliance has lifted before it. */
type Then = Omit<Reading, "lifted"> & { readonly lifted: ReadonlySet<string> };
type Tell = (args: Arguments, on: Then, log: Pick<WatchedLog, "time">) => Told;

type Texts =
  | "role"
  | "account"
  | "newAdmin"
  | "minter"
  | "from"
  | "to"
  | "bridge"
  | "gate"
  | "successor"
  | "implementation"
  | "digest"
  | "guardian"
  | "by"
  | "conflicting"
  | "id"
  | "target"
  | "data"
  | "caseId"
  | "actRef"
  | "officer";
type Numbers =
  | "acceptSchedule"
  | "newDelay"
  | "effectSchedule"
  | "amount"
  | "capacity"
  | "cap"
  | "window"
  | "scopes"
  | "sequence"
  | "epoch"
  | "resolvedThrough"
  | "threshold"
  | "delay"
  | "until"
  | "oldDuration"
  | "newDuration";

/** Arguments of events by their names in the ABI; each event has some of them. */
type Arguments = Readonly<
  Record<Texts, string> & Record<Numbers, bigint> & { readonly enabled: boolean; readonly attestors: readonly string[] }
>;

const powers: Readonly<Record<string, Tell>> = {
  RoleGranted: ({ role, account }, on) => [
    "role-changed",
    `${roleName(role)} was granted to ${on.showAddress(account)}.`,
  ],
  RoleRevoked: ({ role, account }, on) => [
    "role-changed",
    `${roleName(role)} was taken from ${on.showAddress(account)}.`,
  ],
  RoleAdminChanged: ({ role }) => ["role-changed", `Another role administers ${roleName(role)} now.`],
};

const admin: Readonly<Record<string, Tell>> = {
  DefaultAdminTransferScheduled: ({ newAdmin, acceptSchedule }, on) => [
    "admin-change",
    `${on.showAddress(newAdmin)} can accept to be the default admin from ${isoTime(acceptSchedule)}.`,
  ],
  DefaultAdminTransferCanceled: () => ["admin-change", "The change of the default admin was called off."],
  DefaultAdminDelayChangeScheduled: ({ newDelay, effectSchedule }) => [
    "admin-change",
    `A change of the default admin will take ${formatDuration(newDelay)} from ${isoTime(effectSchedule)}.`,
  ],
  DefaultAdminDelayChangeCanceled: () => ["admin-change", "The change of the default admin's delay was called off."],
};

const TELL: Readonly<Record<Contract, Readonly<Record<string, Tell>>>> = {
  token: {
    ...powers,
    ...admin,
    Minted: ({ minter, to, amount }, on) =>
      amount < on.mintAbove
        ? null
        : ["large-mint", `${on.showAddress(minter)} has minted ${on.showAmount(amount)} to ${on.showAddress(to)}.`],
    MinterLimitSet: ({ minter, capacity, window }, on) => [
      "minter-limit",
      `${on.showAddress(minter)} may mint ${on.showAmount(capacity)} per ${formatDuration(window)}.`,
    ],
    GuardianLimitSet: ({ guardian, capacity, window }, on) => [
      "guardian-limit",
      `${on.showAddress(guardian)} may freeze ${formatAccounts(capacity)} per ${formatDuration(window)}.`,
    ],
    InflowCapSet: ({ cap }, on) => [
      "bridge-limit",
      `At most ${on.showAmount(cap)} may come in net through all bridges.`,
    ],
    BridgeLimitsSet: ({ bridge }, on) => ["bridge-limit", `The limits of bridge ${on.showAddress(bridge)} were set.`],
    ReserveGateSet: ({ gate }, on) => ["gate-changed", `The token asks ${on.showAddress(gate)} before it mints.`],
    Retired: ({ successor }, on) => ["retired", `Issuance has ended; the successor is ${on.showAddress(successor)}.`],
    Paused: ({ account, scopes }, on) => ["paused", `${on.showAddress(account)} has paused ${scopeList(scopes)}.`],
    Unpaused: ({ account, scopes }, on) => [
      "unpaused",
      `${on.showAddress(account)} has restarted ${scopeList(scopes)}.`,
    ],
    Upgraded: ({ implementation }, on) => ["upgraded", `The issuer controls are at ${on.showAddress(implementation)}.`],
    DelegationSet: ({ enabled }) => [
      "delegated",
      enabled ? "The holder functions run in the implementation." : "The holder functions run natively.",
    ],
    Seized: ({ from, to, amount, actRef }, on) => [
      "seized",
      `${on.showAmount(amount)} of ${on.showAddress(from)} were moved to ${on.showAddress(to)}, act ${actRef}.`,
    ],
    Wiped: ({ account, amount, actRef }, on) => [
      "seized",
      `${on.showAmount(amount)} of ${on.showAddress(account)} were destroyed, act ${actRef}.`,
    ],
    // Followed for the supply, reported only if something is wrong with it.
    Burned: () => null,
    CrosschainMint: () => null,
    CrosschainBurn: () => null,
    Frozen: ({ account, guardian, until, caseId }, on) => {
      const [who, whom] = [on.showAddress(guardian), on.showAddress(account)];
      const end = `until ${isoTime(until)}, case ${caseId}`;
      return on.lifted.has(account)
        ? ["frozen-again", `${who} has frozen ${whom} again ${end}: compliance had lifted its freeze.`]
        : ["frozen", `${who} has frozen ${whom} ${end}.`];
    },
    FreezeRatified: ({ account, officer, caseId }, on) => [
      "freeze-ratified",
      `${on.showAddress(officer)} has ratified the freeze of ${on.showAddress(account)}, case ${caseId}: it lasts until it is lifted.`,
    ],
    Unfrozen: ({ account, officer, caseId }, on) => [
      "unfrozen",
      `${on.showAddress(officer)} has lifted the freeze of ${on.showAddress(account)}, case ${caseId}.`,
    ],
  },
  attestations: {
    ...powers,
    ...admin,
    ReportAccepted: ({ sequence, digest }) => ["report-accepted", `Report ${sequence} (${digest}) was accepted.`],
    WindowClosed: ({ sequence, by }, on) => [
      "window-closed",
      `${on.showAddress(by)} has closed the window of report ${sequence}.`,
    ],
    EquivocationProven: ({ digest, conflicting }) => [
      "equivocation",
      `Reports ${digest} and ${conflicting} contradict each other; issuance is halted.`,
    ],
    HaltResolved: ({ resolvedThrough }) => [
      "halt-resolved",
      `Conflicts are settled and reports void through number ${resolvedThrough}.`,
    ],
    AttestorsSet: ({ epoch, attestors, threshold }) => [
      "attestors-changed",
      `Epoch ${epoch} of the attestors has begun: ${threshold} of ${attestors.length} must sign now.`,
    ],
  },
  timelock: {
    ...powers,
    CallScheduled: ({ id: operation, target, data, delay }, on, { time }) => {
      const call = sayCall(target, data, on);
      const executableAt = isoTime(time + delay);
      const message = `Scheduled: ${call}. It can be executed from ${executableAt}. Operation ${operation}.`;
      return ["timelock-scheduled", message, { call, executableAt }];
    },
    CallExecuted: ({ id: operation, target, data }, on) => {
      const call = sayCall(target, data, on);
      return ["timelock-executed", `Executed: ${call}. Operation ${operation}.`, { call }];
    },
    Cancelled: ({ id: operation }) => ["timelock-cancelled", `Operation ${operation} was called off.`],
    MinDelayChange: ({ oldDuration, newDuration }) => [
      "timelock-delay",
      `The timelock's delay was ${formatDuration(oldDuration)} and is ${formatDuration(newDuration)}.`,
    ],
  },
};

/** Topics of everything that is followed, besides the transfers that change the supply. */
export const WATCHED_TOPICS: readonly string[] = [
  ...new Set(
    (Object.keys(TELL) as Contract[]).flatMap((contract) =>
      Object.keys(TELL[contract]).map((name) => INTERFACES[contract].getEvent(name)?.topicHash ?? ""),
    ),
  ),
];

/** Topic of `Transfer`. */
export const TRANSFER = id("Transfer(address,address,uint256)");

/** The zero address as a topic. */
export const ZERO_TOPIC = ZeroHash;

/** Returns what the events of some blocks say, in their order. Pure. */
export function tell(logs: readonly WatchedLog[], on: Reading): Finding[] {
  const lifted = new Set(on.lifted);
  return logs.flatMap((log) => {
    const decoded = decode(log, on);
    if (decoded === null) return [];
    const [contract, event] = decoded;
    const args = event.args.toObject(true) as unknown as Arguments;
    const told = TELL[contract][event.name]?.(args, { ...on, lifted }, log) ?? null;
    if (contract === "token") lift(lifted, event);
    if (told === null) return [];
    const [kind, message, more = {}] = told;
    const details = { contract, event: event.name, ...args, ...more };
    return [{ kind, key: keyOf(log, event.name), message, details, ...placeOf(log) }];
  });
}
