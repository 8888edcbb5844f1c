import type { HardhatConfig, ResolvedConfigurationVariable } from "hardhat/types/config";
import { OperatorError } from "../errors.ts";
import { UrlListError, readUrls } from "../../packages/tron/nodes/urls.ts";

/** A network's `url`, which may name several nodes. */
export interface NodeList extends ResolvedConfigurationVariable {
  /** All of them. @throws OperatorError `NODE_URL_INVALID` */
  getUrls(): Promise<string[]>;
}

/** Lets the `url` of every network that is reached over HTTP be a list. */
export function withLists(config: HardhatConfig): HardhatConfig {
  const networks = { ...config.networks };
  for (const [name, network] of Object.entries(networks)) {
    if (network.type === "http") networks[name] = { ...network, url: listOf(network.url, name) };
  }
  return { ...config, networks };
}

/** Hardhat itself gets the first one. */
function listOf(url: ResolvedConfigurationVariable, network: string): NodeList {
  const getUrls = async (): Promise<string[]> => {
    const text = await url.get();
    try {
      return readUrls(text);
    } catch (error) {
      if (!(error instanceof UrlListError)) throw error;
      throw new OperatorError("NODE_URL_INVALID", `${variableOf(url, network)}: ${error.message}`);
    }
  };
  return {
    _type: "ResolvedConfigurationVariable",
    format: url.format,
    get: () => url.get(),
    getUrl: async () => (await getUrls())[0] ?? "",
    getBigInt: () => url.getBigInt(),
    getHexString: () => url.getHexString(),
    getUrls,
  };
}

function variableOf(url: ResolvedConfigurationVariable, network: string): string {
  const { name } = url as { readonly name?: unknown };
  return typeof name === "string" ? name : `The url of the network ${network}`;
}
