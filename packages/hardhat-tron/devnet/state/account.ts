import type { BareAddress } from "../../../tron/address.ts";
import { addressBytes, bareOf } from "../protocol/json.ts";
import type { MessageValue } from "../../../tron/protobuf/message.ts";
import { fromHexString } from "../protocol/bytes.ts";

/** What can be staked for. */
export type Resource = "BANDWIDTH" | "ENERGY" | "TRON_POWER";
/** The resources in protobuf order. */
export const RESOURCE_ORDER: readonly Resource[] = ["BANDWIDTH", "ENERGY", "TRON_POWER"];

/** Who may act for an account, and how many keys it takes. */
export interface Permission {
  readonly type: 0 | 1 | 2;
  readonly id: number;
  readonly name: string;
  readonly threshold: bigint;
  readonly operations: Uint8Array;
  readonly keys: readonly { readonly address: BareAddress; readonly weight: bigint }[];
}

/** Use of one staked resource. `window` is in slots ×1000; 0 means the full day. */
export interface Usage {
  readonly used: bigint;
  readonly consumedAt: bigint;
  readonly window: bigint;
}

/** Stake that is on its way out. */
export interface Unfreezing {
  readonly resource: Resource;
  readonly amount: bigint;
  readonly expiresAt: bigint;
}

/** Stake whose resource another account uses. */
export interface Loan {
  readonly receiver: BareAddress;
  readonly resource: Resource;
  readonly amount: bigint;
}

/** An account. All amounts in sun, times in milliseconds, `consumedAt` in slots. */
export interface Account {
  readonly address: BareAddress;
  readonly name: Uint8Array;
  readonly id: Uint8Array;
  readonly kind: 0 | 2;
  readonly balance: bigint;
  readonly createdAt: bigint;
  readonly lastOperationAt: bigint;
  readonly bandwidth: Usage;
  readonly energy: Usage;
  readonly freeBandwidth: { readonly used: bigint; readonly consumedAt: bigint };
  readonly staked: Readonly<Record<Resource, bigint>>;
  readonly delegatedOut: Readonly<Record<Resource, bigint>>;
  readonly delegatedIn: Readonly<Record<Resource, bigint>>;
  readonly loans: readonly Loan[];
  readonly unfreezing: readonly Unfreezing[];
  readonly votes: readonly { readonly address: BareAddress; readonly count: bigint }[];
  readonly owner?: Permission | undefined;
  readonly witness?: Permission | undefined;
  readonly actives: readonly Permission[];
  readonly isWitness: boolean;
  /** Whether it has staked since votes count apart: java-tron then says that its older votes are void. */
  readonly hasStaked?: boolean;
}

/** Contract types an active permission allows unless told otherwise (java-tron's default bitmap on mainnet). */
export const DEFAULT_OPERATIONS = "7fff1fc0033efb0f000000000000000000000000000000000000000000000000";

const none = { BANDWIDTH: 0n, ENERGY: 0n, TRON_POWER: 0n } as const;
const unused: Usage = { used: 0n, consumedAt: 0n, window: 0n };

/** The owner permission of an account that never changed it. */
export function defaultOwner(address: BareAddress): Permission {
  const keys = [{ address, weight: 1n }];
  return { type: 0, id: 0, name: "owner", threshold: 1n, operations: new Uint8Array(0), keys };
}

/** The active permission (id 2) a new account gets. */
export function defaultActive(address: BareAddress): Permission {
  const keys = [{ address, weight: 1n }];
  return { type: 2, id: 2, name: "active", threshold: 1n, operations: fromHexString(DEFAULT_OPERATIONS), keys };
}

/** An account without history. */
export function emptyAccount(address: BareAddress, kind: 0 | 2 = 0): Account {
  return {
    address,
    kind,
    name: new Uint8Array(0),
    id: new Uint8Array(0),
    balance: 0n,
    createdAt: 0n,
    lastOperationAt: 0n,
    bandwidth: unused,
    energy: unused,
    freeBandwidth: { used: 0n, consumedAt: 0n },
    staked: none,
    delegatedOut: none,
    delegatedIn: none,
    loans: [],
    unfreezing: [],
    votes: [],
    actives: [],
    isWitness: false,
  };
}

/** An account as a transfer or the TVM opens it: dated, with default permissions. */
export function activatedAccount(address: BareAddress, createdAt: bigint): Account {
  return { ...emptyAccount(address), createdAt, owner: defaultOwner(address), actives: [defaultActive(address)] };
}

/** The permission with an id: 0 owner, 1 witness, 2 and up active. */
export function permissionById(account: Account, id: number): Permission | undefined {
  if (id === 0) return account.owner ?? defaultOwner(account.address);
  if (id === 1) return account.witness;
  return account.actives.find((permission) => permission.id === id);
}

/** A permission as protobuf message. */
export function permissionMessage(permission: Permission): MessageValue {
  return {
    type: permission.type,
    id: BigInt(permission.id),
    permission_name: permission.name,
    threshold: permission.threshold,
    operations: permission.operations,
    keys: permission.keys.map(({ address, weight }) => ({ address: addressBytes(address), weight })),
  };
}

/** A permission from its protobuf message, with the id and type the node assigns. */
export function permissionFrom(value: MessageValue, type: 0 | 1 | 2, id: number): Permission {
  const keys = ((value["keys"] ?? []) as MessageValue[]).map((key) => ({
    address: bareOf((key["address"] as Uint8Array | undefined) ?? new Uint8Array(21)),
    weight: (key["weight"] as bigint | undefined) ?? 0n,
  }));
  return {
    type,
    id,
    name: (value["permission_name"] as string | undefined) ?? "",
    threshold: (value["threshold"] as bigint | undefined) ?? 0n,
    operations: (value["operations"] as Uint8Array | undefined) ?? new Uint8Array(0),
    keys,
  };
}
