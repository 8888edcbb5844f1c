import { concat, getBytes, hashMessage, keccak256, toBeHex } from "ethers";

/** What the signers of a verifier's contract let it do. */
export interface Instruction {
  /** Which verifier's contract, as LayerZero counts them: `verifierChainId`. */
  readonly vid: number;
  readonly target: string;
  readonly callData: string;
  /** Unix seconds from which it does not count any more. */
  readonly expiration: bigint;
}

/** Returns the digest that each signer of a verifier's contract signs for an instruction. Pure. */
export function instructionDigest({ vid, target, callData, expiration }: Instruction): string {
  const hash = keccak256(concat([toBeHex(vid, 4), target, toBeHex(expiration, 32), callData]));
  return hashMessage(getBytes(hash));
}

/** Joins signatures as LayerZero's contract takes them: by rising address of who signed. Pure. */
export function joinSignatures(signatures: readonly { readonly signer: string; readonly signature: string }[]): string {
  const rising = [...signatures].sort((one, other) => (BigInt(one.signer) < BigInt(other.signer) ? -1 : 1));
  return concat(rising.map(({ signature }) => signature));
}
