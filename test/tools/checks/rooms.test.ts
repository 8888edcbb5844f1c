import { readdirSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";
import { ESLint, Linter } from "eslint";
import { ISSUER, ROOMS, type Room } from "../../../eslint-rooms.mjs";
import { findLoops } from "../../../tools/lib/loops.ts";

const eslint = new ESLint();

/** What the linter says of one import in a file, by its own configuration for that file. */
async function saidOf(file: string, target: string): Promise<string[]> {
  const { rules = {} } = (await eslint.calculateConfigForFile(file)) as Linter.Config;
  const rule = rules["no-restricted-imports"];
  const path = posix.relative(posix.dirname(file), target);
  const relative = path.startsWith(".") ? path : `./${path}`;
  const specifier = target.startsWith("node:") ? target : relative;
  const code = `import { x } from "${specifier}";`;
  const said = new Linter().verify(code, [{ rules: rule === undefined ? {} : { "no-restricted-imports": rule } }]);
  return said.map(({ message }) => message);
}

describe("The direction between rooms", function () {
  this.timeout(60_000);

  it("has a rule for every folder of issuer/, and for no other", () => {
    const folders = readdirSync("issuer", { withFileTypes: true }).map(({ name }) => name);
    expect([...ISSUER].sort()).to.deep.equal(folders.sort());
  });

  it("forbids every import of a room that is not allowed, however deep the file is", async () => {
    const rooms = Object.keys(ROOMS) as Room[];
    for (const room of rooms) {
      for (const other of rooms.filter((name) => name !== room)) {
        for (const file of [`${room}/x.ts`, `${room}/some/where/x.ts`]) {
          const allowed = ROOMS[room].includes(other);
          const isOpen = allowed && room.startsWith("packages/") && other.startsWith("packages/");
          const said = await saidOf(file, isOpen ? `${other}/address.ts` : `${other}/y/z.ts`);
          expect(said.length, `${file} imports ${other}`).to.equal(allowed ? 0 : 1);
        }
      }
    }
  });

  it("lets a package import what another exports, and nothing else of it", async () => {
    expect(await saidOf("packages/integration/x.ts", "packages/tron/address.ts")).to.deep.equal([]);
    expect(await saidOf("packages/hardhat-tron/devnet/vm/x.ts", "packages/tron/provider.ts")).to.deep.equal([]);
    for (const file of ["packages/integration/x.ts", "packages/hardhat-tron/devnet/vm/x.ts"]) {
      for (const inner of ["nodes/http.ts", "provider/session.ts", "address/x.ts"]) {
        expect(await saidOf(file, `packages/tron/${inner}`)).to.have.length(1);
      }
    }
    expect(await saidOf("issuer/nodes/x.ts", "packages/tron/nodes/http.ts")).to.deep.equal([]);
  });

  it("lets each folder of issuer/ import from those before it alone", async () => {
    for (const [index, folder] of ISSUER.entries()) {
      const file = folder.endsWith(".ts") ? `issuer/${folder}` : `issuer/${folder}/x.ts`;
      for (const [place, other] of ISSUER.entries()) {
        if (place === index) continue;
        const target = other.endsWith(".ts") ? `issuer/${other}` : `issuer/${other}/y.ts`;
        expect((await saidOf(file, target)).length, `${file} imports ${target}`).to.equal(place < index ? 0 : 1);
      }
      expect((await saidOf(file, "scripts/tasks/status.ts")).length, file).to.equal(1);
    }
  });

  it("keeps the rule of the output edge besides its own", async () => {
    const said = await saidOf("issuer/monitor/x.ts", "node:process");
    expect(said.length).to.equal(1);
    expect(said[0]).to.contain("Say it with issuer/output/say.ts");
  });
});

describe("Loops between files", () => {
  const found = (sources: Record<string, string>): string[][] => findLoops(new Map(Object.entries(sources)));

  it("are found, types and deferred imports included", () => {
    const a = 'import type { B } from "./b.ts";';
    const b = 'export { c } from "../lib/c.ts";';
    const c = 'const late = () => import("../src/a.ts");';
    expect(found({ "src/a.ts": a, "src/b.ts": b, "lib/c.ts": c })).to.deep.equal([
      ["lib/c.ts", "src/a.ts", "src/b.ts"],
    ]);
    expect(found({ "x.ts": 'import "./x.ts";' })).to.deep.equal([["x.ts"]]);
  });

  it("are each found once, next to each other", () => {
    const pair = (one: string, other: string): Record<string, string> => ({
      [`${one}.ts`]: `import { x } from "./${other}.ts";`,
      [`${other}.ts`]: `import { x } from "./${one}.ts";`,
    });
    expect(found({ ...pair("a", "b"), ...pair("c", "d"), "e.ts": 'import "./a.ts"; import "./c.ts";' })).to.deep.equal([
      ["a.ts", "b.ts"],
      ["c.ts", "d.ts"],
    ]);
  });

  it("are none where there is a direction", () => {
    const diamond = {
      "a.ts": 'import "./b.ts"; import "./c.ts";',
      "b.ts": 'import "./d.ts";',
      "c.ts": 'import "./d.ts";',
    };
    expect(found({ ...diamond, "d.ts": 'import "node:fs"; import "./missing.ts";' })).to.deep.equal([]);
  });
});
