/**
 * What holders sign, as typed data (EIP-712, on TRON TIP-712). This file is the only place that spells the types; it needs
 * no library, so that every entrance of the package can use it.
 */

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
} as const;

/** The fields of the coin's signing domain, in their order. */
export const DOMAIN_TYPE = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
] as const;

/** The four acts that a signature can stand for. */
export type Act = keyof typeof ORDER_TYPES;

/** All acts. */
export const ACTS = ["permit", "transfer", "receive", "cancel"] as const satisfies readonly Act[];

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

/** One act, ready to be signed: hand `domain`, `types`, `primaryType` and `message` to any wallet. */
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

/** Returns the types of an act as libraries take them: lists that may be changed. */
export function typesOf(act: Act): Record<string, { name: string; type: string }[]> {
  return structuredClone(ORDER_TYPES[act]) as unknown as Record<string, { name: string; type: string }[]>;
}

/** Puts an order together. Addresses must be in the `0x` form; `buildPermit` and its like take every form. */
export function orderOf<A extends Act>(act: A, domain: Domain, message: Messages[A]): Order<A> {
  return { act, domain, types: ORDER_TYPES[act], primaryType: PRIMARY_TYPES[act], message };
}

/** Returns the account that has to sign. */
export function signerOf(order: Order): Hex {
  const message = order.message as { readonly owner?: Hex; readonly from?: Hex; readonly authorizer?: Hex };
  return (message.owner ?? message.from ?? message.authorizer) as Hex;
}

/** Returns an order as `eth_signTypedData_v4` takes it: numbers as text, the domain's type next to the others. */
export function toWalletJson({ domain, types, primaryType, message }: Order): string {
  const payload = { types: { EIP712Domain: DOMAIN_TYPE, ...types }, primaryType, domain, message };
  return JSON.stringify(payload, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** Returns a signed order as JSON, to be sent to the account that submits it; {@link parseSigned} reads it. */
export function stringifySigned(signed: SignedOrder): string {
  return JSON.stringify(signed, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/**
 * Reads a signed order. The types are this package's, whatever the text says; domain and signature still have to be verified.
 * @throws Error or TypeError if a field is missing or no number
 */
export function parseSigned(text: string): SignedOrder {
  const { order, signature } = JSON.parse(text) as {
    readonly order: {
      readonly act: string;
      readonly domain: Record<string, string>;
      readonly message: Record<string, string>;
    };
    readonly signature: Hex;
  };
  const act = ACTS.find((name) => name === order.act);
  if (act === undefined) throw new TypeError(`"${order.act}" is not an act.`);
  const { name = "", version = "", chainId = "", verifyingContract = "" } = order.domain;
  const fields = typesOf(act)[PRIMARY_TYPES[act]] ?? [];
  const message = fields.map((field) => {
    const value = order.message[field.name];
    if (typeof value !== "string") throw new TypeError(`The order has no ${field.name}.`);
    return [field.name, field.type === "uint256" ? BigInt(value) : value];
  });
  const domain = { name, version, chainId: BigInt(chainId), verifyingContract: verifyingContract as Hex };
  return { order: orderOf(act, domain, Object.fromEntries(message) as Messages[typeof act]), signature };
}

/** What a call of the token takes for an order. */
export interface OrderCall {
  /** Full signature: every function here exists twice. */
  readonly signature: string;
  readonly functionName: "permit" | "transferWithAuthorization" | "receiveWithAuthorization" | "cancelAuthorization";
  readonly args: readonly unknown[];
}

/** How a signature is handed to the token: as bytes, or in three words as the EIPs have it. */
export type Form = "bytes" | "vrs";

/** Returns the token's function that carries an order, with its arguments. */
export function callOf({ order, signature }: SignedOrder, form: Form = "bytes"): OrderCall {
  const { functionName, types, values } = headOf(order);
  const parts = [signature.slice(2, 66), signature.slice(66, 130), signature.slice(130)];
  const tail = form === "bytes" ? [signature] : [Number(`0x${parts[2] ?? ""}`), `0x${parts[0]}`, `0x${parts[1]}`];
  const tailTypes = form === "bytes" ? "bytes" : "uint8,bytes32,bytes32";
  return { functionName, signature: `${functionName}(${types},${tailTypes})`, args: [...values, ...tail] };
}

function headOf(order: Order): { functionName: OrderCall["functionName"]; types: string; values: readonly unknown[] } {
  switch (order.act) {
    case "permit": {
      const { owner, spender, value, deadline } = order.message as PermitMessage;
      const values = [owner, spender, value, deadline];
      return { functionName: "permit", types: "address,address,uint256,uint256", values };
    }
    case "transfer":
    case "receive": {
      const { from, to, value, validAfter, validBefore, nonce } = order.message as AuthorizationMessage;
      const values = [from, to, value, validAfter, validBefore, nonce];
      const types = "address,address,uint256,uint256,uint256,bytes32";
      return { functionName: `${order.act}WithAuthorization`, types, values };
    }
    case "cancel": {
      const { authorizer, nonce } = order.message as CancellationMessage;
      return { functionName: "cancelAuthorization", types: "address,bytes32", values: [authorizer, nonce] };
    }
  }
}
