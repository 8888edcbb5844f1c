import { readFileSync } from "node:fs";
import type { Target } from "./compilation.ts";

/** Creation code and deployed code of the last build, in hex with `0x`; immutables are zero in the latter. */
export interface BuiltCode {
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

/** Reads a contract's code from the build; throws with the remedy if there is none. */
export function builtCode({ name, source }: Target): BuiltCode {
  const path = `artifacts/${source}/${name}.json`;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as BuiltCode;
  } catch (cause) {
    throw new Error(`${path} cannot be read. Run \`npm run build\` first.`, { cause });
  }
}
