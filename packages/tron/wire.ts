import type { WireEntry } from "./stored-abi.ts";

/** What java-tron answers, as far as it is read here. Zero values are left out by the node. */

type Amount = number | bigint;

/** A block or its header. */
export interface WireBlock {
  readonly blockID?: string;
  readonly block_header?: {
    readonly raw_data: {
      readonly number?: number;
      readonly timestamp?: number;
      readonly parentHash?: string;
      readonly witness_address?: string;
    };
  };
  readonly transactions?: readonly WireTransaction[];
}

/** A transaction. */
export interface WireTransaction {
  readonly txID: string;
  readonly signature?: readonly string[];
  readonly raw_data: {
    readonly contract: readonly {
      readonly type: string;
      readonly parameter: { readonly value: WireContract };
      readonly Permission_id?: number;
    }[];
    readonly ref_block_bytes?: string;
    readonly ref_block_hash?: string;
    readonly fee_limit?: Amount;
    readonly expiration?: number;
    readonly timestamp?: number;
  };
}

/** The fields of the three contract types that are sent from here; others have them or not. */
export interface WireContract {
  readonly owner_address: string;
  readonly to_address?: string;
  readonly amount?: Amount;
  readonly contract_address?: string;
  readonly call_value?: Amount;
  readonly data?: string;
  readonly new_contract?: {
    readonly bytecode?: string;
    readonly call_value?: Amount;
    readonly name?: string;
    readonly abi?: { readonly entrys?: readonly WireEntry[] };
    readonly consume_user_resource_percent?: Amount;
    readonly origin_energy_limit?: Amount;
  };
}

/** A permission of an account, as `getaccount` gives it. */
export interface WirePermission {
  readonly id?: number;
  readonly permission_name?: string;
  readonly threshold?: Amount;
  readonly operations?: string;
  readonly keys?: readonly { readonly address: string; readonly weight?: Amount }[];
}

/** `gettransactioninfobyid`: what a transaction did and cost. */
export interface WireInfo {
  readonly id?: string;
  readonly fee?: Amount;
  readonly blockNumber?: number;
  readonly blockTimeStamp?: number;
  readonly contractResult?: readonly string[];
  readonly contract_address?: string;
  readonly result?: string;
  readonly resMessage?: string;
  readonly receipt?: {
    readonly energy_usage?: Amount;
    readonly energy_fee?: Amount;
    readonly energy_usage_total?: Amount;
    readonly origin_energy_usage?: Amount;
    readonly net_usage?: Amount;
    readonly net_fee?: Amount;
    readonly result?: string;
  };
  readonly log?: readonly { readonly address: string; readonly topics?: readonly string[]; readonly data?: string }[];
}

/** `triggerconstantcontract`. */
export interface WireExecution {
  readonly result?: { readonly result?: boolean; readonly code?: string; readonly message?: string };
  readonly energy_used?: Amount;
  readonly constant_result?: readonly string[];
  readonly transaction?: { readonly ret?: readonly { readonly ret?: string }[] };
}

/** `getcontractinfo`. */
export interface WireContractInfo {
  readonly runtimecode?: string;
  readonly smart_contract?: {
    readonly origin_address?: string;
    readonly contract_address?: string;
    readonly name?: string;
    readonly bytecode?: string;
    readonly consume_user_resource_percent?: Amount;
    readonly origin_energy_limit?: Amount;
    readonly abi?: { readonly entrys?: readonly WireEntry[] };
  };
}

/** `broadcasthex`. */
export interface WireBroadcast {
  readonly result?: boolean;
  readonly code?: string;
  readonly txid?: string;
  readonly message?: string;
}

/** Returns the printable text of a message that java-tron gives as hex or as it is. */
export function plainMessage(message: string | undefined): string {
  if (message === undefined || message === "") return "";
  if (!/^([0-9a-fA-F]{2})+$/.test(message)) return message;
  return Buffer.from(message, "hex").toString("utf8");
}
