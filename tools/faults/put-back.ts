import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NETWORKS } from "./campaign.ts";
import { runChain } from "./process.ts";
import { type PutBack, sum } from "./report.ts";

/** A fault of the engine that was mended, and how it is put back. */
interface Mended {
  readonly name: string;
  /** What is disturbed to show it: as `--only` and `--act`. */
  readonly only: string;
  readonly act: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}

const MENDED: readonly Mended[] = [
  {
    name: "events that are not served count as none",
    only: "the node serves no events",
    act: "seize",
    edits: [
      {
        file: "issuer/nodes/read-logs.ts",
        find: "  for await (const { logs } of readPieces(ask, from, to, options)) for (const log of logs) found.push(log);",
        replace:
          "  try {\n    for await (const { logs } of readPieces(ask, from, to, options)) for (const log of logs) found.push(log);\n  } catch {\n    return found;\n  }",
      },
    ],
  },
  {
    name: "a reference is hashed as it is written",
    only: "the same reference is written differently",
    act: "mint",
    edits: [
      {
        file: "issuer/references/reference.ts",
        find: "  const hash = hashOf(plain);\n  const forms = ",
        replace:
          "  if (plain !== '') return { plain: text, hash: hashOf(text), former: [] };\n  const hash = hashOf(plain);\n  const forms = ",
      },
      {
        file: "issuer/references/alike.ts",
        find: "export function likenessOf(reference: string): string {",
        replace: "export function likenessOf(reference: string): string {\n  if (reference !== '') return reference;",
      },
    ],
  },
  {
    name: "a write may be short, and is not looked at",
    only: "the disk is full",
    act: "seize",
    edits: [
      {
        file: "issuer/files/durable.ts",
        find: "    done += written;",
        replace: "    done = bytes.length;",
      },
    ],
  },
  {
    name: "one look of one node makes a transaction dead, and the chain is not searched",
    only: "does not know what was sent",
    act: "seize",
    edits: [
      {
        file: "issuer/engine/certainty.ts",
        find: "export async function areDeadForCertain(on: Witness, intents: readonly IntentRecord[]): Promise<boolean> {",
        replace:
          "export async function areDeadForCertain(on: Witness, intents: readonly IntentRecord[]): Promise<boolean> {\n  if (intents.length > 0) return true;",
      },
      {
        file: "issuer/operations/done-before.ts",
        find: "  if (entry === undefined || !UNCERTAIN.has(entry.state)) return null;",
        replace: '  if (entry !== undefined || !UNCERTAIN.has("open")) return null;',
      },
    ],
  },
  {
    name: "what the journal calls done is not compared with the chain",
    only: "after everything was final and recorded",
    act: "mint",
    edits: [
      {
        file: "issuer/operations/done-before.ts",
        find: "  if (OVER.has(state) && !(await holds()))",
        replace: '  if (OVER.has(state) && transaction === "" && !(await holds()))',
      },
    ],
  },
];

/** Puts each of them back into a copy of the sources, and disturbs the copy on both chains. */
export async function putBack(): Promise<PutBack[]> {
  const results: PutBack[] = [];
  for (const mended of MENDED) {
    const folder = plant(mended);
    const { only, act } = mended;
    const rows = (await Promise.all(NETWORKS.map((network) => runChain({ network, only, act }, folder)))).flat();
    const what = `${act}: ${only}`;
    results.push({
      name: mended.name,
      what,
      wanted: sum(rows, "wanted"),
      lost: sum(rows, "lost"),
      twice: sum(rows, "twice"),
    });
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

/** Folders of a copy that are the original's: too large to copy, and the same. */
const SHARED = ["node_modules", "artifacts", "cache"];
const LEFT_OUT = new Set([
  ...SHARED,
  ".git",
  ".venv",
  "books",
  "build",
  "coverage",
  "deployments",
  "operations",
  "reports",
]);

function plant({ name, edits }: Mended): string {
  const folder = mkdtempSync(join(tmpdir(), "kgst-put-back-"));
  cpSync(process.cwd(), folder, {
    recursive: true,
    filter: (source) => {
      const [first = ""] = source.slice(process.cwd().length + 1).split("/");
      return !LEFT_OUT.has(first);
    },
  });
  for (const shared of SHARED) symlinkSync(join(process.cwd(), shared), join(folder, shared));
  for (const { file, find, replace } of edits) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    if (text.split(find).length !== 2) throw new Error(`"${name}": ${file} must have "${find}" once.`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  return folder;
}
