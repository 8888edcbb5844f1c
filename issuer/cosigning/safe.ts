import { Interface, TypedDataEncoder, ZeroAddress, concat, dataLength, getAddress, id, solidityPacked } from "ethers";
import { z } from "zod";
import type { SafeCall, SafeState, SafeTransaction } from "../chains/safe.ts";
import { OperatorError } from "../errors.ts";
import { addressField, hexField, textField, wholeField } from "../text/fields.ts";
import { parseJson } from "../text/parse-json.ts";
import { saysSo } from "./described-call.ts";
import { SAFE_RELEASES } from "../chains/safe-releases.ts";

/** What the owners of a Safe compare before they sign. */
export interface SafeHashes {
  /** What is signed. */
  readonly safeTxHash: string;
  /** The two hashes that a hardware wallet shows in its place. */
  readonly domainHash: string;
  readonly messageHash: string;
}

/** MultiSendCallOnly of each version of Safe, at the address that is the same on every chain. */
export const MULTI_SEND_CALL_ONLY: Readonly<Record<string, string>> = Object.fromEntries(
  SAFE_RELEASES.flatMap(({ version, multiSendCallOnly: { addresses } }) =>
    addresses.slice(0, 1).map((address) => [version, address]),
  ),
);

/** How several calls are made in one. */
export const MULTI_SEND = new Interface(["function multiSend(bytes transactions) payable"]);

const SAFE_TX_TYPES = {
  SafeTx: [
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "data", type: "bytes" },
    { name: "operation", type: "uint8" },
    { name: "safeTxGas", type: "uint256" },
    { name: "baseGas", type: "uint256" },
    { name: "gasPrice", type: "uint256" },
    { name: "gasToken", type: "address" },
    { name: "refundReceiver", type: "address" },
    { name: "nonce", type: "uint256" },
  ],
};

/**
 * Returns the one transaction by which a Safe makes the calls, as the Safe app builds it: a call as it is, several
 * through MultiSend. No refund of gas is ever offered.
 * @throws OperatorError `SIGNER_UNSUPPORTED` if no MultiSend is known for several calls.
 */
export function safeTransaction(
  safe: Pick<SafeState, "nonce" | "multiSend" | "version">,
  calls: readonly SafeCall[],
): SafeTransaction {
  const [call, ...others] = calls;
  if (call === undefined) throw new Error("There is nothing to call.");
  if (others.length === 0) return { ...call, operation: 0, nonce: safe.nonce };
  if (safe.multiSend === null) {
    const message = `No MultiSendCallOnly is known for Safe ${safe.version}.`;
    throw new OperatorError("SIGNER_UNSUPPORTED", message, { remedy: "Name its address with --multisend." });
  }
  const packed = calls.map(({ to, value, data }) =>
    solidityPacked(["uint8", "address", "uint256", "uint256", "bytes"], [0, to, value, dataLength(data), data]),
  );
  const data = MULTI_SEND.encodeFunctionData("multiSend", [concat(packed)]);
  return { to: safe.multiSend, value: 0n, data, operation: 1, nonce: safe.nonce };
}

/** EIP-712 typed data of a Safe's transaction, for any wallet that signs such. */
export function safeTypedData(
  { address, chainId }: Pick<SafeState, "address" | "chainId">,
  transaction: SafeTransaction,
): {
  readonly domain: { readonly chainId: bigint; readonly verifyingContract: string };
  readonly types: typeof SAFE_TX_TYPES;
  readonly message: Record<string, unknown>;
} {
  const { to, value, data, operation, nonce } = transaction;
  const noRefund = { safeTxGas: 0n, baseGas: 0n, gasPrice: 0n, gasToken: ZeroAddress, refundReceiver: ZeroAddress };
  return {
    domain: { chainId, verifyingContract: address },
    types: SAFE_TX_TYPES,
    message: { to, value, data, operation, ...noRefund, nonce },
  };
}

