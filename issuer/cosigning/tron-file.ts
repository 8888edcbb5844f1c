import { recoverAddress } from "ethers";
import { z } from "zod";
import { hexField, textField, timeField, wholeField } from "../text/fields.ts";
import { parseJson } from "../text/parse-json.ts";
import { toBase58, toEvm } from "../../packages/tron/address.ts";
import { type Permission, showPermission } from "../../packages/tron/permissions.ts";
import {
  type TransactionContent,
  attachSignatures,
  readRawData,
  readTransaction,
} from "../../packages/tron/transactions.ts";
import type { Desired } from "../coin-file/resolve.ts";
import type { Draft } from "../chains/chain.ts";
import { OperatorError } from "../errors.ts";
import type { AccountSigner } from "../signing/signer.ts";

const address = z.string().regex(/^T[1-9A-HJ-NP-Za-km-z]{33}$/, "a TRON address, T…");
const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), "hex without 0x");

/** The most characters of a permission's name: TRON takes 32 bytes. */
const PERMISSION_NAME = 32;

const signingFile = z.strictObject({
  format: z.literal("tron-signatures"),
  version: z.literal(1),
  coin: textField(100),
  network: textField(100),
  chainId: wholeField("a chain id in decimal digits"),
  /** For people. What is signed is shown from `raw_data_hex` alone. */
  description: textField(2_000),
  account: address,
  permission: z.strictObject({
    id: z.number().int().nonnegative(),
    name: textField(PERMISSION_NAME),
    threshold: z.number().int().positive(),
    keys: z.array(z.strictObject({ address, weight: z.number().int().positive() })).min(1),
    allowsCalls: z.boolean(),
  }),
  expiration: timeField("a time in UTC"),
  txID: hex(32),
  raw_data_hex: hexField("hex without 0x", { least: 1 }).refine(
    (text) => text === text.toLowerCase(),
    "hex in lower case",
  ),
  signatures: z.array(z.strictObject({ signer: address, signature: hex(65) })),
});

/** A transaction of TRON on its way from signer to signer, as it is kept in a file. */
export type TronSigningFile = z.infer<typeof signingFile>;

/** A file that was checked against itself. */
export interface OpenedTronFile {
  readonly file: TronSigningFile;
  /** What its bytes say: what is signed. */
  readonly content: TransactionContent;
  /** Addresses (`0x…`) of the keys that may sign and have not. */
  readonly open: readonly string[];
  /** Weight of the signatures so far. */
  readonly weight: number;
}

const strip = (text: string): string => text.replace(/^0x/, "");

/** Returns the file for a draft, without signatures. */
export function toTronFile({ coin, network }: Desired, description: string, draft: Draft): TronSigningFile {
  const { rawData, expiration, hash } = readTransaction(draft.raw);
  const { keys, ...permission } = draft.permission;
  return {
    format: "tron-signatures",
    version: 1,
    coin,
    network: network.name,
    chainId: `${network.chainId}`,
    description,
    account: toBase58(draft.from),
    permission: { ...permission, keys: keys.map((key) => ({ ...key, address: toBase58(key.address) })) },
    expiration: new Date(Number(expiration)).toISOString(),
    txID: strip(hash),
    raw_data_hex: strip(rawData),
    signatures: [],
  };
}

/**
 * Reads a file and compares everything in it with the bytes that are signed. Nothing it says is believed.
 * @param what - Where it comes from, for messages.
 * @throws OperatorError `SIGNING_FILE_INVALID`, `PERMISSION_INSUFFICIENT`, `SIGNER_NOT_PERMITTED` or `SIGNATURE_WRONG`.
 */
export function openTronFile(what: string, text: string): OpenedTronFile {
  const file = parse(what, text);
  const invalid = (message: string): OperatorError => new OperatorError("SIGNING_FILE_INVALID", `${what}: ${message}`);
  const content = readContent(what, file);
  const { account, permission, txID, expiration } = file;
  if (strip(content.hash) !== txID) throw invalid("txID is not the hash of raw_data_hex.");
  if (content.operation.kind !== "trigger") throw invalid("It is not a call of a contract.");
  if (toBase58(content.operation.from) !== account) throw invalid("It is sent by another account than it says.");
  if (content.permissionId !== permission.id) throw invalid("It is signed under another permission than it says.");
  if (new Date(Number(content.expiration)).toISOString() !== expiration) {
    throw invalid("It expires at another time than it says.");
  }
  requireSufficient(file);
  return { file, content, ...weigh(what, file) };
}

/** @throws OperatorError `SIGNING_FILE_EXPIRED` @param now - Milliseconds since 1970. */
export function requireUnexpired({ file, content }: OpenedTronFile, now: number): void {
  if (content.expiration > BigInt(now)) return;
  throw new OperatorError("SIGNING_FILE_EXPIRED", `Transaction ${file.txID} expired at ${file.expiration}.`);
}

/** @throws OperatorError `PERMISSION_CHANGED` if the chain no longer has the permission that the file names. */
export function requirePermission({ file }: OpenedTronFile, live: readonly Permission[]): void {
  const { id } = file.permission;
  const now = live.find((permission) => permission.id === id);
  const named = {
    ...file.permission,
    keys: file.permission.keys.map((key) => ({ ...key, address: toEvm(key.address) })),
  };
  if (now !== undefined && showPermission(now) === showPermission(named) && now.allowsCalls === named.allowsCalls)
    return;
  const has = now === undefined ? `no permission ${id}` : showPermission(now);
  throw new OperatorError("PERMISSION_CHANGED", `${file.account} has ${has}; the file says ${showPermission(named)}.`);
}

