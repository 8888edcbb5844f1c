import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/**
 * What a page pays for pieces of the package, in kilobytes after gzip, and what each may cost at most. `own` leaves the client's
 * library out, which the page has anyway; `all` includes it. What is loaded only when it is needed does not count.
 */
const PIECES = [
  {
    title: "connectToken and a transfer, ethers",
    code: `import { connectToken } from "@kgst/integration"; export { connectToken };`,
    budget: { own: 5, all: 38 },
  },
  {
    title: "a permit: built, signed by the browser's wallet, ethers",
    code: `import { connectToken, buildPermit, signOrder, stringifySigned } from "@kgst/integration";
      export { connectToken, buildPermit, signOrder, stringifySigned };`,
    budget: { own: 12, all: 46 },
  },
  {
    title: "the same with viem",
    code: `import { buildPermit, signOrder, stringifySigned } from "@kgst/integration/viem";
      export { buildPermit, signOrder, stringifySigned };`,
    budget: { own: 11, all: 50 },
  },
  {
    title: "errors as sentences",
    code: `export { explainError } from "@kgst/integration/viem";`,
    budget: { own: 24, all: 29 },
  },
  {
    title: "amounts and accounts",
    code: `export { formatAmount, parseAmount, toAccount } from "@kgst/integration/viem";`,
    budget: { own: 5, all: 10 },
  },
  {
    title: "everything, viem",
    code: `export * from "@kgst/integration/viem";`,
    budget: { own: 40, all: 112 },
  },
];

/** Kilobytes after gzip of what is loaded at once. */
async function weigh(file, external) {
  const { output } = await build({
    logLevel: "error",
    configFile: false,
    build: {
      write: false,
      minify: true,
      lib: { entry: file, formats: ["es"] },
      rollupOptions: { external, output: { codeSplitting: true } },
    },
  }).then((made) => [made].flat()[0]);
  const chunks = new Map(output.filter(({ type }) => type === "chunk").map((chunk) => [chunk.fileName, chunk]));
  const reached = new Set();
  const reach = (name) => {
    const chunk = chunks.get(name);
    if (chunk === undefined || reached.has(name)) return;
    reached.add(name);
    chunk.imports.forEach(reach);
  };
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) reach(fileName);
  const bytes = [...reached].reduce((sum, name) => sum + gzipSync(chunks.get(name).code, { level: 9 }).length, 0);
  return bytes / 1_000;
}

mkdirSync("pieces", { recursive: true });
let over = 0;
for (const [index, { title, code, budget }] of PIECES.entries()) {
  const file = `pieces/piece-${index}.js`;
  writeFileSync(file, code);
  const own = await weigh(file, [/^ethers/, /^viem/, /^@noble/]);
  const all = await weigh(file, []);
  const isOver = own > budget.own || all > budget.all;
  if (isOver) over += 1;
  const figures = `own ${own.toFixed(1)} of ${budget.own} kB, with its library ${all.toFixed(1)} of ${budget.all} kB`;
  console.log(`${title}: ${figures}${isOver ? ": OVER" : ""}`);
}
console.log(`${over === 0 ? "done" : "FAILED"}: ${PIECES.length} bundles, ${over} over budget`);
process.exitCode = over === 0 ? 0 : 1;
