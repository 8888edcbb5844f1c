import type { Desired } from "../config/resolve.ts";
import type { Build } from "./build.ts";
import { toTronFile } from "../multisig/tron-file.ts";
import { toPlain, toRequest } from "./execute.ts";
import type { Action, CallAction } from "./plan.ts";
import type { Store } from "./store.ts";

/** Version of the Safe app's format that is written. */
const TX_BUILDER_VERSION = "1.18.0";

/**
 * Writes what somebody else must sign: as plain typed JSON, for any wallet and for reading; on EVM chains for the Safe
 * app's Transaction Builder; on TRON, for each transaction that was drafted, a file that gathers the signatures.
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
    const drafts = calls.flatMap(({ draft, description }) =>
      draft === undefined ? [] : [toTronFile(desired, description, draft)],
    );
    return [plain, ...drafts.map((file) => store.offerBundle(`${name}-${file.txID.slice(0, 8)}.tron.json`, file))];
  }
  return [plain, store.saveBundle(`${name}.safe.json`, safeBundle(desired, build, step, calls))];
}

function plainBundle(desired: Desired, build: Build, calls: readonly CallAction[]): unknown {
  return {
    schema: 1,
    coin: desired.coin,
    network: desired.network.name,
    chainId: `${desired.network.chainId}`,
    signers: [...new Set(calls.flatMap((call) => call.by))],
    transactions: calls.map((call) => ({
      description: call.description,
      to: call.to,
      value: "0",
      function: build.contract(call.artifact).abi.getFunction(call.method)?.format("full") ?? call.method,
      arguments: toPlain(call.args),
      data: toRequest(call, call.to, build).data,
    })),
  };
}

function safeBundle(desired: Desired, build: Build, step: string, calls: readonly CallAction[]): unknown {
  return {
    version: "1.0",
    chainId: `${desired.network.chainId}`,
    createdAt: 0,
    meta: {
      name: `${desired.symbol}: ${step}`,
      description: calls.map((call) => call.description).join("; "),
      txBuilderVersion: TX_BUILDER_VERSION,
      createdFromSafeAddress: "",
      createdFromOwnerAddress: "",
    },
    transactions: calls.map((call) => ({
      to: call.to,
      value: "0",
      data: toRequest(call, call.to, build).data,
      contractMethod: null,
      contractInputsValues: null,
    })),
  };
}
