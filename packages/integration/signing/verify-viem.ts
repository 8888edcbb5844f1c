import { type Client, parseAbi } from "viem";
import { getCode, readContract } from "viem/actions";
import { objectOf } from "../given.ts";
import { isRefusal } from "../reading/revert-data.ts";
import { asked, isWrongAnswer, troubleError } from "../reading/trouble.ts";
import { digestOf } from "./digest.ts";
import { recoverSigner } from "./recover.ts";
import { type SignedOrder, checkedSigned, signerOf } from "./typed-data.ts";
import type { Verdict } from "./verdict.ts";

/** ERC-1271's question, and its answer for yes. */
const ERC1271 = parseAbi(["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"]);
const MAGIC = "0x1626ba7e";

/**
 * Returns whether the token would take the signature, by the token's own rule: the account's key first, then its code
 * (ERC-1271). Says nothing of balance, nonce, time or freezes; `simulateOrder` does.
 * @throws IntegrationError `NODE_UNREACHABLE` and its like when the account's code could not be asked: then nobody knows yet;
 * `ORDER_INVALID`
 */
export async function verifySignature(given: SignedOrder, client: Client): Promise<Verdict> {
  const signed = checkedSigned(given);
  objectOf("The client", client);
  const recovered = recoverSigner(signed);
  if (recovered === signerOf(signed.order)) return { valid: true, by: "key", recovered };
  const accepted = await acceptedByCode(signed, client);
  return { valid: accepted, by: accepted ? "code" : undefined, recovered };
}

async function acceptedByCode(signed: SignedOrder, client: Client): Promise<boolean> {
  const address = signerOf(signed.order);
  if ((await asked(() => getCode(client, { address }))) === undefined) return false;
  const args = [digestOf(signed.order), signed.signature] as const;
  try {
    const wallet = { address, abi: ERC1271, functionName: "isValidSignature", args } as const;
    return (await readContract(client, wallet)) === MAGIC;
  } catch (error) {
    // Code that refuses or answers with anything else does not accept; a node that does not answer says nothing.
    if (isRefusal(error) || isWrongAnswer(error)) return false;
    throw troubleError(error);
  }
}
