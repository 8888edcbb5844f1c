import { ZeroHash } from "ethers";
import type { LayerZeroSettings, Route } from "../coin-file/layerzero.ts";
import { ISSUER_VERIFIER } from "../coin-file/layerzero-schema.ts";
import {
  CONFIG_TYPE,
  type ExecutorConfig,
  type VerifierConfig,
  encodeExecutorConfig,
  encodeVerifierConfig,
} from "../layerzero/configs.ts";
import { receiveOption } from "../layerzero/options.ts";
import { toBytes32 } from "../layerzero/packet.ts";

/** Bytes that a message may have: what LayerZero's own defaults allow. One of the adapter has 40. */
const LONGEST_MESSAGE = 10_000;

/** Type of the adapter's messages for LayerZero's options. */
export const SEND = 1;

/** A setting of one of LayerZero's libraries, as its endpoint takes it. */
export interface LibrarySetting {
  readonly eid: number;
  readonly configType: number;
  readonly config: string;
}

/** One route as the adapter's constructor takes it. */
export interface RouteArguments {
  readonly eid: number;
  readonly peer: string;
  readonly sendLibrary: string;
  readonly receiveLibrary: string;
  readonly sendConfig: readonly LibrarySetting[];
  readonly receiveConfig: readonly LibrarySetting[];
  readonly enforcedOptions: string;
}

/** Directions of a route, seen from this chain. */
export type Way = "out" | "in";

/**
 * Returns who must verify what goes one way, with addresses of this chain. Pure.
 * @param issuer - The issuer's own verifier here, or what stands for it.
 * @param place - Where the issuer's verifier stands among the others; by its address if left out.
 */
export function verifierConfig(
  settings: LayerZeroSettings,
  route: Route,
  way: Way,
  issuer: string,
  place?: number,
): VerifierConfig {
  const { required, optional, threshold, verifiers } = settings;
  const find = (names: readonly string[]): string[] => {
    const all = rising(names.map((name) => (name === ISSUER_VERIFIER ? issuer : (verifiers[name] ?? ""))));
    if (place === undefined || !all.includes(issuer)) return all;
    const others = all.filter((one) => one !== issuer);
    return [...others.slice(0, place), issuer, ...others.slice(place)];
  };
  const confirmations = BigInt(way === "out" ? route.confirmationsOut : route.confirmationsIn);
  return { confirmations, required: find(required), optional: find(optional), threshold };
}

/** Returns who delivers what is sent from this chain. Pure. */
export function executorConfig({ places }: LayerZeroSettings): ExecutorConfig {
  return { maximumMessage: LONGEST_MESSAGE, executor: places.executor };
}

/** Returns a route as the adapter's constructor takes it; see {@link verifierConfig}. Pure. */
export function routeArguments(
  settings: LayerZeroSettings,
  route: Route,
  issuer: string,
  place?: number,
): RouteArguments {
  const { sendLibrary, receiveLibrary } = settings.places;
  return {
    eid: route.endpointId,
    peer: peerOf(route),
    ...{ sendLibrary, receiveLibrary },
    sendConfig: sendSettings(settings, route, issuer, place),
    receiveConfig: receiveSettings(settings, route, issuer, place),
    enforcedOptions: receiveOption(route.receiveGas),
  };
}

/** Returns the adapter at the other end as LayerZero writes it; zeros as long as it is not known. Pure. */
export function peerOf({ peer }: Route): string {
  return peer === null ? ZeroHash : toBytes32(peer);
}

/** Returns what the sending library is told of a route: the executor, and the verifiers of what goes out. Pure. */
export function sendSettings(
  settings: LayerZeroSettings,
  route: Route,
  issuer: string,
  place?: number,
): LibrarySetting[] {
  const eid = route.endpointId;
  const verifiers = encodeVerifierConfig(verifierConfig(settings, route, "out", issuer, place));
  return [
    { eid, configType: CONFIG_TYPE.executor, config: encodeExecutorConfig(executorConfig(settings)) },
    { eid, configType: CONFIG_TYPE.verifiers, config: verifiers },
  ];
}

/** Returns what the receiving library is told of a route: the verifiers of what comes in. Pure. */
export function receiveSettings(
  settings: LayerZeroSettings,
  route: Route,
  issuer: string,
  place?: number,
): LibrarySetting[] {
  const config = encodeVerifierConfig(verifierConfig(settings, route, "in", issuer, place));
  return [{ eid: route.endpointId, configType: CONFIG_TYPE.verifiers, config }];
}

/** The id that tells the verifier's contract from those of other chains: LayerZero counts them so. Pure. */
export function verifierChainId({ endpointId }: Pick<LayerZeroSettings, "endpointId">): number {
  return endpointId % 30_000;
}

function rising(accounts: readonly string[]): string[] {
  return [...accounts].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}
