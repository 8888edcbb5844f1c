import { FunctionFragment, Interface } from "ethers";
import { z } from "zod";
import { textField } from "../text/fields.ts";

const inputs: z.ZodType<readonly { readonly name: string; readonly type: string }[]> = z.array(
  z.looseObject({ name: textField(), type: textField() }),
);
const method = z.looseObject({ name: textField(), inputs });
const values = z.record(textField(), z.unknown());

/**
 * Returns whether the fields in which a batch of the Safe app describes a call say what its bytes say. Nothing said is
 * no lie; what cannot be compared counts as one.
 * @param described - The file's `contractMethod`.
 * @param given - The file's `contractInputsValues`.
 */
export function saysSo(described: unknown, given: unknown, data: string): boolean {
  if (described == null) return given == null;
  try {
    const meant = method.parse(described);
    const fragment = FunctionFragment.from({ type: "function", ...meant });
    const known = values.parse(given);
    const args = meant.inputs.map(({ name, type }) => valueOf(known[name], type));
    return new Interface([fragment]).encodeFunctionData(fragment, args) === data.toLowerCase();
  } catch {
    return false;
  }
}

const FLAGS = new Map([
  ["true", true],
  ["false", false],
]);

/** The app writes lists and tuples as JSON, and flags as words. */
function valueOf(value: unknown, type: string): unknown {
  if (typeof value !== "string") return value;
  if (type === "bool") return FLAGS.get(value);
  return /\]$|^tuple/.test(type) ? JSON.parse(value) : value;
}