/** Returns the hashes of a Safe's transaction. */
export function safeHashes(safe: Pick<SafeState, "address" | "chainId">, transaction: SafeTransaction): SafeHashes {
  const { domain, types, message } = safeTypedData(safe, transaction);
  return {
    safeTxHash: TypedDataEncoder.hash(domain, types, message),
    domainHash: TypedDataEncoder.hashDomain(domain),
    messageHash: TypedDataEncoder.from(types).hash(message),
  };
}

const builderFile = z.object({
  version: textField(20),
  chainId: wholeField("a chain id in decimal digits"),
  createdAt: z.number(),
  meta: z.looseObject({
    name: textField(),
    checksum: textField(100).optional(),
    createdFromSafeAddress: textField(100).optional(),
  }),
  transactions: z
    .array(
      z.looseObject({
        to: addressField(),
        value: z
          .string()
          .regex(/^\d{1,78}$/, "an amount in wei")
          .refine((text) => BigInt(text) < 2n ** 256n, "an amount in wei"),
        data: hexField("the calldata; batches by ABI and inputs are not read here", { prefix: "0x" }),
      }),
    )
    .min(1),
});

/** A batch of the Safe app's Transaction Builder. */
export type BuilderFile = z.infer<typeof builderFile>;

/** Version of the Safe app's format that is written. */
const TX_BUILDER_VERSION = "1.18.0";

/**
 * Returns a batch for the Safe app's Transaction Builder. @param safe - Address of the Safe; empty if it is not known.
 */
export function toBuilderFile(
  { name, description, chainId }: { readonly name: string; readonly description: string; readonly chainId: bigint },
  safe: string,
  calls: readonly SafeCall[],
): BuilderFile {
  const meta = {
    name,
    description,
    txBuilderVersion: TX_BUILDER_VERSION,
    createdFromSafeAddress: safe,
    createdFromOwnerAddress: "",
  };
  const transactions = calls.map(({ to, value, data }) => ({
    ...{ to, value: `${value}`, data, contractMethod: null, contractInputsValues: null },
  }));
  const file = { version: "1.0", chainId: `${chainId}`, createdAt: 0, meta, transactions };
  return { ...file, meta: { ...meta, checksum: builderChecksum(file) } };
}

/**
 * Reads a batch of the Safe app's Transaction Builder.
 * @throws OperatorError `SIGNING_FILE_INVALID` also if it was changed since its checksum was made.
 */
export function readBuilderFile(
  what: string,
  text: string,
): { readonly file: BuilderFile; readonly calls: SafeCall[] } {
  const parsed = builderFile.safeParse(parseJson(what, text, "SIGNING_FILE_INVALID"));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
    throw new OperatorError("SIGNING_FILE_INVALID", `${what}: ${lines.join("; ")}`);
  }
  const whole = parseJson(what, text, "SIGNING_FILE_INVALID") as BuilderFile; // with every field, since the checksum covers each
  if (whole.meta.checksum !== undefined && whole.meta.checksum !== builderChecksum(whole)) {
    throw new OperatorError("SIGNING_FILE_INVALID", `${what} was changed after it was written: its checksum is wrong.`);
  }
  const calls = parsed.data.transactions.map(({ to, value, data }) => ({
    ...{ to: getAddress(to), value: BigInt(value), data: data.toLowerCase() },
  }));
  parsed.data.transactions.forEach(({ contractMethod, contractInputsValues, data }, index) => {
    if (saysSo(contractMethod, contractInputsValues, data)) return;
    const message = `${what}: transaction ${index + 1} is described as another call than its bytes are.`;
    throw new OperatorError("SIGNING_FILE_INVALID", message);
  });
  return { file: parsed.data, calls };
}

/**
 * Returns the checksum that the Safe app puts into a batch and compares: of everything but itself and the batch's name.
 */
export function builderChecksum(file: { readonly meta: object }): string {
  const meta = Object.entries(file.meta).filter(([key]) => key !== "checksum");
  return id(canonical({ ...file, meta: { ...Object.fromEntries(meta), name: null } }));
}

/** JSON as the Safe app hashes it: of an object, the sorted keys as a list, then each value followed by a comma. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = JSON.stringify(entries.map(([key]) => key));
  return `{${keys}${entries.map(([, entry]) => `${canonical(entry)},`).join("")}}`;
}
