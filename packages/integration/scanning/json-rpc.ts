import type { ScanBlock, ScanReceipt, ScanSource } from "./scan.ts";

/** Asks a node one thing. */
export type Ask = (method: string, params: unknown[]) => Promise<unknown>;

interface RawBlock {
  readonly number: string;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
  readonly transactions: readonly string[];
  readonly logsBloom?: string;
}

interface RawReceipt {
  readonly transactionHash: string;
  readonly blockHash: string;
  readonly logs: readonly {
    readonly address: string;
    readonly topics: readonly string[];
    readonly data: string;
    readonly logIndex: string;
  }[];
}

/** Scans by Ethereum's JSON-RPC, as BNB Chain and java-tron's `/jsonrpc` serve it. */
export function jsonRpcSource(ask: Ask): ScanSource {
  const block = async (tag: string): Promise<RawBlock | null> =>
    (await ask("eth_getBlockByNumber", [tag, false])) as RawBlock | null;
  return {
    async newest(until) {
      const found = await block(until === "final" ? "finalized" : "latest");
      return found === null ? undefined : Number(found.number);
    },
    async block(number) {
      const found = await block(`0x${number.toString(16)}`);
      return found === null ? undefined : read(found);
    },
    receipts: async (of) => (await receiptsOf(ask, of)).map(readReceipt),
  };
}

/** All at once where the node has the method, otherwise one by one. */
async function receiptsOf(ask: Ask, { number, transactions }: ScanBlock): Promise<RawReceipt[]> {
  const together = await ask("eth_getBlockReceipts", [`0x${number.toString(16)}`]).catch(() => null);
  if (Array.isArray(together)) return together as RawReceipt[];
  const each = await Promise.all(transactions.map((hash) => ask("eth_getTransactionReceipt", [hash])));
  return each.filter((receipt) => receipt !== null) as RawReceipt[];
}

function read({ number, timestamp, ...rest }: RawBlock): ScanBlock {
  return { ...rest, number: Number(number), timestamp: Number(timestamp) };
}

function readReceipt({ transactionHash, blockHash, logs }: RawReceipt): ScanReceipt {
  return {
    ...{ transaction: transactionHash, blockHash },
    logs: logs.map(({ address, topics, data, logIndex }) => ({ address, topics, data, logIndex: Number(logIndex) })),
  };
}
