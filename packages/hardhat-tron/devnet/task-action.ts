import process from "node:process";
import type { NewTaskActionFunction } from "hardhat/types/tasks";
import pc from "picocolors";
import { toBase58 } from "../../tron/address.ts";
import { TRX } from "./chain/parameters.ts";
import { createTronNode, type TronNode } from "./node.ts";
import { developmentKeys, hardhatAccounts, NETWORKS, type TronNodeOptions } from "./options.ts";
import { addressOfPrivateKey } from "./protocol/signature.ts";
import { VERSIONS } from "./vm/rules.ts";

interface Arguments {
  readonly hostname: string;
  readonly port: number;
  readonly rules: string;
  readonly chainId?: string | undefined;
  readonly blockTime: number;
  readonly accounts: number;
}

function chainIdOf(text: string | undefined): TronNodeOptions["chainId"] {
  if (text === undefined) return undefined;
  if (Object.hasOwn(NETWORKS, text)) return text as keyof typeof NETWORKS;
  if (!/^(0x[0-9a-fA-F]+|\d+)$/.test(text)) {
    throw new RangeError(`"${text}" is not a chain id. Use a number, mainnet, nile or shasta.`);
  }
  return BigInt(text);
}

/** Options of the node for the arguments of the task. @throws RangeError when one makes no sense */
export function nodeOptions(given: Arguments): TronNodeOptions {
  const version = VERSIONS.find((known) => known === given.rules);
  if (version === undefined) {
    throw new RangeError(`There are no rules for java-tron ${given.rules}. Use ${VERSIONS.join(" or ")}.`);
  }
  const chainId = chainIdOf(given.chainId);
  return {
    hostname: given.hostname,
    port: given.port,
    version,
    blocks: given.blockTime === 0 ? "instant" : given.blockTime * 1000,
    privateKeys: developmentKeys(given.accounts),
    // Who acts on Hardhat's own nodes can act on this one, too.
    accounts: hardhatAccounts().map((address) => ({ address, balance: 1_000_000n * TRX })),
    ...(chainId === undefined ? {} : { chainId }),
  };
}

function describe(node: TronNode, options: TronNodeOptions): string {
  const accounts = node.privateKeys.map((key, index) => {
    const address = addressOfPrivateKey(key);
    return `#${String(index).padStart(2)}  ${pc.cyan(toBase58(address))}  41${address}\n     key ${key}`;
  });
  return [
    `${pc.green("Embedded TRON node")} at ${pc.bold(node.url)}`,
    `  wallet API    ${node.url}/wallet/, /walletsolidity/, /v1/`,
    `  JSON-RPC      ${node.url}/jsonrpc`,
    `  development   POST ${node.url}/tre`,
    `  rules         java-tron ${options.version ?? ""}`,
    `  chain id      ${node.chainId} (0x${node.chainId.toString(16)})`,
    "",
    "Accounts with 1,000,000,000 TRX each. These keys are known to everyone: never use them elsewhere.",
    "",
    ...accounts,
    "",
    "Stop with Ctrl+C.",
  ].join("\n");
}

/** Serves until SIGINT or SIGTERM. */
const action: NewTaskActionFunction<Arguments> = async (given) => {
  const options = nodeOptions(given);
  const node = await createTronNode(options);
  console.log(describe(node, options));
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await node.close();
};

export default action;
