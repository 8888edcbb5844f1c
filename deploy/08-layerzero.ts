import type { Desired, LayerZeroTarget } from "../issuer/coin-file/resolve.ts";
import type { Step } from "../issuer/engine/step.ts";
import { addressOf, type Addresses } from "../issuer/model/plan.ts";
import { routeArguments, verifierChainId } from "../issuer/model/layerzero-routes.ts";
import { deployStep } from "./deploy-step.ts";
import { routes } from "./08-layerzero-routes.ts";

/** The issuer's verifier: LayerZero's own contract, from LayerZero's build, with the issuer's signers. */
export const verifier = deployStep({
  id: "08-layerzero-1-verifier",
  title: "LayerZero: the issuer's verifier",
  contract: "verifier",
  args: (desired) => {
    const target = targetOf(desired);
    const { places, endpointId, issuer } = target;
    const { signers = [], quorum = 0, admins = [] } = issuer ?? {};
    const libraries = [places.sendLibrary, places.receiveLibrary];
    return [endpointId, verifierChainId(target), libraries, places.priceFeed, signers, quorum, admins];
  },
});

/** The adapter, whose constructor sets up all its routes and hands it to the timelock. */
export const adapter = deployStep({
  id: "08-layerzero-2-adapter",
  title: "LayerZero: the adapter",
  contract: "adapter",
  args: (desired, addresses) => adapterArguments(desired, addresses),
  // Verifiers stand by rising address, and the place of one that does not stand yet is not known.
  alike: (desired, addresses) => {
    const { required, optional, issuer } = targetOf(desired);
    if (issuer === null || addresses.verifier !== undefined) return [];
    return [...required, ...optional].map((_, place) => adapterArguments(desired, addresses, place));
  },
});

/** @param place - Where the issuer's verifier stands among the others; by its address if left out. */
function adapterArguments(desired: Desired, addresses: Addresses, place?: number): readonly unknown[] {
  const target = targetOf(desired);
  const issuer = target.issuer === null ? "" : addressOf(addresses, "verifier");
  return [
    addressOf(addresses, "token"),
    target.places.endpoint,
    addressOf(addresses, "timelock"),
    target.routes.map((route) => routeArguments(target, route, issuer, place)),
  ];
}

/** The steps that create contracts for moves between chains. */
export function layerZeroContracts({ layerzero }: Desired): readonly Step<unknown>[] {
  if (layerzero === null) return [];
  return [...(layerzero.issuer === null ? [] : [verifier]), adapter] as readonly Step<unknown>[];
}

/** The steps that a coin needs for moves between chains, on a network that has LayerZero in the coin's file. */
export function layerZeroSteps(desired: Desired): readonly Step<unknown>[] {
  const contracts = layerZeroContracts(desired);
  return contracts.length === 0 ? [] : [...contracts, routes];
}

function targetOf({ layerzero }: Desired): LayerZeroTarget {
  if (layerzero === null) throw new Error("The coin has no moves between chains here.");
  return layerzero;
}
