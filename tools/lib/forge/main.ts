/** `npm run forge -- <command>`: the lockfile's forge with the lockfile's compiler. */
import { runForge } from "./forge.ts";

process.exitCode = (await runForge(process.argv.slice(2))).code;
