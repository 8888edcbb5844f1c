/** What a measuring function says of one size. */
export interface Measurement {
  /** Seconds of the processor, or of the clock where a law is about waiting. */
  readonly seconds: number;
  /** Memory or bytes written, whichever the law is about. */
  readonly bytes?: number;
  /** Requests to nodes. */
  readonly requests?: number;
}

/** A quantity of which a law speaks. */
export type Quantity = keyof Measurement;

/** How a cost may grow, and what measures it. */
export interface Law {
  readonly name: string;
  /** What is counted by the sizes, in plural: `rows`. */
  readonly of: string;
  /** Three sizes, each several times the one before. */
  readonly sizes: readonly [number, number, number];
  /** The power of the size with which each quantity may grow: 1 with the work itself, 0 with history that is not touched. */
  readonly power: Readonly<Partial<Record<Quantity, 0 | 1>>>;
  /** The file under `measures/`, and the function in it. */
  readonly measure: readonly [file: string, name: string];
}

/** What one law has shown. */
export interface Shown {
  readonly law: Law;
  /** One for each size. */
  readonly measured: readonly Measurement[];
}

/**
 * By how much an exponent may be above its power.
 *
 * Time: between sizes that are four times each other a law `n log n` has an exponent of up to 1.12, and one that is linear until
 * its quadratic part is as much as the linear one, at the largest size, has 1.23. Counts are exact: what is above is not noise.
 */
export const TOLERANCE: Readonly<Record<Quantity, number>> = { seconds: 0.2, bytes: 0.1, requests: 0.05 };

/** Less than this is the noise of the machine, and a law is not judged by it: a hundredth of a second. */
const NOISE: Readonly<Record<Quantity, number>> = { seconds: 0.01, bytes: 0, requests: 0 };

/**
 * Returns the exponent of a power law through the points, by least squares of the logarithms; null where nothing was
 * counted, or less than noise.
 */
export function exponentOf(
  sizes: readonly number[],
  measured: readonly Measurement[],
  quantity: Quantity,
): number | null {
  const values = measured.map((one) => one[quantity]);
  if (values.some((value) => value === undefined)) return null;
  if (values.every((value) => (value ?? 0) <= NOISE[quantity])) return null;
  const points = sizes.map((size, index) => {
    return [Math.log(size), Math.log(Math.max(values[index] ?? 0, NOISE[quantity], Number.EPSILON))] as const;
  });
  const [meanX, meanY] = [0, 1].map(
    (axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length,
  );
  const across = points.reduce((sum, [x, y]) => sum + (x - (meanX ?? 0)) * (y - (meanY ?? 0)), 0);
  return across / points.reduce((sum, [x]) => sum + (x - (meanX ?? 0)) ** 2, 0);
}

/** Returns what is worse than its law allows, one sentence each. Pure. */
export function broken({ law, measured }: Shown): string[] {
  return (Object.entries(law.power) as [Quantity, 0 | 1][]).flatMap(([quantity, power]) => {
    if (measured.some((one) => one[quantity] === undefined)) return [`${law.name}: ${quantity} were not measured.`];
    const exponent = exponentOf(law.sizes, measured, quantity);
    if (exponent === null || exponent <= power + TOLERANCE[quantity]) return [];
    const most = power + TOLERANCE[quantity];
    return [
      `${law.name}: ${quantity} grow with ${law.of} to the power of ${exponent.toFixed(2)}, allowed are ${most}.`,
    ];
  });
}
