import { type EvmAddress, toBase58, toEvm, toHex } from "./address.ts";
import type { TronClient } from "./client.ts";
import type { WirePermission } from "./wire.ts";

/** Who may act for an account under one of its permissions, and how much weight of keys it takes. */
export interface Permission {
  /** 0 for the owner, 2 and up for active permissions. */
  readonly id: number;
  readonly name: string;
  readonly threshold: number;
  readonly keys: readonly { readonly address: EvmAddress; readonly weight: number }[];
  /** Whether it covers calls of contracts (`TriggerSmartContract`). */
  readonly allowsCalls: boolean;
}

/** Number of `TriggerSmartContract` in the bitmap of what an active permission covers. */
const TRIGGER = 31;
const OWNER = 0;

/**
 * Returns the permissions of an account: the owner's first, then the active ones. An account without any has its own
 * key only.
 */
export async function permissionsOf(client: TronClient, account: string): Promise<Permission[]> {
  const found = await client.wallet<{
    readonly owner_permission?: WirePermission;
    readonly active_permission?: readonly WirePermission[];
  }>("getaccount", { address: toHex(account) });
  const owner = found.owner_permission;
  if (owner === undefined) {
    const keys = [{ address: toEvm(account), weight: 1 }];
    return [{ id: OWNER, name: "owner", threshold: 1, keys, allowsCalls: true }];
  }
  return [toPermission(owner, true), ...(found.active_permission ?? []).map((active) => toPermission(active, false))];
}

/**
 * Returns the permission to call contracts under: the first active one that covers it, so that the owner's keys stay
 * where they are; the owner's, if none does.
 */
export function callingPermission(permissions: readonly Permission[]): Permission | undefined {
  const allowed = permissions.filter(({ allowsCalls }) => allowsCalls);
  return allowed.find(({ id }) => id !== OWNER) ?? allowed[0];
}

/** Returns whether the permission is that of an account whose own key is enough. */
export function isOwnKey({ keys, threshold }: Permission, account: string): boolean {
  return keys.some((key) => key.address === toEvm(account) && key.weight >= threshold);
}

/** Returns a permission in one line, for people. */
export function showPermission({ id, name, threshold, keys }: Permission): string {
  const list = keys.map(({ address, weight }) => `${toBase58(address)}${weight === 1 ? "" : ` (weight ${weight})`}`);
  return `permission ${id} "${name}": weight ${threshold} of ${list.join(", ")}`;
}

function toPermission(wire: WirePermission, isOwner: boolean): Permission {
  const operations = Buffer.from(wire.operations ?? "", "hex");
  return {
    id: wire.id ?? OWNER,
    name: wire.permission_name ?? "",
    threshold: Number(wire.threshold ?? 0),
    keys: (wire.keys ?? []).map(({ address, weight = 0 }) => ({ address: toEvm(address), weight: Number(weight) })),
    allowsCalls: isOwner || ((operations[TRIGGER >> 3] ?? 0) & (1 << (TRIGGER & 7))) !== 0,
  };
}
