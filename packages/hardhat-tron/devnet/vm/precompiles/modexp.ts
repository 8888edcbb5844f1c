import { bytesToNumber, EMPTY, numberToBytes } from "../../protocol/bytes.ts";
import { failures } from "../failure.ts";
import { type Precompile, slice } from "./types.ts";

const LONG_MAX = (1n << 63n) - 1n;
const OSAKA_LENGTH = 1024;
/** No Java machine has an array of so many bytes, and a node has no heap for a good deal less. */
const LONGEST_NUMBER = 1 << 28;

/** What java-tron makes of an error of the Java machine. */
const UNKNOWN_THROWABLE = "Unknown Throwable";

interface Arguments {
  readonly baseLength: number;
  readonly exponentLength: number;
  readonly modulusLength: number;
}

const clamp = (value: bigint): number => Number(value > 0x7fff_ffffn ? 0x7fff_ffffn : value);
const lengthAt = (data: Uint8Array, index: number): number => clamp(bytesToNumber(slice(data, 32 * index, 32)));
const parse = (data: Uint8Array): Arguments => ({
  baseLength: lengthAt(data, 0),
  exponentLength: lengthAt(data, 1),
  modulusLength: lengthAt(data, 2),
});

function leadingBits(data: Uint8Array, { baseLength, exponentLength }: Arguments): bigint {
  const head = bytesToNumber(slice(data, 96 + baseLength, Math.min(exponentLength, 32)));
  return head === 0n ? 0n : BigInt(head.toString(2).length - 1);
}

function byzantiumPrice(data: Uint8Array): bigint {
  const lengths = parse(data);
  const x = BigInt(Math.max(lengths.baseLength, lengths.modulusLength));
  const beyond = lengths.exponentLength > 32 ? 8n * BigInt(lengths.exponentLength - 32) : 0n;
  const iterations = beyond + leadingBits(data, lengths);
  const price = (complexity(x) * (iterations > 1n ? iterations : 1n)) / 20n;
  return price > LONG_MAX ? LONG_MAX : price;
}

/** EIP-198's measure of a multiplication of numbers of so many bytes. */
function complexity(x: bigint): bigint {
  if (x <= 64n) return x * x;
  return x <= 1024n ? (x * x) / 4n + 96n * x - 3_072n : (x * x) / 16n + 480n * x - 199_680n;
}

function osakaPrice(data: Uint8Array): bigint {
  const lengths = parse(data);
  const longest = Math.max(lengths.baseLength, lengths.modulusLength);
  const words = BigInt(Math.ceil(longest / 8));
  const complexity = longest <= 32 ? 16n : 2n * words * words;
  const beyond = lengths.exponentLength > 32 ? 16n * BigInt(lengths.exponentLength - 32) : 0n;
  const iterations = beyond + leadingBits(data, lengths);
  const price = complexity * (iterations > 1n ? iterations : 1n);
  return price > 500n ? price : 500n;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  for (let factor = base % modulus, rest = exponent; rest > 0n; rest >>= 1n, factor = (factor * factor) % modulus) {
    if ((rest & 1n) === 1n) result = (result * factor) % modulus;
  }
  return result;
}

/** 5: modular exponentiation, before (EIP-198) or after the Osaka proposal (EIP-7883, TIP-7823, TIP-871). */
export const modexp = (osaka: boolean): Precompile => ({
  energy: (data) => (osaka ? osakaPrice(data) : byzantiumPrice(data)),
  run(data) {
    const { baseLength, exponentLength, modulusLength } = parse(data);
    if (osaka && Math.max(baseLength, exponentLength, modulusLength) > OSAKA_LENGTH) return undefined;
    if (Math.max(baseLength, exponentLength, modulusLength) > LONGEST_NUMBER) throw failures.runtime(UNKNOWN_THROWABLE);
    if (baseLength === 0 && modulusLength === 0) return EMPTY;
    const base = bytesToNumber(slice(data, 96, baseLength));
    const exponent = bytesToNumber(slice(data, 96 + baseLength, exponentLength));
    const modulus = bytesToNumber(slice(data, 96 + baseLength + exponentLength, modulusLength));
    if (modulus === 0n) return osaka ? new Uint8Array(modulusLength) : EMPTY;
    return numberToBytes(power(base, exponent, modulus), modulusLength);
  },
});
