/**
 * Helpers for wallets, exchanges and payment firms: orders to be signed, submission, reading, errors as sentences. For ethers
 * v6 on BNB Chain and TRON; `./viem` is the same for viem, `./tron` for tronweb. Every function throws IntegrationError alone.
 * @packageDocumentation
 */
export * from "./account.ts";
export * from "./assets.ts";
export * from "./chains.ts";
export * from "./connect.ts";
export * from "./moving/ethers.ts";
export {
  ENDPOINT_IDS,
  type Following,
  type Move,
  type MoveCall,
  type MoveQuote,
  type MoveRequest,
  type MoveStanding,
} from "./moving/move.ts";
export * from "./problem.ts";
export * from "./reading/coin.ts";
export { ERRORS, type ErrorEntry, type Explanation, type Writing, explainError } from "./reading/errors.ts";
export * from "./reading/events.ts";
export * from "./reading/roles.ts";
export * from "./reading/scopes.ts";
export * from "./reading/units.ts";
export * from "./scanning/ethers.ts";
export * from "./signing/call.ts";
export { digestOf } from "./signing/digest.ts";
export * from "./signing/json.ts";
export * from "./signing/orders.ts";
export { recoverSigner, withSignature } from "./signing/recover.ts";
export * from "./signing/sign.ts";
export {
  type EcdsaSignature,
  type SignatureLike,
  compactSignature,
  parseSignature,
  serializeSignature,
  tokenForm,
} from "./signing/signature.ts";
export * from "./signing/submit.ts";
export {
  ACTS,
  type Act,
  type AuthorizationMessage,
  type CancellationMessage,
  DOMAIN_TYPE,
  type Domain,
  type Hex,
  type Messages,
  ORDER_TYPES,
  type Order,
  type PermitMessage,
  type PrimaryTypes,
  type SignedOrder,
  orderOf,
  signerOf,
  toWalletJson,
  typesOf,
} from "./signing/typed-data.ts";
export * from "./signing/verify.ts";
export type { Base58Address, EvmAddress, HexAddress } from "../tron/address.ts";
