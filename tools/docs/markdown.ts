/** A generated document, and what keeps it from being right. */
export interface Generated {
  readonly path: string;
  readonly content: string;
  readonly problems: readonly string[];
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Inline code. */
export function code(text: string): string {
  return `\`${text}\``;
}
