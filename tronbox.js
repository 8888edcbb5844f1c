import { createRequire } from "node:module";
import solc from "solc";
import compiler from "./config/compiler.json" with { type: "json" };

// TronBox would download a compiler. It gets the one of the lockfile instead, which compiles for BNB Chain too, so that
// `npx tronbox compile` works offline and gives the same creation code (`npm run check:tronbox` compares every byte).
const tronSolc = createRequire(import.meta.url)("tronbox/build/components/TronSolc.js");
tronSolc.getWrapper = () => solc;

/** 100: the caller pays all energy. A stablecoin that paid for its callers could be drained of energy by anybody. */
const userFeePercentage = 100;
const feeLimit = 1_000_000_000;

/** A network whose key comes from the environment, never from a file of the repository. */
function network(fullHost) {
  return { privateKey: process.env.TRON_PRIVATE_KEY, userFeePercentage, feeLimit, fullHost, network_id: "*" };
}

const config = {
  contracts_build_directory: "build/tronbox",
  compilers: { solc: compiler },
  networks: {
    // The embedded node funds this well-known key.
    development: { ...network("http://127.0.0.1:9090"), privateKey: "1".padStart(64, "0") },
    nile: network("https://nile.trongrid.io"),
    shasta: network("https://api.shasta.trongrid.io"),
    tron: network("https://api.trongrid.io"),
  },
};

// TronBox loads this file with require().
export { config as "module.exports" };
