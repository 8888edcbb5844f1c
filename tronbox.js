import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import solc from "solc";
import compiler from "./config/compiler.json" with { type: "json" };

/*
 * TronBox beside Hardhat, for one compiler run:
 *
 *   npx tronbox compile             compiles contracts/ into build/tronbox, only to be compared
 *   npx tronbox migrate | console   use what `npx hardhat tronbox-export` wrote, and never compile
 */
const compiling = process.argv.includes("compile");
const artifacts = process.env.TRONBOX_ARTIFACTS ?? "build/contracts";

if (/^(migrate|deploy|console|test)$/.test(process.argv[2] ?? "") && !existsSync(artifacts)) {
  throw new Error(`There are no artifacts in ${artifacts}. Run \`npx hardhat tronbox-export\` first.`);
}

// TronBox would download a compiler. It gets the one of the lockfile instead, which compiles for BNB Chain too, so that
// `npx tronbox compile` works offline and gives the same creation code (`npm run check:tronbox` compares every byte).
const tronSolc = createRequire(import.meta.url)("tronbox/build/components/TronSolc.js");
tronSolc.getWrapper = () => solc;

/** 100: the caller pays all energy. A stablecoin that paid for its callers could be drained of energy by anybody. */
const userFeePercentage = 100;
/** 1,500 TRX, as in hardhat.config.ts: the largest contract takes some 380. */
const feeLimit = 1_500_000_000;

/** A network whose key comes from the environment, never from a file of the repository. */
function network(name, fullHost) {
  // TronBox keeps deployed addresses by network_id: each network its own.
  return { privateKey: process.env.TRON_PRIVATE_KEY, userFeePercentage, feeLimit, fullHost, network_id: name };
}

const config = {
  // Where there are no sources, TronBox finds everything up to date.
  contracts_directory: compiling ? "contracts" : "build/no-sources",
  contracts_build_directory: compiling ? "build/tronbox" : artifacts,
  compilers: { solc: compiler },
  networks: {
    // The embedded node (`npx hardhat tron-node`) funds this well-known key.
    development: {
      ...network("development", process.env.TRON_DEVELOPMENT_URL ?? "http://127.0.0.1:9090"),
      privateKey: "1".padStart(64, "0"),
    },
    nile: network("nile", "https://nile.trongrid.io"),
    shasta: network("shasta", "https://api.shasta.trongrid.io"),
    tron: network("tron", "https://api.trongrid.io"),
  },
};

// TronBox loads this file with require().
export { config as "module.exports" };
