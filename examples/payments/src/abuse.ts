import assert from "node:assert/strict";

/** A body for `/verify` or `/settle` of version 2. */
export interface Body {
  readonly x402Version: number;
  readonly paymentPayload: {
    readonly x402Version: number;
    readonly accepted: Readonly<Record<string, unknown>>;
    readonly payload: { readonly signature: string; readonly authorization: Readonly<Record<string, string>> };
  };
  readonly paymentRequirements: Readonly<Record<string, unknown>>;
}

/** Asks a relayer. */
export async function ask(
  url: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${url}${path}`, { method: "POST", body: text, headers });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

/**
 * Presents everything that must not be carried. Nothing of it reaches the chain.
 * @param good - a payment that would be carried
 * @returns How many there were.
 */
export async function abuse(url: string, good: Body, stranger: string): Promise<number> {
  const { paymentPayload, paymentRequirements } = good;
  const { authorization, signature } = paymentPayload.payload;
  const signed = (change: Record<string, string>): Body => ({
    ...good,
    paymentPayload: { ...paymentPayload, payload: { signature, authorization: { ...authorization, ...change } } },
  });
  const wanting = (change: Record<string, unknown>): Body => ({
    ...good,
    paymentPayload: { ...paymentPayload, accepted: { ...paymentPayload.accepted, ...change } },
    paymentRequirements: { ...paymentRequirements, ...change },
  });
  const cases: readonly (readonly [unknown, string])[] = [
    ["{", "invalid_payload"],
    ["null", "invalid_payload"],
    [[], "invalid_payload"],
    [{ ...good, paymentPayload: "x" }, "invalid_payload"],
    [{ ...good, paymentPayload: { ...paymentPayload, x402Version: 3 } }, "invalid_x402_version"],
    [wanting({ scheme: "upto" }), "unsupported_scheme"],
    [wanting({ network: "eip155:1" }), "invalid_network"],
    [wanting({ asset: stranger }), "unsupported_asset"],
    [wanting({ asset: "0x12" }), "invalid_payload"],
    [{ ...good, paymentRequirements: { ...paymentRequirements, network: "eip155:1" } }, "network_mismatch"],
    [wanting({ payTo: stranger }), "invalid_exact_evm_recipient_mismatch"],
    [wanting({ amount: "1" }), "invalid_exact_evm_authorization_value"],
    [wanting({ amount: "1e3" }), "invalid_payload"],
    [signed({ value: "-1" }), "invalid_payload"],
    [signed({ value: "9".repeat(78) }), "invalid_payload"],
    [signed({ nonce: "0x12" }), "invalid_payload"],
    [signed({ nonce: `0x${"00".repeat(32)}` }), "invalid_exact_evm_signature"],
    [signed({ from: stranger }), "invalid_exact_evm_signature"],
    [signed({ validBefore: "1" }), "invalid_exact_evm_payload_authorization_valid_before"],
    [signed({ validAfter: "9999999999" }), "invalid_exact_evm_signature"],
    [
      { ...good, paymentPayload: { ...paymentPayload, payload: { authorization, signature: `0x${"11".repeat(65)}` } } },
      "invalid_exact_evm_signature",
    ],
    [
      { ...good, paymentPayload: { ...paymentPayload, payload: { authorization, signature: "0x" } } },
      "invalid_payload",
    ],
  ];
  for (const [index, [body, code]] of cases.entries()) {
    for (const path of ["/verify", "/settle"]) {
      const { status, answer } = await ask(url, path, body);
      assert.deepEqual(
        [status, answer["invalidReason"] ?? answer["errorReason"]],
        [200, code],
        `case ${index} at ${path}`,
      );
      assert.ok(answer["isValid"] === false || answer["success"] === false);
    }
  }
  const long = await ask(url, "/settle", " ".repeat(20_000)).catch(() => ({ status: 413 }));
  assert.equal(long.status, 413);
  assert.equal((await fetch(`${url}/settle`)).status, 404);
  return cases.length + 2;
}
