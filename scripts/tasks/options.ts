import { ArgumentType } from "hardhat/types/arguments";

/** Options that several tasks have, under one name and with one meaning. */
export const option = {
  coin: {
    name: "coin",
    description: "The coin: a file of config/ without its extension; may be left out where it is clear",
    defaultValue: "",
  },
  /** For tasks that look at several chains; see `openCoins`. */
  networks: {
    name: "networks",
    description: "Networks with commas between them, or mainnet, testnet, development; all deployed ones if not given",
    defaultValue: "",
  },
  patience: {
    name: "patience",
    description: "Seconds to wait for one transaction, or for one answer of a node, before this run gives up",
    type: ArgumentType.INT,
    defaultValue: 300,
  },
  maxFee: {
    name: "maxFee",
    description: "The most that is offered: gwei for one unit of gas; on TRON TRX for one transaction",
    defaultValue: "",
  },
  priorityFee: {
    name: "priorityFee",
    description: "The tip that is offered, in gwei for one unit of gas; what the network asks for if left out",
    defaultValue: "",
  },
} as const;

/** Returns an option whose value is a text, and that may be left out. */
export function text<Name extends string>(
  name: Name,
  description: string,
  defaultValue = "",
): { readonly name: Name; readonly description: string; readonly defaultValue: string } {
  return { name, description, defaultValue };
}

/** Flags that several tasks have. */
export const flag = {
  json: { name: "json", description: "Print JSON on stdout, and nothing else" },
  yes: { name: "yes", description: "Do not ask before sending" },
  dryRun: { name: "dryRun", description: "Show the plan and what it costs; send nothing" },
} as const;

/** What a task gets that sends transactions. */
export interface SendingArguments {
  readonly coin: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** In seconds. */
  readonly patience: number;
  /** See `feeTerms`. */
  readonly maxFee: string;
  readonly priorityFee: string;
}
