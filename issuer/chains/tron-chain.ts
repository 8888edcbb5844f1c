import { type Signer, dataSlice, getAddress, toQuantity } from "ethers";
import { toBase58, toEvm } from "../../packages/tron/address.ts";
import { TronError } from "../../packages/tron/error.ts";
import { billFor, chooseFeeLimit, readPayer, readPrices } from "../../packages/tron/costs.ts";
import { callingPermission, isOwnKey, permissionsOf } from "../../packages/tron/permissions.ts";
import { logAddress, prefixed } from "../../packages/tron/provider/format.ts";
import { contractInfo } from "../../packages/tron/provider/reads.ts";
import { succeeded } from "../../packages/tron/provider/receipts.ts";
import type { TronProvider } from "../../packages/tron/provider.ts";
import type { TronConnection } from "../../packages/tron/signer.ts";
import {
  type Operation,
  type ReferenceBlock,
  type TransactionStatus,
  attachSignatures,
  broadcastTransaction,
  createdAddress,
  finalBlock,
  readTransaction,
  referenceBlock,
  transactionStatus,
} from "../../packages/tron/transactions.ts";
import { readStoredAbi, storedAbiDifference } from "../../packages/tron/stored-abi.ts";
import type { WireBlock, WireInfo } from "../../packages/tron/wire.ts";
import { OperatorError } from "../errors.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { type ChainEvent, type EventFilter, fromWire, toWireFilter } from "./chain-events.ts";
import type { FinalBlock } from "./final-block.ts";
import { TronAccount, permittedSigner } from "../signing/tron-account.ts";
import {
  type Chain,
  type CreatedAs,
  type Draft,
  type Estimate,
  type Request,
  type TransactionLimits,
  type TransactionState,
  type Signed,
  type SigningTerms,
} from "./chain.ts";
import { FINAL_BLOCK, type Sample, sampled } from "./sample.ts";
import { probeServices } from "./tron-services.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { IMPLEMENTATION_SLOT } from "./evm-chain.ts";

/** What several have to sign may take them a day, the most TRON allows. A minute is left for nodes that lag behind. */
const DRAFT_LIFETIME = 86_400_000n - 60_000n;

/** Under which name the newest block of the network's producers that is final is kept. */
const SOLID_BLOCK = "solid block";
/** Far below the 80 ms that a transaction may run. */
const MOST_ENERGY = 3_000_000n;
/** A transaction has at most 500 KB, with its signatures. */
const MOST_BYTES = 400_000;

/** How a TRON chain is talked to. */
export interface TronChainOptions {
  /** Builds transactions and reads the node. */
  readonly tron: TronProvider;
  /** Anything of ethers over the same `TronProvider`. */
  readonly provider: TronConnection;
  /** Blocks on a transaction, itself included; null for what the network's producers have made final. */
  readonly confirmations: number | null;
  readonly pollMilliseconds: number;
  /** The most sun that one transaction may cost, if that is less than the network's own fee limit; null for that. */
  readonly feeLimit?: bigint | null;
}

/**
 * The engine's view of a TRON chain. There are no nonces: a signed transaction excludes no other. What keeps it from
 * being sent twice is that it expires: the engine signs again only when final blocks are past its expiration.
 */
export class TronChain implements Chain {
  readonly nativeDecimals = 6;
  readonly provider: TronConnection;
  readonly pollMilliseconds: number;
  readonly #tron: TronProvider;
  readonly #confirmations: number | null;
  readonly #feeLimit: bigint;

  constructor(options: TronChainOptions) {
    const { feeLimit } = options.tron.settings;
    this.#feeLimit = options.feeLimit == null || options.feeLimit > feeLimit ? feeLimit : options.feeLimit;
    this.provider = options.provider;
    this.pollMilliseconds = options.pollMilliseconds;
    this.#tron = options.tron;
    this.#confirmations = options.confirmations;
  }