/** Adds a signature. @throws OperatorError `SIGNER_NOT_PERMITTED` if the key may not sign or has signed. */
export async function addSignature(opened: OpenedTronFile, signer: AccountSigner): Promise<TronSigningFile> {
  const { file, content, open } = opened;
  if (!open.includes(signer.address)) {
    const who = toBase58(signer.address);
    const signed = file.signatures.some((entry) => entry.signer === who);
    const message = signed ? `${who} has signed already.` : `${who} is not a key of ${showKeys(file)}.`;
    throw new OperatorError("SIGNER_NOT_PERMITTED", message);
  }
  const signature = strip(await signer.signTronTransaction(content));
  return { ...file, signatures: [...file.signatures, { signer: toBase58(signer.address), signature }] };
}

/**
 * Brings the signatures of several copies of one file together.
 * @throws OperatorError `SIGNING_FILES_DIFFER` if they are of different transactions or say different things.
 */
export function mergeTronFiles(opened: readonly OpenedTronFile[]): TronSigningFile {
  const [first, ...others] = opened.map(({ file }) => file);
  if (first === undefined) throw new OperatorError("SIGNING_FILES_DIFFER", "There is nothing to merge.");
  const essence = (file: TronSigningFile): string => JSON.stringify({ ...file, signatures: [] });
  for (const other of others) {
    if (essence(other) === essence(first)) continue;
    const field = (["raw_data_hex", "txID", "network", "chainId", "account"] as const).find(
      (name) => other[name] !== first[name],
    );
    const message = `The files differ in ${field ?? "what they say of the transaction"}: ${first.txID} and ${other.txID}.`;
    throw new OperatorError("SIGNING_FILES_DIFFER", message);
  }
  const signatures = new Map([first, ...others].flatMap((file) => file.signatures).map((one) => [one.signer, one]));
  const order = first.permission.keys.map((key) => key.address);
  return { ...first, signatures: order.flatMap((key) => signatures.get(key) ?? []) };
}

/** Returns the complete transaction. @throws OperatorError `SIGNATURES_MISSING` */
export function completeTronFile({ file, content, weight, open }: OpenedTronFile): string {
  const { threshold } = file.permission;
  if (weight >= threshold)
    return attachSignatures(
      content,
      file.signatures.map((entry) => entry.signature),
    ).raw;
  const message = `The signatures weigh ${weight} of ${threshold}. Still to sign: ${open.map(toBase58).join(" or ")}.`;
  throw new OperatorError("SIGNATURES_MISSING", message);
}

function parse(what: string, text: string): TronSigningFile {
  const parsed = signingFile.safeParse(parseJson(what, text, "SIGNING_FILE_INVALID"));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new OperatorError("SIGNING_FILE_INVALID", `${what}: ${lines.join("; ")}`);
}

function readContent(what: string, file: TronSigningFile): TransactionContent {
  try {
    return readRawData(`0x${file.raw_data_hex}`);
  } catch (cause) {
    const message = `${what}: raw_data_hex is nothing to be signed here: ${(cause as Error).message}`;
    throw new OperatorError("SIGNING_FILE_INVALID", message, { cause });
  }
}

function requireSufficient(file: TronSigningFile): void {
  const { keys, threshold, allowsCalls } = file.permission;
  if (!allowsCalls) {
    throw new OperatorError("PERMISSION_INSUFFICIENT", `${showKeys(file)} does not cover calls of contracts.`);
  }
  const sum = keys.reduce((total, { weight }) => total + weight, 0);
  const distinct = new Set(keys.map((key) => key.address)).size === keys.length;
  if (sum >= threshold && distinct) return;
  throw new OperatorError("PERMISSION_INSUFFICIENT", `The keys of ${showKeys(file)} can never meet its threshold.`);
}

function weigh(what: string, file: TronSigningFile): Pick<OpenedTronFile, "open" | "weight"> {
  const open = new Map(file.permission.keys.map((key) => [key.address, key.weight]));
  let weight = 0;
  for (const { signer, signature } of file.signatures) {
    const added = open.get(signer);
    if (added === undefined) {
      const message = `${what} is signed by ${signer}, who is not a key of ${showKeys(file)} or has signed twice.`;
      throw new OperatorError("SIGNER_NOT_PERMITTED", message);
    }
    if (!isSignatureOf(file.txID, signature, signer)) {
      throw new OperatorError("SIGNATURE_WRONG", `${what}: a signature is not that of ${signer}.`);
    }
    weight += added;
    open.delete(signer);
  }
  return { weight, open: [...open.keys()].map(toEvm) };
}

function isSignatureOf(txID: string, signature: string, signer: string): boolean {
  try {
    return recoverAddress(`0x${txID}`, `0x${signature}`) === toEvm(signer);
  } catch {
    return false;
  }
}

function showKeys({ permission }: TronSigningFile): string {
  return showPermission({
    ...permission,
    keys: permission.keys.map((key) => ({ ...key, address: toEvm(key.address) })),
  });
}
