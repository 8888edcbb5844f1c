import { Contract } from "ethers";
import { explain } from "../chains/reasons.ts";
import { ISSUER_VERIFIER } from "../coin-file/layerzero-schema.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import {
  type MovingCoin,
  type SentMove,
  type Stage,
  type Way,
  adapterOf,
  confirmationsOf,
  pausedOn,
} from "./message.ts";

/** Who has to do something about a move so that it goes on. */
export type Actor = "nobody" | "issuer" | "verifiers" | "executor" | "anybody" | "compliance";

/** What has to happen to a move next. */
export interface NextStep {
  /** `nobody`: it has arrived, or goes on by itself in a while. */
  readonly by: Actor;
  /** What it is, in a sentence. */
  readonly sentence: string;
}

/** A move between two chains whose next step is asked for. */
export interface OnItsWay extends Way<MovingCoin> {
  readonly stage: Stage;
}

/** Reads from both chains what a move waits for, and whose turn it is. */
export async function nextStepOf(entry: OnItsWay): Promise<NextStep> {
  switch (entry.stage) {
    case "sent":
      return ofSent(entry);
    case "confirmed":
      return ofConfirmed(entry);
    case "verified":
      return ofVerified(entry);
    case "held":
      return ofHeld(entry);
    case "delivered":
      return { by: "nobody", sentence: "It has arrived." };
  }
}

async function ofSent({ source, destination, move }: OnItsWay): Promise<NextStep> {
  const { name } = source.desired.network;
  const { number: final } = await source.chain.finalPoint();
  if (move.block > final) {
    return nobody(`Wait until block ${move.block} of ${name} is final; ${final} is the last one that is.`);
  }
  const wanted = confirmationsOf({ source, destination, move }) ?? 0;
  const blocks = (await source.chain.provider.getBlockNumber()) - move.block + 1;
  if (blocks < wanted) return nobody(`Wait until ${wanted} blocks of ${name} lie on it; ${blocks} do.`);
  const paused = await pausedOn([source, destination]);
  if (paused !== null) {
    const sentence = `Nothing is confirmed while crosschain is paused on ${paused}; it goes on after \`npx hardhat unpause --network ${paused} --scopes crosschain\`.`;
    return { by: "issuer", sentence };
  }
  if (destination.addresses.verifier === undefined) return ofConfirmed({ source, destination, move, stage: "sent" });
  const sentence = "The issuer's verifier has to confirm it: `npx hardhat verifier` says what keeps it from that.";
  return { by: "issuer", sentence };
}

async function ofConfirmed({ destination, move }: OnItsWay): Promise<NextStep> {
  const missing = await withoutWord(destination, move);
  if (missing.length > 0) {
    return { by: "verifiers", sentence: `Wait for the word of ${missing.join(" and ")}, which every move needs.` };
  }
  const sentence = `LayerZero's executor takes it to the endpoint; if it does not, anybody can: ${retry(move)}.`;
  return { by: "executor", sentence };
}

/** Names of required verifiers that have not verified a move yet, in the order of the coin's file. */
async function withoutWord({ desired, chain }: MovingCoin, move: SentMove): Promise<string[]> {
  const { layerzero } = desired;
  if (layerzero == null) return [];
  const library = new Contract(layerzero.places.receiveLibrary, layerZeroInterface("ReceiveUln302"), chain.provider);
  const missing: string[] = [];
  for (const name of layerzero.required.filter((one) => one !== ISSUER_VERIFIER)) {
    const account = layerzero.verifiers[name];
    const said: unknown = await library.getFunction("hashLookup")(move.headerHash, move.payloadHash, account);
    if (!(said as { readonly submitted: boolean }).submitted) missing.push(name);
  }
  return missing;
}

async function ofVerified({ destination, move }: OnItsWay): Promise<NextStep> {
  const refusal = await refusalOfDelivery(destination, move);
  if (refusal === null) {
    const sentence = `LayerZero's executor delivers it; if it does not, anybody can: ${retry(move)}.`;
    return { by: "executor", sentence };
  }
  const sentence = `It is refused now and waits at the endpoint: ${refusal}. Once that is over, anybody can deliver it: ${retry(move)}.`;
  return { by: "anybody", sentence };
}

/** Why a delivery would fail now; null if it would not. */
export async function refusalOfDelivery(destination: MovingCoin, { packet }: SentMove): Promise<string | null> {
  const { desired, chain } = destination;
  const endpoint = new Contract(
    desired.layerzero?.places.endpoint ?? "",
    layerZeroInterface("EndpointV2"),
    chain.provider,
  );
  const origin = { srcEid: packet.sourceId, sender: packet.sender, nonce: packet.nonce };
  try {
    await endpoint
      .getFunction("lzReceive")
      .staticCall(origin, adapterOf(destination), packet.messageId, packet.message, "0x");
    return null;
  } catch (error) {
    if (revertData(error) === null) throw error; // a node that does not answer says nothing of the delivery
    return explain(error, [layerZeroInterface("EndpointV2")]);
  }
}

async function ofHeld({ destination, move }: OnItsWay): Promise<NextStep> {
  const { token } = destination.contracts;
  const { name } = destination.desired.network;
  const place = `--network ${name} --message ${move.packet.messageId}`;
  const take = `\`npx hardhat move-take ${place} --to ACCOUNT --case ID\``;
  if (await token.isFrozen(move.to)) {
    const sentence = `${move.to} is frozen on ${name}: compliance lifts the freeze, after which anybody can claim it, or takes it under a case with ${take}.`;
    return { by: "compliance", sentence };
  }
  if (BigInt(move.to) === 0n || move.to === destination.addresses.token) {
    const sentence = `${move.to} can never receive on ${name}: compliance takes it under a case with ${take}.`;
    return { by: "compliance", sentence };
  }
  const sentence = `${move.to} can receive again: anybody can claim it with \`npx hardhat move-claim ${place}\`.`;
  return { by: "anybody", sentence };
}

function nobody(sentence: string): NextStep {
  return { by: "nobody", sentence };
}

function retry({ packet }: SentMove): string {
  return `\`npx hardhat move-retry --message ${packet.messageId}\``;
}
