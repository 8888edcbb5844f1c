import { type BaseWallet, type Contract, type Log, type Result, Signature } from "ethers";
import type { verifierConfigParts } from "../../issuer/layerzero/configs.ts";
import { type Instruction, instructionDigest, joinSignatures } from "../../issuer/layerzero/instruction.ts";
import { receiveGasOf } from "../../issuer/layerzero/options.ts";
import { type EncodedPacket, decodePacket, fromBytes32 } from "../../issuer/layerzero/packet.ts";
import { type LayerZeroContracts, addressOf, call } from "./contracts.ts";

/** A message that an endpoint has told of. */
export interface SentMessage extends EncodedPacket {
  /** Gas, or energy on TRON, that was paid for its delivery. */
  readonly receiveGas: bigint;
  /** Block it is in where it comes from. */
  readonly block: number;
}

/** One direction between two chains. */
export interface Direction {
  readonly from: LayerZeroContracts;
  readonly to: LayerZeroContracts;
}

/** How a worker behaves; each may be changed at any time. */
export interface Conduct {
  /** Does nothing. */
  stopped: boolean;
  /** Looks that it lets a message wait before it does anything about it. */
  delay: number;
}

/** Seconds that a verifier's signature counts. */
const SIGNATURE_LIFE = 7n * 86_400n;

/** What is read of one direction: messages, and how far they are. */
abstract class Worker implements Conduct {
  stopped = false;
  delay = 0;
  readonly direction: Direction;
  /** Message ids by how often they were seen. */
  readonly #seen = new Map<string, number>();
  /** Of messages that nothing is left to do about, by their packet. */
  readonly #over = new Set<string>();
  #sent: SentMessage[] = [];
  #read = -1;
  #marks: readonly string[] = [];

  constructor(direction: Direction) {
    this.direction = direction;
  }

  /** The last message that it has read; undefined if there was none. */
  get last(): SentMessage | undefined {
    return this.#sent.at(-1);
  }

  /** Looks once at what was sent and does what there is to do. @returns Number of transactions it has sent. */
  async work(): Promise<number> {
    if (this.stopped) return 0;
    await this.#look();
    let done = 0;
    for (const message of this.inOrder(this.#sent.filter(({ encoded }) => !this.#over.has(encoded)))) {
      const { encoded } = message;
      const looks = this.#seen.get(encoded) ?? 0;
      this.#seen.set(encoded, looks + 1);
      if (looks < this.delay) continue;
      const count = await this.attend(message);
      if (count === null) this.#over.add(encoded);
      done += count ?? 0;
    }
    this.#marks = await this.#heads();
    return done;
  }

  /** In which order messages are taken up. */
  protected inOrder(messages: readonly SentMessage[]): readonly SentMessage[] {
    return messages;
  }

  /** Forgets what it has done, since a chain has. */
  protected forget(): void {
    return;
  }

  /** Does what is due for one message. @returns Number of transactions; null if nothing is left to do, now or later. */
  protected abstract attend(message: SentMessage): Promise<number | null>;

  /** Reads what was sent since the last look, and forgets what a chain has taken back. */
  async #look(): Promise<void> {
    const { from, to } = this.direction;
    if (await this.#wentBack()) {
      this.#read = -1;
      this.#sent = [];
      this.#over.clear();
      this.#seen.clear();
      this.forget();
    }
    const { provider } = from.owner;
    const head = (await provider?.getBlockNumber()) ?? 0;
    if (head <= this.#read) return;
    const { interface: abi } = from.endpoint;
    const topics = [abi.getEvent("PacketSent")?.topicHash ?? ""];
    const logs = await provider?.getLogs({
      address: addressOf(from.endpoint),
      topics,
      fromBlock: this.#read + 1,
      toBlock: head,
    });
    for (const log of logs ?? []) {
      const message = readSent(abi, log);
      if (message.packet.destinationId === to.endpointId) this.#sent.push(message);
    }
    this.#read = head;
  }

  /** Hashes of the latest blocks of both chains, with their numbers. */
  async #heads(): Promise<string[]> {
    const { from, to } = this.direction;
    const blocks = await Promise.all([from, to].map(async ({ owner }) => owner.provider?.getBlock("latest")));
    return blocks.map((block) => `${block?.number} ${block?.hash}`);
  }

