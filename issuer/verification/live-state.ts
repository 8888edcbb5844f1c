import { type ContractRunner, ZeroAddress, isError } from "ethers";
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
import { ARTIFACTS, type Build, maskedCodeHash, shownAbi } from "../model/build.ts";
import { readBridgeLimit } from "../chains/bridge-limits.ts";
import type { Chain } from "../chains/chain.ts";
import { combinedReads } from "../chains/combined-reads.ts";
import { type CoinAddresses, CONTRACT_KEYS } from "../model/contracts.ts";
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
  readonly addresses: CoinAddresses;
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
  const codes = await readCodes(chain, addresses, deployer, build);
  if (codes.missing) return { state: codes.state, notes: [] }; // nothing else can be read
  const reads = combinedReads(chain.provider).session();
  const attestations = ReserveAttestations__factory.connect(addresses.attestations, reads);
  const token = IStablecoin__factory.connect(addresses.token, reads);
  const adapter = desired.layerzero === null ? undefined : addresses.adapter;
  const watched = [...new Set([...namedAccounts(desired).map(([, account]) => account), deployer])];
  const [timelock, ofAttestations, ofToken, locked] = await Promise.all([
    readTimelock(chain, located, watched, reads),
    answering("attestations", [...readAttestations(attestations), ...readAdmin("attestations", attestations)]),
    answering("token", [
      ...readToken(chain, token, addresses.token, adapter),
      ...readLimits(token, desired, adapter),
      ...readAdmin("token", token),
    ]),
    isLocked(chain, addresses.controls),
  ]);
  const state = new Map([...codes.state, ...timelock.lines, ...ofAttestations, ...ofToken]);
  state.set("controls.locked", locked);
  const powers = [...state].filter(([path, line]) => path.includes("roles.") && line.includes(deployer));
  state.set("deployer.powers", powers.length === 0 ? "none" : powers.map(([path]) => path).join(", "));
  return { state, notes: timelock.notes };
}

type Line = readonly [path: string, text: string];
/** Lines that are on their way: all are asked for before the first is waited for. */
type Reading = Promise<Line | readonly Line[]>;

/** Reads the code of every contract, and what the chain keeps besides; up to the first that is not there. */
async function readCodes(
  chain: Chain,
  addresses: Located["addresses"],
  deployer: string,
  build: Build,
): Promise<{ readonly state: Map<string, string>; readonly missing: boolean }> {
  const state = new Map<string, string>();
  const codes = await Promise.all(CONTRACT_KEYS.map((key) => chain.code(addresses[key])));
  const there = CONTRACT_KEYS.filter((_, index) => codes[index] !== "0x");
  const differences = await Promise.all(
    there.map((key) => {
      const created = { name: ARTIFACTS[key], abi: shownAbi(build, ARTIFACTS[key]), deployer };
      return chain.contractSettingsDifference(addresses[key], created);
    }),
  );
  for (const [index, key] of CONTRACT_KEYS.entries()) {
    const code = codes[index] ?? "0x";
    state.set(`code.${key}`, code === "0x" ? "no code" : maskedCodeHash(build.contract(ARTIFACTS[key]), code));
    if (code === "0x") return { state, missing: true };
    state.set(`platform.${key}`, differences[there.indexOf(key)] ?? AS_DEPLOYED);
  }
  return { state, missing: false };
}

/** Reads a contract; one that is not what it should be refuses somewhere, and what stands before that still counts. */
async function answering(name: string, readings: readonly Reading[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const reading of readings) reading.catch(() => undefined); // the first counts, in their order
  try {
    for (const reading of readings) {
      const found = await reading;
      if (isLine(found)) lines.push(found);
      else lines.push(...found);
    }
    return [...lines, [`${name}.answers`, "yes"]];
  } catch (error) {
    const reason = explain(error);
    // Some nodes put a revert without data into words only.
    const refused = isError(error, "CALL_EXCEPTION") || isError(error, "BAD_DATA") || /revert/i.test(reason);
    if (!refused) throw error;
    return [...lines, [`${name}.answers`, `no: ${reason}`]];
  }
}

function isLine(found: Line | readonly Line[]): found is Line {
  return typeof found[0] === "string";
}

/** Returns a line of what a view answers. */
async function line<T>(path: string, answer: Promise<T>, show: (answer: T) => string = String): Promise<Line> {
  return [path, show(await answer)];
}

async function readTimelock(
  chain: Chain,
  { addresses, timelock: creation }: Located,
  watched: readonly string[],
  reads: ContractRunner,
): Promise<{ readonly lines: readonly Line[]; readonly notes: readonly string[] }> {
  const timelock = Timelock__factory.connect(addresses.timelock, chain.provider);
  const reader = timelock.connect(reads);
  const candidates = [...watched, addresses.timelock];
  const [{ upgrade, roles, attestors }, minimum, { holders, complete }] = await Promise.all([
    reader.delays(),
    reader.getMinDelay(),
    chain.finalBlock().then((until) => readTimelockRoles(timelock, creation, candidates, until, reads)),
  ]);
  return {
    lines: [
      ["timelock.delays.upgrade", formatDuration(upgrade)],
      ["timelock.delays.roles", formatDuration(roles)],
      ["timelock.delays.attestors", formatDuration(attestors)],
      ["timelock.minimumDelay", formatDuration(minimum)],
      ...[...holders].map(([role, accounts]): Line => [`timelock.roles.${role}`, showAccounts(accounts)]),
    ],
    notes: complete
      ? []
      : ["The node does not serve the timelock's old events: roles granted later were not looked for."],
  };
}

