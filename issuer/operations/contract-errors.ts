import type { Interface } from "ethers";
import {
  IStablecoin__factory,
  LayerZeroAdapter__factory,
  ReserveAttestations__factory,
  Timelock__factory,
} from "../../typechain-types/index.js";
import { explainRevert } from "../../packages/integration/reading/errors.ts";
import { FOR_EVER, utcTime } from "../../packages/integration/reading/format.ts";
import { EMPTY, UNKNOWN } from "../../packages/integration/reading/revert-data.ts";
import { REMEDIES } from "../errors.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import type { Context } from "./context.ts";

/** The coin's own contracts: every error that they declare has a sentence. */
export const COIN_INTERFACES: readonly Interface[] = [
  IStablecoin__factory.createInterface(),
  ReserveAttestations__factory.createInterface(),
  Timelock__factory.createInterface(),
  LayerZeroAdapter__factory.createInterface(),
];

/** What an operation calls, LayerZero's endpoint included. */
export const INTERFACES: readonly Interface[] = [...COIN_INTERFACES, layerZeroInterface("EndpointV2")];

/** A contract's refusal for people. */
export interface ContractRefusal {
  readonly error: string;
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What tells whose turn it is. */
const STANDING = "See how far the move is, and whose turn it is: npx hardhat move-status.";

/**
 * What operators do about an error where their own commands help: the remedy of the refusal that says the same before the
 * contract is asked. For every other error it is what integrators get.
 */
export const OPERATORS_REMEDIES: Readonly<Record<string, string>> = {
  AccessControlUnauthorizedAccount: REMEDIES.ROLE_MISSING,
  AccountFrozen: REMEDIES.ACCOUNT_FROZEN,
  AccountNotFrozen: REMEDIES.NOT_FROZEN,
  BridgeLimitExceeded: REMEDIES.LIMIT_EXCEEDED,
  GuardianBarred: REMEDIES.GUARDIAN_BARRED,
  GuardianLimitExceeded: REMEDIES.LIMIT_EXCEEDED,
  EnforcedPause: REMEDIES.SCOPE_PAUSED,
  FreezeLapsed: REMEDIES.FREEZE_LAPSED,
  DVN_InvalidSignatures:
    "Compare the keys of the issuer's verifier with the signers that its contract has: npx hardhat verify-deployment.",
  IssuanceRetired: REMEDIES.ISSUANCE_RETIRED,
  IssuanceWindowExceeded: REMEDIES.HEADROOM_EXCEEDED,
  LZ_InsufficientFee: "Run it again: LayerZero is asked for its fee each time.",
  LZ_PathNotVerifiable: STANDING,
  LZ_PayloadHashNotFound: STANDING,
  LZ_ULN_Verifying: STANDING,
  MintLimitExceeded: REMEDIES.LIMIT_EXCEEDED,
  ReferenceUsed: REMEDIES.REFERENCE_USED,
  TimelockUnexpectedOperationState: "Look at what waits: npx hardhat timelock.",
};

/**
 * Returns the contract's own error in a sentence with its values, and what to do; null if the call failed otherwise.
 */
export function explainRefusal(error: unknown, { decimals, coin }: Context): ContractRefusal | null {
  const { symbol, network } = coin.desired;
  const explanation = explainRevert(error, { decimals, symbol, platform: network.platform });
  if (explanation === undefined || [UNKNOWN, EMPTY].includes(explanation.name)) return null;
  const { name, sentence, remedy } = explanation;
  return { error: name, sentence, remedy: OPERATORS_REMEDIES[name] ?? remedy };
}

/** Returns until when a freeze lasts, for people. */
export function untilText(until: bigint): string {
  return until === FOR_EVER ? "until compliance lifts it" : `until ${utcTime(until)}`;
}
