import { ZeroAddress } from "ethers";
import { refuseAnothersKey } from "../engine/another-key.ts";
import { OperatorError } from "../errors.ts";
import { roleIdOf } from "../text/roles.ts";
import type { Context, Power } from "./context.ts";

/**
 * Returns who will make a call that needs a power: the account that was named, else whoever holds it and can sign here,
 * else all that hold it, so that one of them signs elsewhere.
 * @throws OperatorError `ROLE_MISSING` if the account that was named does not hold it, or nobody does.
 */
export async function sendersOf(context: Context, power: Power): Promise<readonly string[]> {
  const holders = await context.holders(power);
  const where = power.at === "token" ? "" : ` of the ${power.at}`;
  const list = context.text(holders.join(", "));
  if (holders.length === 0) throw new OperatorError("ROLE_MISSING", `Nobody holds ${power.role}${where}.`);
  const { from } = context;
  if (from !== null) {
    if (holders.includes(from)) return [from];
    const who = context.text(from);
    throw new OperatorError("ROLE_MISSING", `${who} does not hold ${power.role}${where}. It is held by ${list}.`);
  }
  for (const holder of holders) {
    if ((await context.signerFor(holder)) !== null) return [holder];
  }
  await refuseAnothersKey(context.coin, power.role, holders, (text) => context.text(text));
  return holders;
}

/** Returns whether the account that was named holds a power, or, if none was, one whose key is here. */
export async function canActAs(context: Context, power: Power): Promise<boolean> {
  const holders = await context.holders(power);
  const { from } = context;
  if (from !== null) return holders.includes(from);
  for (const holder of holders) {
    if ((await context.signerFor(holder)) !== null) return true;
  }
  return false;
}

/** Accounts that may execute what the timelock holds: anybody who can sign here, if it is open to anyone. */
export async function executorsOf(context: Context): Promise<readonly string[]> {
  const { timelock } = context.coin.contracts;
  if (await timelock.hasRole(roleIdOf("EXECUTOR"), ZeroAddress)) {
    return context.from === null ? [(await context.coin.keys.deployer()).address] : [context.from];
  }
  return sendersOf(context, { at: "timelock", role: "EXECUTOR" });
}
