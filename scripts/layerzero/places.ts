import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { layerZeroFile } from "../../issuer/coin-file/layerzero.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import type { PinnedContract } from "../../issuer/layerzero/addresses.ts";
import { type LayerZeroContracts, addressOf } from "./contracts.ts";

/** Returns where LayerZero's contracts stand on one chain of a world, by their names in LayerZero's package. */
export function placesOf(contracts: LayerZeroContracts): Readonly<Record<PinnedContract, string>> {
  const { endpoint, sendLibrary, receiveLibrary, executor, priceFeed, verifierFees, verifiers } = contracts;
  const { DVN } = verifiers;
  if (DVN === undefined) throw new Error("The world has no verifier of LayerZero Labs.");
  return {
    EndpointV2: addressOf(endpoint),
    SendUln302: addressOf(sendLibrary),
    ReceiveUln302: addressOf(receiveLibrary),
    Executor: addressOf(executor),
    PriceFeed: addressOf(priceFeed),
    DVNFeeLib: addressOf(verifierFees),
    DVN: addressOf(DVN),
  };
}

type Section = NonNullable<CoinConfig["networks"][string]["layerzero"]>;

/** Returns a network's part of a coin's file with addresses in place of LayerZero's names. */
export function withPlaces(section: Section, contracts: LayerZeroContracts): Section {
  const places: Readonly<Record<string, string>> = placesOf(contracts);
  const find = (name: string): string => places[name] ?? name;
  const { endpoint, sendLibrary, receiveLibrary, executor, priceFeed, verifierFees, verifiers } = section;
  return {
    ...section,
    endpoint: find(endpoint),
    sendLibrary: find(sendLibrary),
    receiveLibrary: find(receiveLibrary),
    executor: find(executor),
    priceFeed: find(priceFeed),
    verifierFees: find(verifierFees),
    verifiers: Object.fromEntries(Object.entries(verifiers).map(([name, place]) => [name, find(place)])),
  };
}

/** Writes down where LayerZero's contracts stand on an embedded chain, where the tasks of a coin look for them. */
export function writePlaces(network: string, contracts: LayerZeroContracts): void {
  const file = layerZeroFile(network);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(placesOf(contracts), null, 2)}\n`);
}
