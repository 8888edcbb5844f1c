import { DatabaseSync } from "node:sqlite";

/** Everything that books hold, but for checkpoints, which depend on how much was read at once. */
export function dumpBooks(file: string): Record<string, unknown[]> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = ["meta", "chains", "accounts", "events", "minters", "bridges", "windows"];
    return Object.fromEntries(
      tables.map((table) => {
        const rows = db.prepare(`SELECT * FROM ${table}`);
        rows.setReadBigInts(true); // amounts are larger than the numbers of JavaScript
        return [table, rows.all()];
      }),
    );
  } finally {
    db.close();
  }
}
