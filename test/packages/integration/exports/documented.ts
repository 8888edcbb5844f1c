import ts from "typescript";
import { REMEDIES } from "../../../../packages/integration/problem.ts";

/** What a client, a wallet or a node may mean, which functions that ask them document together. */
const AROUND =
  "WALLET_REJECTED WALLET_CHAIN_WRONG WALLET_UNSUPPORTED GAS_MONEY_MISSING GAS_EXHAUSTED TOKEN_MISSING NODE_UNREACHABLE NOT_MINED CLIENT_FAILED BROADCAST_REFUSED INPUT_INVALID".split(
    " ",
  );
const TOGETHER = /and its like|what else stands in the way/;

/**
 * Returns the codes that the TSDoc of each exported function of an entry names behind `@throws`, those of functions that it refers to
 * included (`as {@link readUnit}`).
 */
export function documentedCodes(entry: string): ReadonlyMap<string, ReadonlySet<string>> {
  const path = `packages/integration/${entry}.ts`;
  const { config } = ts.readConfigFile("tsconfig.json", (name) => ts.sys.readFile(name)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
  const program = ts.createProgram([path], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${path} exports nothing.`);
  const texts = new Map<string, string>();
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const comments = (symbol.declarations ?? []).flatMap((declaration) =>
      ts.getJSDocCommentsAndTags(declaration).map((comment) => comment.getText().replace(/\n\s*\*\s?/g, " ")),
    );
    texts.set(
      exported.name,
      comments.map((comment) => /@throws(.*?)(?:@example|$)/.exec(comment)?.[1] ?? "").join(" "),
    );
  }
  return new Map([...texts.keys()].map((name) => [name, codesOf(name, texts, new Set())]));
}

function codesOf(name: string, texts: ReadonlyMap<string, string>, seen: Set<string>): Set<string> {
  if (seen.has(name)) return new Set();
  seen.add(name);
  const text = texts.get(name) ?? "";
  const named = [...text.matchAll(/`([A-Z_]+)`/g)].map(([, code = ""]) => code).filter((code) => code in REMEDIES);
  const referred = [...text.matchAll(/\{@link (\w+)\}|as `(\w+)`/g)].flatMap(([, linked, quoted]) => [
    ...codesOf(linked ?? quoted ?? "", texts, seen),
  ]);
  return new Set([...named, ...(TOGETHER.test(text) ? AROUND : []), ...referred]);
}
