import type { Result } from "ethers";
import type { At } from "../chains/final-state.ts";
import type { OpenCoin } from "../coin/open.ts";
import { ROLE_NAMES } from "../coin-file/schema.ts";
import { type AnyRole, roleIdOf } from "../text/roles.ts";
import { roleName } from "../../packages/integration/reading/roles.ts";
import { type Reading, type WatchedLog, decode } from "./watched-log.ts";

/** What the contracts are set to, by what it is about. None of it changes without an event. */
export type Settings = Readonly<Record<string, string>>;

/** A setting that has changed although no event says so. */
export interface Unannounced {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

const ROLES_OF = {
  token: ["DEFAULT_ADMIN", ...ROLE_NAMES],
  attestations: ["DEFAULT_ADMIN", "GUARDIAN", "COUNCIL"],
} as const satisfies Record<string, readonly AnyRole[]>;

type Powers = keyof typeof ROLES_OF;

const NOTHING = "nothing";
const INFLOW_CAP = "cap on the inflow over all bridges";

const subjects = {
  role: (contract: Powers, role: string): string => `role ${role} of the ${contract}`,
  pending: (contract: Powers): string => `next admin of the ${contract}`,
  minter: (account: string): string => `limit of minter ${account}`,
  guardian: (account: string): string => `limit of guardian ${account}`,
  bridge: (account: string): string => `limits of bridge ${account}`,
};

/** What a look at a chain has read of them for its own sake. */
export interface AlreadyRead {
  readonly pausedScopes: bigint;
  readonly retired: boolean;
  readonly halted: boolean;
  readonly latestSequence: bigint;
  /** Who may become the default admin, by contract; the zero address for nobody. */
  readonly nextAdmins: Readonly<Record<Powers, string>>;
  /** Limits of each bridge, in the contract's order. */
  readonly bridgeLimits: ReadonlyMap<string, readonly bigint[]>;
}

/** Reads the rest of what the contracts are set to, at a block. */
export async function readSettings(
  { contracts }: Pick<OpenCoin, "contracts">,
  at: At,
  known: AlreadyRead,
): Promise<Settings> {
  const { token, attestations, timelock } = contracts;
  const [delegated, gate, epoch, attestors, threshold, delay, minters, ...powers] = await Promise.all([
    token.delegated(at),
    token.reserveGate(at),
    attestations.epoch(at),
    attestations.attestors(at),
    attestations.threshold(at),
    timelock.getMinDelay(at),
    readLimits(contracts, at),
    readPowers(contracts, "token", at),
    readPowers(contracts, "attestations", at),
  ]);
  return {
    ...Object.assign({}, ...powers),
    ...minters,
    ...Object.fromEntries(
      [...known.bridgeLimits].map(([bridge, limits]) => [subjects.bridge(bridge), limits.join(" ")]),
    ),
    [subjects.pending("token")]: known.nextAdmins.token,
    [subjects.pending("attestations")]: known.nextAdmins.attestations,
    "paused scopes": `${known.pausedScopes}`,
    "end of issuance": `${known.retired}`,
    delegation: `${delegated}`,
    "reserve gate": gate,
    "halt of issuance": `${known.halted}`,
    attestors: `epoch ${epoch}: ${threshold} of ${[...attestors].join(" ")}`,
    "latest report": `${known.latestSequence}`,
    "delay of the timelock": `${delay}`,
  };
}

async function readPowers(contracts: OpenCoin["contracts"], of: Powers, at: At): Promise<Settings> {
  const members = await Promise.all(
    ROLES_OF[of].map(async (role) => {
      const accounts = [...(await contracts[of].getRoleMembers(roleIdOf(role), at))].sort();
      return [subjects.role(of, role), accounts.join(" ") || NOTHING] as const;
    }),
  );
  return Object.fromEntries(members);
}

async function readLimits({ token }: OpenCoin["contracts"], at: At): Promise<Settings> {
  const { cap } = await token.inflowCap(at);
  const freezes = (await token.getRoleMembers(roleIdOf("GUARDIAN"), at)).map(async (account) => {
    const [capacity, window] = await token.guardianLimit(account, at);
    return [subjects.guardian(account), `${capacity} in ${window} s`] as const;
  });
  const limits = (await token.getRoleMembers(roleIdOf("MINTER"), at)).map(async (account) => {
    const [capacity, window] = await token.minterLimit(account, at);
    return [subjects.minter(account), `${capacity} in ${window} s`] as const;
  });
  return { [INFLOW_CAP]: `${cap}`, ...Object.fromEntries(await Promise.all([...limits, ...freezes])) };
}

/**
 * Settings that differ from what they were although none of the events between says so: the node has left events out, or
 * something has written past the contracts' functions. Pure.
 */
export function unannounced(
  before: Settings,
  now: Settings,
  logs: readonly WatchedLog[],
  on: Pick<Reading, "addresses">,
): Unannounced[] {
  const announced = new Set(logs.flatMap((log) => announcedBy(log, on)));
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((what): Unannounced[] => {
    const [old, fresh] = [before[what] ?? NOTHING, now[what] ?? NOTHING];
    return old === fresh || announced.has(what) ? [] : [{ what, before: old, now: fresh }];
  });
}

/** Returns what an event says may have changed. */
function announcedBy(log: WatchedLog, on: Pick<Reading, "addresses">): readonly string[] {
  const decoded = decode(log, on);
  if (decoded === null) return [];
  const [contract, { name, args }] = decoded;
  if (contract === "timelock") return name === "MinDelayChange" ? ["delay of the timelock"] : [];
  return ANNOUNCES[name]?.(args, contract) ?? [];
}

/** What each event may have changed, by its name; the contract it is of matters for powers only. */
const ANNOUNCES: Readonly<Record<string, (args: Result, of: Powers) => readonly string[]>> = {
  RoleGranted: roleChanged,
  RoleRevoked: roleChanged,
  DefaultAdminTransferScheduled: (_, of) => [subjects.pending(of)],
  DefaultAdminTransferCanceled: (_, of) => [subjects.pending(of)],
  MinterLimitSet: ({ minter }) => [subjects.minter(minter as string)],
  GuardianLimitSet: ({ guardian }) => [subjects.guardian(guardian as string)],
  InflowCapSet: () => [INFLOW_CAP],
  BridgeLimitsSet: ({ bridge }) => [subjects.bridge(bridge as string)],
  Paused: () => ["paused scopes"],
  Unpaused: () => ["paused scopes"],
  Retired: () => ["end of issuance"],
  DelegationSet: () => ["delegation"],
  ReserveGateSet: () => ["reserve gate"],
  EquivocationProven: () => ["halt of issuance"],
  HaltResolved: () => ["halt of issuance"],
  AttestorsSet: () => ["attestors"],
  ReportAccepted: () => ["latest report"],
};

/** Who has a role has limits; who accepts to be the admin is no longer the next one. */
function roleChanged({ role, account }: Result, of: Powers): readonly string[] {
  const [name, who] = [roleName(role as string), account as string];
  const limits = [subjects.minter(who), subjects.guardian(who), subjects.bridge(who)];
  return [subjects.role(of, name), subjects.pending(of), ...limits];
}
