import { ZeroAddress } from "ethers";
import type { OpenCoin } from "../coin/open.ts";
import { OperatorError } from "../errors.ts";
import { readAccount, readActReference, required } from "../operations/arguments.ts";
import type { Context } from "../operations/context.ts";
import type { Given } from "../operations/operation.ts";
import type { Reference } from "../references/reference.ts";
import { readField } from "../text/parse-error.ts";
import { parseSum } from "../text/parse-units.ts";
import { readOption } from "../text/read-option.ts";
import { adapterOf } from "./message.ts";

/** What is moved, from whom and to whom, as it was asked for. */
export interface MoveTerms {
  /** Whose coins leave; it sends the transactions and pays for them. */
  readonly from: string;
  /** Who gets them on the other chain. */
  readonly to: string;
  /** In smallest units. */
  readonly amount: bigint;
  /** The issuer's own id of this one move: what was done under it is not done again. */
  readonly reference: Reference;
  readonly destination: OpenCoin;
  /** LayerZero's endpoint id of the chain that it goes to. */
  readonly endpointId: number;
  /** The most that LayerZero may ask for, in the native coin's smallest unit; null for whatever it asks for. */
  readonly mostFee: bigint | null;
}

/**
 * Reads what a move is about.
 * @param destination - The coin on the chain that it goes to.
 * @throws OperatorError `ARGUMENT_INVALID`, `AMOUNT_INVALID` or `REFERENCE_INVALID`, and `LAYERZERO_UNKNOWN` where no route leads
 * there.
 */
export async function readTerms(context: Context, given: Given, destination: OpenCoin): Promise<MoveTerms> {
  const { coin } = context;
  const { maxMoveFee = "" } = given;
  const { nativeDecimals } = coin.chain;
  const mostFee = readField("AMOUNT_INVALID", "--max-move-fee", () =>
    maxMoveFee === "" ? null : parseSum(maxMoveFee, nativeDecimals),
  );
  const to = readAccount(required(given, "to"), destination.desired.network, "--to");
  const amount = readOption.amount("--amount", required(given, "amount"), context.decimals);
  const reference = readActReference(given);
  const endpointId = requireRoute(coin, destination);
  return { from: await senderOf(context), to, amount, reference, destination, endpointId, mostFee };
}

/** The account of `--from`, else the one whose key is configured as `TREASURY`. */
async function senderOf({ coin, from }: Context): Promise<string> {
  const treasury = from === null ? await coin.keys.named?.("TREASURY") : null;
  const account = from ?? treasury?.address;
  if (account !== undefined) return account;
  const message = "Whose coins shall leave? Name the account with --from, or put its key under TREASURY in `signers`.";
  throw new OperatorError("ARGUMENT_INVALID", message);
}

/** Returns the endpoint id of a chain that the coin's adapters lead to from another one. */
function requireRoute(source: OpenCoin, destination: OpenCoin): number {
  const [from, to] = [source, destination].map(({ desired }) => desired.network.name) as [string, string];
  if (from === to) throw new OperatorError("ARGUMENT_INVALID", `--destination is ${to}, where the coins are already.`);
  adapterOf(source);
  const there = adapterOf(destination);
  const id = destination.desired.layerzero?.endpointId;
  const route = source.desired.layerzero?.routes.find(({ endpointId }) => endpointId === id);
  if (route?.peer === there) return route.endpointId;
  const message = `No route leads from ${from} to ${to}: the adapter on ${from} does not have the one on ${to} as its peer.`;
  throw new OperatorError("LAYERZERO_UNKNOWN", message, {
    remedy: `Name both networks in the coin's file under layerzero, and run deploy on ${from} again.`,
  });
}

/** Returns whether an account can never get coins of a move: then the message could never be delivered or claimed. */
export function neverReceives(account: string, destination: OpenCoin): boolean {
  return [ZeroAddress, destination.addresses.token, adapterOf(destination)].includes(account);
}
