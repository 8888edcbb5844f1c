import { type LayerZeroContract, layerZeroInterface } from "../../issuer/layerzero/package.ts";
import type { DocumentedError } from "./documented-error.ts";

/** LayerZero's contracts that a move passes through, or that the issuer calls. */
const CONTRACTS = [
  ...["EndpointV2", "SendUln302", "ReceiveUln302", "DVN", "DVNFeeLib", "Executor", "ExecutorFeeLib"],
] as LayerZeroContract[];

/** An error of LayerZero's, and those of its contracts that declare it. */
export interface LayerZeroError extends DocumentedError {
  readonly contracts: readonly LayerZeroContract[];
}

/** Returns every error that LayerZero's contracts declare, by name, with what to do about each of `actions`. */
export function layerZeroErrors(actions: Readonly<Record<string, string>>): LayerZeroError[] {
  const found = new Map<string, LayerZeroError & { readonly contracts: LayerZeroContract[] }>();
  for (const contract of CONTRACTS) {
    layerZeroInterface(contract).forEachError((error) => {
      const known = found.get(error.selector);
      if (known !== undefined) {
        known.contracts.push(contract);
        return;
      }
      const { name, selector, inputs } = error;
      const signature = error.format("full").replace(/^error /, "");
      const parameters = inputs.map((input) => input.name);
      const action = actions[name] ?? "";
      found.set(selector, {
        name,
        selector,
        signature,
        parameters,
        meaning: "",
        action,
        own: false,
        contracts: [contract],
      });
    });
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}
