import { sayAside } from "../../issuer/output/say.ts";

/** Something is to be seen at least as often, in milliseconds. */
export const QUIET_MS = 5_000;

/** Says every few seconds that something goes on, and for how long. */
export async function telling<T>(what: string, work: () => Promise<T>, quiet = QUIET_MS): Promise<T> {
  const begun = performance.now();
  const timer = setInterval(() => {
    sayAside(`${what} ... ${Math.round((performance.now() - begun) / 1_000)} s`);
  }, quiet);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
