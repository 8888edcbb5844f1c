import { parseSignature } from "./signature.ts";
import {
  type AuthorizationMessage,
  type CancellationMessage,
  type Hex,
  type Order,
  type PermitMessage,
  type SignedOrder,
  checkedSigned,
} from "./typed-data.ts";

/** What a call of the token takes for an order. */
export interface OrderCall {
  /** Full signature: every function here exists twice. */
  readonly signature: string;
  readonly functionName: "permit" | "transferWithAuthorization" | "receiveWithAuthorization" | "cancelAuthorization";
  readonly args: readonly unknown[];
}

/** How a signature is handed to the token: as bytes, or in three words as the EIPs have it. */
export type Form = "bytes" | "vrs";

/**
 * Returns the token's function that carries an order, with its arguments.
 * @throws IntegrationError `ORDER_INVALID` for what is no order; `SIGNATURE_MALFORMED` if `v`, `r` and `s` are asked of bytes that
 * are no signature of a key: a contract's signature goes as bytes
 */
export function callOf(signed: SignedOrder, form: Form = "bytes"): OrderCall {
  const { order, signature } = checkedSigned(signed);
  const { functionName, types, values } = headOf(order);
  const tail = form === "bytes" ? [signature] : wordsOf(signature);
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

/** 65 bytes as they are, since the account's code may take what no key signs; 64 as ERC-2098 spells them out. */
function wordsOf(signature: Hex): [v: number, r: Hex, s: Hex] {
  if (/^0x[0-9a-fA-F]{130}$/.test(signature)) {
    return [Number(`0x${signature.slice(130)}`), signature.slice(0, 66) as Hex, `0x${signature.slice(66, 130)}`];
  }
  const { v, r, s } = parseSignature(signature);
  return [v, r, s];
}
