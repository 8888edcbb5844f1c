import { TronWeb } from "tronweb";
import { toBare, toHex } from "../../../../packages/tron/address.ts";
import { createTronNode, type TronNode, type TronNodeOptions } from "../../../../packages/hardhat-tron/devnet/node.ts";
import type { Recorded } from "./recording.ts";

/** Private key with a small number. */
export const key = (number: number): string => number.toString(16).padStart(64, "0");
/** Address (41…) of a key with a small number. */
export const account = (number: number): string => toHex(TronWeb.address.fromPrivateKey(key(number)) as string);
/** Text of a hex message. */
export const text = (hex: unknown): string => Buffer.from(hex as string, "hex").toString("utf8");
/** A 32-byte word in hex. */
export const word = (value: bigint | number): string =>
  BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, "0");
/** A PUSH of a value in the fewest bytes. */
export function push(value: bigint | number | string): string {
  const hex = typeof value === "string" ? value : value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return (0x5f + even.length / 2).toString(16) + even;
}
/** Stores the top of the stack at 0 and returns 32 bytes. */
export const RETURN_TOP = "5f5260205ff3";
/** Energy of {@link RETURN_TOP} on fresh memory: PUSH0, MSTORE with one word, PUSH1, PUSH0, RETURN. */
export const RETURN_ENERGY = 2 + 4 + 3 + 2;

/** How a constant call ended. */
export interface Outcome {
  readonly energy: number;
  readonly ret: string;
  /** Words of the failure, or empty. */
  readonly error: string;
}

/** The receipt of a transaction, flattened. */
export interface Mined {
  readonly id: string;
  readonly result: string;
  readonly energy: number;
  readonly ret: string;
  readonly message: string;
  readonly info: Recorded;
}

/** A node with small helpers for running bare bytecode. */
export class Lab {
  readonly node: TronNode;
  readonly tronWeb: TronWeb;
  #next = 0x1000;

  private constructor(node: TronNode) {
    this.node = node;
    this.tronWeb = new TronWeb({ fullHost: node.url, privateKey: key(1) });
  }

  /** Starts a node. */
  static async open(options: TronNodeOptions = {}): Promise<Lab> {
    return new Lab(await createTronNode({ version: "4.8.0", ...options }));
  }

  /** Asks the API. */
  async ask(path: string, body?: unknown): Promise<Recorded> {
    return (await this.node.request(path, body as never)) as Recorded;
  }

  /** Puts runtime code at a fresh address and returns the address (41…). */
  async place(code: string): Promise<string> {
    const address = toHex(`0x${(this.#next++).toString(16).padStart(40, "c0de")}`);
    await this.node.setCode(address, code);
    return address;
  }

  /** Runs the code at an address without changing the chain. */
  async call(address: string, data = "", value = 0): Promise<Outcome> {
    const body = { owner_address: account(1), contract_address: address, data, call_value: value };
    const answer = await this.ask("/wallet/triggerconstantcontract", body);
    const result = answer["result"] as Recorded;
    const [ret] = (answer["constant_result"] ?? [""]) as [string];
    const error = result["message"] === undefined ? "" : text(result["message"]);
    return { energy: Number(answer["energy_used"] ?? 0), ret, error };
  }

  /** Runs bare code without changing the chain. */
  async run(code: string, data = "", value = 0): Promise<Outcome> {
    return this.call(await this.place(code), data, value);
  }

  /** Calls an address in a transaction. */
  async send(address: string, data = "", { value = 0, feeLimit = 1_000_000_000, from = 1 } = {}): Promise<Mined> {
    const body = {
      owner_address: account(from),
      contract_address: address,
      data,
      call_value: value,
      fee_limit: feeLimit,
    };
    const { transaction } = await this.ask("/wallet/triggersmartcontract", body);
    return this.mined(await this.broadcast(transaction, from));
  }

  /** Deploys creation code in a transaction. */
  async deploy(code: string, feeLimit = 1_000_000_000): Promise<Mined> {
    const body = {
      owner_address: account(1),
      bytecode: code,
      consume_user_resource_percent: 100,
      origin_energy_limit: 10_000_000,
      fee_limit: feeLimit,
      name: "Lab",
    };
    return this.mined(await this.broadcast(await this.ask("/wallet/deploycontract", body), 1));
  }

  /** Signs and broadcasts a transaction; the node's answer. */
  async broadcast(transaction: unknown, ...signers: readonly number[]): Promise<Recorded> {
    let signed = transaction;
    for (const signer of signers) signed = await this.tronWeb.trx.multiSign(signed as never, key(signer));
    return this.ask("/wallet/broadcasttransaction", signed);
  }

  /** The receipt of an accepted broadcast. */
  async mined(answer: Recorded): Promise<Mined> {
    if (answer["result"] !== true) throw new Error(`${String(answer["code"])}: ${text(answer["message"])}`);
    const info = await this.ask("/wallet/gettransactioninfobyid", { value: answer["txid"] });
    const receipt = info["receipt"] as Recorded;
    const [ret] = info["contractResult"] as [string];
    return {
      id: answer["txid"] as string,
      result: (receipt["result"] as string | undefined) ?? "",
      energy: Number(receipt["energy_usage_total"] ?? 0),
      ret,
      message: info["resMessage"] === undefined ? "" : text(info["resMessage"]),
      info,
    };
  }

  /** Balance in sun. */
  async balance(address: string): Promise<bigint> {
    const { balance } = await this.ask("/wallet/getaccount", { address: toHex(address) });
    return BigInt((balance ?? 0) as number);
  }

  /** The bare 20 bytes of an address. */
  bare(address: string): string {
    return toBare(address);
  }

  /** Stops the node. */
  async close(): Promise<void> {
    await this.node.close();
  }
}
