import { type Problem, OperatorError } from "../errors.ts";
import { balanceProblems, limitProblems, pauseProblems, receiverProblems } from "../operations/checks.ts";
import { untilText } from "../operations/contract-errors.ts";
import type { Context } from "../operations/context.ts";
import { connectAdapter, quoteMove } from "../../packages/integration/moving/ethers.ts";
import type { MoveQuote } from "../../packages/integration/moving/move.ts";
import { IntegrationError } from "../../packages/integration/problem.ts";
import { formatNative, roughDuration } from "../text/units.ts";
import { accountElsewhere } from "./account-elsewhere.ts";
import { adapterOf, pausedOn } from "./message.ts";
import { type MoveTerms, neverReceives } from "./move-terms.ts";

/** Returns why a move cannot be made, before LayerZero is asked for its fee. */
export async function moveProblems(context: Context, terms: MoveTerms): Promise<Problem[]> {
  const { from, amount } = terms;
  const { coin } = context;
  const adapter = connectAdapter(adapterOf(coin), coin.chain.provider);
  const unit = await adapter.decimalConversionRate();
  if (amount % unit !== 0n) {
    const message = `--amount: ${context.show(amount)} is not a whole multiple of ${context.show(unit)}, the least that every chain can count.`;
    return [{ code: "AMOUNT_INVALID", message }];
  }
  const paused = await pauseProblems(context, "crosschain");
  const problems = [
    ...paused,
    ...(await receiverProblems(context, from, "--from")),
    ...(await receivingProblems(context, terms)),
    ...(await balanceProblems(context, from, amount)),
  ];
  if (paused.length > 0) return problems;
  const [{ outboundCapacity: capacity, outboundWindow: window }, , available] = await coin.contracts.token.bridgeLimits(
    adapterOf(coin),
  );
  return [...problems, ...limitProblems(context, "The adapter", amount, { capacity, window, available }, "burn")];
}

/** Returns why the chain that it goes to would not credit the receiver, in sentences. */
async function receivingProblems(context: Context, { to, destination }: MoveTerms): Promise<Problem[]> {
  const { network } = destination.desired;
  const who = accountElsewhere(to, network);
  if (neverReceives(to, destination)) {
    const message = `--to: ${who} cannot receive: it is the zero address, the token or the adapter itself.`;
    return [{ code: "ACCOUNT_INVALID", message }];
  }
  const { token } = destination.contracts;
  const problems: Problem[] = [];
  const paused = await pausedOn([destination]);
  if (paused !== null) {
    const message = `"crosschain" is paused on ${paused}: nothing arrives there until it is over.`;
    problems.push({ code: "SCOPE_PAUSED", message });
  }
  if (!(await token.isFrozen(to))) return problems;
  const until = untilText(await token.frozenUntil(to));
  const message = `--to: ${who} is frozen ${until}: what arrives would be held.`;
  return [...problems, { code: "ACCOUNT_FROZEN", message }];
}

/**
 * Asks LayerZero for its fee.
 * @throws OperatorError `SIMULATION_REVERTED` where the adapter or LayerZero refuses.
 */
export async function quoteOf({ coin }: Context, { from, to, amount, endpointId }: MoveTerms): Promise<MoveQuote> {
  const adapter = connectAdapter(adapterOf(coin), coin.chain.provider);
  try {
    return await quoteMove(adapter, { from, to, amount, destination: endpointId });
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error;
    const { message, remedy } = error;
    throw new OperatorError("SIMULATION_REVERTED", `The move would fail: ${message}`, { remedy, cause: error });
  }
}

/** Returns why the fee cannot be paid, or shall not. @param along - What goes along, with room for a fee that rises. */
export async function feeProblems(
  context: Context,
  { from, mostFee }: MoveTerms,
  fee: bigint,
  along: bigint,
): Promise<Problem[]> {
  const { chain } = context.coin;
  const show = nativeOf(context);
  const problems: Problem[] = [];
  if (mostFee !== null && fee > mostFee) {
    const message = `LayerZero asks for ${show(fee)}, and --max-move-fee allows ${show(mostFee)}.`;
    problems.push({ code: "MOVE_FEE_ABOVE_CAP", message });
  }
  const balance = await chain.balance(from);
  if (balance < along) {
    const message = `${context.text(from)} has ${show(balance)}; LayerZero's fee takes up to ${show(along)}, and the transaction its own.`;
    problems.push({ code: "BALANCE_TOO_LOW", message });
  }
  return problems;
}

/** Returns what people should know before they agree: the fee, what arrives and when, and what would keep it waiting. */
export async function moveNotes(
  context: Context,
  { to, amount, destination }: MoveTerms,
  { fee, confirmations }: MoveQuote,
  along: bigint,
): Promise<string[]> {
  const show = nativeOf(context);
  const there = destination.desired.network;
  const here = context.coin.desired.network.name;
  const seconds = await secondsOf(context, Number(confirmations));
  const waiting = await limitNote(context, amount, destination);
  return [
    `LayerZero asks for ${show(fee)}. Up to ${show(along)} go along; what is left of it comes back.`,
    `${context.show(amount)} arrive for ${accountElsewhere(to, there)}: usually a few minutes after the ${confirmations} blocks of ${here} that its verifiers wait for, about ${roughDuration(seconds)}.`,
    ...waiting,
  ];
}

/** What the limits of the receiving chain would do to it now. */
async function limitNote(context: Context, amount: bigint, destination: MoveTerms["destination"]): Promise<string[]> {
  const { name } = destination.desired.network;
  const [, available] = await destination.contracts.token.bridgeLimits(adapterOf(destination));
  if (amount <= available) return [];
  return [
    `The adapter on ${name} may mint ${context.show(available)} now: the move would wait there until its limits allow more, and is then delivered with \`npx hardhat move-retry\`.`,
  ];
}

/** Blocks that are looked back upon to know how long one takes. */
const BACK = 100;

/** About how many seconds so many blocks take. */
async function secondsOf({ coin }: Context, blocks: number): Promise<number> {
  const { provider } = coin.chain;
  const latest = await provider.getBlock("latest");
  const number = latest?.number ?? 0;
  const earlier = await provider.getBlock(Math.max(0, number - BACK));
  if (latest === null || earlier === null || earlier.number === number) return 0;
  return Math.ceil((blocks * (latest.timestamp - earlier.timestamp)) / (number - earlier.number));
}

/** Returns what writes amounts of the chain's own coin. */
function nativeOf({ coin }: Context): (amount: bigint) => string {
  const { nativeCoin } = coin.desired.network;
  return (amount) => `${formatNative(amount, coin.chain.nativeDecimals)} ${nativeCoin}`;
}
