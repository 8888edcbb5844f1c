import type { OpenCoin } from "../coin/open.ts";
import type { Instruction } from "../layerzero/instruction.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { artifactOf } from "../model/build.ts";
import { verifierChainId } from "../model/layerzero-routes.ts";
import type { CallAction } from "../model/plan.ts";
import type { Operation } from "../operations/operation.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { type SentMove, arrivalsOf } from "./message.ts";
import { type Made, type OwnVerifier, adminsOf, expirationOf, ownVerifier, signInstruction } from "./verifier-keys.ts";

/** A move that may be confirmed, and how many blocks were on it. */
export interface Confirmable {
  readonly move: SentMove;
  /** Name of the network that it left. */
  readonly source: string;
  readonly confirmations: number;
  /** Time of its block, Unix seconds. */
  readonly time: bigint;
}

/** Moves that are confirmed in one transaction. */
const AT_ONCE = 20;
const LIBRARY = layerZeroInterface("ReceiveUln302");

/**
 * Returns the operation that confirms moves on the chain that they go to: the issuer's signers sign what the receiving
 * library shall take, and an admin of the issuer's verifier sends it. What is confirmed already, or needs it no more, is
 * left out, whoever has done it.
 */
export function confirmMoves(moves: readonly Confirmable[]): Operation {
  const signatures: Made = new Map();
  return {
    name: "verifier",
    description: "Confirm moves that are final where they left",
    options: [],
    prepare: ({ coin }) =>
      Promise.resolve({
        title: `Confirm ${moves.length === 1 ? "a move" : `${moves.length} moves`}`,
        name: moves[0]?.move.packet.messageId.slice(2, 10) ?? "none",
        plan: async () => {
          const arrivals = await arrivalsOf(
            coin,
            moves.map(({ move }) => move),
          );
          const open = moves.filter((_, index) => arrivals[index]?.standing === "sent" && !arrivals[index].confirmed);
          const groups = Array.from({ length: Math.ceil(open.length / AT_ONCE) }, (_, index) =>
            open.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
          );
          const actions = await Promise.all(groups.map((group) => toAction(coin, group, signatures)));
          const pending = new Set(open.map(keyOf));
          const shown = new Set(moves.map(keyOf).filter((key) => !pending.has(key)));
          return { actions, problems: [], shown };
        },
      }),
  };
}

function keyOf({ move }: Confirmable): string {
  return `confirm:${move.packet.messageId}`;
}

async function toAction(coin: OpenCoin, group: readonly Confirmable[], signatures: Made): Promise<CallAction> {
  const { desired } = coin;
  const own = ownVerifier(coin);
  const { places } = own.layerzero;
  const params: unknown[] = [];
  for (const entry of group) {
    params.push(await signInstruction(coin, await instructionOf(coin, own, entry), own.issuer, signatures));
  }
  return {
    kind: "call",
    key: `confirm:${group.map(({ move }) => move.packet.messageId.slice(2, 18)).join(":")}`,
    to: own.address,
    artifact: artifactOf("verifier", desired.network.platform),
    method: "execute",
    args: [params],
    by: await adminsOf(coin, own),
    idempotent: true, // the library takes a confirmation once
    description: `confirm ${described(group, desired)}`,
    emits: group.map(({ move, confirmations }) => ({
      ...{ address: places.receiveLibrary, artifact: "ReceiveUln302", event: "PayloadVerified" },
      args: { dvn: own.address, header: move.header, confirmations: `${confirmations}`, proofHash: move.payloadHash },
    })),
    about: group.map((entry) => ({
      ...{ key: keyOf(entry), operation: "verifier", message: entry.move.packet.messageId },
      ...{ source: entry.source, to: entry.move.to, amount: `${entry.move.amount}` },
    })),
  };
}

function described(group: readonly Confirmable[], { decimals, symbol }: OpenCoin["desired"]): string {
  const [first] = group;
  const total = `${formatAmount(
    group.reduce((sum, { move }) => sum + move.amount, 0n),
    decimals,
  )} ${symbol}`;
  if (group.length > 1 || first === undefined) return `${group.length} moves of ${total}`;
  return `the move of ${total} from ${first.source} to ${first.move.to}`;
}

/** What the receiving library shall take of a move. */
async function instructionOf(
  coin: OpenCoin,
  { layerzero }: OwnVerifier,
  { move, confirmations, time }: Confirmable,
): Promise<Instruction> {
  return {
    vid: verifierChainId(layerzero),
    target: layerzero.places.receiveLibrary,
    callData: LIBRARY.encodeFunctionData("verify", [move.header, move.payloadHash, confirmations]),
    expiration: await expirationOf(coin.chain, time),
  };
}
