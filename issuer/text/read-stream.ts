import { closeSync, readSync } from "node:fs";
import { StrictDecoder } from "./decode.ts";
import { LARGEST_FILE, type StreamRules, openRegular, readText } from "./read-file.ts";

const CHUNK = 65_536;

/**
 * Reads a text file of an operator piece by piece, as strictly as `readTextFile` does.
 * @throws OperatorError with the given code, naming the file.
 */
export function* readTextStream(path: string, rules: StreamRules): Generator<string> {
  const { code, limit = LARGEST_FILE, encoding = null, onBytes = () => undefined } = rules;
  const handle = openRegular(path, code, limit);
  try {
    let chunk = readChunk(handle);
    const decoder = readText(path, code, () => new StrictDecoder(chunk, encoding));
    while (chunk.length > 0) {
      onBytes(chunk);
      const next = readChunk(handle);
      const [bytes, last] = [chunk, next.length === 0];
      yield readText(path, code, () => decoder.decode(bytes, last));
      chunk = next;
    }
  } finally {
    closeSync(handle);
  }
}

function readChunk(handle: number): Buffer {
  const bytes = Buffer.alloc(CHUNK);
  return bytes.subarray(0, readSync(handle, bytes, 0, CHUNK, null));
}
