import { readFile, readdir } from "node:fs/promises";
import { expect } from "chai";
import { BEHAVIORS } from "./behaviors/index.ts";
import type { Account, TestChain } from "./support/chain.ts";

/** How many incidents there are; docs/audit/incidents.md has at least one row for each. */
const INCIDENTS = 35;

interface Row {
  readonly number: number;
  readonly file: string;
  readonly title: string;
}

describe("Incidents", () => {
  let rows: Row[];
  let mounted: string[];

  before(async () => {
    rows = await readTable();
    mounted = titlesOf(BEHAVIORS);
  });

  it("are all in docs/audit/incidents.md", () => {
    const numbers = Array.from({ length: INCIDENTS }, (_, index) => index + 1);
    expect([...new Set(rows.map(({ number }) => number))]).to.deep.equal(numbers);
  });

  it("each have a test of that title, in that file, that is mounted", async () => {
    for (const { number, file, title } of rows) {
      expect(title).to.contain(`(incident ${number}: `);
      expect(await readFile(file, "utf8"), file).to.contain(`(incident ${number}: `);
      if (file.startsWith("test/behaviors/")) expect(mounted).to.include(title);
      else expect(await readFile(file, "utf8"), file).to.contain(title);
    }
  });

  it("named by a test are in the table", () => {
    const listed = new Set(rows.map(({ title }) => markOf(title)));
    for (const title of mounted.filter((text) => text.includes("(incident "))) {
      expect([...listed]).to.include(markOf(title));
    }
    expect(mounted.length).to.be.greaterThan(500);
  });

  it("deployable code imports no console (incident 24: a debugging console in a production library)", async () => {
    const files = (await readdir("contracts", { recursive: true })).filter((file) => file.endsWith(".sol"));
    expect(files.length).to.be.greaterThan(30);
    for (const file of files) {
      expect(await readFile(`contracts/${file}`, "utf8"), file).not.to.match(/console2?\.(sol|log)/);
    }
  });
});

/** What a title says about its incident, without what varies before it. */
function markOf(title: string): string {
  return /\(incident \d+: [^)]*\)/.exec(title)?.[0] ?? "";
}

async function readTable(): Promise<Row[]> {
  const lines = (await readFile("docs/audit/incidents.md", "utf8"))
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line));
  return lines.map((line) => {
    const [, number = "", , , file = "", title = ""] = line.split("|").map((cell) => cell.trim());
    return { number: Number(number), file: file.replaceAll("`", ""), title };
  });
}

/** The titles that the behaviours would mount on a chain that can do everything; nothing is run. */
function titlesOf(behaviors: typeof BEHAVIORS): string[] {
  const titles: string[] = [];
  const ignore = (): void => undefined;
  const recorder = {
    describe: (title: string, body: () => void): void => {
      titles.push(title);
      body();
    },
    it: (title: string): void => {
      titles.push(title);
    },
    before: ignore,
    beforeEach: ignore,
    after: ignore,
    afterEach: ignore,
  };
  const mocha = Object.fromEntries(
    Object.keys(recorder).map((name) => [name, Reflect.get(globalThis, name) as unknown]),
  );
  const account = (index: number): Account =>
    ({ address: `0x${(index + 1).toString(16).padStart(40, "0")}` }) as Account;
  const chain = {
    supports: { eip7702: true, sameBlock: true, storage: true },
    account,
    chainId: 1n,
  } as unknown as TestChain;
  Object.assign(globalThis, recorder);
  try {
    for (const behavior of behaviors) behavior(chain);
  } finally {
    Object.assign(globalThis, mocha);
  }
  return titles;
}
