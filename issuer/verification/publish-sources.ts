import { setTimeout as sleep } from "node:timers/promises";
import type { Etherscan } from "@nomicfoundation/hardhat-verify/types";
import type { Desired } from "../coin-file/resolve.ts";
import { type Build, artifactOf } from "../model/build.ts";
import { CONTRACT_KEYS } from "../model/contracts.ts";
import { redact } from "../chains/reasons.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import { OperatorError, asOperatorError } from "../errors.ts";
import { addressesOf } from "../coin/record-of-chain.ts";

const PROXY_LOOKS = 10;

/** Milliseconds before a second attempt, and the most between two. Eight attempts are two minutes. */
const PAUSE_MILLISECONDS = 1_500;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
const ATTEMPTS = 8;

/** Words of explorers, which have no codes: that it is there already; that one has to wait; that the plan lacks it. */
const KNOWN = /already verified|already been verified|already linked|proxy.* already/i;
const PASSING =
  /rate limit|too many (requests|connections)|\b429\b|\b50[234]\b|max calls per sec|high network activity|unable to locate contractcode|does not have bytecode|try again|server too busy/i;
const UNSERVED = /not supported for this chain|upgrade your api plan|full chain coverage|unsupported chain/i;
const PLAN =
  "The key's plan does not serve this chain for this request. Etherscan's table of supported chains says what each plan serves; take another plan, or upload the standard JSON input on the explorer's page.";

type Asking = <T>(call: () => Promise<T>) => Promise<T>;
type Compiled = ReturnType<Build["contract"]>;

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
 * A contract that is published already is no reason to stop, and a limit on requests is waited for.
 * @param say - Called with what has happened, line by line.
 * @param pause - Milliseconds before the second attempt at a request; twice as many before each further one.
 * @throws OperatorError `NOT_DEPLOYED`, `EXPLORER_UNSUPPORTED` or `EXPLORER_REFUSED`.
 */
export async function publishSources(
  explorer: Etherscan,
  desired: Desired,
  record: DeploymentRecord | null,
  build: Build,
  say: (line: string) => void,
  pause = PAUSE_MILLISECONDS,
): Promise<PublishedSource[]> {
  const addresses = addressesOf(record);
  if (record === null || addresses === null) {
    throw new OperatorError("NOT_DEPLOYED", `${desired.coin} is not deployed completely on ${desired.network.name}.`);
  }
  if (desired.network.explorer === null) {
    throw new OperatorError("EXPLORER_UNSUPPORTED", `${desired.network.name} has no explorer in the coin's file.`);
  }
  const asked: Asking = (call) => askPatiently(call, pause, say);
  const published: PublishedSource[] = [];
  const { adapter } = addresses;
  const own = adapter === undefined ? [] : ([["adapter", adapter]] as const);
  for (const [key, address] of [...CONTRACT_KEYS.map((known) => [known, addresses[known]] as const), ...own]) {
    const compiled = build.contract(artifactOf(key, desired.network.platform));
    const args = record.contracts[key]?.constructorArguments as readonly unknown[];
    const url = await asked(() => explorer.getContractUrl(address));
    const known = await asked(() => explorer.isVerified(address));
    const source = { compiled, compiler: build.compiler, address, args };
    const state = known || !(await publish(explorer, source, asked)) ? "already published" : "published";
    say(`${compiled.name}: ${state}, ${url}`);
    published.push({ contract: compiled.name, address, state, url });
  }
  await linkProxy(explorer, addresses.token, addresses.controls, asked, pause);
  say(`The token's page shows the issuer plane at ${addresses.controls} as its implementation.`);
  return published;
}

interface Source {
  readonly compiled: Compiled;
  readonly compiler: string;
  readonly address: string;
  /** Of its constructor. */
  readonly args: readonly unknown[];
}

/** False if somebody was faster, or the explorer knows the code from another chain. */
async function publish(
  explorer: Etherscan,
  { compiled, compiler, address, args }: Source,
  asked: Asking,
): Promise<boolean> {
  const { qualifiedName, name, input, abi } = compiled;
  try {
    const guid = await asked(() =>
      explorer.verify({
        contractAddress: address,
        compilerInput: input as Parameters<Etherscan["verify"]>[0]["compilerInput"],
        contractName: qualifiedName,
        compilerVersion: `v${compiler}`,
        constructorArguments: abi.encodeDeploy(args).slice(2),
      }),
    );
    const { success, message } = await asked(() => explorer.pollVerificationStatus(guid, address, qualifiedName));
    if (success) return true;
    throw refusal(`${name} at ${address}: ${message}`);
  } catch (error) {
    if (KNOWN.test(asOperatorError(error)?.message ?? "")) return false;
    throw error;
  }
}

/** Explorers look for a proxy when they are asked to. */
async function linkProxy(
  explorer: Etherscan,
  token: string,
  controls: string,
  asked: Asking,
  pause: number,
): Promise<void> {
  const body = { address: token, expectedimplementation: controls };
  const asking = await asked(() =>
    explorer.customApiCall({ module: "contract", action: "verifyproxycontract" }, { method: "POST", body }),
  );
  const guid = String(asking.result);
  if (asking.status !== "1") {
    if (KNOWN.test(guid)) return;
    throw refusal(`Linking the proxy: ${guid}`);
  }
  for (let look = 0; look < PROXY_LOOKS; look++) {
    const params = { module: "contract", action: "checkproxyverification", guid };
    const answer = await asked(() => explorer.customApiCall(params));
    const text = String(answer.result);
    if (answer.status === "1" || KNOWN.test(text)) return;
    if (!/pending/i.test(text)) throw refusal(`Linking the proxy: ${text}`);
    await sleep(pause);
  }
  throw refusal("Linking the proxy: the explorer is still working on it");
}

/**
 * Asks until the explorer answers, as long as it only asks for patience. Etherscan says so in the result of an answer
 * that is otherwise well-formed, TRONSCAN and gateways by HTTP status 429.
 */
async function askPatiently<T>(call: () => Promise<T>, pause: number, say: (line: string) => void): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { answer, words } = await attemptOf(call);
    if (words === null) return answer as T;
    if (!PASSING.test(words) || attempt === ATTEMPTS) throw refusal(words);
    if (attempt === 2) say("The explorer limits requests; waiting.");
    await sleep(Math.min(LONGEST_PAUSE_MILLISECONDS, pause * 2 ** (attempt - 1)));
  }
}

/** Returns an answer, or the words of a refusal. */
async function attemptOf<T>(call: () => Promise<T>): Promise<{ answer?: T; words: string | null }> {
  try {
    const answer = await call();
    const { status, result } = (answer ?? {}) as { status?: unknown; result?: unknown };
    const words = status === "0" && typeof result === "string" && PASSING.test(result) ? result : null;
    return { answer, words };
  } catch (error) {
    return { words: messages(error) };
  }
}

/** Returns what is said in an error and in what has caused it: a gateway's status is in the cause. */
function messages(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${messages(error.cause)})`;
}

function refusal(words: string): OperatorError {
  const code = UNSERVED.test(words) ? "EXPLORER_UNSUPPORTED" : "EXPLORER_REFUSED";
  const remedy = code === "EXPLORER_UNSUPPORTED" ? { remedy: PLAN } : {};
  return new OperatorError(code, `${redact(words).replace(/\.$/, "")}.`, remedy);
}
