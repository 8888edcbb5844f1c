import { AddressError } from "../../../../packages/tron/address.ts";
import { TronError } from "../../../../packages/tron/error.ts";
import { IntegrationError, REMEDIES } from "../../../../packages/integration/problem.ts";
import type { Recipe } from "./calls.ts";
import { Hostile } from "./hostile.ts";
import { HostileNode, clientsOf } from "./node.ts";

/** What came of the trials of one entry. */
export interface Findings {
  readonly inputs: number;
  /** How many calls returned, how many threw each code, and how many still waited when nobody waited for them any more. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What was thrown without being documented: at most five of a function. */
  readonly undocumented: readonly string[];
}

/** Milliseconds after which nobody waits for an answer: functions that wait for a block or a move may. */
const PATIENCE = 250;
/** Calls at one time. */
const WIDTH = 8;
/** Percent of an asking function's trials in which the node means no harm, so that only the arguments are hostile. */
const KIND = 40;

/** Calls each function with hostile arguments and at hostile nodes. */
export async function tryEntry(
  functions: readonly (readonly [name: string, call: (...args: unknown[]) => unknown])[],
  {
    recipes,
    documented,
  }: {
    readonly recipes: Readonly<Record<string, Recipe>>;
    readonly documented: ReadonlyMap<string, ReadonlySet<string>>;
  },
  { seed, inputs }: { readonly seed: number; readonly inputs: number },
): Promise<Findings> {
  const outcomes: Record<string, number> = {};
  const undocumented: string[] = [];
  let tried = 0;
  for (const [name, call] of functions) {
    const recipe = recipes[name] as Recipe;
    const known = documented.get(name) ?? new Set();
    const complaints = new Set<string>();
    for (let begun = 0; begun < inputs; begun += WIDTH) {
      const trials = Array.from({ length: Math.min(WIDTH, inputs - begun) }, (_, index) =>
        oneTrial(call, recipe, seed + 7_919 * (begun + index + 1)),
      );
      for (const outcome of await Promise.all(trials)) {
        tried += 1;
        const key = outcome.error === undefined ? outcome.ended : codeOf(outcome.error);
        outcomes[key] = (outcomes[key] ?? 0) + 1;
        if (outcome.error === undefined) continue;
        const complaint = complaintAbout(outcome.error, known);
        if (complaint !== undefined) complaints.add(`${name}: ${complaint}`);
      }
    }
    undocumented.push(...[...complaints].slice(0, 5));
  }
  return { inputs: tried, outcomes, undocumented };
}

interface Outcome {
  readonly ended: "returned" | "still waits" | "threw";
  readonly error?: unknown;
}

async function oneTrial(call: (...args: unknown[]) => unknown, recipe: Recipe, seed: number): Promise<Outcome> {
  const hostile = new Hostile(seed);
  const clients = clientsOf(new HostileNode(hostile, hostile.happens(KIND) ? 0 : 25));
  try {
    return await ended(() => call(...spoiled(recipe(clients), hostile)));
  } finally {
    clients.end();
  }
}

/** The arguments, some of them other than they should be. */
function spoiled(args: readonly unknown[], hostile: Hostile): unknown[] {
  const way = hostile.dice.roll(10);
  if (way === 0) return args.map(() => hostile.anything());
  if (way === 1) return args.slice(0, hostile.dice.roll(args.length + 1));
  if (way === 2) return [...args];
  const at = hostile.dice.roll(Math.max(args.length, 1));
  return args.map((arg, index) => {
    if (index !== at) return arg;
    return way < 6 ? hostile.anything() : hostile.changed(arg);
  });
}

async function ended(act: () => unknown): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ ended: "still waits" }), PATIENCE);
  });
  try {
    return await Promise.race([finished(act), patience]);
  } finally {
    clearTimeout(timer);
  }
}

async function finished(act: () => unknown): Promise<Outcome> {
  try {
    const result = act();
    if (isSteps(result)) while ((await result.next()).done !== true);
    else if (result instanceof Promise) await result;
    return { ended: "returned" };
  } catch (error) {
    return { ended: "threw", error };
  }
}

function isSteps(value: unknown): value is AsyncGenerator {
  return Object.prototype.toString.call(value) === "[object AsyncGenerator]";
}

function codeOf(error: unknown): string {
  return error instanceof IntegrationError || error instanceof TronError || error instanceof AddressError
    ? error.code
    : "UNDOCUMENTED";
}

/** Returns what is wrong with something thrown: another class, a code that is not documented, a sentence that is none. */
function complaintAbout(error: unknown, documented: ReadonlySet<string>): string | undefined {
  if (!(error instanceof IntegrationError)) return `threw ${kindOf(error)}`;
  const { code, message, remedy } = error;
  if (!documented.has(code)) return `throws ${code} and does not document it (${message})`;
  if (!(code in REMEDIES) || remedy === "") return `throws ${code} without a remedy`;
  if (message === "" || message.length > 700 || /\p{Cc}/u.test(message))
    return `says what no person reads: ${JSON.stringify(message.slice(0, 800))}`;
  return undefined;
}

function kindOf(error: unknown): string {
  try {
    return error instanceof Error
      ? `${error.name}: ${error.message.slice(0, 160)} at ${
          (error.stack ?? "")
            .split("\n")
            .filter((line) => /packages\/integration\/|packages\/tron/.test(line) && !line.includes("/exports/"))[0]
            ?.trim() ?? "?"
        }`
      : String(error).slice(0, 80);
  } catch {
    return "what cannot be looked at";
  }
}
