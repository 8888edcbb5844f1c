/** The artifacts the engine works with. */
export type ContractName = "Timelock" | "ReserveAttestations" | "IssuerControls" | "Stablecoin" | "IStablecoin";

/** The contracts of one coin on one chain, in the order of their creation. */
export const CONTRACT_KEYS = ["timelock", "attestations", "controls", "token"] as const;

/** Which of a coin's contracts. */
export type ContractKey = (typeof CONTRACT_KEYS)[number];
