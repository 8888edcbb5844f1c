import type { Findings } from "./try.ts";

/** Writes what came of all trials as a document. */
export function reportOf(found: ReadonlyMap<string, Findings>): string {
  const all = [...found.values()];
  const inputs = all.reduce((sum, one) => sum + one.inputs, 0);
  const undocumented = all.reduce((sum, one) => sum + one.undocumented.length, 0);
  const codes = [...new Set(all.flatMap(({ outcomes }) => Object.keys(outcomes)))].sort();
  const rows = codes.map((code) => {
    const counts = all.map(({ outcomes }) => count(outcomes[code] ?? 0));
    return `| ${/^[A-Z]/.test(code) ? `\`${code}\`` : code} | ${counts.join(" | ")} |`;
  });
  return `# Hostile inputs

<!-- Written by \`npm run fuzz:exports\`. -->

Every function that the package exports was called with what no type allows and with right arguments of which one thing was
changed, at nodes and wallets that answer rightly, oddly or with errors: ${count(inputs)} inputs, ${undocumented} undocumented errors. An error
counts as documented when it is an \`IntegrationError\` whose code the TSDoc of that function names, with a sentence of at most 700
characters that a person can read. "Still waits" are calls that wait for a block which such a node never shows.

| what came of it | ${[...found.keys()].map((entry) => `\`${entry}\``).join(" | ")} |
| --- | ${all.map(() => "---:").join(" | ")} |
| inputs | ${all.map((one) => count(one.inputs)).join(" | ")} |
${rows.join("\n")}
`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
