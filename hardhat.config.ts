import "./scripts/guard.ts"; // first: whatever fails from here on is told as a sentence
import { fileURLToPath } from "node:url";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import hardhatIgnoreWarnings from "hardhat-ignore-warnings";
import { configVariable, defineConfig } from "hardhat/config";
import type { HttpNetworkUserConfig } from "hardhat/types/config";
import { benchTask } from "./tools/bench/task.ts";
import compiler from "./config/compiler.json" with { type: "json" };
import { ROLE_NAMES } from "./packages/integration/reading/role-names.ts";
import { browserTask } from "./tools/browser/task.ts";
import { consumersTask } from "./tools/consumers/task.ts";
import { dayTask } from "./scripts/day/task.ts";
import { demoTask } from "./scripts/demo/task.ts";
import { faultsTask } from "./tools/faults/task.ts";
import { deepFuzzing } from "./tools/fuzz/profile.ts";
import { realNodes } from "./issuer/nodes/hardhat.ts";
import { quickTests } from "./tools/build/quick-tests.ts";
import { strictBuild } from "./tools/build/strict-build.ts";
import { attestTasks } from "./scripts/tasks/attest/plugin.ts";
import { monitorTasks } from "./scripts/tasks/monitor/plugin.ts";
import { issuerTasks } from "./scripts/tasks/plugin.ts";
import { secretSources } from "./scripts/tasks/secrets/plugin.ts";
import { developmentKeys } from "./packages/hardhat-tron/devnet/options.ts";
import { tronNodeTask } from "./packages/hardhat-tron/devnet/task.ts";
import { tronNetworks } from "./packages/hardhat-tron/plugin.ts";

// The issuer's machine reports to nobody. Say HARDHAT_DISABLE_TELEMETRY=false to change that for yourself.
process.env.HARDHAT_DISABLE_TELEMETRY ??= "true";

/** The compiler of the lockfile. TronBox takes nothing newer than 0.8.29, and nothing is downloaded. */
const solcPath = fileURLToPath(import.meta.resolve("solc/soljson.js"));

/** Enough for the largest contract, the issuer's controls, at 100 sun per energy. */
const TRON_FEE_LIMIT = 1_500_000_000n;

/** A public TRON network through TronGrid or, with the variable, through a node of one's own. */
function tronNetwork(chainId: number, variable: string, url: string): HttpNetworkUserConfig {
  return {
    type: "http",
    chainType: "generic",
    chainId,
    url: configVariable(variable, { default: url }),
    tron: { feeLimit: TRON_FEE_LIMIT, apiKey: configVariable("TRON_PRO_API_KEY", { default: "" }) },
  };
}

export default defineConfig({
  tasks: [benchTask, browserTask, consumersTask, dayTask, demoTask, faultsTask, tronNodeTask],
  plugins: [
    hardhatEthers,
    hardhatEthersChaiMatchers,
    hardhatIgnoreWarnings,
    hardhatKeystore,
    secretSources, // behind the keystore: Hardhat asks the last one first
    hardhatMocha,
    hardhatNetworkHelpers,
    quickTests,
    strictBuild,
    hardhatTypechain,
    hardhatVerify,
    issuerTasks,
    attestTasks,
    monitorTasks,
    realNodes,
    tronNetworks,
  ],
  solidity: {
    version: compiler.version,
    path: solcPath,
    settings: {
      ...compiler.settings,
      outputSelection: { "*": { "*": ["storageLayout"] } },
    },
  },
  paths: {
    tests: { solidity: "./test/solidity", mocha: "./test" },
  },
  test: {
    solidity: {
      profiles: {
        default: { fuzz: { runs: 256 }, invariant: { runs: 256, depth: 64, failOnRevert: true } },
        deep: deepFuzzing(),
      },
    },
  },
  // A warning of the compiler in deployable code is an error. Native coin sent to the token must revert, so no receive().
  warnings: {
    "contracts/**/*": "error",
    "contracts/token/Stablecoin.sol": { "missing-receive": "off", default: "error" },
  },
  typechain: { outDir: "./typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "generic", hardfork: "prague", chainId: 31_337 },
    localhost: {
      type: "http",
      chainType: "generic",
      url: configVariable("LOCALHOST_RPC_URL", { default: "http://127.0.0.1:8545" }),
    },
    bsc: { type: "http", chainType: "generic", chainId: 56, url: configVariable("BSC_RPC_URL") },
    bscTestnet: { type: "http", chainType: "generic", chainId: 97, url: configVariable("BSC_TESTNET_RPC_URL") },
    // `npx hardhat tron-node` in another terminal. Its accounts are public.
    tronEmbedded: {
      type: "http",
      chainType: "generic",
      url: configVariable("TRON_EMBEDDED_URL", { default: "http://127.0.0.1:9090" }),
      accounts: developmentKeys().map((key) => `0x${key}`),
      tron: { feeLimit: TRON_FEE_LIMIT },
    },
    // TRON's own node for development, in Docker: `docker run -it -p 9090:9090 tronbox/tre`.
    tre: {
      type: "http",
      chainType: "generic",
      url: configVariable("TRE_URL", { default: "http://127.0.0.1:9090" }),
      accounts: [configVariable("TRE_PRIVATE_KEY", { default: "" })],
      tron: { feeLimit: TRON_FEE_LIMIT },
    },
    nile: tronNetwork(3_448_148_188, "NILE_URL", "https://nile.trongrid.io"),
    shasta: tronNetwork(2_494_104_990, "SHASTA_URL", "https://api.shasta.trongrid.io"),
    tron: tronNetwork(728_126_428, "TRON_URL", "https://api.trongrid.io"),
  },
  // Reading the chain needs no key, so networks have no accounts: each key is read when something is to be signed with it.
  signers: Object.fromEntries(
    ["DEPLOYER", ...ROLE_NAMES, "PROPOSER", "EXECUTOR", "ATTESTOR"].map((name) => [
      name,
      configVariable(`${name}_PRIVATE_KEY`, { default: "" }),
    ]),
  ),
  monitor: {
    webhook: configVariable("MONITOR_WEBHOOK_URL", { default: "" }),
    secret: configVariable("MONITOR_WEBHOOK_SECRET", { default: "" }),
  },
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
  chainDescriptors: {
    56: { name: "BNB Chain", blockExplorers: { etherscan: { name: "BscScan", url: "https://bscscan.com" } } },
    97: {
      name: "BNB Chain Testnet",
      blockExplorers: { etherscan: { name: "BscScan", url: "https://testnet.bscscan.com" } },
    },
  },
});
