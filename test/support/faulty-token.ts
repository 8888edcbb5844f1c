import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import compiler from "../../config/compiler.json" with { type: "json" };
import { Stablecoin__factory } from "../../typechain-types/index.js";

const SOURCE = "contracts/token/Stablecoin.sol";
const LEDGER = "contracts/token/Ledger.sol";

/** The one line that is changed: a transfer no longer asks whether the owner is frozen. */
const FAULT = {
  right: "_debit(from, amount, true);\n        _credit",
  wrong: "_debit(from, amount, false);\n        _credit",
};

/** What else the code depends on: the compiler, and the libraries that are imported. */
const VERSIONS = ["solc", "@openzeppelin/contracts", "@openzeppelin/contracts-upgradeable"].map(
  (name) => `${name}/package.json`,
);

interface Solc {
  compile(input: string, callbacks: { import: (path: string) => { contents: string } }): string;
}

/**
 * The token as it would be with a fault in `transfer`: the real sources with one line changed, compiled as the build is.
 * So a repair can be rehearsed on a token that needs one.
 */
export function faultyStablecoin(): typeof Stablecoin__factory {
  const read = (path: string): string =>
    readFileSync(path.startsWith("contracts/") ? path : `node_modules/${path}`, "utf8");
  const ledger = read(LEDGER);
  if (ledger.split(FAULT.right).length !== 2) throw new Error(`${LEDGER} no longer has the line that is made faulty`);
  const input = {
    language: "Solidity",
    sources: {
      [SOURCE]: { content: read(SOURCE) },
      [LEDGER]: { content: ledger.replace(FAULT.right, FAULT.wrong) },
    },
    settings: { ...compiler.settings, outputSelection: { [SOURCE]: { Stablecoin: ["evm.bytecode.object"] } } },
  };
  const bytecode = kept(
    JSON.stringify([input, globSync("contracts/**/*.sol").toSorted().map(read), VERSIONS.map(read)]),
    () => {
      const solc = createRequire(import.meta.url)("solc") as Solc;
      const output = JSON.parse(
        solc.compile(JSON.stringify(input), { import: (path) => ({ contents: read(path) }) }),
      ) as {
        contracts: Record<string, { Stablecoin: { evm: { bytecode: { object: string } } } }>;
      };
      return output.contracts[SOURCE]?.Stablecoin.evm.bytecode.object ?? "";
    },
  );
  if (bytecode === "") throw new Error("The faulty token did not compile");
  return class extends Stablecoin__factory {
    constructor(...args: ConstructorParameters<typeof Stablecoin__factory>) {
      super(Stablecoin__factory.abi, bytecode, args[0] as never);
    }
  };
}

/** What `make` makes of an input, from the cache of builds if it was made before: both chains are given the same. */
function kept(input: string, make: () => string): string {
  const file = `cache/faulty-token-${createHash("sha256").update(input).digest("hex").slice(0, 16)}.hex`;
  if (existsSync(file)) return readFileSync(file, "utf8");
  const made = make();
  mkdirSync("cache", { recursive: true });
  writeFileSync(`${file}.${process.pid}`, made); // whoever reads it meanwhile finds all of it or nothing
  renameSync(`${file}.${process.pid}`, file);
  return made;
}