  async missingServices(): Promise<readonly string[]> {
    const services = await probeServices(this.#tron.client);
    return services.map(({ trouble }) => trouble).filter((trouble) => trouble !== null);
  }

  async chainId(): Promise<bigint> {
    return BigInt((await this.#tron.request({ method: "eth_chainId" })) as string);
  }

  async genesis(): Promise<string> {
    const block = await this.#tron.client.wallet<WireBlock>("getblock", { id_or_num: "0", detail: false });
    return block.blockID === undefined ? "" : `0x${block.blockID}`;
  }

  balance(account: string): Promise<bigint> {
    return this.provider.getBalance(account);
  }

  code(address: string): Promise<string> {
    return this.provider.getCode(address);
  }

  async implementation(proxy: string): Promise<string> {
    return getAddress(dataSlice(await this.provider.getStorage(proxy, IMPLEMENTATION_SLOT), 12));
  }

  signer(account: AccountSigner): Signer {
    return new TronAccount(account, this.provider);
  }

  async signerFor(
    account: string,
    find: (key: string) => Promise<AccountSigner | null>,
    sample?: Sample,
  ): Promise<AccountSigner | null> {
    const permissions = await sampled(sample, `permissions ${account}`, () =>
      permissionsOf(this.#tron.client, account),
    );
    const [owner] = permissions;
    if (owner !== undefined && isOwnKey(owner, account)) {
      const own = await find(account);
      if (own !== null) return own;
    }
    for (const { id, threshold, keys } of permissions.filter(({ allowsCalls }) => allowsCalls).reverse()) {
      for (const { address } of keys.filter(({ weight }) => weight >= threshold)) {
        const signer = await find(address);
        if (signer !== null) return permittedSigner(signer, account, id);
      }
    }
    return null;
  }

  async isPlain(account: string): Promise<boolean> {
    const permissions = await permissionsOf(this.#tron.client, account);
    return permissions.every((permission) => isOwnKey(permission, account)) && (await this.code(account)) === "0x";
  }

  async draft(request: Request): Promise<Draft | null> {
    const permission = callingPermission(await permissionsOf(this.#tron.client, request.from));
    if (permission === undefined || request.to === null) return null;
    const { gas } = await this.simulate(request);
    const terms = { permissionId: permission.id, lifetime: DRAFT_LIFETIME, feeLimit: this.#feeLimit };
    const unsigned = await this.#tron.prepare({ ...toWire(request), gas: toQuantity(gas) }, terms);
    const { hash, raw } = attachSignatures(unsigned, []);
    return { hash, raw, from: request.from, nonce: null, permission };
  }

  /** TRON's accounts share themselves; Safe's contracts are not used there. */
  safe(): Promise<null> {
    return Promise.resolve(null);
  }

  async transactionLimits(): Promise<TransactionLimits> {
    const price = await this.gasPrice();
    const { energyMargin } = this.#tron.settings;
    const paid = price === 0n ? MOST_ENERGY : (this.#feeLimit * BigInt(100 + energyMargin)) / (price * 100n);
    return { gas: paid < MOST_ENERGY ? paid : MOST_ENERGY, bytes: MOST_BYTES };
  }

  async simulate(request: Request, sample?: Sample): Promise<Estimate> {
    const { settings, client } = this.#tron;
    const payer = await sampled(sample, `payer ${request.from}`, () => readPayer(client, request.from));
    const cost = await this.#tron.estimateCost(toWire(request), payer);
    chooseFeeLimit({ value: 0n, ...request }, cost, this.#feeLimit, settings.energyMargin);
    const gas = (cost.energy * BigInt(100 + settings.energyMargin)) / 100n;
    // Energy that stake covers costs nothing; where it does not cover all, the margin is paid for as well.
    const energyFee = cost.energyFee === 0n ? 0n : cost.energyFee + (gas - cost.energy) * cost.energyPrice;
    return { gas, fee: energyFee + cost.bandwidthFee + cost.activationFee, bandwidth: cost.bandwidth };
  }

  async totalCost(account: string, estimates: readonly Estimate[]): Promise<bigint> {
    const taken = estimates.map(({ gas, bandwidth }) => ({ energy: gas, bandwidth }));
    return billFor(this.#tron.client, account, taken, await readPrices(this.#tron.client));
  }

  async gasPrice(): Promise<bigint> {
    return BigInt((await this.#tron.request({ method: "eth_gasPrice" })) as string);
  }

  async feeNote(): Promise<string> {
    const price = await this.gasPrice();
    const limit = formatAmount(this.#feeLimit, this.nativeDecimals);
    return `Energy costs ${price} sun; a transaction's fee limit is at most ${limit} TRX.`;
  }

  createdAddress({ hash, from }: Signed): string {
    return createdAddress(hash, from);
  }

  /** TRON's transactions have no order among each other. */
  async sign(request: Request, account: AccountSigner, estimate: Estimate, terms: SigningTerms = {}): Promise<Signed> {
    if (terms.replaces !== undefined) throw new Error("A TRON transaction cannot replace another.");
    const { permissionId = 0 } = account;
    const { sample, mostPerGas } = terms;
    const feeLimit = await this.#feeLimitOf(estimate, mostPerGas);
    // Its time is read for each: a chain that makes blocks only when there is something to put into them jumps ahead.
    const [final, { timestamp }] = await Promise.all([this.#solid(sample), referenceBlock(this.#tron.client)]);
    const reference = { ...final, timestamp };
    const unsigned = await this.#tron.prepare(
      { ...toWire(request), gas: toQuantity(estimate.gas) },
      { permissionId, feeLimit, reference },
    );
    const { hash, raw } = attachSignatures(unsigned, [await account.signTronTransaction(unsigned)]);
    return { hash, raw, from: request.from, nonce: null };
  }

  /** Returns what the price that was confirmed allows, whatever a node says until the signature. */
  async #feeLimitOf({ gas }: Estimate, mostPerEnergy: bigint | undefined): Promise<bigint> {
    if (mostPerEnergy === undefined) return this.#feeLimit;
    const price = await this.gasPrice();
    if (price > mostPerEnergy) {
      const message = `The node asks for ${price} sun per energy; ${mostPerEnergy} sun is the most that was confirmed.`;
      throw new OperatorError("FEE_ABOVE_CAP", message);
    }
    const most = gas * mostPerEnergy;
    return most < this.#feeLimit ? most : this.#feeLimit;
  }

  decode({ raw }: Signed): Request {
    return toRequest(readTransaction(raw).operation);
  }

  /** The fee is not bid for: the network's price is the same for everybody. */
  underpriced(): Promise<boolean> {
    return Promise.resolve(false);
  }

  replacementOffer(): Promise<never> {
    return Promise.reject(new Error("A TRON transaction cannot replace another."));
  }

  /** A node that calls the transaction expired has the last word only once its expiration is final: see {@link lookUp}. */
  async broadcast({ raw }: Signed): Promise<void> {
    try {
      await broadcastTransaction(this.#tron.client, raw);
    } catch (error) {
      if (!isExpiry(error)) throw error;
    }
  }

  async lookUp({ hash, raw, from }: Signed, sample?: Sample): Promise<TransactionState> {
    const { expiration } = readTransaction(raw);
    const { client } = this.#tron;
    const final = sample === undefined ? undefined : await this.#solid(sample);
    const status = await transactionStatus(client, hash, expiration, final);
    switch (status.state) {
      case "mined":
        return { state: "mined", mined: await this.#mined(hash, from, status) };
      case "expired":
        return { state: "dead" };
      default:
        return { state: status.state };
    }
  }

  finalBlock(sample?: Sample): Promise<number> {
    return sampled(sample, FINAL_BLOCK, async () => {
      const confirmations = this.#confirmations;
      sample?.forget(SOLID_BLOCK);
      if (confirmations === null) return Number((await this.#solid(sample)).number);
      const { number } = await referenceBlock(this.#tron.client);
      return Math.max(0, Number(number) - confirmations + 1);
    });
  }

  /** Returns what the network's producers have made final. */
  #solid(sample?: Sample): Promise<ReferenceBlock> {
    return sampled(sample, SOLID_BLOCK, () => finalBlock(this.#tron.client));
  }

  async finalPoint(): Promise<FinalBlock> {
    if (this.#confirmations === null) return toPoint(await finalBlock(this.#tron.client));
    const head = await referenceBlock(this.#tron.client);
    if (this.#confirmations === 1) return toPoint(head);
    const number = Math.max(0, Number(head.number) - this.#confirmations + 1);
    const point = await this.blockPoint(number);
    if (point !== null) return point;
    throw new OperatorError("NODE_BEHIND", `The node does not have block ${number}, which it calls final.`);
  }

  /** Without the block's transactions, of which there are hundreds. */
  async blockPoint(number: number): Promise<FinalBlock | null> {
    const asked = { id_or_num: `${number}`, detail: false };
    const { blockID, block_header: header } = await this.#tron.client.wallet<WireBlock>("getblock", asked);
    const { number: found = 0, timestamp = 0 } = header?.raw_data ?? {};
    if (blockID === undefined || found !== number) return null;
    return { number, hash: `0x${blockID}`, timestamp: BigInt(Math.floor(timestamp / 1_000)) };
  }

  async eventsOnce(filter: EventFilter, from: number, to: number): Promise<readonly ChainEvent[]> {
    return (await this.#tron.logsOnce(toWireFilter(filter, from, to), from, to)).map(fromWire);
  }

  async contractSettingsDifference(address: string, { name, abi, deployer }: CreatedAs): Promise<string | null> {
    const { userFeePercentage, originEnergyLimit } = this.#tron.settings;
    const { smart_contract: found } = await contractInfo(this.#tron.client, address);
    if (found === undefined) return "no contract";
    const lines = [
      ["name", found.name ?? "", name],
      ["origin", toBase58(found.origin_address ?? ""), toBase58(deployer)],
      ["energy paid by callers", `${found.consume_user_resource_percent ?? 0}%`, `${userFeePercentage}%`],
      ["origin's energy limit", `${found.origin_energy_limit ?? 0}`, `${originEnergyLimit}`],
    ] as const;
    const wrong = lines
      .filter(([, actual, expected]) => actual !== expected)
      .map(([what, actual]) => `${what}: ${actual}`);
    const abiDifference = storedAbiDifference(readStoredAbi(found.abi?.entrys), abi);
    if (abiDifference !== null) wrong.push(`stored ABI: ${abiDifference}`);
    return wrong.length === 0 ? null : wrong.join(", ");
  }

  async #mined(
    hash: string,
    from: string,
    { info }: Extract<TransactionStatus, { state: "mined" }>,
  ): Promise<MinedTron> {
    const id_or_num = `${info.blockNumber ?? 0}`;
    const block = await this.#tron.client.wallet<WireBlock>("getblock", { id_or_num, detail: false });
    return {
      hash,
      succeeded: succeeded(info),
      block: info.blockNumber ?? 0,
      blockHash: `0x${block.blockID ?? ""}`,
      contractAddress: contractOf(hash, from, info),
      gasUsed: BigInt(info.receipt?.energy_usage_total ?? 0),
      fee: BigInt(info.fee ?? 0),
      logs: (info.log ?? []).map(({ address, topics = [], data }) => {
        return { address: logAddress(address), topics: topics.map(prefixed), data: prefixed(data) };
      }),
    };
  }
}

/** TRON counts the time of a block in milliseconds. */
function toPoint({ number, id, timestamp }: ReferenceBlock): FinalBlock {
  return { number: Number(number), hash: `0x${id}`, timestamp: timestamp / 1_000n };
}

type MinedTron = Extract<TransactionState, { state: "mined" }>["mined"];

/** Returns where the receipt says that a contract was created; it must be where the transaction's id puts it. */
function contractOf(hash: string, from: string, { contract_address }: WireInfo): string | null {
  if (contract_address === undefined) return null;
  const address = toEvm(contract_address);
  return address === createdAddress(hash, from) ? address : null;
}

/** Returns a request in the form of JSON-RPC. */
function toWire({ value = 0n, ...request }: Request): Omit<Request, "value"> & { readonly value: string } {
  return { ...request, value: toQuantity(value) };
}

function toRequest(operation: Operation): Request {
  const { from, value: sun } = operation;
  const value = sun === 0n ? {} : { value: sun };
  switch (operation.kind) {
    case "create":
      return { from, to: null, data: operation.data, name: operation.name, abi: operation.abi, ...value };
    case "trigger":
      return { from, to: operation.to, data: operation.data, ...value };
    case "transfer":
      return { from, to: operation.to, data: "0x", ...value };
  }
}

function isExpiry(error: unknown): boolean {
  return error instanceof TronError && error.nodeCode === "TRANSACTION_EXPIRATION_ERROR";
}
