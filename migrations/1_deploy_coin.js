/*
 * `npx tronbox migrate`: a coin on the embedded node, for those who build and test with TronBox.
 *
 * It deploys what config/kgst.ts says, with the arguments of the steps in deploy/. It has no journal, does not simulate and
 * sets no limits, so it refuses every network but `development`: elsewhere coins are deployed with
 * `npx hardhat deploy --network <name>`, which resumes after a crash and never sends twice.
 */
const { coin } = require("../config/kgst.ts");
const { timelock } = require("../deploy/02-timelock.ts");
const { attestations } = require("../deploy/03-attestations.ts");
const { controls } = require("../deploy/04-controls.ts");
const { token } = require("../deploy/05-token.ts");
const { resolveCoin, validateCoin } = require("../issuer/coin-file/resolve.ts");
const { toEvm } = require("../packages/tron/address.ts");

module.exports = async function deployCoin(deployer, network) {
  if (network !== "development") {
    throw new Error(`TronBox deploys to development only. Run \`npx hardhat deploy --network ${network}\`.`);
  }
  const desired = resolveCoin("kgst", validateCoin("kgst", coin), "tronEmbedded");
  const addresses = {};
  for (const step of [timelock, attestations, controls, token]) {
    const { actions } = step.plan(desired, { deployer: "", addresses, done: new Set(), state: undefined });
    for (const { contract, artifact, args } of actions) {
      const Contract = artifacts.require(artifact);
      const { inputs = [] } = Contract.abi.find(({ type }) => type === "constructor") ?? {};
      await deployer.deploy(Contract, ...inputs.map((input, index) => positional(input, args[index])));
      addresses[contract] = toEvm(Contract.address);
    }
  }
  // The token under the interface that integrators use: `IStablecoin.deployed()` in the console.
  const IStablecoin = artifacts.require("IStablecoin");
  IStablecoin.address = artifacts.require("Stablecoin").address;
};

/** TronBox wants a struct as a list of its fields, in the ABI's order. */
function positional({ type, components }, value) {
  if (components === undefined) return value;
  if (!type.endsWith("]")) return components.map((component) => positional(component, value[component.name]));
  const item = { type: type.slice(0, type.lastIndexOf("[")), components };
  return value.map((entry) => positional(item, entry));
}
