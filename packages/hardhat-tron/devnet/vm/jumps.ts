import type { RunState } from "./frame.ts";

type Interpreter = RunState["interpreter"];
type Analysis = ReturnType<Interpreter["_getValidJumpDestinations"]>;

/**
 * Finds a contract's jump destinations once, and not in each of its frames as the library does: for a contract of 20 kB that
 * takes longer than most calls. What is found is only read, and holds for the operations of one machine.
 * @returns Has a frame's interpreter look up what is known, to be called before its first jump.
 */
export function rememberedJumps(): (interpreter: Interpreter) => void {
  const known = new WeakMap<Uint8Array, Analysis>();
  return (interpreter) => {
    const find = interpreter._getValidJumpDestinations.bind(interpreter);
    interpreter._getValidJumpDestinations = (code) => {
      const analysis = known.get(code) ?? find(code);
      known.set(code, analysis);
      return analysis;
    };
  };
}
