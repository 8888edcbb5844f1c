import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cloneRevision, cloneWorkingTree } from "./clones.ts";
import { type Measured, measure } from "./measure.ts";

/** One command at the base and here. */
export interface Compared {
  readonly name: string;
  readonly base: Measured;
  readonly here: Measured;
  /** Of all the time, and of the time without npm's install. */
  readonly ratio: number;
  readonly ratioWithoutInstall: number;
}

/**
 * Runs commands in a fresh clone of a base revision and in one of the working tree, each at the base first and here right
 * after it, so that what else the machine does is shared.
 * @param folder - Where clones and logs go.
 */
export async function compare(
  root: string,
  base: string,
  commands: Readonly<Record<string, readonly string[]>>,
  folder: string,
  onMeasured: (sentence: string) => void = () => undefined,
): Promise<Compared[]> {
  const clones = { base: join(folder, "base"), here: join(folder, "here") };
  mkdirSync(folder, { recursive: true });
  cloneRevision(root, base, clones.base);
  cloneWorkingTree(root, clones.here);
  const results: Compared[] = [];
  for (const [name, command] of Object.entries(commands)) {
    const run = async (where: keyof typeof clones): Promise<Measured> => {
      const measured = await measure(command, clones[where], join(folder, `${name}-${where}.log`));
      onMeasured(`${name}, ${where === "base" ? base : "here"}: ${told(measured)}`);
      return measured;
    };
    const [before, now] = [await run("base"), await run("here")];
    results.push({
      ...{ name, base: before, here: now, ratio: now.took / before.took },
      ratioWithoutInstall: (now.took - now.install) / (before.took - before.install),
    });
  }
  return results;
}

function told({ exitCode, took, install, silence }: Measured): string {
  const end = exitCode === 0 ? "" : `, ended with ${exitCode ?? "a signal"}`;
  return `${took.toFixed(1)} s, ${install} s of it install, longest silence ${silence.toFixed(1)} s${end}`;
}
