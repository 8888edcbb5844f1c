import { type BaseContract, Contract, type ContractRunner } from "ethers";
import { objectOf } from "../given.ts";
import { IntegrationError } from "../problem.ts";
import { COIN_VIEWS, COVERAGE_VIEWS, type View } from "./state.ts";
import { asked, troubleError } from "./trouble.ts";

/**
 * Returns what asks the token's views, whatever interface it was connected with.
 * @throws IntegrationError `INPUT_INVALID` for what is no contract of ethers
 */
export function viewOf(token: BaseContract): View {
  const { runner } = contractOf(token);
  return viewBy(() => token.getAddress(), COIN_VIEWS, runner);
}

/** Returns what asks the views of reserve attestations. */
export function coverageViewAt(address: string, runner: ContractRunner | null): View {
  return viewBy(() => Promise.resolve(address), COVERAGE_VIEWS, runner);
}

/** Returns a contract of ethers, as `connectToken` makes it. @throws IntegrationError `INPUT_INVALID` */
export function contractOf<T extends BaseContract>(token: T): T {
  try {
    if (typeof objectOf("The token", token).getFunction === "function") return token;
  } catch (error) {
    throw troubleError(error);
  }
  throw new IntegrationError("INPUT_INVALID", "The token is no contract of ethers: give what `connectToken` returns.");
}

/** Returns what asks the views of a contract of ethers. */
export function viewBy(address: () => Promise<string>, abi: readonly string[], runner: ContractRunner | null): View {
  let contract: Contract | undefined;
  return (name, args = []) =>
    asked(async () => {
      contract ??= new Contract(await address(), abi, runner);
      const answer: unknown = await contract.getFunction(name)(...args);
      return answer;
    });
}
