import { expect } from "chai";
import { ESLint, Linter } from "eslint";

const RULES = ["no-restricted-syntax", "no-restricted-imports"] as const;

/** The rules of the edge, as the linter has them for a file. */
async function rulesOf(file: string): Promise<Linter.RulesRecord> {
  const { rules = {} } = (await new ESLint().calculateConfigForFile(file)) as Linter.Config;
  return Object.fromEntries(RULES.flatMap((name) => (rules[name] === undefined ? [] : [[name, rules[name]]])));
}

/** Of the rule about writing: 0 where it is off. */
function severityOf({ "no-restricted-syntax": rule }: Linter.RulesRecord): unknown {
  return Array.isArray(rule) ? rule[0] : rule;
}

describe("The linter's rule of the output edge", () => {
  let rules: Linter.RulesRecord;
  before(async () => {
    rules = await rulesOf("scripts/tasks/status.ts");
  });
  const said = (code: string): (string | null)[] => new Linter().verify(code, [{ rules }]).map(({ ruleId }) => ruleId);

  it("forbids every other way to a terminal", () => {
    for (const planted of [
      'console.log("x");',
      "console.error(error);",
      'console["log"]("x");',
      "const { log } = console;",
      "globalThis.console.table(rows);",
      'process.stdout.write("x");',
      "process.stderr.write(text);",
      'process["stdout"].write(text);',
      "const { stderr } = process;",
      'writeSync(1, "x");',
      'fs.writeFileSync("/dev/stdout", "x");',
      'writeFileSync("/dev/stderr", "x");',
      'appendFileSync("/dev/tty", "x");',
    ]) {
      expect(said(planted), planted).to.include("no-restricted-syntax");
    }
    for (const planted of ['import { stdout } from "node:process";', 'import { log } from "node:console";']) {
      expect(said(planted), planted).to.deep.equal(["no-restricted-imports"]);
    }
  });

  it("lets what passes the edge alone", () => {
    for (const fine of [
      'say("x");',
      'page.on("console", note);',
      "writeFileSync(file, text);",
      "child.stdout.on(a);",
    ]) {
      expect(said(fine), fine).to.deep.equal([]);
    }
  });

  it("holds in scripts and deploy, but for the edge itself", async () => {
    for (const file of ["scripts/tasks/status.ts", "tools/checks/opcodes.ts", "deploy/steps.ts", "scripts/new/x.ts"]) {
      expect(Object.keys(await rulesOf(file)), file).to.deep.equal(RULES);
    }
    const edge = [
      "output/say",
      "terminal/ask",
      "terminal/guard",
      "terminal/progress-line",
      "terminal/turns",
      "nodes/log-terminal",
    ];
    for (const name of edge) expect(severityOf(await rulesOf(`issuer/${name}.ts`)), name).to.equal(0);
  });
});
