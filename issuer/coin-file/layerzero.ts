import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../errors.ts";
import { deploymentsFolder } from "../files/deployments-folder.ts";
import { LAYERZERO_NETWORKS } from "../layerzero/addresses.ts";
import { isAddressText } from "../text/fields.ts";
import { ISSUER_VERIFIER } from "./layerzero-schema.ts";
import type { ValidCoinConfig } from "./schema.ts";

/** LayerZero's contracts on one chain. */
export interface LayerZeroPlaces {
  readonly endpoint: string;
  readonly sendLibrary: string;
  readonly receiveLibrary: string;
  readonly executor: string;
  readonly priceFeed: string;
  readonly verifierFees: string;
}

/** Another chain that holders move the coin to and from. */
export interface Route {
  /** Its name in the coin's file. */
  readonly network: string;
  /** LayerZero's endpoint id of it. */
  readonly endpointId: number;
  /** The coin's adapter there; null as long as it is not known. */
  readonly peer: string | null;
  /** Blocks on a move that goes there, and on one that comes from there. */
  readonly confirmationsOut: number;
  readonly confirmationsIn: number;
  /** Gas, or energy on TRON, that a credit there gets, and that a verification there takes. */
  readonly receiveGas: bigint;
  readonly verifyGas: bigint;
}

/** How holders move a coin from one network to others through LayerZero. */
export interface LayerZeroSettings {
  readonly endpointId: number;
  readonly places: LayerZeroPlaces;
  /** Addresses of verifiers here, by their names in the coin's file; that of the issuer's own comes with its deployment. */
  readonly verifiers: Readonly<Record<string, string>>;
  /** Names of those that all must have verified a move. */
  readonly required: readonly string[];
  /** Names of those of which `threshold` must have. */
  readonly optional: readonly string[];
  readonly threshold: number;
  /** The issuer's own verifier; null if the coin has none. */
  readonly issuer: {
    readonly signers: readonly string[];
    readonly quorum: number;
    readonly admins: readonly string[];
  } | null;
  readonly routes: readonly Route[];
  /** Adapters that others have taken the place of. */
  readonly formerAdapters: readonly string[];
}

type Section = ValidCoinConfig["networks"][string];
type Fields = NonNullable<Section["layerzero"]>;

/** Chains that LayerZero is often looked for on in vain, and what to use. */
const WITHOUT_ENDPOINT: Readonly<Record<number, string>> = {
  3_448_148_188: "LayerZero has no endpoint on Nile; its test network on TRON is Shasta (shasta)",
};

/**
 * Returns LayerZero's part of a coin on one network; null if the coin has none
 * there. On a development network it has one only where LayerZero's contracts stand: the file gives their addresses, or they
 * are written down in `deployments/<network>/layerzero.json`.
 * @param name - Hardhat's name of the network.
 * @param own - The section's name in the coin's file.
 * @throws OperatorError `LAYERZERO_UNKNOWN` or `CONFIG_INVALID`.
 */
export function resolveLayerZero(
  coin: string,
  config: ValidCoinConfig,
  name: string,
  own: string,
): LayerZeroSettings | null {
  const section = config.networks[own];
  const fields = section?.layerzero;
  if (section === undefined || fields === undefined) return null;
  const { layerzero } = config;
  const at = `config/${coin}.ts is invalid: `;
  if (layerzero === undefined) {
    throw new OperatorError("CONFIG_INVALID", `${at}networks.${own}.layerzero needs the block layerzero.`);
  }
  const find = finder(section, name, `${at}networks.${own}.layerzero`);
  const places = placesOf(fields, find);
  if (places === null) return null;
  const { required, optional = { verifiers: [], threshold: 0 }, issuer = null } = layerzero;
  const named = [...required, ...optional.verifiers];
  if (named.includes(ISSUER_VERIFIER) !== (issuer !== null)) {
    const message = `${at}layerzero.issuer and the verifier "${ISSUER_VERIFIER}" belong together.`;
    throw new OperatorError("CONFIG_INVALID", message);
  }
  const verifiers: Record<string, string> = {};
  for (const verifier of named.filter((one) => one !== ISSUER_VERIFIER)) {
    const found = find(fields.verifiers[verifier], `verifiers.${verifier}`);
    if (found === null) return null;
    verifiers[verifier] = found;
  }
  const others = Object.entries(config.networks).filter(
    ([other, { environment, layerzero: there }]) =>
      other !== own && environment === section.environment && there !== undefined,
  );
  const { endpointId, confirmations, formerAdapters = [] } = fields;
  const routes = others.map(([network, { layerzero: there }]) => toRoute(network, confirmations, there as Fields));
  return {
    ...{ endpointId, places, verifiers, required, issuer, routes, formerAdapters },
    ...{ optional: optional.verifiers, threshold: optional.threshold },
  };
}

function toRoute(network: string, confirmationsOut: number, there: Fields): Route {
  const { endpointId, confirmations: confirmationsIn, receiveGas, verifyGas } = there;
  const gas = { receiveGas: BigInt(receiveGas), verifyGas: BigInt(verifyGas) };
  return { network, endpointId, peer: null, confirmationsOut, confirmationsIn, ...gas };
}

/** Finds the address of a place in the coin's file; null on a development network without LayerZero. */
type Find = (place: string | undefined, field: string) => string | null;

function placesOf(fields: Fields, find: Find): LayerZeroPlaces | null {
  const names = ["endpoint", "sendLibrary", "receiveLibrary", "executor", "priceFeed", "verifierFees"] as const;
  const found = names.map((name) => [name, find(fields[name], name)] as const);
  return found.some(([, address]) => address === null)
    ? null
    : (Object.fromEntries(found) as unknown as LayerZeroPlaces);
}

function finder({ chainId, environment, layerzero }: Section, name: string, at: string): Find {
  const missing = WITHOUT_ENDPOINT[chainId];
  if (missing !== undefined) throw new OperatorError("LAYERZERO_UNKNOWN", `${at}: ${missing}.`);
  const known = LAYERZERO_NETWORKS[chainId];
  if (known !== undefined && known.endpointId !== layerzero?.endpointId) {
    const message = `${at}.endpointId is ${layerzero?.endpointId}; that of ${known.title} is ${known.endpointId}.`;
    throw new OperatorError("CONFIG_INVALID", message);
  }
  const contracts = known?.contracts ?? (environment === "development" ? writtenDown(name) : null);
  return (place, field) => {
    if (place === undefined) {
      throw new OperatorError("CONFIG_INVALID", `${at}.${field} is missing: the block layerzero names this verifier.`);
    }
    if (isAddressText(place)) return place;
    const found = (contracts as Readonly<Record<string, string>> | null)?.[place];
    if (found !== undefined) return found;
    if (environment === "development") return null;
    const message = `${at}.${field}: chain ${chainId} is not among those whose addresses of LayerZero are known here.`;
    throw new OperatorError("LAYERZERO_UNKNOWN", message);
  };
}

/** Returns the file in which LayerZero's contracts on a development network are written down. */
export function layerZeroFile(network: string): string {
  return join(deploymentsFolder(), network, "layerzero.json");
}

/** LayerZero's contracts on a development network by their names; null where there are none. */
function writtenDown(network: string): Readonly<Record<string, string>> | null {
  const file = layerZeroFile(network);
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>> | null;
    const places = Object.entries(found ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && isAddressText(entry[1]),
    );
    return Object.fromEntries(places);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new OperatorError("CONFIG_INVALID", `${file} cannot be read.`, { cause: error });
  }
}
