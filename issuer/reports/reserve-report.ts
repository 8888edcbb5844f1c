import { TypedDataEncoder, type Signer, type TypedDataDomain, getAddress } from "ethers";
import type { IReserveAttestations, ReserveAttestations } from "../../typechain-types/index.js";

/** One report as the attestation contract takes it; amounts in smallest units, times in Unix seconds. */
export interface ReserveReport {
  readonly sequence: bigint;
  /** Number of the attestor set that signs. */
  readonly epoch: bigint;
  /** Zero at first; higher for a report that replaces the same one and only lowers it. */
  readonly revision: bigint;
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
    { name: "epoch", type: "uint32" },
    { name: "revision", type: "uint32" },
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

/** Returns the signing domain as the contract itself states it (ERC-5267): name, version and salt. */
export async function reportDomain(attestations: ReserveAttestations | IReserveAttestations): Promise<TypedDataDomain> {
  const [, name, version, , , salt] = await attestations.eip712Domain();
  return { name, version, salt };
}

/** Returns what the attestors sign. */
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
