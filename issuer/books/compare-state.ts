import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError } from "../errors.ts";
import { patiently } from "../nodes/patiently.ts";
import type { FindingCode, Findings } from "./findings.ts";
import type { Answers, StateSource } from "./source.ts";
import type { StateCheck } from "./state-checks.ts";
import type { Reader } from "./sync.ts";

/** Questions to a node at once. */
const GROUP = 20;
/** Times a group is asked again because the coin moved in the meantime. */
const ATTEMPTS = 20;
const PAUSE_MILLISECONDS = 500;

/**
 * Compares the books with the chain's own state. The books are first brought to where the answers are from, and asked again
 * whenever something happened between the two, so that both speak of one block.
 * @returns How many figures of each kind were compared.
 * @throws OperatorError `STATE_UNSTEADY` if a node never answers for one block.
 */
export async function compareState(
  reader: Reader,
  state: StateSource,
  checks: Iterable<StateCheck>,
  network: string,
  findings: Findings,
): Promise<ReadonlyMap<FindingCode, number>> {
  const compared = new Map<FindingCode, number>();
  for (const group of groups(checks)) {
    const { values } = await readSteadily(reader, state, group);
    for (const [index, { code, subject, show, booked }] of group.entries()) {
      const [expected, actual] = [booked(), show(values[index])];
      if (expected !== actual) findings.add({ code, network, subject, expected, actual });
      compared.set(code, (compared.get(code) ?? 0) + 1);
    }
  }
  return compared;
}

async function readSteadily(reader: Reader, state: StateSource, group: readonly StateCheck[]): Promise<Answers> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const answers = await patiently(() => state.read(group.map(({ ask }) => ask)));
    await reader.advance(answers.to);
    if (!movedAfter(reader, answers.from)) return answers;
    await sleep(Math.floor(Math.random() * PAUSE_MILLISECONDS));
  }
  throw new OperatorError("STATE_UNSTEADY", `In ${ATTEMPTS} attempts the coin moved between every two looks.`);
}

/** Returns whether the books have events after a block. */
function movedAfter(reader: Reader, block: number): boolean {
  const { db, chain } = reader.book;
  const last = db.prepare("SELECT block FROM events WHERE chain = ? ORDER BY block DESC LIMIT 1").get(chain);
  return last !== undefined && Number(last.block) > block;
}

function* groups<T>(items: Iterable<T>): Generator<T[]> {
  let group: T[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
