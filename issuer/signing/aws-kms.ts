import { createPublicKey } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { computeAddress, getBytes, hexlify } from "ethers";
import { OperatorError } from "../errors.ts";
import { DigestSigner } from "./digest.ts";

/** The only kind of key that Ethereum and TRON know. */
const KEY_SPEC = "ECC_SECG_P256K1";

const ARN_REGION = /^arn:[\w-]+:kms:([\w-]+):/;

/**
 * Returns an account whose key was made in AWS KMS and cannot leave it. Credentials, region and endpoint come from
 * AWS's own environment; the region of an ARN goes first.
 * @param key - Id, alias (`alias/…`) or ARN of an asymmetric key, `ECC_SECG_P256K1`, for signing.
 * @throws OperatorError `SIGNER_INVALID`, `SIGNER_REFUSED` or `SIGNER_UNAVAILABLE`.
 */
export async function awsKmsSigner(key: string): Promise<DigestSigner> {
  const { KMSClient, GetPublicKeyCommand, SignCommand } = await import("@aws-sdk/client-kms");
  const region = ARN_REGION.exec(key)?.[1];
  const client = new KMSClient(region === undefined ? {} : { region });

  const found = await asking(key, () => client.send(new GetPublicKeyCommand({ KeyId: key })));
  if (found.KeySpec !== KEY_SPEC || found.KeyUsage !== "SIGN_VERIFY") {
    const message = `AWS KMS key ${key} is ${found.KeySpec} for ${found.KeyUsage}, not ${KEY_SPEC} for SIGN_VERIFY.`;
    throw new OperatorError("SIGNER_INVALID", message);
  }
  const address = addressOfSpki(key, found.PublicKey);

  return new DigestSigner(address, `AWS KMS key ${key}`, async (digest) => {
    const { Signature } = await asking(key, () =>
      client.send(
        new SignCommand({
          KeyId: key,
          Message: getBytes(digest),
          MessageType: "DIGEST",
          SigningAlgorithm: "ECDSA_SHA_256",
        }),
      ),
    );
    return parseDer(key, Signature);
  });
}

/** Returns the account of a public key in DER (SubjectPublicKeyInfo). */
function addressOfSpki(key: string, der: Uint8Array | undefined): string {
  try {
    const {
      crv,
      x = "",
      y = "",
    } = createPublicKey({
      key: Buffer.from(der ?? []),
      format: "der",
      type: "spki",
    }).export({ format: "jwk" });
    if (crv !== "secp256k1") throw new Error(`The curve is ${crv}.`);
    const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
    return computeAddress(hexlify(point));
  } catch (cause) {
    throw new OperatorError("SIGNER_INVALID", `AWS KMS key ${key} has no public key on secp256k1.`, { cause });
  }
}

function parseDer(key: string, der: Uint8Array | undefined): { readonly r: bigint; readonly s: bigint } {
  try {
    const { r, s } = secp256k1.Signature.fromBytes(Uint8Array.from(der ?? []), "der");
    return { r, s };
  } catch (cause) {
    throw new OperatorError("SIGNATURE_WRONG", `AWS KMS key ${key} answered with no ECDSA signature.`, { cause });
  }
}

/** What KMS itself says no to; it would say so again. */
const REFUSALS = new Set([
  "AccessDeniedException",
  "DisabledException",
  "InvalidKeyUsageException",
  "KMSInvalidStateException",
  "NotFoundException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "UnrecognizedClientException",
  "ExpiredTokenException",
]);

/** AWS's client repeats what passes (throttling, broken connections) three times by itself. */
async function asking<T>(key: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const { name, message } = cause as Error;
    const refused = REFUSALS.has(name);
    const says = `AWS KMS ${refused ? "refused" : "does not serve"} key ${key}: ${name}: ${message}`;
    throw new OperatorError(refused ? "SIGNER_REFUSED" : "SIGNER_UNAVAILABLE", says, {
      remedy: refused
        ? "Check the key's state, its policy (kms:GetPublicKey, kms:Sign) and AWS's credentials on this machine."
        : "Check AWS_REGION, AWS's credentials on this machine and the connection, then run again.",
      cause,
    });
  }
}
