import { AbiCoder, type BlockTag, type ContractRunner, type Provider, type TransactionRequest } from "ethers";
import { asOperatorError } from "../errors.ts";
import { type View, type ViewAnswer, combinedCode, readCombined } from "./combined-code.ts";

/** Views in one request: what they answer must stay below the size of a contract's code. */
const MOST_VIEWS = 60;
/** Requests of one session that are under way at the same time. */
const AT_ONCE = 4;
/** Views that are asked by themselves at the same time, in place of one request. */
const SINGLY = 4;
/** Refusals after which a node is no longer asked this way. */
const MOST_REFUSALS = 3;

/** Views of a node's contracts in as few requests as possible, whichever way the node allows. */
export class CombinedReads {
  readonly provider: Provider;
  /** Views of the last session of each name. */
  readonly #expected = new Map<string, readonly View[]>();
  #refusals = 0;

  constructor(provider: Provider) {
    this.provider = provider;
  }

  /**
   * Returns what contracts are connected to for one look at one block: views that are asked at the same time go in one
   * request, and one that is asked again is not asked.
   * @param again - Name of a look that is taken again and again: what was asked in the one before is asked with the first
   * request of the next.
   */
  session(again?: string): ContractRunner {
    const ask = (views: readonly View[], tag: BlockTag): Promise<ViewAnswer[] | null> => this.#ask(views, tag);
    if (again === undefined) return new Session(this.provider, [], ask);
    const session = new Session(this.provider, this.#expected.get(again) ?? [], ask);
    const asked: View[] = [];
    this.#expected.set(again, asked);
    session.asked = (view) => asked.push(view);
    return session;
  }

  /** Null where the node does not answer in this way; each view is asked by itself then. */
  async #ask(views: readonly View[], blockTag: BlockTag): Promise<ViewAnswer[] | null> {
    if (views.length < 2 || this.#refusals >= MOST_REFUSALS) return null;
    try {
      const found = readCombined(await this.provider.call({ data: combinedCode(views), blockTag }), views.length);
      this.#refusals = found === null ? this.#refusals + 1 : 0;
      return found;
    } catch (error) {
      if (asOperatorError(error) !== null) throw error;
      this.#refusals += 1;
      return null;
    }
  }
}

const READS = new WeakMap<Provider, CombinedReads>();

/** Returns what reads several views at once from a node; one for each provider, since it learns what the node allows. */
export function combinedReads(provider: Provider): CombinedReads {
  const known = READS.get(provider) ?? new CombinedReads(provider);
  READS.set(provider, known);
  return known;
}

type Combine = (views: readonly View[], tag: BlockTag) => Promise<ViewAnswer[] | null>;

interface Waiting extends View {
  readonly tag: BlockTag;
  readonly request: TransactionRequest;
  readonly resolve: (data: string | Promise<string>) => void;
  readonly reject: (error: unknown) => void;
}

class Session implements ContractRunner {
  readonly provider: Provider;
  readonly #combine: Combine;
  readonly #answers = new Map<string, Promise<string>>();
  #expected: readonly View[];
  #ahead = new Map<string, ViewAnswer>();
  #waiting: Waiting[] = [];
  /** Called with each view once. */
  asked: (view: View) => unknown = () => undefined;

  constructor(provider: Provider, expected: readonly View[], combine: Combine) {
    this.provider = provider;
    this.#expected = expected;
    this.#combine = combine;
  }

  call(request: TransactionRequest): Promise<string> {
    const { to, data } = { to: request.to as string, data: request.data ?? "0x" };
    const tag = request.blockTag ?? "latest";
    const key = keyOf({ to, data }, tag);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    this.asked({ to, data });
    const answer = new Promise<string>((resolve, reject) => {
      const waiting = { to, data, tag, request, resolve, reject };
      const ahead = this.#ahead.get(key);
      if (ahead !== undefined) {
        this.#settle(waiting, ahead);
        return;
      }
      this.#waiting.push(waiting);
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush());
    });
    this.#answers.set(key, answer);
    return answer;
  }

  /** Asks what was asked for since the last time; each block for itself. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tag of new Set(waiting.map((one) => one.tag))) {
      const own = waiting.filter((one) => one.tag === tag);
      const keys = new Set(own.map((one) => keyOf(one, tag)));
      const ahead = this.#expected.filter((view) => !keys.has(keyOf(view, tag)));
      this.#expected = [];
      await this.#askAll(own, ahead, tag);
    }
  }

  async #askAll(own: readonly Waiting[], ahead: readonly View[], tag: BlockTag): Promise<void> {
    const views = [...own, ...ahead];
    const begins = Array.from({ length: Math.ceil(views.length / MOST_VIEWS) }, (_, part) => part * MOST_VIEWS);
    const lane = async (): Promise<void> => {
      for (let begin = begins.shift(); begin !== undefined; begin = begins.shift()) {
        const end = begin + MOST_VIEWS;
        await this.#askPart(views.slice(begin, end), own.slice(begin, end), tag);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  /** @param views - Those that somebody waits for, and behind them those that are likely to be asked. */
  async #askPart(views: readonly View[], waited: readonly Waiting[], tag: BlockTag): Promise<void> {
    try {
      const found = await this.#combine(views, tag);
      if (found === null) {
        await this.#askSingly(waited);
        return;
      }
      for (const [index, view] of views.entries()) {
        const answer = found[index];
        const waiting = waited[index];
        if (waiting !== undefined) this.#settle(waiting, answer);
        else if (answer !== undefined) this.#ahead.set(keyOf(view, tag), answer);
      }
    } catch (error) {
      for (const { reject } of waited) reject(error);
    }
  }

  async #askSingly(waited: readonly Waiting[]): Promise<void> {
    for (let begin = 0; begin < waited.length; begin += SINGLY) {
      const answers = waited.slice(begin, begin + SINGLY).map(({ request, resolve }) => {
        const answer = this.provider.call(request);
        resolve(answer);
        return answer;
      });
      await Promise.allSettled(answers);
    }
  }

  /**
   * Nothing is asked again by itself: so answers a machine too that does not have the contract yet, and so fails a view
   * whose gas another one has used up.
   */
  #settle({ request, to, data, resolve, reject }: Waiting, answer: ViewAnswer | undefined): void {
    if (answer === undefined || answer.data === "0x") resolve(this.provider.call(request));
    else if (answer.succeeded) resolve(answer.data);
    else reject(AbiCoder.getBuiltinCallException("call", { to, data }, answer.data));
  }
}

function keyOf({ to, data }: View, tag: BlockTag): string {
  return `${to.toLowerCase()} ${data} ${tag}`;
}
