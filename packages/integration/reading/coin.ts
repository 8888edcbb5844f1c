import type { BaseContract } from "ethers";
import { toAccount } from "../account.ts";
import {
  type AccountState,
  type Capabilities,
  type CoinState,
  type Coverage,
  accountBy,
  capabilitiesBy,
  coinBy,
  coverageBy,
  unitBy,
} from "./state.ts";
import { asked } from "./trouble.ts";
import type { Unit } from "./units.ts";
import { contractOf, coverageViewAt, viewOf } from "./view.ts";

export type { AccountState, Capabilities, CoinState, Coverage, Standard } from "./state.ts";

/**
 * Decimals and symbol, which never change: read them once.
 * @throws IntegrationError `TOKEN_MISSING` where no such contract is, `NODE_UNREACHABLE` and what else stands in the way of asking;
 * so do all that read
 */
export async function readUnit(token: BaseContract): Promise<Unit> {
  return await unitBy(viewOf(token));
}

/**
 * Returns what the token can do, as it says itself (ERC-165, ERC-5267). A token that cannot be asked can do nothing
 * here.
 * @throws IntegrationError as {@link readUnit}, but for `TOKEN_MISSING`
 */
export async function discover(token: BaseContract): Promise<Capabilities> {
  const fields = (): Promise<unknown> =>
    asked(async () => {
      const [stated] = (await contractOf(token).getFunction("eip712Domain")()) as readonly unknown[];
      return stated;
    });
  return await capabilitiesBy(viewOf(token), fields);
}

/**
 * Balance and freeze of an account. Ask before you promise a customer a payment, for both sides of it.
 * @throws IntegrationError `ADDRESS_INVALID`, and as {@link readUnit}
 */
export async function readAccount(token: BaseContract, account: string): Promise<AccountState> {
  return await accountBy(viewOf(token), account);
}

/** Returns whether an account can neither send, receive nor spend now. @throws IntegrationError as {@link readAccount} */
export async function isFrozen(token: BaseContract, account: string): Promise<boolean> {
  return (await viewOf(token)("isFrozen", [toAccount(account)])) as boolean;
}

/** Supply, switches and headroom of the coin on one chain. @throws IntegrationError as {@link readUnit} */
export async function readCoin(token: BaseContract): Promise<CoinState> {
  return await coinBy(viewOf(token));
}

/**
 * Returns what can still be issued on this chain now, in smallest units; zero when nothing can.
 * @throws IntegrationError as {@link readUnit}
 */
export async function headroom(token: BaseContract): Promise<bigint> {
  return (await viewOf(token)("headroom")) as bigint;
}

/**
 * Returns how the latest reserve report covers the coin on all chains; undefined without a gate or before the first
 * report.
 * @throws IntegrationError as {@link readUnit}
 */
export async function coverage(token: BaseContract): Promise<Coverage | undefined> {
  return await coverageBy(viewOf(token), (address) => coverageViewAt(address, token.runner));
}
