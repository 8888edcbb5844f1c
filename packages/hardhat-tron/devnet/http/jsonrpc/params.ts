import { type BareAddress, isTronAddress, toBare } from "../../../../tron/address.ts";
import type { Block } from "../../chain/block.ts";
import type { Chain } from "../../chain/chain.ts";
import type { JsonValue } from "../../../../tron/json.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { invalidParams, UnreadableError } from "./server.ts";

/** An object whose fields are all known: java-tron cannot read any other into its class. @throws UnreadableError */
export function objectParam(value: JsonValue | undefined, known: readonly string[]): JsonObject {
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new UnreadableError();
  }
  if (Object.keys(value).some((name) => !known.includes(name))) throw new UnreadableError();
  return value as JsonObject;
}

/** An address parameter: 0x and 20 or 21 bytes, as java-tron accepts. */
export function bareParam(value: JsonValue | undefined): BareAddress {
  if (typeof value !== "string" || !isTronAddress(value)) throw invalidParams("invalid address hash value");
  return toBare(value);
}

/** A block number or tag. */
export function blockNumber(chain: Chain, value: JsonValue | undefined): bigint {
  switch (value) {
    case "earliest":
      return 0n;
    case "finalized":
      return chain.final.number;
    case "latest":
    case undefined:
    case null:
      return chain.head.number;
    case "pending":
      throw invalidParams("TAG pending not supported");
    default:
      if (typeof value === "string" && /^0x[0-9a-fA-F]+$/.test(value)) return BigInt(value);
      throw invalidParams("invalid block number");
  }
}

/** The block a parameter means, or undefined. */
export const blockAt = (chain: Chain, value: JsonValue | undefined): Block | undefined =>
  chain.block(blockNumber(chain, value));

/** Refuses any state but the newest: java-tron keeps no older one. */
export function requireLatest(value: JsonValue | undefined): void {
  if (value === undefined || value === null || value === "latest") return;
  if (value === "earliest" || value === "pending" || value === "finalized") {
    throw invalidParams("TAG [earliest | pending | finalized] not supported");
  }
  throw invalidParams(
    typeof value === "string" && /^0x[0-9a-fA-F]+$/.test(value)
      ? "QUANTITY not supported, just support TAG as latest"
      : "invalid block number",
  );
}

/** A hash parameter without 0x. */
export function hashParam(value: JsonValue | undefined): string {
  if (typeof value !== "string" || !/^(0x)?[0-9a-fA-F]{64}$/.test(value)) throw invalidParams("invalid hash value");
  return value.replace(/^0x/, "").toLowerCase();
}
