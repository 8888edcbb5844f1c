/**
 * What the compiled code would do differently on TRON: `npm run check:opcodes`, after a build.
 *
 * Every contract of contracts/ that can be deployed is disassembled, its creation code and its deployed code. An
 * instruction that means something else on TRON, one that `cancun` does not have, and a call of a precompiled contract
 * that differs between the chains are findings.
 */
import { globSync, readFileSync } from "node:fs";
import Table from "cli-table3";
import { getBytes } from "ethers";
import { type Inspection, inspect, inspectCreation } from "../lib/bytecode/tvm-rules.ts";
import { isDeployable } from "../../scripts/tronbox-export.ts";
import { say, sayAside } from "../../issuer/output/say.ts";

interface Artifact {
  readonly contractName: string;
  readonly bytecode: string;
  readonly deployedBytecode: string;
  readonly immutableReferences?: Readonly<
    Record<string, readonly { readonly start: number; readonly length: number }[]>
  >;
}

/** Instructions worth a look on TRON, although they are fine. */
const INTERESTING = [
  "CALL",
  "STATICCALL",
  "DELEGATECALL",
  "CREATE",
  "CREATE2",
  "CHAINID",
  "TIMESTAMP",
  "NUMBER",
  "GAS",
  "BASEFEE",
  "ORIGIN",
  "BALANCE",
  "SELFBALANCE",
  "EXTCODEHASH",
  "TLOAD",
  "TSTORE",
  "MCOPY",
];

const deployable = globSync("artifacts/contracts/**/*.json")
  .map((path) => JSON.parse(readFileSync(path, "utf8")) as Artifact)
  .filter(isDeployable)
  .sort((a, b) => a.contractName.localeCompare(b.contractName));
if (deployable.length === 0) throw new Error("No artifacts to inspect. Run `npm run build` first.");

const table = new Table({
  head: ["contract", "code", "bytes", "opcodes", "data", "precompiles", "computed calls", "of interest"],
  colAligns: ["left", "left", "right", "right", "right", "left", "right", "left"],
  colWidths: [null, null, null, null, null, null, null, 60],
  wordWrap: true,
  style: { head: [], border: [], compact: true },
});
const findings: string[] = [];
for (const artifact of deployable) {
  const { contractName, bytecode, deployedBytecode } = artifact;
  report(contractName, "creation", inspectCreation(getBytes(bytecode), getBytes(deployedBytecode)));
  report(contractName, "deployed", inspect(withImmutables(artifact)));
}
say(...table.toString().split("\n"));
for (const finding of findings) sayAside(finding);
say(`opcodes: ${deployable.length} contracts, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** The deployed code as it is on a chain: the compiler leaves zeros where immutable values go, and zero is no address. */
function withImmutables({ deployedBytecode, immutableReferences = {} }: Artifact): Uint8Array {
  const code = getBytes(deployedBytecode);
  for (const { start, length } of Object.values(immutableReferences).flat()) code.fill(0xee, start, start + length);
  return code;
}

function report(contract: string, kind: "creation" | "deployed", found: Inspection): void {
  const interesting = INTERESTING.flatMap((name) => {
    const count = found.counts.get(name);
    return count === undefined ? [] : [`${name} ${count}`];
  });
  table.push([
    contract,
    kind,
    found.bytes,
    found.instructions,
    found.data,
    found.precompiles.join(" ") || "-",
    found.computedCalls || "-",
    interesting.join(", ") || "-",
  ]);
  findings.push(...found.findings.map((finding) => `${contract}, ${kind} code: ${finding}`));
}
