import type { Desired } from "../coin-file/resolve.ts";
import type { Build } from "../model/build.ts";
import { safeHashes, safeTransaction, safeTypedData, toBuilderFile } from "./safe.ts";
import type { SafeCall, SafeState } from "../chains/safe.ts";
import { toTronFile } from "./tron-file.ts";
import { toPlain, toRequest } from "../model/request.ts";
import { type Action, type CallAction, valueOf } from "../model/plan.ts";
import type { Store } from "../journal/store.ts";

/**
 * Writes what somebody else must sign: as plain typed JSON, for any wallet and for reading; where a Safe is asked, for the
 * Safe app's Transaction Builder; on TRON, for each transaction that was drafted, a file that gathers the signatures.
 * @returns Where the files are.
 */
export function writeBundle(
  store: Store,
  desired: Desired,
  build: Build,
  step: string,
  actions: readonly Action[],
): string[] {
  const calls = actions.filter((action) => action.kind === "call");
  const name = `${desired.coin}-${step}`;
  const plain = store.saveBundle(`${name}.json`, plainBundle(desired, build, calls));
  if (desired.network.platform === "tron") {
    const drafts = calls.flatMap((call) =>
      call.draft === undefined ? [] : [toTronFile(desired, outwardOf(call), call.draft)],
    );
    return [plain, ...drafts.map((file) => store.offerBundle(`${name}-${file.txID.slice(0, 8)}.tron.json`, file))];
  }
  const safe = safeOf(calls);
  if (safe === undefined) return [plain];
  const description = calls.map(outwardOf).join("; ");
  const about = { name: `${desired.symbol}: ${step}`, description, chainId: desired.network.chainId };
  const file = toBuilderFile(about, safe.address, toSafeCalls(build, calls));
  return [plain, store.saveBundle(`${name}.safe.json`, file)];
}

/** Returns what stands in a file that leaves the desk: no reference of the bank. */
function outwardOf({ description, outward }: CallAction): string {
  return outward ?? description;
}

function plainBundle(desired: Desired, build: Build, calls: readonly CallAction[]): unknown {
  return {
    schema: 1,
    coin: desired.coin,
    network: desired.network.name,
    chainId: `${desired.network.chainId}`,
    signers: [...new Set(calls.flatMap((call) => call.by))],
    transactions: calls.map((call) => ({
      description: outwardOf(call),
      to: call.to,
      value: `${valueOf(call)}`,
      function: build.contract(call.artifact).abi.getFunction(call.method)?.format("full") ?? call.method,
      arguments: toPlain(call.args),
      data: toRequest(call, call.to, build).data,
    })),
    ...safeSection(build, calls),
  };
}

/** Returns what the owners of a Safe sign, if it is a Safe that is asked. */
function safeSection(build: Build, calls: readonly CallAction[]): object {
  const safe = safeOf(calls);
  if (safe === undefined || (calls.length > 1 && safe.multiSend === null)) return {};
  const transaction = safeTransaction(safe, toSafeCalls(build, calls));
  const typedData = safeTypedData(safe, transaction);
  return { safe: toPlain({ ...safe, transaction, ...safeHashes(safe, transaction), typedData }) };
}

/** Returns the Safe that all calls are asked of. */
function safeOf(calls: readonly CallAction[]): SafeState | undefined {
  const [first, ...others] = calls.map((call) => call.safe);
  return others.every((safe) => safe?.address === first?.address) ? first : undefined;
}

function toSafeCalls(build: Build, calls: readonly CallAction[]): SafeCall[] {
  return calls.map((call) => ({ to: call.to, value: valueOf(call), data: toRequest(call, call.to, build).data }));
}
