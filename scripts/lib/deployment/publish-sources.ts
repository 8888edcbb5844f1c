import { setTimeout as sleep } from "node:timers/promises";
import type { Etherscan } from "@nomicfoundation/hardhat-verify/types";
import type { Desired } from "../config/resolve.ts";
import { ARTIFACTS, type Build } from "../engine/build.ts";
import { CONTRACT_KEYS } from "../engine/plan.ts";
import { redact } from "../engine/reasons.ts";
import type { DeploymentRecord } from "../engine/record.ts";
import { OperatorError } from "../errors.ts";
import { addressesOf } from "./verify.ts";

const PROXY_LOOKS = 10;
const PROXY_PAUSE_MILLISECONDS = 3_000;

/** One contract's page on the explorer. */
export interface PublishedSource {
  readonly contract: string;
  readonly address: string;
  readonly state: "published" | "already published";
  readonly url: string;
}

/**
 * Publishes the sources of a deployment: the standard JSON input of the very compiler run it was made from. Then tells
 * the explorer that the token is also a proxy of the controls, so that its page offers both ABIs.
 * @param say Told what has happened, line by line.
 * @throws OperatorError `NOT_DEPLOYED`, `EXPLORER_UNSUPPORTED` or `EXPLORER_REFUSED`.
 */
export async function publishSources(
  explorer: Etherscan,
  desired: Desired,
  record: DeploymentRecord | null,
  build: Build,
  say: (line: string) => void,
): Promise<PublishedSource[]> {
  const addresses = addressesOf(record);
  if (record === null || addresses === null) {
    throw new OperatorError("NOT_DEPLOYED", `${desired.coin} is not deployed completely on ${desired.network.name}.`);
  }
  if (desired.network.explorer === null) {
    throw new OperatorError("EXPLORER_UNSUPPORTED", `${desired.network.name} has no explorer in the coin's file.`);
  }
  const published: PublishedSource[] = [];
  for (const key of CONTRACT_KEYS) {
    const compiled = build.contract(ARTIFACTS[key]);
    const address = addresses[key];
    const url = await asked(() => explorer.getContractUrl(address));
    const known = await asked(() => explorer.isVerified(address));
    if (!known) {
      const args = record.contracts[key]?.constructorArguments as readonly unknown[];
      const guid = await asked(() =>
        explorer.verify({
          contractAddress: address,
          compilerInput: compiled.input as Parameters<Etherscan["verify"]>[0]["compilerInput"],
          contractName: compiled.qualifiedName,
          compilerVersion: `v${build.compiler}`,
          constructorArguments: compiled.abi.encodeDeploy(args).slice(2),
        }),
      );
      const { success, message } = await asked(() =>
        explorer.pollVerificationStatus(guid, address, compiled.qualifiedName),
      );
      if (!success) throw new OperatorError("EXPLORER_REFUSED", `${compiled.name} at ${address}: ${redact(message)}.`);
    }
    const state = known ? "already published" : "published";
    say(`${compiled.name}: ${state}, ${url}`);
    published.push({ contract: compiled.name, address, state, url });
  }
  await linkProxy(explorer, addresses.token, addresses.controls);
  say(`The token's page shows the issuer plane at ${addresses.controls} as its implementation.`);
  return published;
}

/** Explorers look for a proxy when they are asked to. */
async function linkProxy(explorer: Etherscan, token: string, controls: string): Promise<void> {
  const body = { address: token, expectedimplementation: controls };
  const asking = await asked(() =>
    explorer.customApiCall({ module: "contract", action: "verifyproxycontract" }, { method: "POST", body }),
  );
  const guid = String(asking.result);
  if (asking.status !== "1") throw new OperatorError("EXPLORER_REFUSED", `Linking the proxy: ${redact(guid)}.`);
  for (let look = 0; look < PROXY_LOOKS; look++) {
    const params = { module: "contract", action: "checkproxyverification", guid };
    const answer = await asked(() => explorer.customApiCall(params));
    if (answer.status === "1") return;
    const text = String(answer.result);
    if (!/pending/i.test(text)) throw new OperatorError("EXPLORER_REFUSED", `Linking the proxy: ${redact(text)}.`);
    await sleep(PROXY_PAUSE_MILLISECONDS);
  }
  throw new OperatorError("EXPLORER_REFUSED", "Linking the proxy: the explorer is still working on it.");
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OperatorError("EXPLORER_REFUSED", redact(message), { cause: error });
  }
}
