import {
  FunctionFragment,
  Interface,
  type ParamType,
  Signature,
  TypedDataEncoder,
  type TypedDataDomain,
  concat,
  toBeHex,
} from "ethers";
import type { ContractTransactionResponse } from "ethers";
import { ACTS, type Act, typesOf } from "../../packages/integration/signing/typed-data.ts";
import { type IStablecoin, IStablecoin__factory } from "../../typechain-types/index.js";
import type { Account } from "./chain.ts";

export { ACTS, type Act };

/** How a signature is handed over: in three words, in 65 or 64 bytes (ERC-2098), or in a batch. */
export type Form = "vrs" | "bytes65" | "bytes64" | "batched";

/** What a function that takes a signature does with it. */
const ACT_OF: Readonly<Record<string, Act>> = {
  permit: "permit",
  transferWithAuthorization: "transfer",
  transferWithAuthorizationBatch: "transfer",
  receiveWithAuthorization: "receive",
  cancelAuthorization: "cancel",
};

/**
 * The forms each act takes, from the ABI: every function of the token that takes a signature is among them, so that no
 * overload is forgotten. One that is new here has to be given its act first.
 */
export const FORMS: Readonly<Record<Act, readonly Form[]>> = formsByAct();

function formsByAct(): Record<Act, Form[]> {
  const forms: Record<Act, Form[]> = { permit: [], transfer: [], receive: [], cancel: [] };
  for (const fragment of Interface.from(IStablecoin__factory.abi).fragments) {
    if (!FunctionFragment.isFragment(fragment)) continue;
    const taken = formsIn(fragment.inputs);
    if (taken.length === 0) continue;
    const act = ACT_OF[fragment.name];
    if (act === undefined)
      throw new Error(`No act is known for ${fragment.format("sighash")}, which takes a signature`);
    forms[act].push(...taken);
  }
  return forms;
}

function formsIn(inputs: readonly ParamType[]): Form[] {
  const names = inputs.map(({ name }) => name);
  if (names.slice(-3).join() === "v,r,s") return ["vrs"];
  if (names.includes("signature")) return ["bytes65", "bytes64"];
  const inside = inputs.flatMap(({ arrayChildren, components }) => arrayChildren?.components ?? components ?? []);
  return inside.some(({ name }) => name === "v") ? ["batched"] : [];
}

/** Everything one signed order can say; each act takes what it needs. */
export interface Order {
  /** Owner, payer or authorizer. */
  readonly account: string;
  /** Spender or payee. */
  readonly counterpart: string;
  readonly value: bigint;
  readonly permitNonce: bigint;
  readonly deadline: bigint;
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly nonce: string;
}

/** A signature as the token receives it. */
export type Handed = Parts | { readonly batched: Parts } | string;

/** A signature in three words. */
interface Parts {
  readonly v: bigint;
  readonly r: string;
  readonly s: string;
}

/** Where the secp256k1 group ends: s and ORDER - s sign the same. */
const GROUP_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The domain as the token itself states it (ERC-5267). */
export async function tokenDomain(token: IStablecoin): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await token.eip712Domain();
  return { name, version, chainId, verifyingContract };
}

/** The digest of an order. */
export function digestOf(act: Act, order: Order, domain: TypedDataDomain): string {
  return TypedDataEncoder.hash(domain, typesOf(act), messageOf(act, order));
}

function messageOf(act: Act, order: Order): Record<string, unknown> {
  const { account, counterpart, value, deadline, validAfter, validBefore, nonce } = order;
  switch (act) {
    case "permit":
      return { owner: account, spender: counterpart, value, nonce: order.permitNonce, deadline };
    case "transfer":
    case "receive":
      return { from: account, to: counterpart, value, validAfter, validBefore, nonce };
    case "cancel":
      return { authorizer: account, nonce };
  }
}

/** Signs an order with a key. */
export function signOrder(key: Account, act: Act, order: Order, domain: TypedDataDomain): Signature {
  return key.signingKey.sign(digestOf(act, order, domain));
}

/** A signature in the form it is handed over in. */
export function hand(signature: Signature, form: Form): Handed {
  const parts = { v: BigInt(signature.v), r: signature.r, s: signature.s };
  if (form === "vrs") return parts;
  if (form === "batched") return { batched: parts };
  return form === "bytes65" ? signature.serialized : signature.compactSerialized;
}

/** The other signature of the same digest, which anybody can compute: high s, flipped v. */
export function malleate(signature: Signature, form: "vrs" | "bytes65"): Handed {
  return handRaw(signature.r, GROUP_ORDER - BigInt(signature.s), signature.v === 27 ? 28 : 27, form);
}

/** The same signature with `v` as some hardware writes it: 0 or 1. */
export function zeroBased(signature: Signature, form: "vrs" | "bytes65"): Handed {
  return handRaw(signature.r, BigInt(signature.s), signature.v - 27, form);
}

/** Posts a signed order to the token, in the caller's name. */
export function post(token: IStablecoin, act: Act, order: Order, handed: Handed): Promise<ContractTransactionResponse> {
  if (typeof handed !== "string" && "batched" in handed) {
    const { account: from, counterpart: to, value, validAfter, validBefore, nonce } = order;
    return token.transferWithAuthorizationBatch([
      { from, to, value, validAfter, validBefore, nonce, ...handed.batched },
    ]);
  }
  const { name, head } = callOf(act, order);
  const tail = typeof handed === "string" ? [handed] : [handed.v, handed.r, handed.s];
  return token.getFunction(`${name}(${head.types},${typeof handed === "string" ? "bytes" : "uint8,bytes32,bytes32"})`)(
    ...head.values,
    ...tail,
  ) as Promise<ContractTransactionResponse>;
}

function callOf(act: Act, order: Order): { name: string; head: { types: string; values: readonly unknown[] } } {
  const { account, counterpart, value, validAfter, validBefore, nonce } = order;
  if (act === "cancel") {
    return { name: "cancelAuthorization", head: { types: "address,bytes32", values: [account, nonce] } };
  }
  if (act === "permit") {
    const values = [account, counterpart, value, order.deadline];
    return { name: "permit", head: { types: "address,address,uint256,uint256", values } };
  }
  return {
    name: `${act}WithAuthorization`,
    head: {
      types: "address,address,uint256,uint256,uint256,bytes32",
      values: [account, counterpart, value, validAfter, validBefore, nonce],
    },
  };
}

function handRaw(r: string, s: bigint, v: number, form: "vrs" | "bytes65"): Handed {
  const word = toBeHex(s, 32);
  return form === "vrs" ? { v: BigInt(v), r, s: word } : concat([r, word, toBeHex(v, 1)]);
}
