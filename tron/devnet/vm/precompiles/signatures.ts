import type { BareAddress } from "../../../address.ts";
import { bytesToNumber, concat, fromHexString, numberToBytes, sha256, toHexString } from "../../protocol/bytes.ts";
import { recover } from "../../protocol/signature.ts";
import { permissionById } from "../../state/account.ts";
import { failures } from "../failure.ts";
import type { Precompile, PrecompileEnvironment } from "./types.ts";

const PER_SIGNATURE = 1_500n;
const MOST_SIGNATURES = 16;
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

  /** A `bytes[]` whose head is at a word index. */
  byteStrings(head: number): Uint8Array[] {
    if (head > this.count - 1) return [];
    const length = this.int(head);
    if (length > this.count) throw new OutOfBounds("array longer than the input");
    return Array.from({ length }, (_, index) => {
      const offset = Math.floor(this.int(head + index + 1) / WORD);
      const size = this.int(head + offset + 1);
      const start = (offset + head + 2) * WORD;
      if (start > this.data.length || size > this.data.length) throw new OutOfBounds("bytes outside the input");
      const out = new Uint8Array(size);
      out.set(this.data.subarray(start, Math.min(start + size, this.data.length)));
      return out;
    });
  }

  /** A `bytes32[]` whose head is at a word index. */
  wordArray(head: number): Uint8Array[] {
    if (head > this.count - 1) return [];
    const length = this.int(head);
    if (length > this.count) throw new OutOfBounds("array longer than the input");
    return Array.from({ length }, (_, index) => this.at(head + index + 1));
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

function batchValidate(data: Uint8Array): Uint8Array {
  const words = new Words(data);
  const hash = words.at(0);
  const signatures = words.byteStrings(Math.floor(words.int(1) / WORD));
  const addresses = words.wordArray(Math.floor(words.int(2) / WORD));
  const count = signatures.length;
  if (count === 0 || count > MOST_SIGNATURES || count !== addresses.length) return ZERO;
  const result = new Uint8Array(WORD);
  signatures.forEach((signature, index) => {
    const expected = toHexString((addresses[index] ?? ZERO).subarray(12));
    if (signerOf(signature, hash) === expected) result[index] = 1;
  });
  return result;
}

/** 9: which of up to 16 signatures of one hash belong to the given addresses. Malformed input answers zero. */
export const batchValidateSign: Precompile = {
  energy: (data) => cost(data, 6),
  run(data) {
    try {
      return batchValidate(data);
    } catch {
      return ZERO;
    }
  },
};

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

/** 0x0a: whether signatures of (account, permission id, hash) reach the permission's threshold. */
export const validateMultiSign = (strict: boolean): Precompile => ({
  energy: (data) => cost(data, 5),
  run(data, environment) {
    try {
      const words = new Words(data);
      const address = toHexString(words.at(0).subarray(12)) as BareAddress;
      const id = words.int(1);
      const hash = sha256(concat(fromHexString(`41${address}`), numberToBytes(id, 4), words.at(2)));
      const signatures = words.byteStrings(Math.floor(words.int(3) / WORD));
      if (signatures.length === 0 || signatures.length > MOST_SIGNATURES) return ZERO;
      return reachesThreshold(environment, address, id, hash, signatures) ? ONE : ZERO;
    } catch (error) {
      if (strict || !(error instanceof OutOfBounds)) return ZERO;
      throw failures.outOfBounds(error.message);
    }
  },
});
