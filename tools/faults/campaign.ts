import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { ACTS, type Act } from "./acts.ts";
import type { Row } from "./report.ts";
import { SCENARIOS, type Scenario, nameOf } from "./scenarios.ts";
import { type Site, openSite } from "./site.ts";
import { DeploymentTrial, OperationTrial, type Trial } from "./trial.ts";
import { say } from "../../issuer/output/say.ts";

/** Things of one command: one by itself, and a file whose transactions are on the way together. */
const TOGETHER = [1, 3] as const;

/** The act that is not an operation. */
const DEPLOY = "deploy";

/** The embedded chains, by their networks. */
export const NETWORKS = ["localhost", "tronEmbedded"] as const;

/** Which part of the campaign is run. */
export interface Part {
  readonly network: (typeof NETWORKS)[number];
  /** Only faults whose name or place has this text. */
  readonly only: string;
  /** Only this act. */
  readonly act: string;
}

/** Runs scenarios on one chain, against every act. */
export async function runPart(hre: HardhatRuntimeEnvironment, { network, only, act }: Part): Promise<Row[]> {
  const rows: Row[] = [];
  const site = await openSite(hre, network);
  try {
    for (const scenario of SCENARIOS.filter((one) => nameOf(one).includes(only))) {
      for (const [name, start] of starters(site, scenario)) {
        if (act !== "" && act !== name) continue;
        if (scenario.on?.(site, name) === false) continue;
        const row = await play(scenario, site, name, start);
        rows.push(row);
        say(
          `${site.title}: ${name}: ${scenario.fault}: ${row.disturbed} disturbed, ${row.lost} lost, ${row.twice} twice`,
        );
      }
    }
  } finally {
    await site.close();
  }
  return rows;
}

/** Begins a trial. @param number - Tells it from all others of its scenario. @param pass - Which of the sizes it has. */
type Start = (number: number, pass: number) => Promise<Trial>;

/** How the trials of each act begin: of one thing, and of several where a file can hold them. */
function starters(site: Site, { fault, where }: Scenario): [string, Start][] {
  const of = (act: Act): [string, Start] => {
    const sizes = act.columns === null ? [1] : TOGETHER;
    const start: Start = (number, pass) => {
      const together = sizes[pass] ?? 1;
      return OperationTrial.of(site, act, `${fault}, ${where}, number ${number}`, together);
    };
    return [act.operation, start];
  };
  return [...ACTS.map(of), [DEPLOY, () => DeploymentTrial.of(site)]];
}

/** Trials whose effects were looked at. */
const counted = new WeakSet<Trial>();

async function play(scenario: Scenario, site: Site, act: string, start: Start): Promise<Row> {
  const trials: Trial[] = [];
  const shown: number[] = [];
  let begun = 0;
  const passes = act === DEPLOY || act === "rescue" || act === "limits" ? 1 : TOGETHER.length;
  for (let pass = 0; pass < passes; pass += 1) {
    await scenario.play(site, async () => {
      await settle();
      begun += 1;
      const trial = await start(begun, pass);
      trials.push(trial);
      return trial;
    });
    await settle();
  }
  const total = (of: (trial: Trial) => number): number => trials.reduce((all, trial) => all + of(trial), 0);
  const row = {
    ...{ chain: site.title, act, fault: scenario.fault, where: scenario.where },
    disturbed: total(({ disturbed }) => disturbed),
    interrupted: total(({ interrupted }) => interrupted),
    wanted: shown.length,
    signed: total((trial) => trial.signed()),
    shown: shown.reduce((all, count) => all + count, 0),
    lost: shown.filter((count) => count === 0).length,
    twice: shown.filter((count) => count > 1).length,
  };
  for (const trial of trials) trial.close();
  if (begun === 0) throw new Error(`${scenario.fault} was tried on nothing.`);
  return row;

  /** Looks at the chain for what the last trial did, before a later one may undo blocks. */
  async function settle(): Promise<void> {
    const last = trials.at(-1);
    if (last !== undefined && !counted.has(last)) {
      counted.add(last);
      shown.push(...(await last.effects()));
    }
  }
}
