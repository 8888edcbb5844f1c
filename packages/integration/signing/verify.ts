import { Contract, type Provider } from "ethers";
import { digestOf, recoverSigner } from "./sign.ts";
import { type SignedOrder, signerOf } from "./typed-data.ts";

/** ERC-1271's answer for yes. */
const MAGIC = "0x1626ba7e";
const ERC1271 = ["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"];

/** Whether a signature counts, and why. */
export interface Verdict {
  readonly valid: boolean;
  /** What accepted it: the account's key, or its code; undefined when nothing did. */
  readonly by: "key" | "code" | undefined;
  /** Whom ECDSA recovers; the zero address for nobody. */
  readonly recovered: string;
}

/**
 * Returns whether the token would take the signature, by the token's own rule: the account's key first, then its code
 * (ERC-1271). Says nothing of balance, nonce, time or freezes; `simulate` does.
 * @param signed - order and signature
 * @param provider - asked for the account's code; without it only keys can be verified
 */
export async function verifySignature(signed: SignedOrder, provider?: Provider): Promise<Verdict> {
  const recovered = recoverSigner(signed);
  const account = signerOf(signed.order);
  if (BigInt(recovered) !== 0n && recovered.toLowerCase() === account.toLowerCase()) {
    return { valid: true, by: "key", recovered };
  }
  const accepted = provider !== undefined && (await acceptedByCode(signed, account, provider));
  return { valid: accepted, by: accepted ? "code" : undefined, recovered };
}

async function acceptedByCode(signed: SignedOrder, account: string, provider: Provider): Promise<boolean> {
  if ((await provider.getCode(account)) === "0x") return false;
  try {
    const wallet = new Contract(account, ERC1271, provider);
    return (await wallet.getFunction("isValidSignature")(digestOf(signed.order), signed.signature)) === MAGIC;
  } catch {
    return false; // code that answers with anything else does not accept
  }
}