function readAttestations(attestations: ReserveAttestations): Reading[] {
  return [
    line("attestations.description", attestations.description()),
    line("attestations.tokenId", attestations.tokenId()),
    line("attestations.decimals", attestations.decimals()),
    line("attestations.maximumWindow", attestations.maximumWindow(), formatDuration),
    line("attestations.maximumAge", attestations.maximumAge(), formatDuration),
    line("attestations.attestors", attestations.attestors(), showAccounts),
    line("attestations.threshold", attestations.threshold()),
    line("attestations.signing", attestations.reportDigest(PROBE_REPORT)),
    line("attestations.halted", attestations.halted(), yesOrNo),
    line("attestations.roles.GUARDIAN", roleMembers(attestations, "GUARDIAN"), showAccounts),
    line("attestations.roles.COUNCIL", roleMembers(attestations, "COUNCIL"), showAccounts),
  ];
}

const yesOrNo = (answer: boolean): string => (answer ? "yes" : "no");

/** @param adapter - Of which LayerZero's lines speak. */
function readToken(chain: Chain, token: IStablecoin, address: string, adapter: string | undefined): Reading[] {
  return [
    line("token.name", token.name()),
    line("token.symbol", token.symbol()),
    line("token.currency", token.currency()),
    line("token.decimals", token.decimals()),
    line("token.domain", token.DOMAIN_SEPARATOR()),
    line("token.implementation", chain.implementation(address)),
    line("token.reserveGate", token.reserveGate()),
    line("token.pausedScopes", token.pausedScopes(), showScopes),
    line("token.repairPath", token.delegated(), (answer) => (answer ? "on" : "off")),
    line("token.retired", token.retired(), yesOrNo),
    ...ROLE_NAMES.map((role) => line(`token.roles.${role}`, roleMembers(token, role, adapter), showAccounts)),
  ];
}

/** Limits the file mentions, and those of any other holder of the role that are open. */
function readLimits(token: IStablecoin, desired: Desired, adapter: string | undefined): Reading[] {
  const { minterLimits, bridgeLimits, guardianLimits, decimals } = desired;
  const limit = (path: string, limit: Limit, mentioned: boolean): Line[] =>
    mentioned || limit.capacity !== 0n ? [[`token.limits.${path}`, showLimit(limit, decimals)]] : [];
  const minters = minterLimits.map(({ minter }) => minter);
  const bridges = bridgeLimits.map(({ bridge }) => bridge);
  const guardians = guardianLimits.map(({ guardian }) => guardian);
  return [
    ofEach(roleMembers(token, "MINTER"), minters, async (minter, mentioned) => {
      const [capacity, window] = await token.minterLimit(minter);
      return limit(`minter.${minter}`, { capacity, window }, mentioned);
    }),
    ofEach(roleMembers(token, "BRIDGE", adapter), bridges, async (bridge, mentioned) => {
      const { inbound, outbound, netInflowCap } = await readBridgeLimit(token, bridge);
      const cap: Line = [`token.limits.bridge.${bridge}.netInflowCap`, formatAmount(netInflowCap, decimals)];
      return [
        ...limit(`bridge.${bridge}.inbound`, inbound, mentioned),
        ...limit(`bridge.${bridge}.outbound`, outbound, mentioned),
        ...(mentioned || netInflowCap !== 0n ? [cap] : []),
      ];
    }),
    ofEach(roleMembers(token, "GUARDIAN"), guardians, async (guardian, mentioned) => {
      const [capacity, window] = await token.guardianLimit(guardian);
      if (!mentioned && capacity === 0n) return [];
      return [[`token.limits.guardian.${guardian}`, showFreezes({ capacity, window })]];
    }),
    line("token.inflowCap", token.inflowCap(), ({ cap }) => formatAmount(cap, decimals)),
  ];
}

/** Reads something of all that the file mentions, and of all others that hold a role. */
async function ofEach(
  holders: Promise<readonly string[]>,
  mentioned: readonly string[],
  read: (account: string, mentioned: boolean) => Promise<Line[]>,
): Promise<readonly Line[]> {
  const known = new Set(mentioned);
  const accounts = [...new Set([...known, ...(await holders)])];
  return (await Promise.all(accounts.map((account) => read(account, known.has(account))))).flat();
}

/** @param except - Who is left out. */
async function roleMembers(
  contract: IStablecoin | ReserveAttestations,
  role: AnyRole,
  except?: string,
): Promise<string[]> {
  return [...(await contract.getRoleMembers(roleIdOf(role)))].filter((account) => account !== except);
}

function readAdmin(name: string, contract: IStablecoin | ReserveAttestations): Reading[] {
  // The two contracts name the second field differently.
  const pendingAdmin: Promise<readonly [string, bigint]> = contract.pendingDefaultAdmin();
  const pendingDelay: Promise<readonly [bigint, bigint]> = contract.pendingDefaultAdminDelay();
  return [
    line(`${name}.defaultAdmin`, contract.defaultAdmin()),
    line(`${name}.adminDelay`, contract.defaultAdminDelay(), formatDuration),
    line(`${name}.pendingAdmin`, pendingAdmin, ([account]) => (account === ZeroAddress ? "none" : account)),
    line(`${name}.pendingAdminDelay`, pendingDelay, ([delay, schedule]) => {
      return schedule === 0n ? "none" : formatDuration(delay);
    }),
  ];
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
