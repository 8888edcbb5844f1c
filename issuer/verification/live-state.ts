import { ZeroAddress, isError } from "ethers";
import {
  type IStablecoin,
  IStablecoin__factory,
  IssuerControls__factory,
  type ReserveAttestations,
  ReserveAttestations__factory,
  Timelock__factory,
} from "../../typechain-types/index.js";
import { namedAccounts } from "../coin-file/checks.ts";
import type { Desired, Limit } from "../coin-file/resolve.ts";
import { ROLE_NAMES } from "../coin-file/schema.ts";
import { ARTIFACTS, type Build, maskedCodeHash } from "../model/build.ts";
import type { Chain } from "../chains/chain.ts";
import { type ContractKey, CONTRACT_KEYS } from "../model/contracts.ts";
import { explain } from "../chains/reasons.ts";
import { type AnyRole, roleIdOf } from "../text/roles.ts";
import { formatDuration } from "../text/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import {
  AS_DEPLOYED,
  type LiveState,
  PROBE_REPORT,
  showAccounts,
  showFreezes,
  showLimit,
  showScopes,
} from "./state-comparison.ts";
import { readTimelockRoles } from "./timelock-roles.ts";

/** Where a deployment is, and where it came from. */
export interface Located {
  readonly addresses: Readonly<Record<ContractKey, string>>;
  readonly deployer: string;
  /** Creation of the timelock. */
  readonly timelock: { readonly transaction: string; readonly block: number };
}

/**
 * Reads a deployment from the chain. Immutables are blanked out of the code and read through views instead.
 * @returns Its lines, and what could not be read completely.
 */
export async function readLiveState(
  chain: Chain,
  desired: Desired,
  located: Located,
  build: Build,
): Promise<{ readonly state: LiveState; readonly notes: readonly string[] }> {
  const { addresses, deployer } = located;
  const notes: string[] = [];
  const state = new Map<string, string>();
  for (const key of CONTRACT_KEYS) {
    const code = await chain.code(addresses[key]);
    state.set(`code.${key}`, code === "0x" ? "no code" : maskedCodeHash(build.contract(ARTIFACTS[key]), code));
    if (code === "0x") return { state, notes }; // nothing else can be read
    const difference = await chain.contractSettingsDifference(addresses[key], ARTIFACTS[key], deployer);
    state.set(`platform.${key}`, difference ?? AS_DEPLOYED);
  }
  const attestations = ReserveAttestations__factory.connect(addresses.attestations, chain.provider);
  const token = IStablecoin__factory.connect(addresses.token, chain.provider);
  const watched = [...new Set([...namedAccounts(desired).map(([, account]) => account), deployer])];

  notes.push(...(await readTimelock(state, chain, located, watched)));
  await answering(state, "attestations", async () => {
    await readAttestations(state, attestations);
    await readAdmin(state, "attestations", attestations);
  });
  await answering(state, "token", async () => {
    await readToken(state, chain, token, desired);
    await readAdmin(state, "token", token);
  });
  state.set("controls.locked", await isLocked(chain, addresses.controls));
  const powers = [...state].filter(([path, line]) => path.includes("roles.") && line.includes(deployer));
  state.set("deployer.powers", powers.length === 0 ? "none" : powers.map(([path]) => path).join(", "));
  return { state, notes };
}

/** Reads a contract; one that is not what it should be refuses somewhere, and what was read before still counts. */
async function answering(state: Map<string, string>, name: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
    state.set(`${name}.answers`, "yes");
  } catch (error) {
    const reason = explain(error);
    // Some nodes put a revert without data into words only.
    const refused = isError(error, "CALL_EXCEPTION") || isError(error, "BAD_DATA") || /revert/i.test(reason);
    if (!refused) throw error;
    state.set(`${name}.answers`, `no: ${reason}`);
  }
}

async function readTimelock(
  state: Map<string, string>,
  chain: Chain,
  { addresses, timelock: creation }: Located,
  watched: readonly string[],
): Promise<string[]> {
  const timelock = Timelock__factory.connect(addresses.timelock, chain.provider);
  const { upgrade, roles, attestors } = await timelock.delays();
  state.set("timelock.delays.upgrade", formatDuration(upgrade));
  state.set("timelock.delays.roles", formatDuration(roles));
  state.set("timelock.delays.attestors", formatDuration(attestors));
  state.set("timelock.minimumDelay", formatDuration(await timelock.getMinDelay()));
  const candidates = [...watched, addresses.timelock];
  const { holders, complete } = await readTimelockRoles(timelock, creation, candidates, await chain.finalBlock());
  for (const [role, accounts] of holders) state.set(`timelock.roles.${role}`, showAccounts(accounts));
  return complete
    ? []
    : ["The node does not serve the timelock's old events: roles granted later were not looked for."];
}

