import type { EventFragment, Interface } from "ethers";
import { IStablecoin__factory, ReserveAttestations__factory } from "../../typechain-types/index.js";

/** Events that the books are made of. */
export const KINDS = [
  "Transfer",
  "Minted",
  "Burned",
  "CrosschainMint",
  "CrosschainBurn",
  "Frozen",
  "FreezeRatified",
  "Unfrozen",
  "Seized",
  "Wiped",
  "MinterLimitSet",
  "BridgeLimitsSet",
  "ReserveGateSet",
  "ReportAccepted",
] as const;

/** Name of an event. */
export type Kind = (typeof KINDS)[number];

/** Interface of the token, as everybody sees it. */
export const TOKEN: Interface = IStablecoin__factory.createInterface();
/** Interface of the reserve attestations. */
export const ATTESTATIONS: Interface = ReserveAttestations__factory.createInterface();

const fragment = (kind: Kind): EventFragment => {
  const found = (kind === "ReportAccepted" ? ATTESTATIONS : TOKEN).getEvent(kind);
  if (found === null) throw new Error(`The contracts have no event ${kind}.`);
  return found;
};

/** Fragments of the events, from the build's ABI. */
export const FRAGMENTS: ReadonlyMap<Kind, EventFragment> = new Map(KINDS.map((kind) => [kind, fragment(kind)]));

/** Kinds by the first topic of their logs. */
export const KIND_OF_TOPIC: ReadonlyMap<string, Kind> = new Map(
  KINDS.map((kind) => [FRAGMENTS.get(kind)?.topicHash ?? "", kind]),
);

/** First topics of everything that is read. */
export const TOPICS: readonly string[] = [...KIND_OF_TOPIC.keys()];
