import { readFileSync, writeFileSync } from "node:fs";
import { Dice } from "../../support/random.ts";
import { hostileText } from "../../issuer/output/hostile.ts";

/**
 * Puts a text that nobody should see in the place of one in a file: one of six that are spread over all texts of a JSON
 * document, of lines of JSON, or of the cells of a CSV.
 * @param turn - Which of the six.
 * @returns False if the file has no text there.
 */
export function plantText(file: string, turn: number, seed: number): boolean {
  const hostile = hostileText(new Dice(seed * 7_919 + 1));
  const text = readFileSync(file, "utf8");
  const places = file.endsWith(".csv") ? cellsIn(text) : stringsIn(text);
  const place = places[Math.floor(((turn + 0.5) * places.length) / 6)];
  if (place === undefined) return false;
  const written = file.endsWith(".csv") ? `"${hostile.replaceAll('"', '""')}"` : JSON.stringify(hostile);
  writeFileSync(file, `${text.slice(0, place.from)}${written}${text.slice(place.to)}`);
  return true;
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Values of JSON that are texts; keys are left alone. */
function stringsIn(text: string): Place[] {
  return [...text.matchAll(/(:\s*|[[,]\s*)("(?:[^"\\]|\\.)*")(?!\s*:)/g)].map(
    ({ index, 1: before = "", 2: value = "" }) => {
      return { from: index + before.length, to: index + before.length + value.length };
    },
  );
}

/** Cells below the header. */
function cellsIn(text: string): Place[] {
  const header = text.indexOf("\n") + 1;
  return [...text.slice(header).matchAll(/"(?:[^"]|"")*"|[^,\n]+/g)].map(({ index, 0: cell }) => {
    return { from: header + index, to: header + index + cell.length };
  });
}