async function readAttestations(state: Map<string, string>, attestations: ReserveAttestations): Promise<void> {
  state.set("attestations.description", await attestations.description());
  state.set("attestations.tokenId", await attestations.tokenId());
  state.set("attestations.decimals", `${await attestations.decimals()}`);
  state.set("attestations.maximumWindow", formatDuration(await attestations.maximumWindow()));
  state.set("attestations.maximumAge", formatDuration(await attestations.maximumAge()));
  state.set("attestations.attestors", showAccounts(await attestations.attestors()));
  state.set("attestations.threshold", `${await attestations.threshold()}`);
  state.set("attestations.signing", await attestations.reportDigest(PROBE_REPORT));
  state.set("attestations.halted", (await attestations.halted()) ? "yes" : "no");
  state.set("attestations.roles.GUARDIAN", showAccounts(await roleMembers(attestations, "GUARDIAN")));
  state.set("attestations.roles.COUNCIL", showAccounts(await roleMembers(attestations, "COUNCIL")));
}

async function readToken(
  state: Map<string, string>,
  chain: Chain,
  token: IStablecoin,
  desired: Desired,
): Promise<void> {
  state.set("token.name", await token.name());
  state.set("token.symbol", await token.symbol());
  state.set("token.currency", await token.currency());
  state.set("token.decimals", `${await token.decimals()}`);
  state.set("token.domain", await token.DOMAIN_SEPARATOR());
  state.set("token.implementation", await chain.implementation(await token.getAddress()));
  state.set("token.reserveGate", await token.reserveGate());
  state.set("token.pausedScopes", showScopes(await token.pausedScopes()));
  state.set("token.repairPath", (await token.delegated()) ? "on" : "off");
  state.set("token.retired", (await token.retired()) ? "yes" : "no");
  for (const role of ROLE_NAMES) {
    state.set(`token.roles.${role}`, showAccounts(await roleMembers(token, role)));
  }
  await readLimits(state, token, desired);
}

/** Limits the file mentions, and those of any other holder of the role that are open. */
async function readLimits(state: Map<string, string>, token: IStablecoin, desired: Desired): Promise<void> {
  const set = (path: string, limit: Limit, mentioned: boolean): void => {
    if (mentioned || limit.capacity !== 0n) state.set(`token.limits.${path}`, showLimit(limit, desired.decimals));
  };
  const minters = new Set(desired.minterLimits.map(({ minter }) => minter));
  for (const minter of new Set([...minters, ...(await roleMembers(token, "MINTER"))])) {
    const [capacity, window] = await token.minterLimit(minter);
    set(`minter.${minter}`, { capacity, window }, minters.has(minter));
  }
  const bridges = new Set(desired.bridgeLimits.map(({ bridge }) => bridge));
  for (const bridge of new Set([...bridges, ...(await roleMembers(token, "BRIDGE"))])) {
    const [limits] = await token.bridgeLimits(bridge);
    const inbound = { capacity: limits.inboundCapacity, window: limits.inboundWindow };
    const outbound = { capacity: limits.outboundCapacity, window: limits.outboundWindow };
    set(`bridge.${bridge}.inbound`, inbound, bridges.has(bridge));
    set(`bridge.${bridge}.outbound`, outbound, bridges.has(bridge));
    if (bridges.has(bridge) || limits.netInflowCap !== 0n) {
      state.set(`token.limits.bridge.${bridge}.netInflowCap`, formatAmount(limits.netInflowCap, desired.decimals));
    }
  }
  await readGuardianLimits(state, token, desired);
  const { cap } = await token.inflowCap();
  state.set("token.inflowCap", formatAmount(cap, desired.decimals));
}

async function readGuardianLimits(state: Map<string, string>, token: IStablecoin, desired: Desired): Promise<void> {
  const guardians = new Set(desired.guardianLimits.map(({ guardian }) => guardian));
  for (const guardian of new Set([...guardians, ...(await roleMembers(token, "GUARDIAN"))])) {
    const [capacity, window] = await token.guardianLimit(guardian);
    if (!guardians.has(guardian) && capacity === 0n) continue;
    state.set(`token.limits.guardian.${guardian}`, showFreezes({ capacity, window }));
  }
}

async function roleMembers(contract: IStablecoin | ReserveAttestations, role: AnyRole): Promise<string[]> {
  const roleId = roleIdOf(role);
  const count = Number(await contract.getRoleMemberCount(roleId));
  return Promise.all(Array.from({ length: count }, (_, index) => contract.getRoleMember(roleId, index)));
}

async function readAdmin(
  state: Map<string, string>,
  name: string,
  contract: IStablecoin | ReserveAttestations,
): Promise<void> {
  const [pendingAdmin] = await contract.pendingDefaultAdmin();
  const [pendingDelay, schedule] = await contract.pendingDefaultAdminDelay();
  state.set(`${name}.defaultAdmin`, await contract.defaultAdmin());
  state.set(`${name}.adminDelay`, formatDuration(await contract.defaultAdminDelay()));
  state.set(`${name}.pendingAdmin`, pendingAdmin === ZeroAddress ? "none" : pendingAdmin);
  state.set(`${name}.pendingAdminDelay`, schedule === 0n ? "none" : formatDuration(pendingDelay));
}

/** The implementation must not be initialisable by anyone. */
async function isLocked(chain: Chain, address: string): Promise<string> {
  const controls = IssuerControls__factory.connect(address, chain.provider);
  const parameters = {
    defaultAdmin: address,
    defaultAdminDelay: 0n,
    roles: [],
    reserveGate: ZeroAddress,
    inflowCap: 0n,
  };
  try {
    await controls.initialize.staticCall(parameters, 0);
    return "no";
  } catch {
    return "yes";
  }
}