  async #wentBack(): Promise<boolean> {
    const { from, to } = this.direction;
    for (const [index, mark] of this.#marks.entries()) {
      const [number = "", hash] = mark.split(" ");
      const { provider } = (index === 0 ? from : to).owner;
      if ((await provider?.getBlock(Number(number)))?.hash !== hash) return true;
    }
    return false;
  }
}

function readSent(abi: Contract["interface"], log: Log): SentMessage {
  const [encoded, options] = abi.decodeEventLog("PacketSent", log.data, log.topics).map(String);
  return { ...decodePacket(encoded ?? "0x"), receiveGas: receiveGasOf(options ?? "0x"), block: log.blockNumber };
}

/** Plays one verifier of LayerZero: signs what was sent and is final, and submits that on the other chain. */
export class VerifierWorker extends Worker {
  readonly name: string;
  readonly contract: Contract;
  readonly #signers: readonly BaseWallet[];

  /** @param signers - Keys of the verifier's contract, as many as its quorum. */
  constructor(name: string, direction: Direction, contract: Contract, signers: readonly BaseWallet[]) {
    super(direction);
    this.name = name;
    this.contract = contract;
    this.#signers = signers;
  }

  protected async attend(message: SentMessage): Promise<number | null> {
    const { from, to } = this.direction;
    const { receiveLibrary } = to;
    const { headerHash, payloadHash } = message;
    const config = await configOf(to, message);
    const named = [...config.requiredDVNs, ...config.optionalDVNs];
    const isUnknown = (await standingOf(to, message)) === "unknown";
    if (!isUnknown) return null;
    if (!named.includes(addressOf(this.contract))) return 0;
    const head = (await from.owner.provider?.getBlockNumber()) ?? 0;
    if (BigInt(head - message.block + 1) < config.confirmations) return 0;
    const look = receiveLibrary.getFunction("hashLookup")(headerHash, payloadHash, addressOf(this.contract));
    const { submitted } = (await look) as { submitted: boolean };
    if (submitted) return 0;
    await this.verify(message, config.confirmations);
    return 1;
  }

  /**
   * Signs a message and submits that, whether or not it was ever sent: so lies a verifier.
   * @param confirmations - What it claims to have waited for.
   */
  async verify(message: EncodedPacket, confirmations: bigint): Promise<void> {
    const { receiveLibrary } = this.direction.to;
    const target = addressOf(receiveLibrary);
    const callData = receiveLibrary.interface.encodeFunctionData("verify", [
      message.header,
      message.payloadHash,
      confirmations,
    ]);
    const vid = this.direction.to.endpointId % 30_000;
    const block = await this.direction.to.owner.provider?.getBlock("latest");
    const expiration = BigInt(block?.timestamp ?? 0) + SIGNATURE_LIFE;
    const signatures = signTogether(this.#signers, { vid, target, callData, expiration });
    await call(this.contract, "execute", [{ vid, target, callData, expiration, signatures }]);
  }
}

/** Signs an instruction as LayerZero's verifier contract wants it. */
export function signTogether(signers: readonly BaseWallet[], instruction: Instruction): string {
  const digest = instructionDigest(instruction);
  return joinSignatures(
    signers.map(({ address, signingKey }) => ({
      signer: address,
      signature: Signature.from(signingKey.sign(digest)).serialized,
    })),
  );
}

/** Plays LayerZero's executor: commits what the verifiers have verified, and delivers it. */
export class ExecutorWorker extends Worker {
  /** Delivers the last message first. */
  reversed = false;
  /** Delivers each message so often. */
  times = 1;
  readonly #tried = new Set<string>();

