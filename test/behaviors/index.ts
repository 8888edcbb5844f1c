import type { TestChain } from "../support/chain.ts";
import { behavesLikeABridgeableToken } from "./crosschain.behavior.ts";
import { behavesLikeARedeemableToken } from "./burning.behavior.ts";
import { behavesLikeARescuer } from "./rescuing.behavior.ts";
import { behavesLikeAGatedIssuance } from "./issuance-window.behavior.ts";
import { behavesLikeAMintableToken } from "./minting.behavior.ts";
import { behavesLikeAnInitializedToken } from "./initialising.behavior.ts";
import { behavesLikeAGovernedToken } from "./roles.behavior.ts";
import { behavesLikeARepairableToken } from "./emergency-repair.behavior.ts";
import { behavesLikeAnUpgradeableToken } from "./upgrading.behavior.ts";
import { behavesLikeASignedOrder } from "./signatures.behavior.ts";
import { behavesLikeAnAuthorization } from "./authorizations.behavior.ts";
import { behavesLikeAReserveAttestation } from "./attestations.behavior.ts";
import { behavesLikeOneCoinOnTwoChains } from "./two-chains.behavior.ts";
import { behavesLikeAnAttestorQuorum } from "./attestor-quorum.behavior.ts";
import { behavesLikeATimelockedCoin } from "./timelock.behavior.ts";
import { behavesLikeABoundedLedger } from "./ledger.behavior.ts";
import { behavesLikeAnIndexableToken } from "./events.behavior.ts";
import { behavesLikeNamespacedStorage } from "./storage.behavior.ts";
import { behavesLikeOneAbi } from "./abi.behavior.ts";
import { behavesLikeAFrozenAccount } from "./frozen-accounts.behavior.ts";
import { behavesLikeAPausableToken } from "./pausing.behavior.ts";
import { behavesLikeASeizingIssuer } from "./seizing.behavior.ts";
import { behavesLikeATwoSpeedFreeze } from "./freezing.behavior.ts";
import { behavesLikeAnErc20 } from "./erc20.behavior.ts";
import { behavesLikeATokenWithMemos } from "./memos.behavior.ts";
import { behavesLikeADiscoverableToken } from "./discovery.behavior.ts";

/** A suite that is mounted on a chain. */
export type Behavior = (chain: TestChain) => void;

/** Every behaviour of the contracts, the same list for every chain. */
export const BEHAVIORS: readonly Behavior[] = [
  behavesLikeAnErc20,
  behavesLikeATokenWithMemos,
  behavesLikeADiscoverableToken,
  behavesLikeAPausableToken,
  behavesLikeATwoSpeedFreeze,
  behavesLikeAFrozenAccount,
  behavesLikeASeizingIssuer,
  behavesLikeASignedOrder,
  behavesLikeAnAuthorization,
  behavesLikeAMintableToken,
  behavesLikeAGatedIssuance,
  behavesLikeARedeemableToken,
  behavesLikeABridgeableToken,
  behavesLikeARescuer,
  behavesLikeAReserveAttestation,
  behavesLikeAnAttestorQuorum,
  behavesLikeOneCoinOnTwoChains,
  behavesLikeAGovernedToken,
  behavesLikeAnInitializedToken,
  behavesLikeAnUpgradeableToken,
  behavesLikeARepairableToken,
  behavesLikeATimelockedCoin,
  behavesLikeABoundedLedger,
  behavesLikeAnIndexableToken,
  behavesLikeOneAbi,
  behavesLikeNamespacedStorage,
];
