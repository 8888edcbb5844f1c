import { inspect } from "node:util";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { EXIT } from "../../../issuer/terminal/exit.ts";
import { isHidden } from "../../../issuer/characters/hidden.ts";
import { REMEDIES } from "../../../issuer/errors.ts";
import { MARKER } from "./spoils.ts";
import type { Site, Tried } from "./tasks.ts";

/** What a task has said in this process. */
export interface Heard {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the task itself has thrown, which it never may. */
  readonly thrown: string | null;
}

/**
 * Runs a task as the command line does, and listens to both of its outputs.
 * @param json - Whether it is asked for one document, or says lines for people.
 */
export async function hear(
  hre: HardhatRuntimeEnvironment,
  { name, given }: Pick<Tried, "name" | "given">,
  site: Site,
  json = true,
): Promise<Heard> {
  const said = { stdout: "", stderr: "" };
  const before = process.exitCode;
  const { error, warn } = console;
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = (chunk: string | Uint8Array) => {
      said[stream] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      return true;
    };
  }
  console.error = console.warn = (...values: unknown[]) => {
    said.stderr += `${values.map(String).join(" ")}\n`;
  };
  process.exitCode = undefined;
  let thrown: string | null = null;
  try {
    const task = hre.tasks.getTask([...name]);
    const known = new Set([...task.options.keys(), ...task.positionalArguments.map((argument) => argument.name)]);
    const args = Object.entries({ ...given(site), json }).filter(([key]) => known.has(key));
    await task.run(Object.fromEntries(args));
  } catch (problem) {
    thrown = inspect(problem);
  } finally {
    for (const stream of ["stdout", "stderr"] as const) delete (process[stream] as Partial<NodeJS.WriteStream>).write;
    Object.assign(console, { error, warn });
  }
  const code = process.exitCode as number | undefined;
  process.exitCode = before;
  return { code: code ?? 0, ...said, thrown };
}

const CODES = new Set<number>([EXIT.done, EXIT.failed, EXIT.waiting]);
const STACK = /^\s+at .*[:(]|node:internal|report it here|report-bug|\[object Object\]|(?<!received )\bundefined\b/m;

/** What is wrong with what was said; empty if an operator can live with it. */
export function faultsOf({ code, stdout, stderr, thrown }: Heard, { lines = false }: Pick<Tried, "lines">): string[] {
  const faults: string[] = [];
  if (thrown !== null) faults.push(`threw ${thrown}`);
  if (!CODES.has(code)) faults.push(`exit code ${code}`);
  const answer = parse(stdout);
  if (!lines && answer === null) faults.push("stdout is not one JSON document");
  const refusal = (answer as { error?: { code?: string; message?: string; remedy?: string } } | null)?.error;
  if (refusal !== undefined) {
    if (!Object.hasOwn(REMEDIES, refusal.code ?? "")) faults.push(`code ${refusal.code} is none`);
    if (refusal.code === "UNEXPECTED") faults.push(`UNEXPECTED: ${refusal.message}`);
    if (code === 0) faults.push("a refusal with exit code 0");
    if (!refusal.message || !refusal.remedy) faults.push("a refusal without a sentence");
  }
  if (`${stdout}${stderr}`.includes("UNEXPECTED") && refusal?.code !== "UNEXPECTED") {
    faults.push(`UNEXPECTED: ${/.*UNEXPECTED.*(\n.*message.*)?/.exec(`${stdout}${stderr}`)?.[0]}`);
  }
  for (const text of [stdout, stderr]) {
    const found = STACK.exec(text);
    if (found !== null) faults.push(`shows ${JSON.stringify(text.slice(found.index, found.index + 120))}`);
    if (text.includes(MARKER))
      faults.push(`shows a secret: ${text.slice(Math.max(0, text.indexOf(MARKER) - 80)).slice(0, 160)}`);
  }
  return faults;
}

/** Colours and weights of this program's own. */
const ESCAPE = "\u001b";
const OWN_STYLES = new RegExp(`${ESCAPE}\\[(?:1|2|22|31|32|33|39)m`, "g");

/** What has reached the outputs that nobody can see, or that changes how the rest is shown; empty as it should be. */
export function unseenIn({ stdout, stderr }: Heard): string[] {
  return [stdout, stderr].flatMap((text) => {
    const own = text.replace(OWN_STYLES, "");
    const found = Array.from(own).find((character) => character !== "\n" && isHidden(character));
    if (found === undefined) return [];
    const at = own.indexOf(found);
    return [
      `U+${(found.codePointAt(0) ?? 0).toString(16)} after ${JSON.stringify(own.slice(Math.max(0, at - 80), at))}`,
    ];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
