import type { Interface, Result } from "ethers";
import { IStablecoin__factory, ReserveAttestations__factory, Timelock__factory } from "../../typechain-types/index.js";
import actions from "./error-actions.json" with { type: "json" };
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import { roleNameOf } from "../text/roles.ts";
import { scopeList } from "../text/scopes.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import type { Context } from "./context.ts";

/** Where the errors that an operation can meet are declared. */
export const INTERFACES: readonly Interface[] = [
  IStablecoin__factory.createInterface(),
  ReserveAttestations__factory.createInterface(),
  Timelock__factory.createInterface(),
];

/** A contract's refusal for people. */
export interface Refusal {
  readonly error: string;
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy: string;
}

type Sentence = (values: Result, context: Context) => string;

const UNTIL_UNFROZEN = 2n ** 40n - 1n;

/** What to do about each error, by its name. */
export const REMEDIES_OF: Readonly<Record<string, string>> = {
  ...actions,
  TimelockInsufficientDelay: "Schedule with at least the timelock's delay (`getMinDelay()`).",
  TimelockInvalidOperationLength: "Give one value and one calldata for each target.",
  TimelockUnauthorizedCaller: "Bring it about through the timelock: schedule, wait, execute.",
  TimelockUnexecutedPredecessor: "Execute the operation that has to come first.",
  TimelockUnexpectedOperationState: "Look at what waits: npx hardhat timelock.",
};

/** One sentence for each error that an issuer's call can be refused with; the values come from the revert. */
export const SENTENCES: Readonly<Record<string, Sentence>> = {
  AccessControlUnauthorizedAccount: ([account, role]) => `${account} does not hold ${roleNameOf(String(role))}.`,
  AccessControlEnforcedDefaultAdminDelay: ([schedule]) =>
    schedule === 0n ? "no transfer has begun." : `the delay ends at ${utcTime(schedule as bigint)}.`,
  AccessControlEnforcedDefaultAdminRules: () => "the default admin's role changes hands by its own two steps only.",
  AccessControlInvalidDefaultAdmin: ([account]) => `${account} is not the pending default admin.`,
  AccountFrozen: ([account, until]) => `${account} is frozen ${untilText(until as bigint)}.`,
  AccountNotFrozen: ([account]) => `${account} is not frozen.`,
  BridgeLimitExceeded: ([bridge, amount, left], { show }) =>
    `${bridge} may move ${show(left as bigint)} now, not ${show(amount as bigint)}.`,
  CaseIdMissing: () => "no case was named.",
  DecimalsMismatch: ([gate, token]) => `the gate counts in ${gate} decimals, the token in ${token}.`,
  ERC20InsufficientBalance: ([account, balance, needed], { show }) =>
    `${account} has ${show(balance as bigint)} and would need ${show(needed as bigint)}.`,
  ERC20InvalidReceiver: ([receiver]) => `${receiver} cannot receive the coin.`,
  EnforcedPause: ([scopes]) => `${scopeList(scopes as bigint)} is paused.`,
  ForeignImplementation: ([implementation]) => `${implementation} holds no issuer controls.`,
  FreezeAlreadyRatified: ([account]) => `the freeze of ${account} lasts already.`,
  FreezeLapsed: ([account, until]) => `the last freeze of ${account} lapsed at ${utcTime(until as bigint)}.`,
  HolderPlaneMissing: ([implementation]) => `${implementation} does not carry the holder plane.`,
  ImplementationDowngrade: ([current, proposed]) => `version ${proposed} is not newer than ${current}.`,
  InvalidAccount: ([account]) => `${account} cannot be frozen.`,
  InvalidAttestors: () => "the attestors are not in rising order, too many, or one is the zero address.",
  InvalidLimit: ([capacity, window]) => `${capacity} in ${window} seconds is no limit.`,
  InvalidScopes: ([scopes]) => `${scopes} names no scopes.`,
  InvalidThreshold: ([threshold, attestors]) => `${threshold} of ${attestors} is no majority of at least two.`,
  IssuanceHalted: () => "issuance is halted since two signed reports contradict each other.",
  IssuanceRetired: () => "issuance has ended for good.",
  IssuanceWindowExceeded: ([sequence, amount, left], { show }) =>
    `report ${sequence} leaves ${show(left as bigint)}, not ${show(amount as bigint)}.`,
  LengthMismatch: ([accounts, amounts]) => `there are ${accounts} accounts and ${amounts} amounts.`,
  MintLimitExceeded: ([minter, amount, left], { show }) =>
    `${minter} may mint ${show(left as bigint)} now, not ${show(amount as bigint)}.`,
  NotHalted: () => "issuance is not halted.",
  ReferenceMissing: () => "no reference was given.",
  ReferenceUsed: ([reference]) => `the reference ${reference} was used on this chain before.`,
  ReportUnknown: ([sequence]) => `no report ${sequence} was accepted on this chain.`,
  RescueOfOwnToken: () => "the coin itself cannot be rescued: its balances belong to holders.",
  ReserveGateMissing: () => "no reserve gate is set.",
  ReservesExceeded: ([supply, reserves], { show }) =>
    `the supply here would be ${show(supply as bigint)}, above attested reserves of ${show(reserves as bigint)}.`,
  ResolutionWentBack: ([given, before]) => `${given} is lower than ${before}, which was settled before.`,
  SafeERC20FailedOperation: ([token]) => `the stray token ${token} refused the transfer.`,
  SequenceWentBack: ([sequence, used]) => `the gate answers with report ${sequence}, after report ${used} was used.`,
  SupplyOverflow: () => "no supply is this large.",
  TimelockInsufficientDelay: ([delay, least]) => `a delay of ${delay} s is below the timelock's ${least} s.`,
  TimelockUnauthorizedCaller: ([caller]) => `${caller} is not the timelock.`,
  TimelockUnexecutedPredecessor: () => "an operation that has to come first has not been executed.",
  TimelockUnexpectedOperationState: () => "the timelock does not hold the operation in a state that allows this.",
  UUPSUnauthorizedCallContext: () => "the call must come through the token.",
  UUPSUnsupportedProxiableUUID: () => "the implementation is made for another kind of proxy.",
  WindowClosedEarly: ([sequence]) => `the window of report ${sequence} was closed early.`,
  WindowExpired: ([sequence, until]) => `the window of report ${sequence} ended at ${utcTime(until as bigint)}.`,
  WindowNotBegun: ([sequence, from]) => `the window of report ${sequence} begins at ${utcTime(from as bigint)}.`,
  ZeroAmount: () => "the amount is zero.",
};

/** The contract's own error in a sentence with its values, and what to do; null if the call failed otherwise. */
export function explainRefusal(error: unknown, context: Context): Refusal | null {
  const data = revertData(error);
  const parsed = data === null ? null : parse(data);
  if (parsed === null) return null;
  const { name, args } = parsed;
  const sentence = SENTENCES[name]?.(args, context) ?? `${name}(${args.map(String).join(", ")}).`;
  const remedy = REMEDIES_OF[name] ?? "Correct the cause and run again.";
  return { error: name, sentence, remedy };
}

/** Until when a freeze lasts, for people. */
export function untilText(until: bigint): string {
  return until === UNTIL_UNFROZEN ? "until compliance lifts it" : `until ${utcTime(until)}`;
}

function parse(data: string): { readonly name: string; readonly args: Result } | null {
  for (const abi of INTERFACES) {
    const parsed = abi.parseError(data);
    if (parsed !== null) return parsed;
  }
  return null;
}
