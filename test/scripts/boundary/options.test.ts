import { stripVTControlCharacters } from "node:util";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { ArgumentType } from "hardhat/types/arguments";
import config from "../../../hardhat.config.ts";
import { TwoChains } from "../../issuer/attestation/support.ts";
import { makeStray, writeSigningFile } from "./prepare.ts";
import { spread, trialsOf } from "./spread.ts";
import { type Network, NOT_TRIED, type Site, TRIED, type Tried } from "./tasks.ts";
import { faultsOf, hear, unseenIn } from "./trial.ts";
import { emptyFolder } from "../../support/folders.ts";

/** How many trials are run. */
const TRIALS = trialsOf(70);
/** Milliseconds that a refusal may take at most, with both chains on a machine that does other things, too. */
const LONGEST = 20_000;

const FOLDER = emptyFolder();
/** What nobody means, in the place of a text. */
const TEXTS: Readonly<Record<string, string>> = {
  "a name of every object": "__proto__",
  "another one": "constructor",
  "a method of every object": "toString",
  "a method, twice": "hasOwnProperty,valueOf",
  "a pair of it": "__proto__=1",
  "more than a chain counts": `${2n ** 256n}`,
  "a million digits": "9".repeat(1_000_000),
  "a million digits behind the point": `0.${"1".repeat(1_000_000)}`,
  "a hash of a million digits": `0x${"f".repeat(1_000_000)}`,
  "below zero": "-1",
  "a number of another kind": "1e999",
  "a sequence of escapes": "\u001b[2J\u001b]0;x\u0007\u202e\n\rKGST",
  "800 kB of one letter": "a".repeat(800_000),
  "800 kB of points": "a.".repeat(400_000),
  "800 kB of blanks": `${" ".repeat(800_000)}x`,
  "800 kB of commas": ",=".repeat(400_000),
  "a folder": FOLDER,
  "a device": "/dev/zero",
  "half of a pair": "\ud800",
};
const NUMBERS: Readonly<Record<string, number>> = {
  "below zero": -1,
  "far too many": Number.MAX_SAFE_INTEGER,
  "more than a timer counts": 10_000_000,
};

interface Trial {
  readonly task: Tried;
  readonly option: string;
  readonly what: string;
  readonly value: string | number;
}

