/** Contracts of LayerZero that the engine deploys or calls; TRON has a build of its own. */
export type LayerZeroName = "DVN" | "TronDVN" | "EndpointV2" | "SendUln302" | "ReceiveUln302";

/** The artifacts the engine works with. */
export type ContractName =
  | "Timelock"
  | "ReserveAttestations"
  | "IssuerControls"
  | "Stablecoin"
  | "IStablecoin"
  | "LayerZeroAdapter"
  | LayerZeroName;

/** The contracts of one coin on one chain, in the order of their creation. */
export const CONTRACT_KEYS = ["timelock", "attestations", "controls", "token"] as const;

/** Those with which holders move it to other chains, where it has them: the issuer's verifier, and the adapter. */
export const CROSSCHAIN_KEYS = ["verifier", "adapter"] as const;

/** Which of the contracts that every coin has. */
export type CoinKey = (typeof CONTRACT_KEYS)[number];

/** Which of a coin's contracts. */
export type ContractKey = CoinKey | (typeof CROSSCHAIN_KEYS)[number];

/** Where a deployed coin's contracts stand. */
export type CoinAddresses = Readonly<Record<CoinKey, string>> & Partial<Readonly<Record<ContractKey, string>>>;
