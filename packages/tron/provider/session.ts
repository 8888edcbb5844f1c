import { SigningKey, computeAddress, getCreateAddress } from "ethers";
import { TronError } from "../error.ts";
import { toBase58, toEvm } from "../address.ts";
import type { TronClient } from "../client.ts";
import { type Prices, readPrices } from "../costs.ts";
import { type DecodedTransaction, createdAddress } from "../transactions.ts";
import type { WireBlock } from "../wire.ts";
import type { TronSettings } from "./settings.ts";

const PRICES_MILLISECONDS = 60_000;
/** How many of the sent transactions are remembered, to answer for them until they are mined. */
const REMEMBERED = 1_000;

/** What a provider knows between two requests. */
export class Session {
  readonly client: TronClient;
  readonly settings: TronSettings;
  readonly #readKeys: () => Promise<readonly string[]>;
  readonly #sent = new Map<string, DecodedTransaction>();
  readonly #phantoms = new Map<string, string>();
  #keys: Promise<Map<string, SigningKey>> | undefined;
  #chainId: Promise<bigint> | undefined;
  #prices: { readonly value: Promise<Prices>; readonly until: number } | undefined;
  #lastTimestamp = 0n;

  /** @param readKeys - private keys in hex; asked for once, when the first is needed */
  constructor(client: TronClient, settings: TronSettings, readKeys: () => Promise<readonly string[]>) {
    this.client = client;
    this.settings = settings;
    this.#readKeys = readKeys;
  }

  /** `block.chainid`: the last four bytes of the genesis block's id. */
  chainId(): Promise<bigint> {
    this.#chainId ??= readChainId(this.client);
    this.#chainId.catch(() => (this.#chainId = undefined));
    return this.#chainId;
  }

  /** Returns the network's prices, at most a minute old. */
  prices(): Promise<Prices> {
    const now = Date.now();
    if (this.#prices === undefined || this.#prices.until < now) {
      this.#prices = { value: readPrices(this.client), until: now + PRICES_MILLISECONDS };
      this.#prices.value.catch(() => (this.#prices = undefined));
    }
    return this.#prices.value;
  }

  /** Addresses that can sign here. */
  async accounts(): Promise<string[]> {
    return [...(await this.#keyring()).keys()];
  }

  /** Returns the key of an account. @throws TronError `SIGNER_MISSING` */
  async key(account: string): Promise<SigningKey> {
    const key = (await this.#keyring()).get(toEvm(account));
    if (key !== undefined) return key;
    throw new TronError("SIGNER_MISSING", `There is no key for ${toBase58(account)} on this network.`);
  }

  /** Returns a time that no other transaction of this session has: what else is equal must differ in it. */
  timestamp(): bigint {
    const now = BigInt(Date.now());
    this.#lastTimestamp = now > this.#lastTimestamp ? now : this.#lastTimestamp + 1n;
    return this.#lastTimestamp;
  }

  /** Remembers a transaction on its way, so that it can be answered for before a block holds it. */
  remember(transaction: DecodedTransaction): void {
    const { hash, operation } = transaction;
    this.#sent.set(hash, transaction);
    if (this.#sent.size > REMEMBERED) this.#sent.delete(this.#sent.keys().next().value ?? "");
    if (operation.kind !== "create") return;
    const { from } = operation;
    this.#phantoms.set(getCreateAddress({ from, nonce: nonceOf(hash) }), createdAddress(hash, from));
  }

  /** Returns a transaction that was sent through this session. */
  sent(hash: string): DecodedTransaction | undefined {
    return this.#sent.get(hash.toLowerCase());
  }

  /**
   * Stops the use of an address that ethers' `ContractFactory.deploy` has computed from a nonce. No contract can be
   * there; on another network with other keys it would be money sent to nowhere.
   * @throws TronError `ADDRESS_FROM_NONCE`
   */
  refusePhantom(address: string): void {
    const real = this.#phantoms.get(toEvm(address));
    if (real === undefined) return;
    const message = `${toEvm(address)} is where an EVM chain would have put the contract. On TRON it is ${toBase58(real)} (${real}).`;
    throw new TronError("ADDRESS_FROM_NONCE", message);
  }

  #keyring(): Promise<Map<string, SigningKey>> {
    this.#keys ??= this.#readKeys().then((keys) => {
      const ring = keys.map((key) => new SigningKey(key.startsWith("0x") ? key : `0x${key}`));
      return new Map(ring.map((key) => [computeAddress(key), key]));
    });
    this.#keys.catch(() => (this.#keys = undefined));
    return this.#keys;
  }
}

/** A node that has not kept the genesis block says the chain's id through its JSON-RPC. */
async function readChainId(client: TronClient): Promise<bigint> {
  const { blockID } = await client.wallet<WireBlock>("getblock", { id_or_num: "0", detail: false });
  return blockID === undefined ? BigInt(await client.rpc<string>("eth_chainId", [])) : BigInt(`0x${blockID.slice(-8)}`);
}

/**
 * Returns a stand-in for the nonce that TRON's transactions do not have: the first six bytes of the id. It differs
 * between any two transactions, so that no library takes one for the replacement of another.
 */
export function nonceOf(hash: string): number {
  return Number.parseInt(hash.slice(2, 14), 16);
}
