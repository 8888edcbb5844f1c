import { type Law, type Measurement, type Quantity, type Shown, exponentOf } from "./law.ts";

/** What the same law took at the base revision, by its name: one entry for each size, null where it did not end. */
export type Before = Readonly<Record<string, readonly (Measurement | null)[]>>;

const HEAD = ["law", "size", "before", "now", "each", "exponent"];

/** Returns the table as Markdown: each law at its sizes, before and now, per item, and the exponent of what it is judged by. */
export function toTable(shown: readonly Shown[], before: Before): string {
  const lines = shown.flatMap(({ law, measured }) => rowsOf(law, measured, before[law.name] ?? []));
  const rule = ["---", "---:", "---:", "---:", "---:", "---:"];
  return [HEAD, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function rowsOf(law: Law, measured: readonly Measurement[], before: readonly (Measurement | null)[]): string[][] {
  const quantities = Object.keys(law.power) as Quantity[];
  return quantities.flatMap((quantity) =>
    law.sizes.map((size, index) => {
      const [now, then] = [measured[index]?.[quantity], before[index]];
      const exponent = exponentOf(law.sizes, measured, quantity);
      const old = then === null ? "did not end" : show(then?.[quantity], quantity);
      return [
        index === 0 ? `${law.name}: ${WORDS[quantity]}` : "",
        `${size.toLocaleString("en")} ${law.of}`,
        old,
        show(now, quantity),
        now === undefined ? "–" : showEach(now / size, quantity),
        index === 0 && exponent !== null ? exponent.toFixed(2) : "",
      ];
    }),
  );
}

const WORDS: Readonly<Record<Quantity, string>> = { seconds: "time", bytes: "bytes", requests: "requests" };

function show(value: number | undefined, quantity: Quantity): string {
  if (value === undefined) return "–";
  if (quantity === "seconds") return value < 0.1 ? `${(value * 1_000).toFixed(1)} ms` : `${value.toFixed(2)} s`;
  if (quantity === "bytes") return bytes(value);
  return value.toLocaleString("en");
}

function showEach(value: number, quantity: Quantity): string {
  if (quantity === "seconds") return `${(value * 1e6).toPrecision(3)} µs`;
  return quantity === "bytes" ? bytes(value) : value.toPrecision(2);
}

function bytes(value: number): string {
  if (value >= 2 ** 20) return `${(value / 2 ** 20).toFixed(1)} MiB`;
  return value >= 2 ** 10 ? `${(value / 2 ** 10).toFixed(1)} KiB` : `${Math.round(value)} B`;
}
