import type { TestChain } from "../../test/support/chain.ts";
import type { Operation } from "./operations.ts";

/** The chains that are measured, by the name of their figures in JSON. */
export const CHAIN_KEYS = ["evm", "tvm"] as const;

/** Which chain. */
export type ChainKey = (typeof CHAIN_KEYS)[number];

/** What is counted on a chain, under which rules, and how ours is judged there. */
export interface MeasuredChain {
  readonly name: string;
  /** What a receipt's `gasUsed` counts. */
  readonly unit: "gas" | "energy";
  readonly rules: string;
  /** Sun for one unit, where that is the network's price for everyone; the fee burned when nothing is staked. */
  readonly sunPerUnit: number | null;
  /** Operations in which every peer must be dearer than ours. */
  readonly contested: readonly Operation[];
  /** Opens a fresh chain. What it needs of the build is imported only then. */
  open(): Promise<TestChain>;
}

/** Every chain that is measured. */
export const CHAINS: Readonly<Record<ChainKey, MeasuredChain>> = {
  evm: {
    name: "EVM",
    unit: "gas",
    rules: "gasUsed of the receipt, Prague rules, 6 decimals; no zero bytes in addresses, hashes and signatures.",
    sunPerUnit: null,
    contested: ["transferExisting"],
    open: async () => (await import("../../test/support/evm.ts")).openEvmChain(),
  },
  tvm: {
    name: "TVM",
    unit: "energy",
    rules:
      "energy of the receipt, java-tron 4.8.2 on the embedded node. TRX is what is burned for it at 100 sun when nothing is " +
      "staked;\nbandwidth comes on top. Solady's permit refuses every signature on TRON.",
    sunPerUnit: 100,
    contested: ["transferExisting", "transferNew", "approve"],
    open: async () => (await import("../../test/support/tron.ts")).openTronChain(),
  },
};
