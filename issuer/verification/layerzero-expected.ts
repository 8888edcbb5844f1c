import type { Desired, LayerZeroTarget } from "../coin-file/resolve.ts";
import { executorConfig, verifierChainId, verifierConfig } from "../model/layerzero-routes.ts";
import { type Build, artifactOf, maskedCodeHash } from "../model/build.ts";
import { type CoinAddresses, CROSSCHAIN_KEYS, type ContractKey } from "../model/contracts.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { type Line, showExecutor, showReceiveGas, showVerifiers, verifierNames } from "./layerzero-lines.ts";
import { AS_DEPLOYED, type LiveState, showAccounts, showLimit } from "./state-comparison.ts";

/**
 * Returns what the chain must say of the moves between chains of a coin that is deployed as desired; nothing if it has none.
 * Pure; its lines are those of `readLayerZero`.
 */
export function expectedLayerZero(desired: Desired, addresses: CoinAddresses, build: Build): LiveState {
  const { layerzero } = desired;
  if (layerzero === null) return new Map();
  const { adapter, verifier = "" } = addresses;
  if (adapter === undefined) return new Map([["layerzero.adapter", "deployed"]]);
  return new Map([
    ["layerzero.adapter", adapter],
    ...codeLines(desired, build),
    ["layerzero.adapter.owner", addresses.timelock],
    ["layerzero.adapter.delegate", addresses.timelock],
    ["layerzero.adapter.token", addresses.token],
    ["layerzero.adapter.endpoint", layerzero.places.endpoint],
    ["layerzero.adapter.endpointId", `${layerzero.endpointId}`],
    ["layerzero.adapter.otherPeers", "none"],
    ...layerzero.routes.flatMap((route): Line[] => routeLines(layerzero, route, addresses, verifier)),
    ...(layerzero.issuer === null ? [] : verifierLines(layerzero, layerzero.issuer)),
    ["layerzero.adapter.holdsBridge", layerzero.isBridge ? "yes" : "no"],
    ...limitLines(layerzero, desired.decimals),
  ]);
}

function codeLines({ layerzero, network }: Desired, build: Build): Line[] {
  const keys = CROSSCHAIN_KEYS.filter((key) => key !== "verifier" || layerzero?.issuer != null);
  return keys.flatMap((key: ContractKey): Line[] => {
    const compiled = build.contract(artifactOf(key, network.platform));
    return [
      [`code.${key}`, maskedCodeHash(compiled, compiled.runtimeCode)],
      [`platform.${key}`, AS_DEPLOYED],
    ];
  });
}

function routeLines(
  target: LayerZeroTarget,
  route: LayerZeroTarget["routes"][number],
  addresses: CoinAddresses,
  verifier: string,
): Line[] {
  const at = `layerzero.${route.network}`;
  const names = verifierNames(target, addresses);
  const { executor, maximumMessage } = executorConfig(target);
  return [
    [`${at}.peer`, route.peer ?? "none"],
    [`${at}.sendLibrary`, target.places.sendLibrary],
    [`${at}.receiveLibrary`, target.places.receiveLibrary],
    [`${at}.receiveGrace`, "none"],
    [`${at}.executor`, showExecutor(executor, maximumMessage)],
    [`${at}.verifiersOut`, showVerifiers(verifierConfig(target, route, "out", verifier), names)],
    [`${at}.verifiersIn`, showVerifiers(verifierConfig(target, route, "in", verifier), names)],
    [`${at}.options`, showReceiveGas(route.receiveGas)],
  ];
}

function verifierLines(target: LayerZeroTarget, issuer: NonNullable<LayerZeroTarget["issuer"]>): Line[] {
  const { places, routes } = target;
  return [
    ["layerzero.verifier.signers", showAccounts(issuer.signers)],
    ["layerzero.verifier.quorum", `${issuer.quorum}`],
    ["layerzero.verifier.admins", showAccounts(issuer.admins)],
    ["layerzero.verifier.roleAdmins", "nobody"],
    ["layerzero.verifier.libraries", showAccounts([places.sendLibrary, places.receiveLibrary])],
    ["layerzero.verifier.chain", `${verifierChainId(target)}`],
    ["layerzero.verifier.feeLibrary", places.verifierFees],
    ["layerzero.verifier.priceFeed", places.priceFeed],
    ["layerzero.verifier.allowed", "everybody"],
    ["layerzero.verifier.shutOut", "nobody"],
    ...routes.map(({ network, verifyGas }): Line => [`layerzero.verifier.charges.${network}`, `${verifyGas}`]),
  ];
}

function limitLines({ limit }: LayerZeroTarget, decimals: number): Line[] {
  const closed = { capacity: 0n, window: 0n };
  const { inbound, outbound, netInflowCap } = limit ?? { inbound: closed, outbound: closed, netInflowCap: 0n };
  return [
    ["layerzero.adapter.limits.inbound", showLimit(inbound, decimals)],
    ["layerzero.adapter.limits.outbound", showLimit(outbound, decimals)],
    ["layerzero.adapter.limits.netInflowCap", formatAmount(netInflowCap, decimals)],
  ];
}
