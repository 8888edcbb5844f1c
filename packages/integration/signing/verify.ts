import { Contract, type Provider } from "ethers";
import { objectOf } from "../given.ts";
import { isRefusal } from "../reading/revert-data.ts";
import { asked, isWrongAnswer, troubleError } from "../reading/trouble.ts";
import { digestOf } from "./digest.ts";
import { recoverSigner } from "./recover.ts";
import type { Verdict } from "./verdict.ts";
import { type SignedOrder, checkedSigned, signerOf } from "./typed-data.ts";

export type { Verdict } from "./verdict.ts";

/** ERC-1271's answer for yes. */
const MAGIC = "0x1626ba7e";
const ERC1271 = ["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"];

/**
 * Returns whether the token would take the signature, by the token's own rule: the account's key first, then its code
 * (ERC-1271). Says nothing of balance, nonce, time or freezes; `simulate` does.
 * @param given - order and signature
 * @param provider - asked for the account's code; without it only keys can be verified
 * @throws IntegrationError `NODE_UNREACHABLE` and its like when the account's code could not be asked: then nobody knows yet;
 * `ORDER_INVALID`
 */
export async function verifySignature(given: SignedOrder, provider?: Provider): Promise<Verdict> {
  const signed = checkedSigned(given);
  const recovered = recoverSigner(signed);
  const account = signerOf(signed.order);
  if (BigInt(recovered) !== 0n && recovered.toLowerCase() === account.toLowerCase()) {
    return { valid: true, by: "key", recovered };
  }
  const accepted = provider !== undefined && (await acceptedByCode(signed, account, provider));
  return { valid: accepted, by: accepted ? "code" : undefined, recovered };
}

async function acceptedByCode(signed: SignedOrder, account: string, provider: Provider): Promise<boolean> {
  objectOf("The provider", provider);
  if ((await asked(() => provider.getCode(account))) === "0x") return false;
  try {
    const wallet = new Contract(account, ERC1271, provider);
    return (await wallet.getFunction("isValidSignature")(digestOf(signed.order), signed.signature)) === MAGIC;
  } catch (error) {
    // Code that refuses or answers with anything else does not accept; a node that does not answer says nothing.
    if (isRefusal(error) || isWrongAnswer(error)) return false;
    throw troubleError(error);
  }
}
