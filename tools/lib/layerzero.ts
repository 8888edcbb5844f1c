import { PINNED_VERSION, type LayerZeroNetwork } from "../../issuer/layerzero/addresses.ts";

/** What LayerZero's installed package says. */
export interface InstalledLayerZero {
  readonly version: string;
  /** Where a contract stands on a network, by their names in the package. @throws Error if it does not know. */
  readonly address: (network: string, contract: string) => string;
}

/** Returns where the addresses of LayerZero that this repository has written down differ from its package's. */
export function layerZeroDifferences(
  pinned: Readonly<Record<string, LayerZeroNetwork>>,
  installed: InstalledLayerZero,
): string[] {
  const version =
    installed.version === PINNED_VERSION
      ? []
      : [`the addresses are of LayerZero's package ${PINNED_VERSION}, installed is ${installed.version}`];
  const differences = Object.values(pinned).flatMap(({ title, name, contracts }) =>
    Object.entries(contracts).flatMap(([contract, written]) => {
      const told = addressIn(installed, name, contract);
      if (told === written) return [];
      return [`${contract} on ${title} is ${written} here, and ${told} in LayerZero's package`];
    }),
  );
  return [...version, ...differences];
}

function addressIn({ address }: InstalledLayerZero, network: string, contract: string): string {
  try {
    return address(network, contract);
  } catch {
    return "nowhere";
  }
}
