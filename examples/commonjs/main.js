"use strict";

const assert = require("node:assert/strict");
const { JsonRpcProvider } = require("ethers");

/** CommonJS loads the package with `import()`. Neither viem nor tronweb is installed here. */
async function main() {
  const kgst = await import("@kgst/integration");
  const { DEPLOYMENTS, findDeployment } = await import("@kgst/integration/deployments");
  const { holderAbi } = await import("@kgst/integration/abi/holder");
  const provider = new JsonRpcProvider(process.env.KGST_BNB_RPC);
  const token = kgst.connectToken(process.env.KGST_BNB_TOKEN, provider);
  const { name, decimals, supply, symbol } = await kgst.readCoin(token);
  assert(supply > 0n);
  assert(holderAbi.some((entry) => entry.type === "function" && entry.name === "isFrozen"));
  assert.equal(kgst.toBase58("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"), "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC");
  assert.equal(findDeployment(31337), undefined);
  const vectors = require("@kgst/integration/vectors/tron.json");
  assert.equal(vectors.domain.chainId, kgst.CHAINS.tron.chainId.toString());
  console.log(`CommonJS: ${name}, ${kgst.formatAmount(supply, decimals)} ${symbol} outstanding`);
  console.log(
    `done: import() with ethers alone; ${DEPLOYMENTS.length} public deployments, ${vectors.vectors.length} vectors`,
  );
  provider.destroy();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
