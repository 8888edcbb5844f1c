import { keccak256 } from "ethers";
import { utils } from "tronweb";
import { toBase58, toBare } from "../../../../packages/tron/address.ts";
import type { TronNode } from "../../../../packages/hardhat-tron/devnet/node.ts";
import { addressOfPrivateKey, recover, sign } from "../../../../packages/hardhat-tron/devnet/protocol/signature.ts";
import type { Exchange, Recorded } from "./recording.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const keyOf = (number: number): string => number.toString(16).padStart(64, "0");
/** The recording's third party whose key is not known; any account without funds can play it. */
const STRANGER = { recorded: "ae72a48c1a36bd18af168541c53037965d26e4a8", key: keyOf(99) };
const KEYS = new Map([1, 2, 3].map((number): [string, string] => [addressOfPrivateKey(keyOf(number)), keyOf(number)]));
KEYS.set(STRANGER.recorded, STRANGER.key);

/** Where the recorded chain stood when the first exchange was recorded; times in seconds. */
const FIRST = { block: 17n, time: 1_795_330_872, blockOne: 1_795_330_788, interval: 3 };

/**
 * Repeats recorded requests against a node. Block hashes, transaction ids, signatures and contract addresses differ
 * from chain to chain, so they are translated: whatever stands for something in the recording is replaced by what
 * stands for it here. Block numbers and times are made equal.
 */
export class Replayer {
  readonly #node: TronNode;
  readonly #here = new Map<string, string>();

  constructor(node: TronNode) {
    this.#node = node;
    this.#learnAddress(STRANGER.recorded, addressOfPrivateKey(STRANGER.key));
  }

  /** Makes the blocks that precede the recording. Before the first transfer someone used up free bandwidth. */
  async begin(): Promise<void> {
    while (this.#node.head.number < FIRST.block) {
      const next = this.#node.head.number + 1n;
      const time = next === FIRST.block ? FIRST.time : FIRST.blockOne + (Number(next) - 1) * FIRST.interval;
      await this.#mineAt(time);
    }
  }

  /** A recorded value in this chain's terms. */
  translate<T>(value: T): T {
    if (typeof value === "string") return this.#translateText(value) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.translate(item)) as T;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.translate(item as unknown)])) as T;
  }

  /** Notes that a recorded text stands for another here. */
  learn(recorded: unknown, here: unknown): void {
    if (typeof recorded === "string" && typeof here === "string" && recorded.length >= 16)
      this.#here.set(recorded, here);
  }

  /** The request of an exchange for this chain: transactions are built again and signed by the same keys. */
  request(exchange: Exchange): unknown {
    const { request } = exchange;
    const raw = (request as Recorded | null)?.["raw_data"];
    return raw === undefined ? this.translate(request) : this.#resign(request as Recorded);
  }

  /** Makes blocks until the chain stands where the recording's answer says it stood. */
  async catchUp({ response }: Exchange): Promise<void> {
    const answer = (response ?? {}) as Recorded;
    const header = (answer["block_header"] as Recorded | undefined)?.["raw_data"] as Recorded | undefined;
    const number = answer["blockNumber"] ?? header?.["number"];
    const time = answer["blockTimeStamp"] ?? header?.["timestamp"];
    if (typeof number !== "number" || typeof time !== "number") return;
    if (BigInt(number) > this.#node.head.number) await this.#mineAt(time / 1000);
  }

  async #mineAt(seconds: number): Promise<void> {
    await this.#node.setNextBlockTimestamp(seconds);
    await this.#node.mine();
  }

  #learnAddress(recorded: string, here: string): void {
    this.#here.set(recorded, here);
    this.#here.set(toBase58(`0x${recorded}`), toBase58(`0x${here}`));
  }

  #translateText(text: string): string {
    let result = this.#here.get(text) ?? text;
    for (const [recorded, here] of this.#here)
      if (result.includes(recorded)) result = result.replaceAll(recorded, here);
    return result;
  }

  #resign(request: Recorded): Recorded {
    const { txID, signature, contract_address, ...rest } = request;
    const body = this.translate(rest);
    const message = utils.transaction.txJsonToPb(body) as object;
    const id = utils.transaction.txPbToTxID(message).replace(/^0x/, "");
    this.learn(txID, id);
    const own = typeof contract_address === "string" ? this.#deployed(request, id, contract_address) : {};
    const signatures =
      signature === undefined ? {} : { signature: this.#signatures(signature as string[], txID as string, id) };
    return { ...body, txID: id, raw_data_hex: utils.transaction.txPbToRawDataHex(message), ...own, ...signatures };
  }

  #deployed(request: Recorded, id: string, recorded: string): Recorded {
    const [contract] = (request["raw_data"] as { contract: [{ parameter: { value: Recorded } }] }).contract;
    const owner = contract.parameter.value["owner_address"] as string;
    this.#learnAddress(toBare(recorded), keccak256(`0x${id}${owner}`).slice(26));
    return { contract_address: this.translate(recorded) };
  }

  #signatures(recorded: readonly string[], recordedId: string, id: string): string[] {
    return recorded.map((text) => {
      const given = bytes(text);
      const signer = recover(bytes(recordedId), given.slice(0, 32), given.slice(32, 64), (given[64] ?? 0) - 27);
      const key = signer === undefined ? undefined : KEYS.get(signer);
      if (key === undefined) return text;
      const made = Buffer.from(sign(bytes(id), bytes(key)));
      const here = `${made.subarray(0, 64).toString("hex")}${((made[64] ?? 0) + 27).toString(16).toUpperCase()}`;
      this.learn(text, here);
      this.learn(text.toLowerCase(), here.toLowerCase());
      return here;
    });
  }
}
