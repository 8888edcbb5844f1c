import hre from "hardhat";
import type { HttpNetworkConfig } from "hardhat/types/config";

/**
 * Points networks of `scripts/networks.ts` to nodes of a test, for tasks that connect by name. Their addresses are
 * configuration variables, of which Hardhat remembers the first value it has read in a process.
 * @returns Puts back what was there.
 */
export async function pointNetworks(urls: Readonly<Record<string, string>>): Promise<() => void> {
  const back: (() => void)[] = [];
  for (const [network, url] of Object.entries(urls)) {
    const config = hre.config.networks[network] as { url: HttpNetworkConfig["url"] };
    const { url: usual } = config;
    const connection = await hre.network.create({ network, override: { url } });
    config.url = (connection.networkConfig as HttpNetworkConfig).url;
    await connection.close();
    back.push(() => {
      config.url = usual;
    });
  }
  return () => {
    for (const put of back) put();
  };
}
