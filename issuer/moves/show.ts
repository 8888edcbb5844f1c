import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { style } from "../output/style.ts";
import { Table } from "../output/table.ts";
import { showText } from "../terminal/show.ts";
import { roughDuration } from "../text/units.ts";
import type { Stage } from "./message.ts";
import type { MoveStanding } from "./standing.ts";

/** What each stage is called. */
export const STAGES: Readonly<Record<Stage, string>> = {
  sent: "sent",
  confirmed: "confirmed by the issuer",
  verified: "verified",
  held: "held",
  delivered: "delivered",
};
const NEXT_WIDTH = 60;

/** Returns moves for people, each with what has to happen next, and what all of them come to. */
export function showMoves(moves: readonly MoveStanding[], coins: readonly Desired[]): string[] {
  const { decimals = 0, symbol = "" } = coins[0] ?? {};
  const amount = (value: bigint): string => `${formatAmount(value, decimals)} ${symbol}`;
  if (moves.length === 0) return ["Every move has been delivered."];
  const lines = moves.flatMap((entry) => showMove(entry, coins, amount));
  const open = moves.filter(({ stage }) => stage !== "delivered");
  if (open.length < 2) return lines;
  const sum = (list: readonly MoveStanding[]): string =>
    amount(list.reduce((total, { move }) => total + move.amount, 0n));
  const held = open.filter(({ stage }) => stage === "held");
  const inFlight = open.filter(({ stage }) => stage !== "held");
  return [...lines, `${inFlight.length} in flight (${sum(inFlight)}), ${held.length} held (${sum(held)}).`];
}

function showMove(
  { source, destination, move, age, stage, next }: MoveStanding,
  coins: readonly Desired[],
  amount: (value: bigint) => string,
): string[] {
  const shown = (text: string, name: string): string => {
    const network = coins.find((one) => one.network.name === name)?.network;
    return network === undefined ? text : showText(text, network);
  };
  const table = new Table({ close: true, widths: [null, NEXT_WIDTH] });
  const paint = stage === "delivered" ? style.green : style.yellow;
  table.push(
    ["message", move.packet.messageId],
    ["amount", amount(move.amount)],
    ["from", `${shown(move.from, source)} on ${source}`],
    ["to", `${shown(move.to, destination)} on ${destination}`],
    ["left", `${roughDuration(age)} ago, in block ${move.block}`],
    ["transaction", move.transaction],
    ["how far", paint(STAGES[stage])],
    ["next", shown(next.sentence, destination)],
  );
  return table.lines;
}

/** Returns moves for programs: amounts in smallest units, times in Unix seconds, ages in seconds. */
export function movesToJson(moves: readonly MoveStanding[]): { readonly moves: readonly object[] } {
  return {
    moves: moves.map(({ source, destination, move, time, age, stage, next }) => ({
      ...{ message: move.packet.messageId, nonce: `${move.packet.nonce}`, source, destination },
      ...{ amount: `${move.amount}`, from: move.from, to: move.to, transaction: move.transaction, block: move.block },
      ...{ time, age, stage, next },
    })),
  };
}
