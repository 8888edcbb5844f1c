import { keccak256 } from "ethers";
import type { Desired } from "../config/resolve.js";
import { OperatorError } from "../errors.js";
import { type Build, type ContractName, ARTIFACTS, canonical } from "./build.js";
import { toPlain } from "./execute.js";
import type { BeginRecord, StoredRecord } from "./journal.js";

/** What a deployment is made from: written first, compared by every later run. */
export function toBaseline(desired: Desired, build: Build, genesis: string, deployer: string): BeginRecord {
  const { coin, network, ...config } = desired;
  const creationCode: Partial<Record<ContractName, string>> = {};
  for (const name of Object.values(ARTIFACTS)) creationCode[name] = keccak256(build.contract(name).creationCode);
  return {
    type: "begin",
    coin,
    network: network.name,
    chainId: `${network.chainId}`,
    genesis,
    deployer,
    config: toPlain(config),
    build: { compiler: build.compiler, settingsHash: build.settingsHash, creationCode },
  };
}

/**
 * Refuses to go on with records of another chain, another configuration or another build.
 * @param journal What earlier runs have recorded.
 * @param now What this run would record.
 * @throws OperatorError `RECORD_OF_ANOTHER_CHAIN`, `CONFIG_CHANGED` or `BUILD_CHANGED`.
 */
export function compareBaseline(journal: readonly StoredRecord[], now: BeginRecord): void {
  const before = journal.findLast((entry) => entry.type === "begin");
  if (before === undefined) return;
  if (before.chainId !== now.chainId || before.genesis !== now.genesis) {
    const message = `The records of ${now.network} are of chain ${before.chainId} with genesis ${before.genesis}, the node has chain ${now.chainId} with genesis ${now.genesis}.`;
    throw new OperatorError("RECORD_OF_ANOTHER_CHAIN", message);
  }
  const changes = differences(before.config, now.config);
  if (changes.length > 0) {
    throw new OperatorError("CONFIG_CHANGED", `The configuration is not the one deployed:\n${changes.join("\n")}`);
  }
  const code = Object.entries(before.build.creationCode)
    .filter(([name, hash]) => now.build.creationCode[name as keyof typeof now.build.creationCode] !== hash)
    .map(([name]) => `the code of ${name}`);
  if (before.build.settingsHash !== now.build.settingsHash) code.push("the compiler's settings");
  if (before.build.compiler !== now.build.compiler) code.push("the compiler");
  if (code.length > 0) {
    throw new OperatorError("BUILD_CHANGED", `Since this deployment began, these have changed: ${code.join(", ")}.`);
  }
}

/** Paths at which two values differ, with both. */
export function differences(before: unknown, now: unknown, path = ""): string[] {
  if (canonical(before ?? null) === canonical(now ?? null)) return [];
  const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  if (!isMap(before) || !isMap(now) || Array.isArray(before) !== Array.isArray(now)) {
    return [`${path}: was ${JSON.stringify(before)}, is ${JSON.stringify(now)}`];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.flatMap((key) => differences(before[key], now[key], path === "" ? key : `${path}.${key}`));
}
