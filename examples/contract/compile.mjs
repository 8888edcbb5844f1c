import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ContractFactory, JsonRpcProvider, Wallet, id } from "ethers";
import { buildPermit, buildReceive, connectToken, parseAmount, signOrder } from "@kgst/integration";

/** Compiles the contract against the package's interfaces with an older compiler, deploys it and pays through it. */
const require = createRequire(import.meta.url);
const solc = require("solc");
const input = {
  language: "Solidity",
  sources: { "Checkout.sol": { content: readFileSync("Checkout.sol", "utf8") } },
  settings: { evmVersion: "paris", outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
};
const read = (path) => ({ contents: readFileSync(`node_modules/${path}`, "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
assert.deepEqual(
  (output.errors ?? []).filter(({ severity }) => severity === "error").map((e) => e.formattedMessage),
  [],
);
const { abi, evm } = output.contracts["Checkout.sol"].Checkout;

const provider = new JsonRpcProvider(process.env.KGST_BNB_RPC, undefined, { cacheTimeout: -1 });
const payer = new Wallet(process.env.KGST_PAYER_KEY, provider);
const relayer = new Wallet(process.env.KGST_RELAYER_KEY, provider);
const token = connectToken(process.env.KGST_BNB_TOKEN, provider);
const checkout = await new ContractFactory(abi, evm.bytecode.object, relayer).deploy(await token.getAddress());
await checkout.waitForDeployment();
const shop = await checkout.getAddress();
const value = parseAmount("40", Number(await token.decimals()));

const permit = await signOrder(await buildPermit(token, { owner: payer.address, spender: shop, value }), payer);
const { deadline } = permit.order.message;
await (await checkout.connect(payer).payWithPermit(value, deadline, id("order 1"), permit.signature)).wait();

const request = { from: payer.address, to: shop, value, nonce: id("order 2") };
const receive = await signOrder(await buildReceive(token, request), payer);
const { validBefore, nonce } = receive.order.message;
await (await checkout.payWithAuthorization(payer.address, value, validBefore, nonce, receive.signature)).wait();

assert.equal(await token.balanceOf(shop), value * 2n);
console.log(`done: compiled with solc ${solc.version().split("+")[0]}, paid by permit and by authorization`);
provider.destroy();
