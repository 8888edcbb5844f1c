import { isHexString } from "ethers";
import type { ResolvedConfigurationVariable } from "hardhat/types/config";
import { OperatorError } from "../errors.ts";
import { localSigner } from "./digest.ts";
import { type AccountSigner, CURVE_ORDER, type Platform } from "./signer.ts";

/** The `signers` of the Hardhat config. */
export type SignerVariables = Readonly<Record<string, ResolvedConfigurationVariable>>;

/** What an entry of `signers` says. A private key is turned into a signer at once, so that it goes no further. */
export type SignerSpec =
  | { readonly kind: "local"; readonly signer: AccountSigner }
  | { readonly kind: "aws-kms"; readonly key: string }
  | { readonly kind: "ledger"; readonly path: string; readonly platform: Platform };

const KMS = "aws-kms:";
const LEDGER = "ledger:";
const PATH = /^m\/44'\/(60|195)'(\/\d{1,10}'?){1,3}$/;

/**
 * Reads the value of an entry of `signers`: a private key, `aws-kms:…`, `ledger:…`, or several of them with commas
 * between, such as a Ledger account for each kind of chain. Empty: the key is elsewhere.
 * @param name - Name of the entry, for messages. Values are never shown.
 * @throws OperatorError `SIGNER_INVALID`, which names the entry.
 */
export function parseSigners(name: string, value: string): SignerSpec[] {
  const parts = value.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "").map((part) => parseSigner(name, part));
}

function parseSigner(name: string, value: string): SignerSpec {
  if (value.startsWith(KMS)) {
    const key = value.slice(KMS.length).trim();
    if (/^[\w:/-]+$/.test(key)) return { kind: "aws-kms", key };
    throw new OperatorError("SIGNER_INVALID", `${name} names no AWS KMS key by its id, alias or ARN.`);
  }
  if (value.startsWith(LEDGER)) {
    const path = value.slice(LEDGER.length).trim();
    const coin = PATH.exec(path)?.[1];
    if (coin !== undefined) return { kind: "ledger", path, platform: coin === "195" ? "tron" : "evm" };
    throw new OperatorError("SIGNER_INVALID", `${name} names no derivation path of Ethereum (60') or TRON (195').`);
  }
  return { kind: "local", signer: localSigner(parsePrivateKey(`${name}'s key`, value)) };
}

/** Returns a private key with or without `0x`. @throws OperatorError `SIGNER_INVALID`; the text is not shown. */
export function parsePrivateKey(what: string, text: string): string {
  const hex = text.trim().startsWith("0x") ? text.trim() : `0x${text.trim()}`;
  if (!isHexString(hex, 32)) throw new OperatorError("SIGNER_INVALID", `${what} is not 32 bytes in hex.`);
  if (BigInt(hex) === 0n || BigInt(hex) >= CURVE_ORDER) {
    throw new OperatorError("SIGNER_INVALID", `${what} is not a key of secp256k1: it is zero, or too large.`);
  }
  return hex;
}

/** Opens a signer. What a key service or a device needs is loaded only here. */
export async function openSigner(spec: SignerSpec): Promise<AccountSigner> {
  switch (spec.kind) {
    case "local":
      return spec.signer;
    case "aws-kms":
      return (await import("./aws-kms.ts")).awsKmsSigner(spec.key);
    case "ledger":
      return (await import("./ledger-hardware.ts")).ledgerSigner(spec.path, spec.platform);
  }
}

/** The signers of the Hardhat config, each opened at most once, when it is first needed. */
export class ConfiguredSigners {
  readonly #variables: SignerVariables;
  readonly #platform: Platform | null;
  readonly #specs = new Map<string, Promise<SignerSpec[]>>();
  readonly #opened = new Map<SignerSpec, Promise<AccountSigner>>();

  /** @param platform - Where is to be signed; null for typed data that is meant for every chain. */
  constructor(variables: SignerVariables, platform: Platform | null) {
    this.#variables = variables;
    this.#platform = platform;
  }

  /** Returns the signer of an entry, or null if its key is elsewhere. */
  async named(name: string): Promise<AccountSigner | null> {
    const [spec] = await this.#read(name);
    return spec === undefined ? null : this.#open(spec);
  }

  /**
   * Returns the signer of an account, or null. Keys on this machine are tried first, a device last. An entry that
   * cannot be used is in nobody's way whose key is another one.
   * @throws the first refusal of an entry, if none of the others is the account's.
   */
  async find(account: string): Promise<AccountSigner | null> {
    const read = await Promise.allSettled(Object.keys(this.#variables).map((name) => this.#read(name)));
    const refusals = read.flatMap((entry): unknown[] => (entry.status === "rejected" ? [entry.reason] : []));
    const specs = read.flatMap((entry) => (entry.status === "fulfilled" ? entry.value : []));
    for (const kind of ["local", "aws-kms", "ledger"] as const) {
      for (const spec of specs.filter((entry) => entry.kind === kind)) {
        try {
          const signer = await this.#open(spec);
          if (signer.address === account) return signer;
        } catch (error) {
          refusals.push(error);
        }
      }
    }
    if (refusals.length > 0) throw refusals[0];
    return null;
  }

  #read(name: string): Promise<SignerSpec[]> {
    const known = this.#specs.get(name) ?? this.#parse(name);
    this.#specs.set(name, known);
    known.catch(() => this.#specs.delete(name));
    return known;
  }

  async #parse(name: string): Promise<SignerSpec[]> {
    const specs = parseSigners(name, (await this.#variables[name]?.get()) ?? "");
    return specs.filter(
      (spec) => spec.kind !== "ledger" || this.#platform === null || spec.platform === this.#platform,
    );
  }

  #open(spec: SignerSpec): Promise<AccountSigner> {
    const opened = this.#opened.get(spec) ?? openSigner(spec);
    this.#opened.set(spec, opened);
    opened.catch(() => this.#opened.delete(spec));
    return opened;
  }
}
