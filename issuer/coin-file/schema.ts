import { z } from "zod";
import { textField, urlField } from "../text/fields.ts";
import { ROLE_NAMES, type RoleName } from "../../packages/integration/reading/role-names.ts";
import { address, distinct } from "./fields.ts";
import { ADAPTER, layerZeroFields, layerZeroNetworkFields } from "./layerzero-schema.ts";

export { ROLE_NAMES, type RoleName };

const label = textField()
  .min(1)
  .refine((text) => new TextEncoder().encode(text).length <= 31, "must be at most 31 bytes");

const holder = z.union([z.literal("timelock"), address], 'must be an address or "timelock"');
/** The adapter does not stand before the token does, so only what is set afterwards can name it. */
const bridge = z.union([z.literal(ADAPTER), address], 'must be an address or "adapter"');
const bridgeHolder = z.union([bridge, z.literal("timelock")], 'must be an address, "adapter" or "timelock"');
const amount = z
  .string()
  .regex(/^(\d{1,78}(\.\d{1,78})?|unlimited)$/, 'must be an amount in whole coins such as "1000.50", or "unlimited"');
const duration = z.string().regex(/^[1-9]\d{0,9}[smhd]$/, 'must be a duration such as "90s", "15m", "48h" or "2d"');
const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes in lower-case hex");

const limit = z.strictObject({ capacity: amount, window: duration });
const attestation = z.strictObject({
  attestors: distinct(address).min(2).max(32),
  threshold: z.number().int().positive(),
  maximumWindow: duration,
  /** The most from the count of the reserves to the end of the window. */
  maximumAge: duration,
  guardians: distinct(address),
});
const timelock = z.strictObject({
  /** By kind of operation: code and whatever is not known, roles and the reserve gate, attestors and their conflicts. */
  delays: z.strictObject({ upgrade: duration, roles: duration, attestors: duration }),
  proposers: distinct(address).min(1),
  executors: z.union([z.literal("anyone"), distinct(address).min(1)], 'must be a list of addresses or "anyone"'),
});
const roles = z.strictObject(
  Object.fromEntries(ROLE_NAMES.map((name) => [name, distinct(name === "BRIDGE" ? bridgeHolder : holder)])) as Record<
    RoleName,
    z.ZodArray<typeof bridgeHolder>
  >,
);
const minterLimits = z
  .array(limit.extend({ minter: address }))
  .refine((list) => new Set(list.map((entry) => entry.minter)).size === list.length, "must not name a minter twice");
const guardianLimits = z
  .array(
    z.strictObject({
      guardian: address,
      accounts: z.union(
        [z.literal("unlimited"), z.number().int().min(0).max(1_000_000)],
        'must be a number of accounts, or "unlimited"',
      ),
      window: duration,
    }),
  )
  .refine(
    (list) => new Set(list.map((entry) => entry.guardian)).size === list.length,
    "must not name a guardian twice",
  );
const bridgeLimits = z
  .array(z.strictObject({ bridge, inbound: limit, outbound: limit, netInflowCap: amount }))
  .refine((list) => new Set(list.map((entry) => entry.bridge)).size === list.length, "must not name a bridge twice");

const variable = z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, "must be a variable's name such as ETHEREUM_RPC_URL");

/** How a network is reached, for one that scripts/networks.ts does not have: then the coin's file is all that it takes. */
const rpc = z.strictObject({
  /** The configuration variable with its URL, or several with commas between them: in the keystore or the environment. */
  variable,
  /** The URL if the variable is not set; public, so without any key in it. */
  default: urlField.optional(),
  /** On TRON: the most TRX that one transaction may burn, 1500 if left out. */
  feeLimit: amount.optional(),
  /** On TRON: the variable with the service's API key. */
  apiKey: variable.optional(),
});

const network = z.strictObject({
  environment: z.enum(["mainnet", "testnet", "development"]),
  /** Which kind of chain it is: how addresses are written and transactions are sent. */
  platform: z.enum(["evm", "tron"]).default("evm"),
  chainId: z.number().int().positive(),
  nativeCoin: textField(20).min(1),
  explorer: urlField.optional(),
  rpc: rpc.optional(),
  /** Blocks that must lie on a transaction, itself included, or the chain's own finality. */
  finality: z.union([z.literal("finalized"), z.strictObject({ confirmations: z.number().int().positive() })]),
  /** The most that is ever offered, whatever the network asks for: gwei for one unit of gas; on TRON TRX for one transaction. */
  maxFee: z
    .string()
    .regex(/^\d{1,78}(\.\d{1,78})?$/, 'must be a number such as "5" or "0.5"')
    .optional(),
  /** LayerZero there, for holders to move the coin to and from the other networks of the environment that have it. */
  layerzero: layerZeroNetworkFields.optional(),
  /** What differs on this network. */
  overrides: z
    .strictObject({
      attestation: attestation.partial().optional(),
      timelock: timelock.partial().optional(),
      adminDelay: duration.optional(),
      roles: roles.partial().optional(),
      minterLimits: minterLimits.optional(),
      guardianLimits: guardianLimits.optional(),
      bridgeLimits: bridgeLimits.optional(),
      inflowCap: amount.optional(),
    })
    .optional(),
});

const percent = z.number().int().min(1).max(100);

/** When the monitor tells something: docs/issuer/monitoring.md. What is left out has a default. */
const monitor = z.strictObject({
  mintAbove: amount.optional(),
  windowSpent: percent.optional(),
  bridgeSpent: percent.optional(),
  reportExpires: duration.optional(),
  freezeLapses: duration.optional(),
  lag: duration.optional(),
  unreachable: duration.optional(),
  moveLate: duration.optional(),
  verifierSilent: duration.optional(),
  feeAbove: z.number().int().min(101).max(99_999).optional(),
});

/** A coin's file under `config/`, as it is validated. */
export const coinSchema = z.strictObject({
  /** A file to read and to try: no task is about it unless `--coin` names it. */
  example: z.boolean().default(false),
  name: label,
  symbol: label,
  /** What the coin is pegged to, by its ISO 4217 code. */
  currency: z.string().regex(/^[A-Z]{3}$/u, "must be a currency's code of three capital letters, such as KGS"),
  decimals: z.number().int().min(0).max(18).default(6),
  tokenId: z
    .strictObject({ mainnet: bytes32, test: bytes32 })
    .refine((ids) => ids.mainnet !== ids.test, "must differ between mainnet and test"),
  attestation,
  timelock,
  adminDelay: duration,
  roles,
  minterLimits,
  guardianLimits,
  bridgeLimits,
  inflowCap: amount,
  /** The last report of an attestation contract that this one replaces. */
  previousReport: z
    .strictObject({
      sequence: z.number().int().nonnegative(),
      validUntil: z.number().int().nonnegative(),
      /** Number of the attestor set of that contract, which the new one goes on counting from. */
      epoch: z.number().int().min(1).max(4_294_967_295).default(1),
    })
    .default({ sequence: 0, validUntil: 0, epoch: 1 }),
  monitor: monitor.optional(),
  /** Moves between the chains by their holders; without it there are none. */
  layerzero: layerZeroFields.optional(),
  networks: z.record(textField(100), network),
});

/** A coin's file as it is written. */
export type CoinConfig = z.input<typeof coinSchema>;

/** A coin's file after validation. */
export type ValidCoinConfig = z.output<typeof coinSchema>;
