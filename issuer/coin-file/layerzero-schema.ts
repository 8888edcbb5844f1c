import { z } from "zod";
import { PINNED_CONTRACTS } from "../layerzero/addresses.ts";
import { address, distinct } from "./fields.ts";

/** The word for the issuer's own verifier among the others' names. */
export const ISSUER_VERIFIER = "issuer";

/** The word for the coin's adapter where an account is named. */
export const ADAPTER = "adapter";

const verifierName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, "must be a name of letters and digits that begins with a small letter");
const units = z.number().int().min(1).max(100_000_000);

/** Where a contract of LayerZero stands: an address, or its name in LayerZero's package. */
const place = z.union(
  [z.enum(PINNED_CONTRACTS), address],
  `must be an address, or one of LayerZero's names: ${PINNED_CONTRACTS.join(", ")}`,
);

/** Who must have verified what goes between the coin's chains; the same in every direction. */
export const layerZeroFields = z.strictObject({
  /** All of these, by names that each network gives an address for; `issuer` is the issuer's own. */
  required: distinct(verifierName).min(1).max(16),
  /** And so many of these. */
  optional: z
    .strictObject({ verifiers: distinct(verifierName).min(1).max(16), threshold: z.number().int().min(1).max(16) })
    .refine(
      ({ verifiers, threshold }) => threshold <= verifiers.length,
      "must not ask for more verifiers than it names",
    )
    .optional(),
  /** The issuer's own verifier: a contract of LayerZero's that is deployed with the adapter. */
  issuer: z
    .strictObject({
      /** Who signs, and how many of them must. */
      signers: distinct(address).min(1).max(16),
      quorum: z.number().int().min(1).max(16),
      /** Who sends what was signed, and sets what it charges. */
      admins: distinct(address).min(1).max(8),
    })
    .refine(({ signers, quorum }) => quorum <= signers.length, "must not ask for more signers than it names")
    .optional(),
});

/** LayerZero on one network. */
export const layerZeroNetworkFields = z.strictObject({
  /** LayerZero's endpoint id of the chain. */
  endpointId: z.number().int().min(1).max(4_294_967_295),
  endpoint: place,
  sendLibrary: place,
  receiveLibrary: place,
  executor: place,
  /** What the issuer's verifier reckons its fee with. */
  priceFeed: place,
  verifierFees: place,
  /** The verifiers' contracts here. */
  verifiers: z.record(verifierName, place),
  /** Blocks that must lie on a move that leaves this chain, as verifiers count them. */
  confirmations: z.number().int().min(1).max(1_000_000),
  /** Gas, or energy on TRON, that is bought for each credit here. */
  receiveGas: units,
  /** Gas, or energy on TRON, that one verification here takes, and that the issuer's verifier asks for. */
  verifyGas: units,
  /** Adapters of the coin that others have taken the place of here: what they sent and hold stays in the books. */
  formerAdapters: distinct(address).max(8).optional(),
});
