/** Measures one size in this process, and prints it as the last line: `worker.ts FILE FUNCTION SIZE`. */
import { say } from "../../../issuer/output/say.ts";
import type { Measurement } from "./law.ts";

const [file = "", name = "", size = ""] = process.argv.slice(2);
const module = (await import(`./measures/${file}.ts`)) as Readonly<
  Record<string, (size: number) => Promise<Measurement>>
>;
const measure = module[name];
if (measure === undefined) throw new Error(`measures/${file}.ts has no ${name}.`);
say(JSON.stringify(await measure(Number(size))));
process.exit(0); // embedded chains keep a process alive
