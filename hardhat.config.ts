import "./scripts/guard.ts"; // first: whatever fails from here on is told as a sentence
import { fileURLToPath } from "node:url";
import { configVariable, defineConfig } from "hardhat/config";
import compiler from "./config/compiler.json" with { type: "json" };
import { chainDescriptors, networks } from "./scripts/networks.ts";
import { ROLE_NAMES } from "./packages/integration/reading/role-names.ts";
import { demoTask } from "./scripts/demo/task.ts";
import { issuerPlugins } from "./scripts/plugins.ts";
import { deepFuzzing, LAYER_ZERO_BUILDS } from "./tools/fuzz/profile.ts";
import { developmentPlugins } from "./tools/plugins.ts";

// The issuer's machine reports to nobody. Say HARDHAT_DISABLE_TELEMETRY=false to change that for yourself.
process.env.HARDHAT_DISABLE_TELEMETRY ??= "true";

const secret = (name: string) => configVariable(name, { default: "" });

export default defineConfig({
  plugins: [...issuerPlugins, ...developmentPlugins],
  tasks: [demoTask],
  networks,
  chainDescriptors,
  signers: Object.fromEntries(
    ["DEPLOYER", ...ROLE_NAMES, "PROPOSER", "EXECUTOR", "ATTESTOR", "VERIFIER", "TREASURY"].map((name) => [
      name,
      secret(`${name}_PRIVATE_KEY`),
    ]),
  ),
  monitor: { webhook: secret("MONITOR_WEBHOOK_URL"), secret: secret("MONITOR_WEBHOOK_SECRET") },
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
  solidity: {
    version: compiler.version,
    // The compiler of the lockfile. TronBox takes nothing newer than 0.8.29, and nothing is downloaded.
    path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
    settings: { ...compiler.settings, outputSelection: { "*": { "*": ["storageLayout"] } } },
  },
  // A warning of the compiler in deployable code is an error. Native coin sent to the token must revert, so no receive().
  warnings: {
    "contracts/**/*": "error",
    "contracts/{token/Stablecoin,repair/HolderRepair}.sol": { "missing-receive": "off", default: "error" },
    "test/solidity/mocks/RepairedHolder.sol": { "missing-receive": "off" },
    // The Solidity tests compile it without optimizer. What is deployed is measured by tools/checks/artifacts.ts.
    "contracts/reserves/ReserveAttestations.sol": { "code-size": "off", default: "error" },
  },
  paths: { tests: { solidity: "./test/solidity", mocha: "./test" } },
  test: {
    solidity: {
      profiles: {
        default: {
          fsPermissions: { readDirectory: [LAYER_ZERO_BUILDS] },
          fuzz: { runs: 256 },
          invariant: { runs: 256, depth: 64, failOnRevert: true },
        },
        deep: deepFuzzing(),
      },
    },
  },
  typechain: { outDir: "./typechain-types" },
});
