/**
 * How many trials are run: some in the tests, all of them with `npm run fuzz:boundary`.
 * @param usual - In the tests.
 */
export function trialsOf(usual: number): number {
  const { BOUNDARY_TRIALS: asked } = process.env;
  return asked === "all" ? Infinity : Number(asked ?? usual);
}

/** So many of a list, evenly spread by a step that is coprime to its length, so that every kind of each has its turn. */
export function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (count >= list.length) return list;
  let step = Math.floor(list.length * 0.618);
  while (greatestDivisor(step, list.length) !== 1) step += 1;
  return Array.from({ length: count }, (_, index) => list[(index * step) % list.length] as T);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
