import { id } from "ethers";
import type { ReserveReport } from "../../../../issuer/reports/reserve-report.ts";
import { type UnsignedTransaction, buildTransaction } from "../../../../packages/tron/transactions.ts";

/** A domain as the attestation contract has it: neither chain nor contract. */
export const DOMAIN = { name: "KGST reserves", version: "1", salt: id("KGST test") };

/** A report of the right form. */
export const REPORT: ReserveReport = {
  sequence: 7n,
  epoch: 1n,
  revision: 0n,
  asOf: 1n,
  validFrom: 2n,
  validUntil: 3n,
  reserves: 10n ** 12n,
  supply: 5n,
  evidence: id("evidence"),
  allocations: [{ chainId: 97n, mintable: 1n }],
};

/** A call on TRON that only lacks its signature. */
export function tronCall(from: string, to: string): UnsignedTransaction {
  const reference = { number: 1n, id: "00".repeat(32), timestamp: 0n };
  const terms = { reference, feeLimit: 1n, lifetime: 60_000n, timestamp: 5n };
  return buildTransaction({ kind: "trigger", from, to, data: "0x8456cb59", value: 0n }, terms);
}
