import type { Interface, ParamType, TransactionDescription } from "ethers";
import {
  IStablecoin__factory,
  IssuerControls__factory,
  ReserveAttestations__factory,
  Timelock__factory,
} from "../../typechain-types/index.js";
import { roleName } from "../../packages/integration/reading/roles.ts";
import { scopeList } from "../text/scopes.ts";
import { formatAccounts, formatDuration } from "../text/units.ts";

/** A coin's contracts that are watched. */
export type WatchedContract = "token" | "attestations" | "timelock";

/** What describing a call needs. */
export interface Telling {
  readonly addresses: Readonly<Record<WatchedContract, string>>;
  readonly showAmount: (amount: bigint) => string;
  readonly showAddress: (address: string) => string;
}

const INTERFACES: Readonly<Record<WatchedContract, readonly Interface[]>> = {
  token: [IStablecoin__factory.createInterface(), IssuerControls__factory.createInterface()],
  attestations: [ReserveAttestations__factory.createInterface()],
  timelock: [Timelock__factory.createInterface()],
};
const NAMES: Readonly<Record<WatchedContract, string>> = {
  token: "the token",
  attestations: "the attestations",
  timelock: "the timelock",
};

type Say = (args: never, on: Telling, of: string) => string;

/** Calls that people should not have to decode, by the function's name. Each says what will be so. */
const SAY: Readonly<Record<string, Say>> = {
  grantRole: ([role, account]: readonly string[], on, of) =>
    `grant ${roleOf(role, of)} to ${on.showAddress(account ?? "")}`,
  revokeRole: ([role, account]: readonly string[], on, of) =>
    `take ${roleOf(role, of)} from ${on.showAddress(account ?? "")}`,
  renounceRole: ([role, account]: readonly string[], on, of) =>
    `take ${roleOf(role, of)} from ${on.showAddress(account ?? "")}`,
  setMinterLimit: ([minter, capacity, window]: readonly [string, bigint, bigint], on) =>
    capacity === 0n
      ? `let ${on.showAddress(minter)} mint nothing any more`
      : `let ${on.showAddress(minter)} mint ${on.showAmount(capacity)} per ${formatDuration(window)}`,
  setGuardianLimit: ([guardian, capacity, window]: readonly [string, bigint, bigint], on) =>
    capacity === 0n
      ? `let ${on.showAddress(guardian)} freeze nobody any more`
      : `let ${on.showAddress(guardian)} freeze ${formatAccounts(capacity)} per ${formatDuration(window)}`,
  setInflowCap: ([cap]: readonly [bigint], on) => `let at most ${on.showAmount(cap)} come in net through all bridges`,
  setBridgeLimits: ([bridge, limits]: readonly [string, readonly [bigint, bigint, bigint, bigint, bigint]], on) => {
    const [inbound, inboundWindow, outbound, outboundWindow, netInflowCap] = limits;
    const [into, out] = [
      `${on.showAmount(inbound)} per ${formatDuration(inboundWindow)} in`,
      `${on.showAmount(outbound)} per ${formatDuration(outboundWindow)} out`,
    ];
    const net = `at most ${on.showAmount(netInflowCap)} in net`;
    return `let bridge ${on.showAddress(bridge)} move ${into} and ${out}, ${net}`;
  },
  setReserveGate: ([gate]: readonly [string], on) => `have the token ask ${on.showAddress(gate)} before it mints`,
  retire: ([successor]: readonly [string], on) =>
    `end issuance for good, with ${on.showAddress(successor)} as successor`,
  beginDefaultAdminTransfer: ([account]: readonly [string], on, of) =>
    `let ${on.showAddress(account)} become the default admin of ${of}`,
  cancelDefaultAdminTransfer: (_, _on, of) => `call off the change of the default admin of ${of}`,
  acceptDefaultAdminTransfer: (_, _on, of) => `become the default admin of ${of}`,
  changeDefaultAdminDelay: ([delay]: readonly [bigint], _, of) =>
    `make a change of the default admin of ${of} take ${formatDuration(delay)}`,
  rollbackDefaultAdminDelay: (_, _on, of) => `call off the change of the default admin's delay of ${of}`,
  upgradeToAndCall: ([implementation]: readonly [string], on) =>
    `replace the issuer controls by ${on.showAddress(implementation)}`,
  setDelegated: ([enabled]: readonly [boolean]) =>
    enabled ? "run the holder functions in the implementation" : "run the holder functions natively",
  updateDelay: ([delay]: readonly [bigint]) => `make the timelock's delay ${formatDuration(delay)}`,
  setAttestors: ([attestors, threshold, closeWindows]: readonly [readonly string[], bigint, boolean], on) =>
    `have ${threshold} of ${attestors.length} attestors sign: ${attestors.map(on.showAddress).join(", ")}${closeWindows ? ", and close all windows" : ""}`,
  resolveHalt: ([through]: readonly [bigint]) => `settle conflicts, and make reports void, through number ${through}`,
  pause: ([scopes]: readonly [bigint]) => `pause ${scopeList(scopes)}`,
  unpause: ([scopes]: readonly [bigint]) => `restart ${scopeList(scopes)}`,
};

/** Returns what a call does, in words, read from its bytes: `grant MINTER to 0x…`. */
export function sayCall(target: string, data: string, on: Telling): string {
  const found = (Object.keys(on.addresses) as WatchedContract[]).find((key) => on.addresses[key] === target);
  const of = found === undefined ? on.showAddress(target) : NAMES[found];
  if (data.length < 10) return `send to ${of}`;
  const call = found === undefined ? null : parse(INTERFACES[found], data);
  if (call === null) return `call ${data.slice(0, 10)} of ${of}, ${data.length / 2 - 1} bytes that are not known here`;
  const say = SAY[call.name];
  if (say !== undefined) return say(call.args.toArray(true) as never, on, of);
  const args = call.fragment.inputs.map((input, index) => sayArgument(input, call.args[index], on));
  return `call ${call.name}(${args.join(", ")}) of ${of}`;
}

function parse(interfaces: readonly Interface[], data: string): TransactionDescription | null {
  for (const abi of interfaces) {
    try {
      const call = abi.parseTransaction({ data });
      if (call !== null) return call;
    } catch {
      // the selector of one of ours before bytes that are none of its arguments
    }
  }
  return null;
}

function sayArgument({ name, baseType }: ParamType, value: unknown, on: Telling): string {
  return `${name}: ${baseType === "address" ? on.showAddress(value as string) : String(value)}`;
}

/** The token's roles are known by their names alone; the others are derived from them. */
function roleOf(role: string | undefined, of: string): string {
  return `${roleName(role ?? "")}${of === NAMES.token ? "" : ` of ${of}`}`;
}
