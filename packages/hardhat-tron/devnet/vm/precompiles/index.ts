import type { Rules } from "../rules.ts";
import { bnAdd, bnMultiply, bnPairing, p256Verify } from "./curves.ts";
import { ecRecover, identity, sha256Contract, shortHash } from "./hashes.ts";
import { modexp } from "./modexp.ts";
import { batchValidateSign, validateMultiSign } from "./signatures.ts";
import type { Precompile } from "./types.ts";

export type { Precompile } from "./types.ts";

const tables = new WeakMap<Rules, ReadonlyMap<bigint, Precompile>>();

function tableOf(rules: Rules): ReadonlyMap<bigint, Precompile> {
  const table = new Map<bigint, Precompile>([
    [1n, ecRecover],
    [2n, sha256Contract],
    [3n, shortHash],
    [4n, identity],
    [5n, modexp(rules.modexpOsaka)],
    [6n, bnAdd],
    [7n, bnMultiply],
    [8n, bnPairing],
    [9n, batchValidateSign(rules.strictSignatureInput)],
    [10n, validateMultiSign(rules.strictSignatureInput)],
  ]);
  if (rules.p256Verify) table.set(0x100n, p256Verify);
  return table;
}

/** The precompiled contract at a stack word; a word with dirty upper bytes is not a precompile. */
export function precompileAt(word: bigint, rules: Rules): Precompile | undefined {
  let table = tables.get(rules);
  if (table === undefined) tables.set(rules, (table = tableOf(rules)));
  return table.get(word);
}
