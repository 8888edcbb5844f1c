import { DatabaseSync } from "node:sqlite";

/** Everything that books hold, but for checkpoints, which depend on how much was read at once. */
export function dumpBooks(file: string): Record<string, unknown[]> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = ["meta", "chains", "accounts", "events", "minters", "bridges", "windows"];
    return Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]));
  } finally {
    db.close();
  }
}
