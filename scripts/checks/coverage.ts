/**
 * Runs every test with Hardhat's coverage and fails below 100 % of the lines and statements of contracts/:
 * `npm run coverage`. The report for reading lies in coverage/html.
 */
import { spawn } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";

rmSync("coverage", { recursive: true, force: true });
const output = await run("hardhat", ["test", "--coverage", ...process.argv.slice(2)]);

const records = readFileSync("coverage/lcov.info", "utf8").split("end_of_record");
const missed = records.flatMap((record) => {
  const file = /^SF:(.+)$/m.exec(record)?.[1] ?? "";
  if (!file.startsWith("contracts/")) return [];
  return [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line = ""]) => `${file}:${line}: never executed`);
});
// lcov has no statements; the table that Hardhat prints has.
const [, lines, statements] = /Total\s*│\s*([\d.]+)\s*│\s*([\d.]+)/.exec(output) ?? [];
const complete = missed.length === 0 && lines === "100.00" && statements === "100.00";

for (const line of missed) console.error(line);
const sources = globSync("contracts/**/*.sol").length;
console.log(
  `coverage: ${lines ?? "no"} % of lines, ${statements ?? "no"} % of statements in ${sources} files; ` +
    (complete ? "complete" : "100 % is required"),
);
process.exitCode = complete ? 0 : 1;

/** Runs a command, shows what it prints as it comes, and returns it; ends this process when the command fails. */
async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) process.exit(code ?? 1);
  return text;
}
