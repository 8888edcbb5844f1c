import type { BareAddress } from "../../../../tron/address.ts";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { bytesToNumber, fromHexString, numberToBytes } from "../../protocol/bytes.ts";
import { recover } from "../../protocol/signature.ts";
import { permissionById } from "../../state/account.ts";
import { failures } from "../failure.ts";
import type { Precompile, PrecompileEnvironment } from "./types.ts";

const PER_SIGNATURE = 1_500n;
const MOST_IN_BATCH = 16;
const MOST_OF_PERMISSION = 5;
const SIGNATURE_LENGTH = 65;
const HEADER_WORDS = 5;
const WORD = 32;
const INT_MAX = 0x7fff_ffffn;
const ZERO = new Uint8Array(WORD);
const ONE = numberToBytes(1n, WORD);

/** java's array access: anything outside is an exception. */
class OutOfBounds extends Error {}

class Words {
  readonly data: Uint8Array;
  readonly count: number;

  constructor(data: Uint8Array) {
    this.data = data;
    this.count = Math.floor(data.length / WORD);
  }

  at(index: number): Uint8Array {
    if (index < 0 || index >= this.count)
      throw new OutOfBounds(`Index ${index} out of bounds for length ${this.count}`);
    return this.data.subarray(index * WORD, (index + 1) * WORD);
  }

  int(index: number): number {
    const value = bytesToNumber(this.at(index));
    return Number(value > INT_MAX ? INT_MAX : value);
  }

  /** Number of items of the array whose head is named by a word. */
  lengthAt(index: number): number {
    return this.int(Math.floor(this.int(index) / WORD));
  }

  /** A `bytes[]` whose head is named by a word; items have a fixed size when one is given. */
  byteStrings(index: number, fixed?: number): Uint8Array[] {
    const head = Math.floor(this.int(index) / WORD);
    if (head > this.count - 1) return [];
    const length = this.int(head);
    if (length > this.count) throw new OutOfBounds("array longer than the input");
    return Array.from({ length }, (_, item) => {
      const offset = Math.floor(this.int(head + item + 1) / WORD);
      const size = fixed ?? this.int(head + offset + 1);
      const start = (offset + head + 2) * WORD;
      if (start > this.data.length || size > this.data.length) throw new OutOfBounds("bytes outside the input");
      const out = new Uint8Array(size);
      out.set(this.data.subarray(start, Math.min(start + size, this.data.length)));
      return out;
    });
  }

  /** A `bytes32[]` whose head is named by a word. */
  wordArray(index: number): Uint8Array[] {
    const head = Math.floor(this.int(index) / WORD);
    if (head > this.count - 1) return [];
    const length = this.int(head);
    if (length > this.count) throw new OutOfBounds("array longer than the input");
    return Array.from({ length }, (_, item) => this.at(head + item + 1));
  }
}

function signerOf(signature: Uint8Array, hash: Uint8Array): BareAddress | undefined {
  if (signature.length < 65) return undefined;
  const raw = signature[64] ?? 0;
  const v = raw < 27 ? raw + 27 : raw;
  return v === 27 || v === 28
    ? recover(hash, signature.subarray(0, 32), signature.subarray(32, 64), v - 27)
    : undefined;
}

const cost = (data: Uint8Array, wordsPerSignature: number): bigint =>
  BigInt(Math.trunc((Math.floor(data.length / WORD) - 5) / wordsPerSignature)) * PER_SIGNATURE;

/** The shape Osaka demands (TIP-854): whole words, a header, then whole items. */
function isWellFormed(data: Uint8Array, itemWords: number): boolean {
  const tail = data.length - HEADER_WORDS * WORD;
  return tail > 0 && data.length % WORD === 0 && tail % (itemWords * WORD) === 0;
}

function batchValidate(data: Uint8Array, strict: boolean): Uint8Array {
  const words = new Words(data);
  const hash = words.at(0);
  if (strict && Math.max(words.lengthAt(1), words.lengthAt(2)) > MOST_IN_BATCH) return ZERO;
  const signatures = words.byteStrings(1, strict ? SIGNATURE_LENGTH : undefined);
  const addresses = words.wordArray(2);
  const count = signatures.length;
  if (count === 0 || count > MOST_IN_BATCH || count !== addresses.length) return ZERO;
  const result = new Uint8Array(WORD);
  signatures.forEach((signature, index) => {
    const expected = bytesToHex((addresses[index] ?? ZERO).subarray(12));
    if (signerOf(signature, hash) === expected) result[index] = 1;
  });
  return result;
}

/** 9: which of up to 16 signatures of one hash belong to the given addresses. Malformed input answers zeros, or fails when strict. */
export const batchValidateSign = (strict: boolean): Precompile => ({
  energy: (data) => cost(data, 6),
  run(data) {
    if (strict && !isWellFormed(data, 6)) return undefined;
    try {
      return batchValidate(data, strict);
    } catch {
      return ZERO;
    }
  },
});

function reachesThreshold(
  { world }: PrecompileEnvironment,
  address: BareAddress,
  id: number,
  hash: Uint8Array,
  signatures: readonly Uint8Array[],
): boolean {
  const account = world.account(address);
  const permission = account === undefined ? undefined : permissionById(account, id);
  if (permission === undefined) return false;
  const counted = new Set<string>();
  let weight = 0n;
  for (const signature of signatures) {
    const signer = signerOf(signature, hash);
    const key = permission.keys.find((candidate) => candidate.address === signer);
    if (key === undefined) return false;
    if (counted.has(key.address)) continue;
    counted.add(key.address);
    weight += key.weight;
  }
  return weight >= permission.threshold;
}

/** 0x0a: whether signatures of (account, permission id, hash) reach the permission's threshold. Malformed input halts the caller, or fails when strict. */
export const validateMultiSign = (strict: boolean): Precompile => ({
  energy: (data) => cost(data, 5),
  run(data, environment) {
    if (strict && !isWellFormed(data, 5)) return undefined;
    try {
      const words = new Words(data);
      const address = bytesToHex(words.at(0).subarray(12)) as BareAddress;
      const id = words.int(1);
      const hash = sha256(concatBytes(fromHexString(`41${address}`), numberToBytes(id, 4), words.at(2)));
      if (strict && words.lengthAt(3) > MOST_OF_PERMISSION) return ZERO;
      const signatures = words.byteStrings(3, strict ? SIGNATURE_LENGTH : undefined);
      if (signatures.length === 0 || signatures.length > MOST_OF_PERMISSION) return ZERO;
      return reachesThreshold(environment, address, id, hash, signatures) ? ONE : ZERO;
    } catch (error) {
      if (!(error instanceof OutOfBounds)) return ZERO;
      throw failures.outOfBounds(error.message);
    }
  },
});
