import { toBase58 } from "../../packages/tron/address.ts";
import type { NetworkTarget } from "../coin-file/resolve.ts";

/** Writes an account of another chain into a text that is about this one: behind its network's name, in its own form. Pure. */
export function accountElsewhere(
  account: string,
  { name, platform }: Pick<NetworkTarget, "name" | "platform">,
): string {
  return `${name}:${platform === "tron" ? toBase58(account) : account}`;
}
