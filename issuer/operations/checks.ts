import { ZeroAddress } from "ethers";
import { type ScopeName, SCOPES } from "../../packages/integration/reading/scopes.ts";
import { type ReserveAttestations, ReserveAttestations__factory } from "../../typechain-types/index.js";
import type { Problem } from "../errors.ts";
import { formatDuration } from "../text/units.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import { explainRefusal, untilText } from "./contract-errors.ts";
import type { Context } from "./context.ts";

/** Returns a scope that is paused, and who may restart it. */
export async function pauseProblems(context: Context, scope: ScopeName): Promise<Problem[]> {
  const paused = await context.coin.contracts.token.pausedScopes();
  if ((paused & SCOPES[scope]) === 0n) return [];
  const holders = await context.holders({ at: "token", role: "UNPAUSER" });
  const who =
    holders.length === 0 ? "nobody holds UNPAUSER" : `UNPAUSER ${context.text(holders.join(", "))} may restart it`;
  return [{ code: "SCOPE_PAUSED", message: `"${scope}" is paused; ${who}.` }];
}

/**
 * Returns why an account cannot receive.
 * @param frozen - Until when it is frozen; read if it is not given.
 */
export async function receiverProblems(
  context: Context,
  account: string,
  where: string,
  frozen?: bigint,
): Promise<Problem[]> {
  if (account === ZeroAddress || account === context.address("token")) {
    const message = `${where}: ${context.text(account)} cannot receive: it is the zero address or the token itself.`;
    return [{ code: "ACCOUNT_INVALID", message }];
  }
  const until = frozen ?? (await context.coin.contracts.token.frozenUntil(account));
  if (until <= (await context.now())) return [];
  return [{ code: "ACCOUNT_FROZEN", message: `${where}: ${context.text(account)} is frozen ${untilText(until)}.` }];
}

/** Returns whether an account has what it is to give. */
export async function balanceProblems(context: Context, account: string, amount: bigint): Promise<Problem[]> {
  const balance = await context.coin.contracts.token.balanceOf(account);
  if (balance >= amount) return [];
  const message = `${context.text(account)} has ${context.show(balance)}, not ${context.show(amount)}.`;
  return [{ code: "AMOUNT_EXCEEDED", message }];
}

/** Returns whether a refilling limit lets an amount through, what is left of it, and when there will be enough. */
export function limitProblems(
  context: Context,
  who: string,
  amount: bigint,
  limit: { readonly capacity: bigint; readonly window: bigint; readonly available: bigint },
  may = "move",
  show: (amount: bigint) => string = context.show,
): Problem[] {
  const { capacity, window, available } = limit;
  if (amount <= available) return [];
  const missing = amount - available;
  const size = capacity === 0n ? "nothing" : `${show(capacity)} per ${formatDuration(window)}`;
  const hope =
    amount > capacity
      ? `The limit is ${size}, so this can never pass at once`
      : `The limit is ${size}; there is enough in ${formatDuration((missing * window + capacity - 1n) / capacity)}`;
  const message = `${context.text(who)} may ${may} ${show(available)} now, not ${show(amount)}. ${hope}.`;
  return [{ code: "LIMIT_EXCEEDED", message }];
}

/** Returns whether an issuance window is open and leaves as much as is to be issued. */
export async function headroomProblems(context: Context, amount: bigint): Promise<Problem[]> {
  const { token } = context.coin.contracts;
  if (await token.retired()) return [{ code: "ISSUANCE_RETIRED", message: "Issuance has ended for good." }];
  const gate = await token.reserveGate();
  if (gate === ZeroAddress) return [{ code: "WINDOW_CLOSED", message: "No reserve gate is set." }];
  const attestations = ReserveAttestations__factory.connect(gate, context.coin.chain.provider);
  let sequence: bigint;
  try {
    ({ sequence } = await attestations.issuanceWindow());
  } catch (error) {
    const refusal = explainRefusal(error, context);
    if (refusal === null) throw error;
    if (!(await hasReport(context, attestations))) {
      const what = `No reserve report was accepted on ${context.coin.desired.network.name} yet, so nothing can be issued here.`;
      return [{ code: "WINDOW_CLOSED", message: `${what} The attestors sign one first: npx hardhat attest build.` }];
    }
    const message = `No issuance window is open. ${refusal.sentence} ${refusal.remedy}`;
    return [{ code: "WINDOW_CLOSED", message }];
  }
  const left = await token.headroom();
  if (amount <= left) return [];
  const [[used], stated, supply] = await Promise.all([
    token.mintedInWindow(),
    attestations.outstanding(sequence),
    token.totalSupply(),
  ]);
  if (used !== sequence && supply > stated) {
    const message = `Report ${sequence} allows ${context.show(stated)} to be outstanding on this chain, and ${context.show(supply)} are: nothing is issued under it. Find out why before the next one is signed.`;
    return [{ code: "HEADROOM_EXCEEDED", message }];
  }
  const { validUntil } = await attestations.report(sequence);
  const message = `Report ${sequence} leaves ${context.show(left)} on this chain until ${utcTime(validUntil)}, not ${context.show(amount)}.`;
  return [{ code: "HEADROOM_EXCEEDED", message }];
}

/**
 * Returns whether the chain has accepted any report; a contract that replaces another one begins with the other's
 * number.
 */
async function hasReport(context: Context, attestations: ReserveAttestations): Promise<boolean> {
  try {
    await attestations.report(await attestations.latestSequence());
    return true;
  } catch (error) {
    if (explainRefusal(error, context)?.error === "ReportUnknown") return false;
    throw error;
  }
}
