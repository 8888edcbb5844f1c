import { Contract } from "ethers";
import { revertData } from "../../packages/integration/reading/revert-data.ts";
import type { Problem } from "../errors.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import type { CallAction, Plan, Subject } from "../model/plan.ts";
import type { Context } from "../operations/context.ts";
import type { Operation } from "../operations/operation.ts";
import { type Stage, type Way, adapterOf, arrivalsOf, stageOf } from "./message.ts";
import { RETRY_ROW } from "./move-table.ts";
import { nextStepOf, refusalOfDelivery } from "./next-step.ts";

/**
 * Returns the operation that delivers a move where it goes to: takes what all verifiers have confirmed to LayerZero's endpoint,
 * where nobody has, and has the endpoint deliver it. Anybody may; it costs no more than its transactions.
 * @param way - The move, and the coin on both chains. It is carried out on the one that it goes to.
 */
export function retryMove(way: Way): Operation {
  const { packet } = way.move;
  return {
    ...RETRY_ROW,
    prepare: (context) =>
      Promise.resolve({
        title: "Deliver a move",
        name: packet.messageId.slice(2, 10),
        plan: () => planRetry(context, way),
      }),
  };
}

async function planRetry(context: Context, way: Way): Promise<Plan> {
  const stage = await stageNow(way);
  const subject = subjectOf(way);
  const known = context.history().get(subject.key);
  switch (stage) {
    case "delivered":
    case "held": {
      const { sentence } = await nextStepOf({ ...way, stage });
      if (known !== undefined) return { actions: [], problems: [], shown: new Set([subject.key]), notes: [sentence] };
      const what = stage === "held" ? "has arrived and is held" : "has been delivered";
      return refused({ code: "MOVE_OVER", message: `The move ${what}. ${sentence}` });
    }
    case "verified": {
      const refusal = await refusalOfDelivery(way.destination, way.move);
      if (refusal === null) return planned(await toDeliver(context, way));
      return refused({
        code: "MOVE_NOT_READY",
        message: `${way.destination.desired.network.name} would refuse it: ${refusal}.`,
      });
    }
    case "sent":
    case "confirmed": {
      if (await isCommittable(way)) {
        return { ...planned(await toCommit(context, way)), later: [await toDeliver(context, way)] };
      }
      const { sentence } = await nextStepOf({ ...way, stage });
      return refused({ code: "MOVE_NOT_READY", message: `Not all verifiers have confirmed it. ${sentence}` });
    }
  }
}

function planned(action: CallAction): Plan {
  return { actions: [action], problems: [], shown: new Set() };
}

function refused(problem: Problem): Plan {
  return { actions: [], problems: [problem] };
}

async function stageNow({ destination, move }: Way): Promise<Stage> {
  const [arrival] = await arrivalsOf(destination, [move]);
  if (arrival === undefined) throw new Error("A look at one move tells of one.");
  return stageOf(arrival);
}

/** Whether the library would let anybody tell the endpoint of a move now: all its verifiers have confirmed it. */
async function isCommittable({ destination, move }: Way): Promise<boolean> {
  const library = new Contract(
    placesOf(destination).receiveLibrary,
    layerZeroInterface("ReceiveUln302"),
    destination.chain.provider,
  );
  try {
    await library.getFunction("commitVerification").staticCall(move.header, move.payloadHash);
    return true;
  } catch (error) {
    if (revertData(error) === null) throw error; // a node that does not answer says nothing of the verifiers
    return false;
  }
}

async function toCommit(context: Context, way: Way): Promise<CallAction> {
  const { move, destination } = way;
  const { endpoint, receiveLibrary } = placesOf(destination);
  const receiver = adapterOf(destination);
  return {
    ...{
      kind: "call",
      key: `move-retry:commit:${move.packet.messageId}`,
      to: receiveLibrary,
      artifact: "ReceiveUln302",
    },
    ...{ method: "commitVerification", args: [move.header, move.payloadHash], by: [await senderOf(context)] },
    idempotent: true, // the library keeps what its verifiers said only until it is told
    description: `tell LayerZero's endpoint that the move ${move.packet.messageId} is verified`,
    emits: [
      {
        ...{ address: endpoint, artifact: "EndpointV2", event: "PacketVerified" },
        args: { origin: originText(way), receiver, payloadHash: move.payloadHash },
      },
    ],
    about: [],
  };
}

async function toDeliver(context: Context, way: Way): Promise<CallAction> {
  const { move, destination, source } = way;
  const { messageId, message, sourceId, sender, nonce } = move.packet;
  const { endpoint } = placesOf(destination);
  const receiver = adapterOf(destination);
  const from = source.desired.network.name;
  return {
    ...{ kind: "call", key: `move-retry:${messageId}`, to: endpoint, artifact: "EndpointV2", method: "lzReceive" },
    args: [{ srcEid: sourceId, sender, nonce }, receiver, messageId, message, "0x"],
    by: [await senderOf(context)],
    idempotent: true, // the endpoint delivers a message once
    description: `deliver ${context.show(move.amount)} from ${from} to ${move.to}, message ${messageId}`,
    emits: [
      {
        ...{ address: endpoint, artifact: "EndpointV2", event: "PacketDelivered" },
        args: { origin: originText(way), receiver },
      },
    ],
    about: [subjectOf(way)],
  };
}

/** Anybody: the account that was named, else the one that deploys. */
async function senderOf({ from, coin }: Context): Promise<string> {
  return from ?? (await coin.keys.deployer()).address;
}

function originText({ move }: Way): readonly string[] {
  const { sourceId, sender, nonce } = move.packet;
  return [`${sourceId}`, sender, `${nonce}`];
}

function subjectOf({ move, source }: Way): Subject {
  const { messageId } = move.packet;
  return {
    ...{ key: `move-retry:${messageId}`, operation: "move-retry", message: messageId },
    ...{ source: source.desired.network.name, to: move.to, amount: `${move.amount}` },
  };
}

function placesOf({ desired }: Way["destination"]): { readonly endpoint: string; readonly receiveLibrary: string } {
  if (desired.layerzero === null) throw new Error("A move goes to a chain with an adapter.");
  return desired.layerzero.places;
}
