import { signatureBytes } from "./fields.ts";
import { canonicalOf } from "./signature.ts";
import { type Act, type Order, type SignedOrder, checkedSigned } from "./typed-data.ts";

/**
 * Puts an order and what a wallet answered together, in the form the token takes. What is in that form already, or no key's, stays as
 * it is; only for the rest is it worth to load what recovers keys.
 * @throws IntegrationError `SIGNATURE_MALFORMED` for an answer that is not bytes
 */
export async function inTokenForm<A extends Act>(order: Order<A>, answer: string): Promise<SignedOrder<A>> {
  const given = checkedSigned({ order, signature: signatureBytes(answer) });
  const canonical = canonicalOf(given.signature);
  if (canonical === undefined || given.signature === canonical) return given;
  const { withSignature } = await import("./recover.ts");
  return withSignature(order, given.signature);
}
