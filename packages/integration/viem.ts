/**
 * The same for viem: orders, signatures, submission, reading, deposits, moves, errors as sentences. Loads nothing but viem;
 * neither ethers nor its types are needed here. Every function throws IntegrationError alone.
 * @packageDocumentation
 */
export * from "./account.ts";
export * from "./assets.ts";
export * from "./chains.ts";
export * from "./moving/viem.ts";
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
export { ERRORS, type ErrorEntry, type Explanation, type Writing, explainError } from "./reading/errors.ts";
export type { BlockRange, CoinEvent, CoinEventName, CoinEvents, Deposit } from "./reading/followed.ts";
export * from "./reading/roles.ts";
export * from "./reading/scopes.ts";
export type { AccountState, Capabilities, CoinState, Coverage, Standard } from "./reading/state.ts";
export * from "./reading/units.ts";
export {
  coverage,
  discover,
  finalBlock,
  findDeposits,
  headroom,
  isFrozen,
  readAccount,
  readCoin,
  readEvents,
  readUnit,
} from "./reading/viem.ts";
export * from "./scanning/viem.ts";
export * from "./signing/call.ts";
export { digestOf } from "./signing/digest.ts";
export * from "./signing/json.ts";
export {
  type CancellationRequest,
  DEFAULT_LIFETIME,
  type PermitRequest,
  type TransferRequest,
  randomNonce,
} from "./signing/requests.ts";
export { recoverSigner, withSignature } from "./signing/recover.ts";
export {
  type EcdsaSignature,
  type SignatureLike,
  compactSignature,
  parseSignature,
  serializeSignature,
  tokenForm,
} from "./signing/signature.ts";
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
export { verifySignature } from "./signing/verify-viem.ts";
export type { Verdict } from "./signing/verdict.ts";
export * from "./signing/viem.ts";
export type { Base58Address, EvmAddress, HexAddress } from "../tron/address.ts";
