#!/usr/bin/env node
/**
 * The lockfile's compiler, as WebAssembly, behind the command line that forge expects of a native `solc`:
 * `--version`, and standard JSON from stdin to stdout. So forge compiles with the compiler of the build, offline.
 */
import { Buffer } from "node:buffer";
import { writeSync } from "node:fs";
import { text } from "node:stream/consumers";
import solc from "solc";

if (process.argv.includes("--version")) {
  write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (process.argv.includes("--standard-json")) {
  write(solc.compile(await text(process.stdin)));
} else {
  process.stderr.write("This compiler speaks standard JSON only: solc.mjs --standard-json < input.json\n");
  process.exitCode = 1;
}

/** Writes all of it: `process.stdout.write` may lose the end of a large text in a pipe when the process ends. */
function write(whole) {
  const bytes = Buffer.from(whole);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
