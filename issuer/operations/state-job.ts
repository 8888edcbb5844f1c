import type { Problem } from "../errors.ts";
import { type Call, planCalls } from "./calls.ts";
import type { Context } from "./context.ts";
import type { Job } from "./operation.ts";

/** Result of comparing the chain with what was asked for. */
export interface Look {
  /** What there is to do; nothing if the chain is as wanted. */
  readonly calls: readonly Call[];
  readonly problems?: readonly Problem[];
  readonly notes?: readonly string[];
  /** Keys of the subjects that are as wanted. */
  readonly shown?: Iterable<string>;
  /** As in a {@link Plan}. */
  readonly lost?: readonly string[];
}

/** Returns a job about the chain's state: it looks, and does what is missing. */
export function stateJob(
  context: Context,
  job: Pick<Job, "title" | "name"> & { readonly look: () => Promise<Look> },
): Job {
  const { title, name, look } = job;
  return {
    title,
    name,
    plan: async () => {
      const { calls, problems = [], notes = [], shown = [], lost = [] } = await look();
      if (problems.length > 0) return { actions: [], problems };
      const plan = await planCalls(context, calls);
      return {
        ...plan,
        notes: [...notes, ...(plan.notes ?? [])],
        shown: new Set([...(plan.shown ?? []), ...shown]),
        lost,
      };
    },
  };
}
