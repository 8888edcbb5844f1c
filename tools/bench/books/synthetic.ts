import { hash } from "node:crypto";
import { type ContractRunner, type FunctionFragment, type TransactionRequest, id } from "ethers";
import { ATTESTATIONS, FRAGMENTS, KIND_OF_TOPIC, type Kind, TOKEN } from "../../../issuer/books/kinds.ts";
import type { Answers, Ask, BlockPoint, LogSource, RawLog, StateSource } from "../../../issuer/books/source.ts";
import type { ReserveReport } from "../../../issuer/reports/reserve-report.ts";

/** What a synthetic chain is made with. */
export interface SyntheticOptions {
  readonly name: string;
  readonly chainId: bigint;
  /** 0 or 1: which end of the bridge it is. */
  readonly side: 0 | 1;
  readonly accounts: number;
  /** Logs that it will have, to the nearest block. */
  readonly events: number;
  /** Called with each deposit and payout. */
  readonly onBank: (kind: "deposit" | "payout", reference: string, amount: bigint) => void;
}

export const SYNTHETIC_TOKEN = `0x${"aa".repeat(20)}`;
export const SYNTHETIC_ATTESTATIONS = `0x${"bb".repeat(20)}`;
const [MINTER, BURNER, BRIDGE] = ["c1", "c2", "c3"].map((byte) => `0x${byte.repeat(20)}`) as [string, string, string];
const ZERO = `0x${"0".repeat(40)}`;
const [EVENTS_IN_BLOCK, SECONDS_IN_BLOCK, BEGIN] = [10, 3, 1_800_000_000];
/** Functions by selector: ethers would hash the whole ABI for each call. */
const CALLS = new Map<string, FunctionFragment>();
for (const abi of [TOKEN, ATTESTATIONS]) abi.forEachFunction((fragment) => CALLS.set(fragment.selector, fragment));
/** First topics: ethers would hash the event's name for each log. */
const TOPIC_OF_KIND: ReadonlyMap<Kind, string> = new Map([...KIND_OF_TOPIC].map(([topic, kind]) => [kind, topic]));
/** In every so many blocks there is one move in either direction. */
const PERIOD = 20;
const MOST_LOGS = 10_000;

/**
 * A coin's chain without a node: blocks of ten logs, mostly transfers, with mints, burns and bridge moves among them, and
 * the state that follows. Its logs are made when they are asked for, in order, so that any number of them takes no memory.
 */
export class SyntheticChain implements LogSource, StateSource, ContractRunner {
  readonly provider = null;
  readonly #options: SyntheticOptions;
  readonly #balances: BigInt64Array;
  readonly #blocks: number;
  #random: number;
  #next = 1;
  readonly #made = new Map<number, readonly RawLog[]>();
  #supply = 0n;
  #minted = 0n;
  #references = 0;
  readonly #bridge = { minted: 0n, burned: 0n };
  /** Milliseconds of the processor spent on making logs. */
  spent = 0;

  constructor(options: SyntheticOptions) {
    this.#options = options;
    this.#balances = new BigInt64Array(options.accounts);
    this.#blocks = Math.ceil(options.events / EVENTS_IN_BLOCK);
    this.#random = 1 + options.side;
  }

