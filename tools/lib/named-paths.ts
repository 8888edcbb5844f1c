import { posix } from "node:path";

/** A target of a Markdown link, without its anchor; not an address and not an anchor alone. */
const LINK = /\]\((?![a-z]+:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;
/** Code in a line, which may look like a link: `new Fee[](0)`. */
const SPAN = /`[^`]*`/g;
/** A file of this repository as one writes about it, such as `engine/run.ts`; not one of a package, not a pattern. */
const FILE = /(?<![\w@/.:${}*<>-])((?:[\w-][\w.-]*\/)+[\w.-]+\.(?:ts|mts|mjs|cjs|js|sol|py|json|md|txt))(?![\w*<>-])/g;
/** A folder in backticks. */
const FOLDER = /`((?:[\w.-]+\/)+)`/g;
/** Folders that appear when the tools run, and the compiler's word for the repository: nobody looks for them in a clone. */
const MADE = /^(\.venv|artifacts|books|build|bundles|cache|coverage|deployments|operations|project|reports)\//;
const CODE = /\.(?:sol|[mc]?[jt]s)$/;

/**
 * Files and folders that a text names and that there are not: what stays behind when something is moved.
 * @param file - Path of the text from the repository's root. Of code only comments are read, and no imports.
 * @param known - Every file, by its path from the repository's root, with forward slashes.
 * @returns A sentence for each, with its line.
 */
export function missingPaths(file: string, text: string, known: ReadonlySet<string>): string[] {
  const isProse = file.endsWith(".md");
  const { whole, ends } = places(known);
  const near = (path: string): string => posix.join(posix.dirname(file), path).replace(/\/$/, "");
  const isThere = (path: string): boolean => whole.has(near(path)) || ends.has(path.replace(/\/$/, ""));
  return text.split("\n").flatMap((line, index) => {
    const links = isProse ? targets(line.replace(SPAN, ""), LINK).filter((path) => !whole.has(near(path))) : [];
    const remark = CODE.test(file) ? comment(line) : line;
    const said = isProse ? line.replace(LINK, "]") : remark;
    const named = [...targets(said, FILE), ...(isProse ? targets(said, FOLDER) : [])];
    const lost = named.filter((path) => !MADE.test(path) && !isThere(path));
    return [...links, ...lost].map((path) => `${file}:${index + 1}: there is no ${path}`);
  });
}

const targets = (line: string, pattern: RegExp): string[] => [...line.matchAll(pattern)].map(([, path = ""]) => path);

const comment = (line: string): string => /^\s*(?:\/?\*+|#) (.*)$|\/\/ (.*)$/.exec(line)?.slice(1).join("") ?? "";

interface Places {
  /** Files and folders by their whole path. */
  readonly whole: ReadonlySet<string>;
  /** The same by each of their ends: who writes about contracts calls `contracts/token/Ledger.sol` `token/Ledger.sol`. */
  readonly ends: ReadonlySet<string>;
}

const remembered = new WeakMap<ReadonlySet<string>, Places>();

function places(known: ReadonlySet<string>): Places {
  const before = remembered.get(known);
  if (before !== undefined) return before;
  const whole = new Set<string>(["."]);
  const ends = new Set<string>();
  for (const file of known) {
    for (let path = file; path !== "."; path = posix.dirname(path)) whole.add(path);
  }
  for (const path of whole) {
    const parts = path.split("/");
    for (const start of parts.keys()) ends.add(parts.slice(start).join("/"));
  }
  remembered.set(known, { whole, ends });
  return { whole, ends };
}
