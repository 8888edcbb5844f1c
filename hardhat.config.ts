import { fileURLToPath } from "node:url";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import { configVariable, defineConfig } from "hardhat/config";

/** The compiler of the lockfile. TronBox takes nothing newer than 0.8.29, and nothing is downloaded. */
const solcPath = fileURLToPath(import.meta.resolve("solc/soljson.js"));

export default defineConfig({
  plugins: [
    hardhatEthers,
    hardhatEthersChaiMatchers,
    hardhatKeystore,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
    hardhatVerify,
  ],
  solidity: {
    version: "0.8.29",
    path: solcPath,
    settings: {
      evmVersion: "cancun",
      viaIR: true,
      optimizer: { enabled: true, runs: 800 },
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: { "*": { "*": ["storageLayout"] } },
    },
  },
  paths: {
    tests: { solidity: "./test/solidity", mocha: "./test" },
  },
  typechain: { outDir: "./typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "generic", hardfork: "prague", chainId: 31_337 },
    bsc: { type: "http", chainType: "generic", chainId: 56, url: configVariable("BSC_RPC_URL") },
    bscTestnet: { type: "http", chainType: "generic", chainId: 97, url: configVariable("BSC_TESTNET_RPC_URL") },
  },
});
