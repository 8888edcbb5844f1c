/**
 * Helpers for wallets, exchanges and payment firms: orders to be signed, submission, reading, errors as sentences. For ethers
 * v6 on BNB Chain and TRON; `./viem` is the same for viem, `./tron` for tronweb.
 * @packageDocumentation
 */
export * from "./account.ts";
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
export * from "./reading/errors.ts";
export * from "./reading/events.ts";
export * from "./reading/roles.ts";
export * from "./reading/scopes.ts";
export * from "./reading/units.ts";
export * from "./signing/call.ts";
export * from "./signing/json.ts";
export * from "./signing/orders.ts";
export * from "./signing/sign.ts";
export * from "./signing/signature.ts";
export * from "./signing/submit.ts";
export * from "./signing/typed-data.ts";
export * from "./signing/verify.ts";
export {
  AddressError,
  type Base58Address,
  type EvmAddress,
  type HexAddress,
  isTronAddress,
  toBase58,
  toEvm,
  toHex,
} from "../tron/address.ts";
