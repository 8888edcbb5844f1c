import type { JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";

/** Asks the chain below one thing. */
export type Ask = (method: string, ...params: unknown[]) => Promise<unknown>;
type Pass = (request: JsonRpcRequest) => Promise<JsonRpcResponse>;

/** What makes blocks. */
const MAKING = /^(?:eth_send(?:Raw)?Transaction|evm_mine|hardhat_mine)$/;
const TAGS: readonly unknown[] = ["finalized", "safe"];

interface Standing {
  /** Of the chain below, as it was at the end of that block. */
  readonly snapshot: unknown;
  readonly number: number;
}

/**
 * A finality that lags behind the newest block of Hardhat's own chain, where every block is final at once, and the replacing of blocks that
 * are not final: what an exchange must survive. Number and meaning of the parameters are those of the embedded TRON node.
 */
export class LaggingFinality {
  #lag = 0;
  #final = 0;
  #standing: Standing[] = [];
  /** What was sent, by the block that was the newest one then. */
  #sent: { readonly raw: unknown; readonly after: number }[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /** Answers a request, through the chain below where nothing here is asked. @throws RangeError for what cannot be done */
  async answer(request: JsonRpcRequest, ask: Ask, pass: Pass): Promise<JsonRpcResponse> {
    const params = (Array.isArray(request.params) ? request.params : []) as unknown[];
    const done = (result: unknown): JsonRpcResponse => ({ jsonrpc: "2.0", id: request.id, result });
    if (request.method === "evm_setFinalityLag") {
      return done(await this.#inTurn(() => this.#setLag(params[0], ask)));
    }
    if (request.method === "evm_reorganise") {
      return done(await this.#inTurn(() => this.#reorganise(params[0], params[1] !== "lost", ask)));
    }
    if (MAKING.test(request.method)) return await this.#inTurn(() => this.#make(request, ask, pass));
    const final = await this.#finalNow(ask);
    return await pass({ ...request, params: params.map((param) => withoutTags(param, final)) });
  }

  async #setLag(lag: unknown, ask: Ask): Promise<boolean> {
    this.#final = await this.#finalNow(ask);
    this.#lag = countOf(lag, 0);
    await this.#stand(ask);
    return true;
  }

  async #make(request: JsonRpcRequest, ask: Ask, pass: Pass): Promise<JsonRpcResponse> {
    const after = await headOf(ask);
    await this.#stand(ask);
    const answer = await pass(request);
    if (request.method === "eth_sendRawTransaction" && !("error" in answer)) {
      this.#sent.push({ raw: (request.params as unknown[])[0], after });
    }
    await this.#finalNow(ask);
    return answer;
  }

  /** Remembers the chain as it stands now. */
  async #stand(ask: Ask): Promise<void> {
    const number = await headOf(ask);
    const snapshot = await ask("evm_snapshot");
    const kept = this.#standing.filter((one) => one.number < number && one.number >= this.#final);
    this.#standing = [...kept, { snapshot, number }];
  }

  async #finalNow(ask: Ask): Promise<number> {
    const head = await headOf(ask);
    this.#final = Math.min(head, Math.max(this.#final, head - this.#lag));
    this.#sent = this.#sent.filter(({ after }) => after >= this.#final);
    return this.#final;
  }

  async #reorganise(depth: unknown, again: boolean, ask: Ask): Promise<boolean> {
    const head = await headOf(ask);
    const target = head - countOf(depth, 1);
    const found = this.#standing.find(({ number }) => number === target);
    if (target < this.#final || found === undefined) {
      throw new RangeError(`Block ${target} is not open to it: set a finality lag first, then make blocks one by one.`);
    }
    const sent = this.#sent.filter(({ after }) => after >= target);
    const newest = (await ask("eth_getBlockByNumber", "latest", false)) as { readonly timestamp: string };
    if ((await ask("evm_revert", found.snapshot)) !== true)
      throw new RangeError("The chain below was set back itself.");
    this.#standing = this.#standing.filter(({ number }) => number < target);
    this.#sent = this.#sent.filter(({ after }) => after < target);
    await ask("evm_setNextBlockTimestamp", Number(newest.timestamp) + 1); // so that no new block is like an old one
    for (const { raw } of again ? sent : []) {
      await this.#stand(ask);
      this.#sent.push({ raw, after: await headOf(ask) });
      await ask("eth_sendRawTransaction", raw);
    }
    while ((await headOf(ask)) <= head) {
      await this.#stand(ask);
      await ask("evm_mine");
    }
    await this.#finalNow(ask);
    return true;
  }

  /** Blocks are made and replaced one after another. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act, act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

async function headOf(ask: Ask): Promise<number> {
  return Number(await ask("eth_blockNumber"));
}

function countOf(value: unknown, least: number): number {
  const count = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw new RangeError(`The number of blocks is a whole number of at least ${least}.`);
}

/** The number of the final block in the place of its tag, also in the range of a filter. */
function withoutTags(param: unknown, final: number): unknown {
  const number = `0x${final.toString(16)}`;
  if (TAGS.includes(param)) return number;
  if (typeof param !== "object" || param === null || Array.isArray(param)) return param;
  const entries = Object.entries(param).map(
    ([key, value]) => [key, /^(from|to)Block$/.test(key) && TAGS.includes(value) ? number : value] as const,
  );
  return Object.fromEntries(entries);
}
