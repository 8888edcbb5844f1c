import { getAddress, verifyTypedData } from "ethers";
import { addressField } from "../text/fields.ts";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { createFile } from "../files/durable.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { parseJson } from "../text/parse-json.ts";
import { readTextFile } from "../text/read-file.ts";
import { type Standing, STANDING_DOMAIN, STANDING_TYPES, headOf } from "./standing.ts";

const CODE = "ANCHOR_INVALID";
const name = z.string().regex(/^[\w .-]{1,64}$/, "a name of letters, digits, dots and dashes");
const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes in lower-case hex");
const hexText = z.string().regex(/^(0x[0-9a-f]{0,128})?$/, "lower-case hex");
const address = z.string().regex(/^0x[0-9a-f]{40}$/, "an address of 20 bytes in lower-case hex");
const count = z.number().int().min(-1).max(Number.MAX_SAFE_INTEGER);

const schema = z.strictObject({
  schema: z.literal(1),
  head: hash,
  standing: z.strictObject({
    coin: name,
    environment: name,
    tokenId: hexText,
    decimals: z.number().int().min(0).max(77),
    chains: z
      .array(
        z.strictObject({
          network: name,
          chainId: z.string().regex(/^\d{1,78}$/, "a chain id in decimal digits"),
          genesis: hexText,
          token: address,
          attestations: address,
          firstBlock: count.min(0),
          block: count.min(0),
          blockHash: hexText,
          blockTime: count.min(0),
          events: count.min(0),
          digest: hash,
        }),
      )
      .min(1)
      .max(64),
  }),
  signatures: z
    .array(
      z.strictObject({
        signer: addressField(),
        signature: z.string().regex(/^0x[0-9a-f]{130}$/, "65 bytes in lower-case hex"),
      }),
    )
    .max(64),
});

/** An anchor as it is written: where the books stood, and who has signed that. */
export type AnchorFile = z.infer<typeof schema>;

/** Returns an anchor of a standing that nobody has signed yet. */
export function anchorOf(standing: Standing): AnchorFile {
  return schema.parse({ schema: 1, head: headOf(standing), standing, signatures: [] });
}

/** Returns an anchor with one more signature (EIP-712, over its head). */
export async function signAnchor(anchor: AnchorFile, signer: AccountSigner): Promise<AnchorFile> {
  const signature = await signer.signTypedData(STANDING_DOMAIN, STANDING_TYPES, { ...anchor.standing });
  return {
    ...anchor,
    signatures: [...anchor.signatures, { signer: signer.address, signature: signature.toLowerCase() }],
  };
}

/**
 * Writes an anchor into a new file.
 * @throws OperatorError `RECORD_NOT_WRITTEN` as `createFile` does: an anchor is never replaced.
 */
export function writeAnchor(file: string, anchor: AnchorFile): void {
  createFile(file, `${JSON.stringify(anchor, null, 2)}\n`, 0o644);
}

/**
 * Reads an anchor, and makes sure that its head is that of its standing and that every signature is its signer's.
 * @throws OperatorError `ANCHOR_INVALID`
 */
export function readAnchor(file: string): AnchorFile {
  const parsed = schema.safeParse(parseJson(file, readTextFile(file, { code: CODE }), CODE));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "file"}: ${message}`);
    throw new OperatorError(CODE, `${file} is not an anchor of books: ${problems.slice(0, 10).join("; ")}.`);
  }
  const anchor = parsed.data;
  if (headOf(anchor.standing) !== anchor.head) {
    throw new OperatorError(CODE, `${file} names a head that is not the one of what it says: it was changed.`);
  }
  for (const { signer, signature } of anchor.signatures) {
    if (signerOf(anchor, signature) === getAddress(signer)) continue;
    throw new OperatorError(CODE, `${file} has a signature that is not ${getAddress(signer)}'s.`);
  }
  return anchor;
}

function signerOf({ standing }: AnchorFile, signature: string): string | null {
  try {
    return verifyTypedData(STANDING_DOMAIN, STANDING_TYPES, standing, signature);
  } catch {
    return null; // no point of the curve
  }
}
