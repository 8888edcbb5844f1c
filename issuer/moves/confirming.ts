import type { LayerZeroTarget } from "../coin-file/resolve.ts";
import type { OpenCoin } from "../coin/open.ts";
import { OperatorError } from "../errors.ts";
import { type Instruction, instructionDigest, joinSignatures } from "../layerzero/instruction.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { artifactOf } from "../model/build.ts";
import { verifierChainId } from "../model/layerzero-routes.ts";
import type { CallAction } from "../model/plan.ts";
import type { Operation } from "../operations/operation.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { type SentMove, arrivalsOf } from "./message.ts";

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
/** A signature counts for a month from the burn on, to the end of a week: two instances sign the same. */
const LIFE = 30n * 86_400n;
const WEEK = 7n * 86_400n;
const LIBRARY = layerZeroInterface("ReceiveUln302");

/**
 * Returns the operation that confirms moves on the chain that they go to: the issuer's signers sign what the receiving
 * library shall take, and an admin of the issuer's verifier sends it. What is confirmed already, or needs it no more, is
 * left out, whoever has done it.
 */
export function confirmMoves(moves: readonly Confirmable[]): Operation {
  const signatures = new Map<string, Promise<string>>();
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

async function toAction(
  coin: OpenCoin,
  group: readonly Confirmable[],
  signatures: Map<string, Promise<string>>,
): Promise<CallAction> {
  const { desired, addresses } = coin;
  const { layerzero } = desired;
  if (layerzero?.issuer == null || addresses.verifier === undefined) throw noVerifier(coin);
  const { verifier } = addresses;
  const params: unknown[] = [];
  for (const entry of group) params.push(await signedInstruction(coin, layerzero, entry, signatures));
  return {
    kind: "call",
    key: `confirm:${group.map(({ move }) => move.packet.messageId.slice(2, 18)).join(":")}`,
    to: verifier,
    artifact: artifactOf("verifier", desired.network.platform),
    method: "execute",
    args: [params],
    by: await adminsOf(coin),
    idempotent: true, // the library takes a confirmation once
    description: `confirm ${described(group, desired)}`,
    emits: group.map(({ move, confirmations }) => ({
      ...{ address: layerzero.places.receiveLibrary, artifact: "ReceiveUln302", event: "PayloadVerified" },
      args: { dvn: verifier, header: move.header, confirmations: `${confirmations}`, proofHash: move.payloadHash },
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

/** What the receiving library shall take of a move, with the signatures that the verifier's contract asks for. */
async function signedInstruction(
  coin: OpenCoin,
  layerzero: LayerZeroTarget,
  { move, confirmations, time }: Confirmable,
  signatures: Map<string, Promise<string>>,
): Promise<Instruction & { readonly signatures: string }> {
  const instruction: Instruction = {
    vid: verifierChainId(layerzero),
    target: layerzero.places.receiveLibrary,
    callData: LIBRARY.encodeFunctionData("verify", [move.header, move.payloadHash, confirmations]),
    expiration: await expirationOf(coin, time),
  };
  const digest = instructionDigest(instruction);
  const made = signatures.get(digest) ?? signTogether(coin, digest);
  signatures.set(digest, made);
  return { ...instruction, signatures: await made };
}

async function expirationOf({ chain }: OpenCoin, burned: bigint): Promise<bigint> {
  const now = BigInt((await chain.provider.getBlock("latest"))?.timestamp ?? 0);
  const from = burned + LIFE > now + WEEK ? burned : now;
  return ((from + LIFE) / WEEK + 1n) * WEEK;
}

/** The admin whose key is here, or all of them, so that one signs elsewhere. */
async function adminsOf({ desired, keys }: OpenCoin): Promise<readonly string[]> {
  const admins = desired.layerzero?.issuer?.admins ?? [];
  for (const admin of admins) {
    if ((await keys.find(admin)) !== null) return [admin];
  }
  return admins;
}

/**
 * Has as many of the issuer's signers sign as the verifier's contract asks for.
 * @throws OperatorError `SIGNER_MISSING` or `SIGNER_UNSUPPORTED`
 */
async function signTogether(coin: OpenCoin, digest: string): Promise<string> {
  const { issuer } = coin.desired.layerzero ?? {};
  if (issuer == null) throw noVerifier(coin);
  const found = await Promise.all(issuer.signers.map((account) => coin.keys.find(account)));
  const here = found.flatMap((signer) => signer ?? []);
  if (here.length < issuer.quorum) {
    const message = `The verifier's contract asks for ${issuer.quorum} signatures, and ${here.length} of its signers have a key here.`;
    throw new OperatorError("SIGNER_MISSING", message);
  }
  const signed = await Promise.all(
    here.slice(0, issuer.quorum).map(async (signer) => {
      if (signer.signDigest === undefined) {
        throw new OperatorError("SIGNER_UNSUPPORTED", `A verifier signs by itself, which ${signer.place} does not.`);
      }
      return { signer: signer.address, signature: (await signer.signDigest(digest)).serialized };
    }),
  );
  return joinSignatures(signed);
}

function noVerifier({ desired }: Pick<OpenCoin, "desired">): OperatorError {
  const message = `${desired.coin} has no verifier of its own on ${desired.network.name}.`;
  return new OperatorError("LAYERZERO_UNKNOWN", message, {
    remedy: "Give layerzero.issuer in the coin's file, and deploy.",
  });
}
