import type { EventFragment, Interface } from "ethers";
import {
  LayerZeroAdapter__factory,
  IStablecoin__factory,
  ReserveAttestations__factory,
} from "../../typechain-types/index.js";

/** Events of the adapter of a coin that has one, each with the id of its message. */
export const ADAPTER_KINDS = ["OFTSent", "OFTReceived", "CreditHeld", "HeldClaimed", "HeldTaken"] as const;

/** {@link ADAPTER_KINDS} as SQLite lists them: an index of them serves only those who ask in the same words. */
export const ADAPTER_KIND_LIST = ADAPTER_KINDS.map((kind) => `'${kind}'`).join(", ");

/** Name of an adapter's event. */
export type AdapterKind = (typeof ADAPTER_KINDS)[number];

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
  ...ADAPTER_KINDS,
] as const;

/** Name of an event. */
export type Kind = (typeof KINDS)[number];

/** Interface of the token, as everybody sees it. */
export const TOKEN: Interface = IStablecoin__factory.createInterface();
/** Interface of the reserve attestations. */
export const ATTESTATIONS: Interface = ReserveAttestations__factory.createInterface();

const ADAPTER: Interface = LayerZeroAdapter__factory.createInterface();

/** Whether an event is one of the adapter's. */
export function isAdapterKind(kind: Kind): kind is AdapterKind {
  return (ADAPTER_KINDS as readonly Kind[]).includes(kind);
}

function interfaceOf(kind: Kind): Interface {
  if (isAdapterKind(kind)) return ADAPTER;
  return kind === "ReportAccepted" ? ATTESTATIONS : TOKEN;
}

const fragment = (kind: Kind): EventFragment => {
  const found = interfaceOf(kind).getEvent(kind);
  if (found === null) throw new Error(`The contracts have no event ${kind}.`);
  return found;
};

/** Fragments of the events, from the build's ABI. */
export const FRAGMENTS: ReadonlyMap<Kind, EventFragment> = new Map(KINDS.map((kind) => [kind, fragment(kind)]));

/** Kinds by the first topic of their logs. */
export const KIND_OF_TOPIC: ReadonlyMap<string, Kind> = new Map(
  KINDS.map((kind) => [FRAGMENTS.get(kind)?.topicHash ?? "", kind]),
);

/** First topics of everything that is read of a coin without an adapter, and of the adapter. */
export const TOPICS: readonly string[] = topicsOf(KINDS.filter((kind) => !isAdapterKind(kind)));
export const ADAPTER_TOPICS: readonly string[] = topicsOf(ADAPTER_KINDS);

function topicsOf(kinds: readonly Kind[]): string[] {
  return kinds.map((kind) => FRAGMENTS.get(kind)?.topicHash ?? "");
}
