import { readFile } from "node:fs/promises";
import { TypedDataEncoder, type Signer, type TypedDataDomain, getAddress, id, parseUnits } from "ethers";
import { z } from "zod";
import type { IReserveAttestations, ReserveAttestations } from "../../../typechain-types/index.js";

/** One report as the attestation contract takes it; amounts in smallest units, times in Unix seconds. */
export interface ReserveReport {
  readonly sequence: bigint;
  readonly asOf: bigint;
  readonly validFrom: bigint;
  readonly validUntil: bigint;
  readonly reserves: bigint;
  readonly supply: bigint;
  /** Hash of the auditor's document. */
  readonly evidence: string;
  /** Each chain's share, by rising chain id. */
  readonly allocations: { chainId: bigint; mintable: bigint }[];
}

/** EIP-712 types of a report. The same bytes are signed for every chain. */
export const RESERVE_REPORT_TYPES = {
  ReserveReport: [
    { name: "sequence", type: "uint64" },
    { name: "asOf", type: "uint64" },
    { name: "validFrom", type: "uint64" },
    { name: "validUntil", type: "uint64" },
    { name: "reserves", type: "uint256" },
    { name: "supply", type: "uint256" },
    { name: "evidence", type: "bytes32" },
    { name: "allocations", type: "Allocation[]" },
  ],
  Allocation: [
    { name: "chainId", type: "uint256" },
    { name: "mintable", type: "uint256" },
  ],
};

const amount = z.string().regex(/^\d+(\.\d+)?$/, 'an amount in whole coins, such as "1000.50"');
const time = z.iso.datetime({ message: "a time in UTC, such as 2026-11-22T06:00:00Z" });

const reportFile = z.strictObject({
  description: z.string().optional(),
  sequence: z.number().int().positive(),
  asOf: time,
  validFrom: time,
  validUntil: time,
  reserves: amount,
  supply: amount,
  evidence: z.strictObject({
    document: z.string().min(1),
    hash: z.string().regex(/^0x[0-9a-f]{64}$/, "the document's hash, 32 bytes in hex"),
  }),
  allocations: z.array(z.strictObject({ chainId: z.number().int().positive(), mintable: amount })).min(1),
});

/** A report file as people write it: amounts in whole coins, times in ISO 8601. */
export type ReportFile = z.infer<typeof reportFile>;

/**
 * Reads a report file.
 * @throws ZodError if a field is missing, unknown or malformed.
 */
export async function readReportFile(file: string): Promise<ReportFile> {
  return reportFile.parse(JSON.parse(await readFile(file, "utf8")));
}

/** A report file in smallest units and Unix seconds, allocations in the order the contract asks for. */
export function toReserveReport(file: ReportFile, decimals: number): ReserveReport {
  const seconds = (text: string): bigint => BigInt(Math.floor(Date.parse(text) / 1000));
  return {
    sequence: BigInt(file.sequence),
    asOf: seconds(file.asOf),
    validFrom: seconds(file.validFrom),
    validUntil: seconds(file.validUntil),
    reserves: parseUnits(file.reserves, decimals),
    supply: parseUnits(file.supply, decimals),
    evidence: file.evidence.hash,
    allocations: file.allocations
      .map(({ chainId, mintable }) => ({ chainId: BigInt(chainId), mintable: parseUnits(mintable, decimals) }))
      .sort((a, b) => (a.chainId < b.chainId ? -1 : 1)),
  };
}

/** The signing domain as the contract itself states it (ERC-5267): name, version and salt. */
export async function reportDomain(attestations: ReserveAttestations | IReserveAttestations): Promise<TypedDataDomain> {
  const [, name, version, , , salt] = await attestations.eip712Domain();
  return { name, version, salt };
}

/** What the attestors sign. */
export function reportDigest(domain: TypedDataDomain, report: ReserveReport): string {
  return TypedDataEncoder.hash(domain, RESERVE_REPORT_TYPES, report);
}

/** Has each attestor sign, and sorts the signatures as the contract asks: by rising signer. */
export async function signReport(
  domain: TypedDataDomain,
  report: ReserveReport,
  attestors: readonly Signer[],
): Promise<string[]> {
  const signed = await Promise.all(
    attestors.map(async (attestor) => ({
      attestor: BigInt(getAddress(await attestor.getAddress())),
      signature: await attestor.signTypedData(domain, RESERVE_REPORT_TYPES, report),
    })),
  );
  return signed.sort((a, b) => (a.attestor < b.attestor ? -1 : 1)).map(({ signature }) => signature);
}

/** The on-chain form of a bank's own reference: its hash. The plain text never leaves the issuer. */
export function hashReference(reference: string): string {
  return id(reference);
}
