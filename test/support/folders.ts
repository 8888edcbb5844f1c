import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes an empty folder that nobody else uses, for the files of one test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "kgst-test-"));
}