const DRAFT = join(FOLDER, "draft.json");
const BATCH = join(FOLDER, "batch.safe.json");
const SHARED = join(FOLDER, "shared.tron.json");
/** What an option takes that is read as an amount, a time or a number, and how a wrong one is refused. */
const KINDS = {
  amount: { wrong: "1,000", says: 'AMOUNT_INVALID --?: "1,000" is not an amount in whole coins such as 1000.50.' },
  tokens: { wrong: "1,000", says: 'AMOUNT_INVALID --?: "1,000" is not an amount in whole tokens such as 1000.50.' },
  gwei: { wrong: "1,000", says: 'AMOUNT_INVALID --?: "1,000" is not an amount in gwei such as 1000.50.' },
  limit: { wrong: "5,000/1d", says: 'AMOUNT_INVALID --?: "5,000" is not an amount in whole coins such as 1000.50.' },
  duration: { wrong: "soon", says: 'ARGUMENT_INVALID --?: "soon" is not a duration such as 90s, 15m, 48h or 2d.' },
  day: { wrong: "2026-02-30", says: 'ARGUMENT_INVALID --?: "2026-02-30" is not a day such as 2026-11-22.' },
  moment: {
    wrong: "2026-02-30T06:00:00Z",
    says: 'ARGUMENT_INVALID --?: "2026-02-30T06:00:00Z" is not a time in UTC such as 2026-11-22T06:00:00Z.',
  },
  number: { wrong: "1e3", says: 'ARGUMENT_INVALID --?: "1e3" is not a whole number from ' },
  percent: { wrong: "101", says: 'ARGUMENT_INVALID --?: "101" is not a whole number from 1 to 100.' },
} as const;
/** By the option's name, wherever a task has it. */
const READ_AS: Readonly<Record<string, keyof typeof KINDS>> = {
  ...{ amount: "amount", capacity: "amount", reserves: "amount", payoutsOwed: "amount", keep: "amount" },
  ...{ mintAbove: "amount", maxFee: "gwei", priorityFee: "gwei", inbound: "limit", outbound: "limit" },
  ...{ window: "duration", bridgePatience: "duration", reportExpires: "duration", freezeLapses: "duration" },
  ...{
    lag: "duration",
    unreachable: "duration",
    moveLate: "duration",
    verifierSilent: "duration",
    feeAbove: "number",
    since: "day",
    until: "day",
    asOf: "moment",
    validFrom: "moment",
  },
  ...{ sequence: "number", through: "number", batch: "number", windowSpent: "percent", bridgeSpent: "percent" },
};
/** What they are about. */
const FILES: Readonly<Record<string, Record<string, unknown>>> = {
  ...Object.fromEntries(["check", "sign"].map((name) => [`attest ${name}`, { file: DRAFT }])),
  "attest submit": { file: DRAFT, all: true },
  "attest merge": { files: [DRAFT] },
  "safe-hash": { file: BATCH },
  verifier: { once: true },
  "tron-merge": { files: [SHARED, SHARED] },
  move: { destination: "tronEmbedded", to: ZeroAddress, amount: "1", reference: "move 1" },
  ...Object.fromEntries(["retry", "claim", "take"].map((name) => [`move-${name}`, { message: ZeroHash }])),
};
/** Tasks that other tests of this folder do not call. */
const OTHERS: readonly Tried[] = NOT_TRIED.filter((name) => !["tronbox-export", "verify-sources"].includes(name)).map(
  (name): Tried => ({
    name: name.split(" "),
    given: () => ({ yes: true, ...FILES[name] }),
    ...(name === "verifier" ? { lines: true } : {}),
  }),
);
/** Positional arguments that are lists. */
const LISTS = new Set(["files"]);
/** Where something is written: not into the folder of whoever runs the tests. */
const WRITTEN = new Set(["books", "state", "out", "anchor"]);
/** Runs until it is stopped, or writes where it is told to. */
const LEFT_OUT = new Set(["watch", "interval"]);

function batchOf(to: string): object {
  const transactions = [{ to, value: "0", data: "0x" }];
  return { version: "1.0", chainId: "31337", createdAt: 0, meta: { name: "a batch" }, transactions };
}

/** Code and sentence of the one document on stdout; null if there is none. */
function refusalIn(stdout: string): string | null {
  if (stdout.trim() === "") return null;
  interface Answer {
    readonly error?: { readonly code: string; readonly message: string };
    readonly networks?: readonly Answer[];
  }
  const answer = JSON.parse(stdout) as Answer;
  const error = answer.error ?? answer.networks?.[0]?.error; // `attest submit` answers for each chain
  return error === undefined ? "no refusal" : `${error.code} ${error.message}`;
}

