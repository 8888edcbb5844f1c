/** What a mint and a burn pay for, in the order of the table. */
export const PARTS = {
  transaction: "the transaction itself",
  reference: "reference, consumed once",
  attestation: "attestation: the call and what it reads",
  window: "gate, and the count of the window",
  limit: "minter's limit",
  supply: "supply",
  balance: "balance and freeze",
  hop: "hop to the issuer plane",
  role: "role",
  pause: "pause",
  events: "events",
  code: "code",
} as const;

/** One part. */
export type Part = keyof typeof PARTS;

/** Gas by part, of one operation. */
export type Guards = Readonly<Record<Part, number>>;

/** Gas by part, by operation. */
export type GuardsByOperation = Readonly<Record<string, Guards>>;

/** What the parts of an operation add up to. */
export function totalOf(parts: Guards): number {
  return Object.values(parts).reduce((sum, gas) => sum + gas, 0);
}

/** The rows of a table of parts, with their sum. */
export function rowsOfParts(guards: GuardsByOperation): string[][] {
  const parts = Object.entries(PARTS) as [Part, string][];
  const figures = Object.values(guards);
  const rows = parts.map(([part, title]) => [
    title,
    ...figures.map(({ [part]: gas }) => (gas === 0 ? "-" : gas.toLocaleString("en-US"))),
  ]);
  return [...rows, ["together", ...figures.map((parts) => totalOf(parts).toLocaleString("en-US"))]];
}
