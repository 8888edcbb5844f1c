import { keccak256 } from "ethers";
import type { Desired, LayerZeroTarget } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { type Build, ARTIFACTS, artifactOf, canonical } from "../model/build.ts";
import { CROSSCHAIN_KEYS, type ContractName } from "../model/contracts.ts";
import { toPlain } from "../model/request.ts";
import type { BeginRecord, StoredRecord } from "../journal/entries.ts";

/** Returns what a deployment is made from: written first, compared by every later run. */
export function toBaseline(desired: Desired, build: Build, genesis: string, deployer: string): BeginRecord {
  const { coin, network } = desired;
  const creationCode: Partial<Record<ContractName, string>> = {};
  const bridging = desired.layerzero === null ? [] : CROSSCHAIN_KEYS.map((key) => artifactOf(key, network.platform));
  for (const name of [...Object.values(ARTIFACTS), ...bridging]) {
    creationCode[name] = keccak256(build.contract(name).creationCode);
  }
  return {
    type: "begin",
    coin,
    network: network.name,
    chainId: `${network.chainId}`,
    genesis,
    deployer,
    config: configOf(desired),
    build: { compiler: build.compiler, settingsHash: build.settingsHash, creationCode },
  };
}

/** Returns the part of a configuration that a deployment is bound to, as JSON. */
export function configOf(desired: Desired): unknown {
  const { name, symbol, currency, decimals, tokenId, attestation, timelock, adminDelay, roles, previousReport } =
    desired;
  const { minterLimits, guardianLimits, bridgeLimits, inflowCap } = desired;
  const fixed = { name, symbol, currency, decimals, tokenId, attestation, timelock, adminDelay, roles, previousReport };
  const layerzero = desired.layerzero === null ? {} : { layerzero: withoutPeers(desired.layerzero) };
  return toPlain({ ...fixed, minterLimits, guardianLimits, bridgeLimits, inflowCap, ...layerzero });
}

/** The adapters at the other ends are no setting: they become known. */
function withoutPeers({ routes, ...target }: LayerZeroTarget): unknown {
  return { ...target, routes: routes.map((route) => ({ ...route, peer: undefined })) };
}

/** Part of a configuration that a deployment may change: the steps of LayerZero bring it about. */
const CHANGEABLE = "layerzero";

/** Returns whether the part of a configuration that may change has changed since a deployment began. */
export function hasNewRoutes(journal: readonly StoredRecord[], now: BeginRecord): boolean {
  const before = journal.findLast((entry) => entry.type === "begin");
  return before !== undefined && differences(before.config, now.config).length > 0;
}

/**
 * Refuses to go on with records of another chain, another configuration or another build.
 * @param journal - What earlier runs have recorded.
 * @param now - What this run would record.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN`, `CONFIG_CHANGED` or `BUILD_CHANGED`.
 */
export function compareBaseline(journal: readonly StoredRecord[], now: BeginRecord): void {
  const before = journal.findLast((entry) => entry.type === "begin");
  if (before === undefined) return;
  if (before.chainId !== now.chainId || !sameGenesis(before.genesis, now.genesis)) {
    const message = `The records of ${now.network} are of chain ${before.chainId} with genesis ${before.genesis}, the node has chain ${now.chainId} with genesis ${now.genesis}.`;
    throw new OperatorError("RECORD_OF_ANOTHER_CHAIN", message);
  }
  const changes = differences(before.config, now.config).filter(({ path }) => path.split(".")[0] !== CHANGEABLE);
  if (changes.length > 0) {
    const lines = changes.map(({ path, before: was, now: is }) => `${path}: was ${was}, is ${is}`);
    throw new OperatorError("CONFIG_CHANGED", ["The configuration is not the one deployed:", ...lines]);
  }
  const code = Object.entries(before.build.creationCode)
    .filter(([name, hash]) => (now.build.creationCode[name as ContractName] ?? hash) !== hash)
    .map(([name]) => `the code of ${name}`);
  if (before.build.settingsHash !== now.build.settingsHash) code.push("the compiler's settings");
  if (before.build.compiler !== now.build.compiler) code.push("the compiler");
  if (code.length > 0) {
    throw new OperatorError("BUILD_CHANGED", `Since this deployment began, these have changed: ${code.join(", ")}.`);
  }
}

/**
 * Returns whether two nodes may have the same chain. A node that has not kept its first block (empty) contradicts
 * nothing.
 */
export function sameGenesis(one: string, other: string): boolean {
  return one === "" || other === "" || one === other;
}

/**
 * Returns whether the last begin says the same. Until something is signed, a corrected configuration may begin again.
 */
export function hasBaseline(journal: readonly StoredRecord[], now: BeginRecord): boolean {
  const before = journal.findLast((entry) => entry.type === "begin");
  if (before === undefined) return false;
  const { type, coin, network, chainId, deployer, config, build } = before;
  const genesis = now.genesis === "" ? "" : before.genesis;
  return canonical({ type, coin, network, chainId, genesis, deployer, config, build }) === canonical(now);
}

/** A value that differs, both sides as JSON. */
export interface Difference {
  readonly path: string;
  readonly before: string;
  readonly now: string;
}

/** Returns where two values differ. */
export function differences(before: unknown, now: unknown, path = ""): Difference[] {
  if (canonical(before ?? null) === canonical(now ?? null)) return [];
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap(before) || !isMap(now)) return [{ path, before: canonical(before ?? null), now: canonical(now ?? null) }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.flatMap((key) => differences(before[key], now[key], path === "" ? key : `${path}.${key}`));
}
