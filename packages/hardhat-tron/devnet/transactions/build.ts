import type { Chain } from "../chain/chain.ts";
import { numberToBytes } from "../protocol/bytes.ts";
import { CONTRACT_IDS, type ContractName, CONTRACTS } from "../../../tron/protobuf/contracts.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { encode } from "../../../tron/protobuf/codec.ts";
import { type SignedTransaction, transactionOf } from "./transaction.ts";

const LIFETIME = 60_000n;

/** Optional parts of a transaction the node builds. */
export interface BuildOptions {
  readonly feeLimit?: bigint;
  readonly permissionId?: bigint;
  readonly memo?: Uint8Array;
}

/** An unsigned transaction on the present head, valid for a minute. */
export function buildTransaction(
  chain: Chain,
  name: ContractName,
  value: MessageValue,
  options: BuildOptions = {},
): SignedTransaction {
  const { head, clock } = chain;
  return transactionOf(
    {
      ref_block_bytes: numberToBytes(BigInt.asUintN(16, head.number), 2),
      ref_block_hash: head.id.subarray(8, 16),
      expiration: head.timestamp + LIFETIME,
      ...(options.memo === undefined ? {} : { data: options.memo }),
      contract: [
        {
          type: CONTRACT_IDS[name],
          parameter: { type_url: `type.googleapis.com/protocol.${name}`, value: encode(CONTRACTS[name], value) },
          Permission_id: options.permissionId ?? 0n,
        },
      ],
      timestamp: clock.present(),
      fee_limit: options.feeLimit ?? 0n,
    },
    [],
  );
}
