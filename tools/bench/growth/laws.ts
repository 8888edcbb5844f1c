import type { Law } from "./law.ts";

/**
 * What a coin's years could make slower, each with a function in `measures/`:
 * `export async function measureX(size: number): Promise<Measurement>`. It makes what it needs, counts the work itself and not
 * the making, and deletes what it has written. Each size runs in a process of its own.
 */
export const LAWS: readonly Law[] = [];
