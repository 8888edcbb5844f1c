/**
 * Runs the Solidity tests with Hardhat's coverage and fails below 100 % of the lines and statements of contracts/:
 * `npm run coverage`. The report for reading lies in coverage/html.
 *
 * Hardhat puts instrumented code where the build's lies, typings included. What was there is put back at the end, so
 * that nobody deploys or commits instrumented code.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, globSync, readFileSync, rmSync } from "node:fs";

const built = ["artifacts", "cache", "typechain-types"];

process.on("SIGINT", () => undefined); // the child stops, and this process still puts things back
rmSync("coverage", { recursive: true, force: true });
for (const folder of built) if (existsSync(folder)) cpSync(folder, `coverage/before/${folder}`, { recursive: true });
const { code, output } = await run("hardhat", ["test", "solidity", "--coverage", ...process.argv.slice(2)]);
for (const folder of built) {
  rmSync(folder, { recursive: true, force: true });
  if (existsSync(`coverage/before/${folder}`)) {
    cpSync(`coverage/before/${folder}`, folder, { recursive: true, preserveTimestamps: true });
  }
}
rmSync("coverage/before", { recursive: true, force: true });

process.exitCode = code === 0 ? judge(output) : (code ?? 1);

/** Names each line that no test executed, sums up, and returns the exit code. */
function judge(text: string): number {
  const records = readFileSync("coverage/lcov.info", "utf8").split("end_of_record");
  const missed = records.flatMap((record) => {
    const file = /^SF:(.+)$/m.exec(record)?.[1] ?? "";
    if (!file.startsWith("contracts/")) return [];
    return [...record.matchAll(/^DA:(\d+),0$/gm)].map(([, line = ""]) => `${file}:${line}: never executed`);
  });
  for (const line of missed) console.error(line);
  // lcov has no statements; the table that Hardhat prints has.
  const [, lines, statements] = /Total\s*│\s*([\d.]+)\s*│\s*([\d.]+)/.exec(text) ?? [];
  const complete = missed.length === 0 && lines === "100.00" && statements === "100.00";
  const sources = globSync("contracts/**/*.sol").length;
  console.log(
    `coverage: ${lines ?? "no"} % of lines, ${statements ?? "no"} % of statements in ${sources} files; ` +
      (complete ? "complete" : "100 % is required"),
  );
  return complete ? 0 : 1;
}

/** Runs a command and shows what it prints as it comes. */
async function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, output };
}