  finalBlock(): Promise<number> {
    return Promise.resolve(this.#blocks);
  }

  block(number: number): Promise<BlockPoint> {
    const digest = hash("sha256", `${this.#options.chainId} ${number}`);
    return Promise.resolve({ number, hash: `0x${digest}`, time: BEGIN + number * SECONDS_IN_BLOCK });
  }

  /** Refuses what has more logs than public nodes answer for. Ranges may be asked for in any order, and each once. */
  logs(from: number, to: number): Promise<readonly RawLog[]> {
    const begun = process.cpuUsage();
    if ((to - from + 1) * EVENTS_IN_BLOCK > MOST_LOGS) {
      return Promise.reject(new Error(`query returned more than ${MOST_LOGS} results`));
    }
    const logs: RawLog[] = [];
    for (let block = from; block <= to; block++) {
      const made = this.#logsOf(block);
      if (made === null) return Promise.reject(new Error(`block ${block} was made before`));
      logs.push(...made);
    }
    const { user, system } = process.cpuUsage(begun);
    this.spent += (user + system) / 1_000;
    return Promise.resolve(logs);
  }

  /** Makes the logs of a block, and keeps those of blocks before it that nobody has asked for yet. */
  #logsOf(block: number): readonly RawLog[] | null {
    for (; this.#next <= block; this.#next++) {
      const logs: RawLog[] = [];
      this.#fill(logs, this.#next);
      this.#made.set(this.#next, answered(logs));
    }
    const made = this.#made.get(block) ?? null;
    this.#made.delete(block);
    return made;
  }

  async read(asks: readonly Ask[]): Promise<Answers> {
    const at = await this.finalBlock();
    return { from: at, to: at, values: await Promise.all(asks.map((ask) => ask({}))) };
  }

  /** Answers ethers' contracts. */
  call({ to, data }: TransactionRequest): Promise<string> {
    const abi = to === SYNTHETIC_ATTESTATIONS ? ATTESTATIONS : TOKEN;
    const called = CALLS.get(String(data).slice(0, 10));
    if (called === undefined) return Promise.reject(new Error("The synthetic chain does not know this call."));
    const answer = this.#answer(called.name, abi.decodeFunctionData(called, String(data)).toArray());
    return Promise.resolve(abi.encodeFunctionResult(called, answer));
  }

