/**
 * What holders sign, as typed data (EIP-712, on TRON TIP-712). This file is the only place that spells the types; it needs
 * no client's library, so that every entrance of the package can use it.
 */

import { fieldOf } from "../reading/revert-data.ts";
import { type ACTS, fieldsOf, objectIn, requireKnown, signatureIn } from "./fields.ts";

const AUTHORIZATION = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
] as const;

/** The typed data of each act, by primary type: EIP-2612's one and EIP-3009's three. */
export const ORDER_TYPES = {
  permit: {
    Permit: [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ],
  },
  transfer: { TransferWithAuthorization: AUTHORIZATION },
  receive: { ReceiveWithAuthorization: AUTHORIZATION },
  cancel: {
    CancelAuthorization: [
      { name: "authorizer", type: "address" },
      { name: "nonce", type: "bytes32" },
    ],
  },
} as const satisfies Record<(typeof ACTS)[number], object>;

/** The fields of the coin's signing domain, in their order. */
export const DOMAIN_TYPE = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
] as const;

/** The four acts that a signature can stand for. */
export type Act = keyof typeof ORDER_TYPES;

export { ACTS } from "./fields.ts";

/** `0x` and hex digits, as viem types it. */
export type Hex = `0x${string}`;

/** The signing domain. Read it from the token (ERC-5267) and never guess it. */
export interface Domain {
  readonly name: string;
  readonly version: string;
  readonly chainId: bigint;
  readonly verifyingContract: Hex;
}

/** Allows `spender` to spend `value` of `owner` (EIP-2612). Amounts in smallest units, times in Unix seconds. */
export interface PermitMessage {
  readonly owner: Hex;
  readonly spender: Hex;
  readonly value: bigint;
  /** `nonces(owner)`: permits are used in order. */
  readonly nonce: bigint;
  /** The last second in which it counts. */
  readonly deadline: bigint;
}

/** Pays `value` from `from` to `to` (EIP-3009). Amounts in smallest units, times in Unix seconds. */
export interface AuthorizationMessage {
  readonly from: Hex;
  readonly to: Hex;
  readonly value: bigint;
  /** It counts after this second. */
  readonly validAfter: bigint;
  /** It counts before this second. */
  readonly validBefore: bigint;
  /** Random, 32 bytes: authorizations are used in any order, each once. */
  readonly nonce: Hex;
}

/** Makes an authorization void that was signed and not used (EIP-3009). */
export interface CancellationMessage {
  readonly authorizer: Hex;
  readonly nonce: Hex;
}

/** What is signed for each act. */
export interface Messages {
  readonly permit: PermitMessage;
  readonly transfer: AuthorizationMessage;
  readonly receive: AuthorizationMessage;
  readonly cancel: CancellationMessage;
}

/** Name of the struct that is signed for each act. */
export interface PrimaryTypes {
  readonly permit: "Permit";
  readonly transfer: "TransferWithAuthorization";
  readonly receive: "ReceiveWithAuthorization";
  readonly cancel: "CancelAuthorization";
}

const PRIMARY_TYPES: PrimaryTypes = {
  permit: "Permit",
  transfer: "TransferWithAuthorization",
  receive: "ReceiveWithAuthorization",
  cancel: "CancelAuthorization",
};

/**
 * One act, ready to be signed: hand all of it to `signOrder`, or {@link toWalletJson} to a wallet that takes
 * `eth_signTypedData_v4`. `types` is the act's struct alone; a wallet's own request wants the domain's type beside it.
 */
export interface Order<A extends Act = Act> {
  readonly act: A;
  readonly domain: Domain;
  readonly types: (typeof ORDER_TYPES)[A];
  readonly primaryType: PrimaryTypes[A];
  readonly message: Messages[A];
}

/** An order with its signature. */
export interface SignedOrder<A extends Act = Act> {
  readonly order: Order<A>;
  /** 65 bytes `r ‖ s ‖ v` of a key, or whatever the account's code takes (ERC-1271). */
  readonly signature: Hex;
}

/** Returns the types of an act as libraries take them: lists that may be changed. @throws IntegrationError `ORDER_INVALID` */
export function typesOf(act: Act): Record<string, { name: string; type: string }[]> {
  requireKnown(act);
  return structuredClone(ORDER_TYPES[act]) as unknown as Record<string, { name: string; type: string }[]>;
}

/**
 * Puts an order together. Addresses in any form; they stand in the order as `0x…` with checksum.
 * @throws IntegrationError `ORDER_INVALID` for an unknown act, a field that is missing or of another kind, a number that a
 * `uint256` does not hold, or a time in milliseconds
 */
export function orderOf<A extends Act>(act: A, domain: Domain, message: Messages[A]): Order<A> {
  requireKnown(act);
  const readDomain = fieldsOf("domain", DOMAIN_TYPE, domain) as unknown as Domain;
  const fields = typesOf(act)[PRIMARY_TYPES[act]] ?? [];
  const readMessage = fieldsOf("order", fields, message) as unknown as Messages[A];
  return { act, domain: readDomain, types: ORDER_TYPES[act], primaryType: PRIMARY_TYPES[act], message: readMessage };
}

/**
 * Returns an order from elsewhere, each field of its kind, with this package's types.
 * @throws IntegrationError `ORDER_INVALID`
 */
export function checkedOrder<A extends Act>(order: Order<A>): Order<A> {
  const given = objectIn("order", order);
  return orderOf(
    fieldOf(given, "act") as A,
    fieldOf(given, "domain") as Domain,
    fieldOf(given, "message") as Messages[A],
  );
}

/**
 * Returns a signed order from elsewhere, each field of its kind and the signature bytes in hex.
 * @throws IntegrationError `ORDER_INVALID`
 */
export function checkedSigned<A extends Act>(signed: SignedOrder<A>): SignedOrder<A> {
  const given = objectIn("signed order", signed);
  const order = checkedOrder(fieldOf(given, "order") as Order<A>);
  return { order, signature: signatureIn(fieldOf(given, "signature")) };
}

/** Returns the account that has to sign. @throws IntegrationError `ORDER_INVALID` for what is no order */
export function signerOf(order: Order): Hex {
  const message = checkedOrder(order).message as {
    readonly owner?: Hex;
    readonly from?: Hex;
    readonly authorizer?: Hex;
  };
  return (message.owner ?? message.from ?? message.authorizer) as Hex;
}

/**
 * Returns an order as `eth_signTypedData_v4` takes it: numbers as text, the domain's type next to the others.
 * @throws IntegrationError `ORDER_INVALID` for what is no order
 */
export function toWalletJson(order: Order): string {
  const { domain, types, primaryType, message } = checkedOrder(order);
  const payload = { types: { EIP712Domain: DOMAIN_TYPE, ...types }, primaryType, domain, message };
  return JSON.stringify(payload, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}