describe("Whatever is given to an option", function () {
  this.timeout(TRIALS === Infinity ? 7_200_000 : 600_000);

  let world: TwoChains;
  let minter = "";
  let number = 0;
  const environments = new Map<Network, HardhatRuntimeEnvironment>();
  const site = (network: Network): Site => {
    number += 1;
    return { network, folder: FOLDER, minter, number, evidence: join(FOLDER, "evidence.txt") };
  };

  before(async () => {
    world = await TwoChains.open();
    minter = await (await world.evm.as("MINTER")).getAddress();
    process.env.LOCALHOST_RPC_URL = world.evm.node.url;
    process.env.TRON_EMBEDDED_URL = world.tron.node.url;
    writeFileSync(join(FOLDER, "evidence.txt"), "evidence");
    writeFileSync(BATCH, JSON.stringify(batchOf(minter)));
    for (const side of world.sides) await makeStray(side);
    await writeSigningFile(world.tron, SHARED, minter, false);
    for (const network of ["localhost", "tronEmbedded"] as const) {
      environments.set(network, await createHardhatRuntimeEnvironment(config, { network }));
    }
    const build = TRIED.find(({ name }) => name.join(" ") === "attest build")!;
    const draft: Tried = { ...build, given: (at) => ({ ...build.given(at), out: DRAFT }) };
    expect((await hear(environments.get("localhost")!, draft, site("localhost"))).code).to.equal(0);
  });
  after(async () => {
    await world.close();
  });

  /** Every option and argument of every task, with everything that nobody means. */
  const trials = (hre: HardhatRuntimeEnvironment): Trial[] =>
    [...TRIED, ...OTHERS].flatMap((task) => {
      const { options, positionalArguments } = hre.tasks.getTask([...task.name]);
      return [...options.values(), ...positionalArguments].flatMap(({ name: option, type }): Trial[] => {
        if (LEFT_OUT.has(option) || type === ArgumentType.FLAG || type === ArgumentType.BOOLEAN) return [];
        const values: Readonly<Record<string, string | number>> = type === ArgumentType.INT ? NUMBERS : TEXTS;
        return Object.entries(values).map(([what, value]) => ({ task, option, what, value }));
      });
    });

  it("an amount, a time and a number that is none is refused under the option's own name, with one code each", async () => {
    const hre = environments.get("localhost")!;
    const tasks = [...TRIED, ...OTHERS].filter(({ on }) => on !== "tronEmbedded");
    const said: string[] = [];
    const wanted: string[] = [];
    for (const task of tasks) {
      for (const { name } of hre.tasks.getTask([...task.name]).options.values()) {
        const where = `${task.name.join(" ")} ${name}`;
        const kind = where === "rescue amount" ? "tokens" : READ_AS[name];
        if (kind === undefined || where === "monitor since") continue; // now or deployment
        const { wrong, says } = KINDS[kind];
        const tried: Tried = { ...task, given: (at) => ({ ...task.given(at), [name]: wrong }) };
        const heard = await hear(hre, tried, site("localhost"), task.lines !== true);
        const [error, line = ""] = [
          refusalIn(heard.stdout),
          stripVTControlCharacters(heard.stderr).trim().split("\n")[0],
        ];
        const sentence = says.replace(
          "?",
          name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        );
        said.push(`${where}: ${(error ?? line).slice(0, sentence.length)}`);
        wanted.push(`${where}: ${sentence}`);
      }
    }
    expect(said).to.deep.equal(wanted);
    expect(said.length).to.be.greaterThan(50);
  });

  it("each task ends in a code and a sentence, and in good time", async () => {
    const all = trials(environments.get("localhost")!);
    const chosen = spread(all, TRIALS);
    const bad: string[] = [];
    for (const [index, { task, option, what, value }] of chosen.entries()) {
      const network = task.on ?? (index % 2 === 0 ? "localhost" : "tronEmbedded");
      const place = WRITTEN.has(option) ? `${FOLDER}/${value}` : value;
      const given: unknown = LISTS.has(option) ? [value] : place;
      const tried: Tried = {
        ...task,
        given: (at) => Object.assign(task.given(at), { patience: 5, [option]: given }),
      };
      const started = performance.now();
      const heard = await hear(environments.get(network)!, tried, site(network));
      const took = performance.now() - started;
      const faults = faultsOf(heard, tried);
      if (took > LONGEST) faults.push(`took ${Math.round(took)} ms`);
      faults.push(...unseenIn(heard));
      if (`${heard.stdout}${heard.stderr}`.length > 100_000) faults.push("is flooded");
      if (faults.length > 0) bad.push(`${task.name.join(" ")} --${option} ${what}: ${faults.join("; ")}`);
    }
    console.log(`      ${all.length} trials, ${chosen.length} run, ${bad.length} bad`);
    expect(bad).to.deep.equal([]);
    expect(all.length).to.be.greaterThan(2_000);
  });
});