  #answer(name: string, [argument]: readonly unknown[]): unknown[] {
    switch (name) {
      case "totalSupply":
        return [this.#supply];
      case "mintedInWindow":
        return [1n, this.#minted];
      case "latestSequence":
        return [1n];
      case "bridgeBooks":
        return [this.#bridge.minted, this.#bridge.burned];
      case "minterLimit":
        return [0n, 0n, 0n];
      case "bridgeLimits":
        return [[0n, 0n, 0n, 0n, 0n], 0n, 0n];
      case "balanceOf":
        return [this.#balances[Number(BigInt(String(argument)) % 2n ** 32n)] ?? 0n];
      case "isDepositUsed":
      case "isPayoutUsed":
        return [true];
      default:
        throw new Error(`The synthetic chain does not answer ${name}.`);
    }
  }

  #fill(logs: RawLog[], block: number): void {
    const end = logs.length + EVENTS_IN_BLOCK;
    const say = (kind: Kind, ...words: readonly (string | bigint)[]): void => {
      logs.push(toLog(kind, words, block, EVENTS_IN_BLOCK - (end - logs.length)));
    };
    if (block === 1) this.#report(logs);
    const [moment, { side }] = [block % PERIOD, this.#options];
    if (block % 5 === 1) this.#issue(say);
    if (block > PERIOD && moment === 10 * side + 1) this.#bridgeOut(say, block);
    if (block > PERIOD && moment === 10 * (1 - side) + 5) this.#bridgeIn(say, block);
    if (block % 7 === 0) this.#redeem(say);
    while (logs.length < end) this.#transfer(say);
  }

  #report(logs: RawLog[]): void {
    const [begin, allocations] = [BigInt(BEGIN), [{ chainId: this.#options.chainId, mintable: 10n ** 17n }]];
    const report: ReserveReport = {
      ...{ sequence: 1n, epoch: 1n, revision: 0n, asOf: begin, validFrom: begin, validUntil: 2n * begin },
      ...{ reserves: 10n ** 18n, supply: 0n, evidence: id("statement"), allocations },
    };
    const { topics, data } = ATTESTATIONS.encodeEventLog("ReportAccepted", [1, id("report"), report]);
    const place = { blockNumber: 1, transactionHash: id("report"), index: 0 };
    logs.push({ address: SYNTHETIC_ATTESTATIONS, topics, data, ...place });
  }

  #issue(say: Say): void {
    const [to, amount] = [this.#roll(this.#options.accounts), BigInt(1 + this.#roll(1_000_000_000))];
    const reference = `${this.#options.name} deposit ${++this.#references}`;
    this.#change(to, amount);
    this.#minted += amount;
    say("Transfer", ZERO, address(to), amount);
    say("Minted", MINTER, address(to), amount, id(reference));
    this.#options.onBank("deposit", reference, amount);
  }

  #redeem(say: Say): void {
    const amount = this.#part();
    if (amount.value === 0n) return;
    const reference = `${this.#options.name} payout ${++this.#references}`;
    this.#change(amount.of, -amount.value);
    say("Transfer", address(amount.of), ZERO, amount.value);
    say("Burned", BURNER, amount.value, id(reference));
    this.#options.onBank("payout", reference, amount.value);
  }

  #bridgeOut(say: Say, block: number): void {
    const amount = moved(this.#options.side, Math.floor(block / PERIOD));
    const of = this.#balances.findIndex((balance) => balance >= amount);
    this.#change(of, -amount);
    this.#bridge.burned += amount;
    say("Transfer", address(of), ZERO, amount);
    say("CrosschainBurn", address(of), amount, BRIDGE);
  }

  #bridgeIn(say: Say, block: number): void {
    const to = this.#roll(this.#options.accounts);
    const amount = moved(1 - this.#options.side, Math.floor(block / PERIOD));
    this.#change(to, amount);
    this.#bridge.minted += amount;
    say("Transfer", ZERO, address(to), amount);
    say("CrosschainMint", address(to), amount, BRIDGE);
  }

  #transfer(say: Say): void {
    const { of, value } = this.#part();
    const to = this.#roll(this.#options.accounts);
    this.#change(of, -value);
    this.#change(to, value);
    say("Transfer", address(of), address(to), value);
  }

  #part(): { of: number; value: bigint } {
    const of = this.#roll(this.#options.accounts);
    return { of, value: ((this.#balances[of] ?? 0n) * BigInt(this.#roll(1_000))) / 1_000n };
  }

  #change(account: number, amount: bigint): void {
    this.#balances[account] = (this.#balances[account] ?? 0n) + amount;
    this.#supply += amount;
  }

  #roll(sides: number): number {
    let state = this.#random;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#random = state;
    return (state >>> 0) % sides;
  }
}

/** What the bridge moves in a period, in either direction. */
function moved(side: number, period: number): bigint {
  return BigInt(1 + ((period * 7_919 + side) % 100_000));
}

function address(account: number): string {
  return `0x${"11".repeat(16)}${account.toString(16).padStart(8, "0")}`;
}

/** A log as a node answers it; words in the order of the event's inputs. */
function toLog(kind: Kind, words: readonly (string | bigint)[], blockNumber: number, index: number): RawLog {
  const inputs = FRAGMENTS.get(kind)?.inputs;
  const [topics, data] = [[TOPIC_OF_KIND.get(kind) ?? ""], ["0x"]];
  for (const [place, word] of words.entries()) {
    const digits = (typeof word === "bigint" ? word.toString(16) : word.slice(2)).padStart(64, "0");
    if (inputs?.[place]?.indexed === true) topics.push(`0x${digits}`);
    else data.push(digits);
  }
  const transactionHash = `0x${blockNumber.toString(16).padStart(64, "0")}`;
  return { address: SYNTHETIC_TOKEN, topics, data: data.join(""), blockNumber, transactionHash, index };
}

/** Logs as they are read from a node's answer: texts that are joined from parts are put together by whoever reads them first. */
function answered(logs: readonly RawLog[]): readonly RawLog[] {
  return JSON.parse(JSON.stringify(logs)) as RawLog[];
}

type Say = (kind: Kind, ...words: readonly (string | bigint)[]) => void;
