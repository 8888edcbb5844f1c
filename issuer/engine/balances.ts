import { OperatorError } from "../errors.ts";
import { formatNative } from "../text/units.ts";
import type { Chain } from "../chains/chain.ts";
import { valueOf } from "../model/plan.ts";
import type { Overview } from "./overview.ts";

/**
 * Each account that will send must be able to pay for all that it sends, what goes along with it included.
 * @throws OperatorError `BALANCE_TOO_LOW`.
 */
export async function requireBalances(
  chain: Chain,
  nativeCoin: string,
  { transactions, nativeDecimals }: Overview,
): Promise<void> {
  const show = (amount: bigint, round?: "down"): string =>
    `${formatNative(amount, nativeDecimals, round)} ${nativeCoin}`;
  for (const account of new Set(transactions.map(({ sender }) => sender))) {
    if (account === null) continue;
    const own = transactions.filter(({ sender }) => sender === account);
    const known = own.flatMap(({ gas, fee, bandwidth }) =>
      gas === null || fee === null || bandwidth === null ? [] : [{ gas, fee, bandwidth }],
    );
    const along = own.reduce((sum, { action }) => sum + valueOf(action), 0n);
    const cost = (await chain.totalCost(account, known)) + along;
    const balance = await chain.balance(account);
    // What staked energy pays for costs nothing; where the cost is not known, something must be there.
    if (balance >= cost && (balance > 0n || known.length === own.length)) continue;
    const missing = cost > balance ? ` Missing: ${show(cost - balance)}.` : "";
    const message = `${account} has ${show(balance, "down")}; its transactions may cost up to ${show(cost)}.${missing}`;
    throw new OperatorError("BALANCE_TOO_LOW", message);
  }
}
