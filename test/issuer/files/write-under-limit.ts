/**
 * Writes records to a journal, or replaces or makes a file, until the limit on file sizes under which it was started stops it, and
 * prints what became of it. Started by the tests of durable files as a process of its own; Mocha loads every file of this
 * folder, so it does nothing when it is only imported.
 */
import { Journal } from "../../../issuer/journal/journal.ts";
import { OperatorError } from "../../../issuer/errors.ts";
import { createFile, replaceFile } from "../../../issuer/files/durable.ts";

type Act = "append" | "room" | "replace" | "create";

function act(what: Act, file: string): void {
  if (what === "replace" || what === "create") {
    (what === "replace" ? replaceFile : createFile)(file, "x".repeat(1_000_000));
    return;
  }
  const journal = new Journal({ file });
  for (;;) {
    if (what === "room") journal.tryRoom(100_000);
    journal.append({ type: "sent", key: "k".repeat(1_000), hash: `${journal.records.length}` });
  }
}

if (import.meta.main) {
  const [what = "append", file = ""] = process.argv.slice(2);
  try {
    act(what as Act, file);
  } catch (error) {
    process.stdout.write(
      error instanceof OperatorError ? `${error.code}: ${error.message}` : `no refusal: ${String(error)}`,
    );
  }
}