  protected override inOrder(messages: readonly SentMessage[]): readonly SentMessage[] {
    return this.reversed ? [...messages].reverse() : messages;
  }

  protected async attend(message: SentMessage): Promise<number | null> {
    const { to } = this.direction;
    let done = 0;
    let standing = await standingOf(to, message);
    if (standing === "unknown") {
      if (!(await isVerifiable(to, message))) return 0;
      await this.commit(message);
      done += 1;
      standing = await standingOf(to, message);
    }
    if (standing === "delivered") return null;
    if (this.#tried.has(message.encoded)) return done;
    this.#tried.add(message.encoded);
    for (let count = 0; count < this.times; count++) {
      await this.deliver(message);
      done += 1;
    }
    return done;
  }

  /** Tells the endpoint that a message is verified; anybody may. */
  async commit({ header, payloadHash }: EncodedPacket): Promise<void> {
    await call(this.direction.to.receiveLibrary, "commitVerification", header, payloadHash);
  }

  /** Delivers a message through LayerZero's executor contract, which tells of it where the receiver refuses. */
  async deliver(message: SentMessage): Promise<void> {
    const { packet, receiveGas } = message;
    const receiver = fromBytes32(packet.receiver);
    const { sourceId: srcEid, sender, nonce, messageId: guid } = packet;
    const terms = { receiver, origin: { srcEid, sender, nonce }, guid, message: packet.message, extraData: "0x" };
    await call(this.direction.to.executor, "execute302", { ...terms, gasLimit: receiveGas });
  }

  /** Takes messages up again that the receiver has refused. */
  retry(): void {
    this.#tried.clear();
  }

  protected override forget(): void {
    this.retry();
  }
}

/** How far a message is where it goes to: not committed, committed and not delivered, or delivered. */
export type Standing = "unknown" | "verified" | "delivered";

/** Reads how far a message is from the endpoint it goes to. */
export async function standingOf(
  { endpoint }: LayerZeroContracts,
  { packet, payloadHash }: EncodedPacket,
): Promise<Standing> {
  const { sourceId, sender, nonce } = packet;
  const receiver = fromBytes32(packet.receiver);
  const hash = String(await endpoint.getFunction("inboundPayloadHash")(receiver, sourceId, sender, nonce));
  if (hash === payloadHash) return "verified";
  const last = (await endpoint.getFunction("lazyInboundNonce")(receiver, sourceId, sender)) as bigint;
  return BigInt(hash) === 0n && nonce <= last ? "delivered" : "unknown";
}

type LibraryConfig = ReturnType<typeof verifierConfigParts>;

async function configOf({ receiveLibrary }: LayerZeroContracts, { packet }: EncodedPacket): Promise<LibraryConfig> {
  const receiver = fromBytes32(packet.receiver);
  const answer = (await receiveLibrary.getFunction("getUlnConfig")(receiver, packet.sourceId)) as Result;
  const { requiredDVNs, optionalDVNs, ...counts } = answer.toObject() as LibraryConfig;
  return { ...counts, requiredDVNs: [...requiredDVNs], optionalDVNs: [...optionalDVNs] };
}

async function isVerifiable(to: LayerZeroContracts, message: EncodedPacket): Promise<boolean> {
  const { headerHash, payloadHash, packet } = message;
  const { receiveLibrary, endpoint } = to;
  const config = await configOf(to, message);
  if (!((await receiveLibrary.getFunction("verifiable")(config, headerHash, payloadHash)) as boolean)) return false;
  const { sourceId: srcEid, sender, nonce } = packet;
  const asked = [{ srcEid, sender, nonce }, fromBytes32(packet.receiver)];
  const answers = await Promise.all(
    ["initializable", "verifiable"].map((view) => endpoint.getFunction(view)(...asked)),
  );
  return answers.every((answer) => answer === true);
}
