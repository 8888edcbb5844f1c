import { showText } from "../terminal/show.ts";
import { Sample } from "../chains/sample.ts";
import { combinedReads } from "../chains/combined-reads.ts";
import type { OpenCoin } from "../coin/open.ts";
import type { History } from "../journal/history.ts";
import type { Journal } from "../journal/journal.ts";
import type { Progress } from "../journal/progress.ts";
import { OperatorError } from "../errors.ts";
import { type AnyRole, roleIdOf } from "../text/roles.ts";
import type { AccountSigner } from "../signing/signer.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import { type Elsewhere, NOWHERE } from "../subjects/elsewhere.ts";

/** A contract of a coin that has roles. */
export type GovernedContract = "token" | "attestations" | "timelock";

/** A role at a contract. */
export interface Power {
  readonly at: GovernedContract;
  readonly role: AnyRole;
}

/** What the token can be asked about many things at once. */
export type TokenQuestion = "isDepositUsed" | "isPayoutUsed" | "isActUsed" | "frozenUntil" | "balanceOf";

type LookElsewhere = () => Promise<Elsewhere>;

/** The coin on one chain, as an operation sees it. */
export class Context {
  readonly coin: OpenCoin;
  /** As the chain says. */
  readonly decimals: number;
  /** The account that is to act, if one was named. */
  readonly from: string | null;
  /** Reads what was done with the same operation on other networks. */
  readonly elsewhere: LookElsewhere;
  readonly #journal: Journal;
  #look = new Sample(Infinity);

  private constructor(
    coin: OpenCoin,
    decimals: number,
    from: string | null,
    journal: Journal,
    elsewhere: LookElsewhere,
  ) {
    this.coin = coin;
    this.elsewhere = elsewhere;
    this.decimals = decimals;
    this.from = from;
    this.#journal = journal;
  }

  /**
   * Reads what every operation needs.
   * @param journal - The operation's own.
   * @throws OperatorError `DECIMALS_DIFFER` if the coin's file and the chain disagree about what an amount means.
   */
  static async open(
    coin: OpenCoin,
    from: string | null,
    journal: Journal,
    elsewhere: LookElsewhere = () => Promise.resolve(NOWHERE),
  ): Promise<Context> {
    const decimals = Number(await coin.contracts.token.decimals());
    const { desired } = coin;
    if (decimals === desired.decimals) return new Context(coin, decimals, from, journal, elsewhere);
    const message = `config/${desired.coin}.ts says ${desired.decimals} decimals, the token on ${desired.network.name} has ${decimals}.`;
    throw new OperatorError("DECIMALS_DIFFER", message);
  }

  /** Returns what is known here of each subject, as it is now. */
  history(): History {
    return this.#journal.history;
  }

  /** Returns what the operation's transactions so far amount to. */
  progress(): Progress {
    return this.#journal.progress;
  }

  /** An amount for people, with separators and symbol. */
  readonly show = (amount: bigint): string => `${formatAmount(amount, this.decimals)} ${this.coin.desired.symbol}`;

  /** Returns a text with addresses in the chain's own form. */
  text(text: string): string {
    return showText(text, this.coin.desired.network);
  }

  /** Address of one of the coin's contracts. */
  address(contract: GovernedContract | "adapter"): string {
    const found = this.coin.addresses[contract];
    if (found === undefined) throw new Error(`The coin has no ${contract} here.`);
    return found;
  }

  /** Begins a look at the chain: what is asked for again in it is read once. */
  lookAgain(): void {
    this.#look = new Sample(Infinity);
  }

  /** Time of the latest block, Unix seconds. */
  now(): Promise<bigint> {
    return this.#look.read("now", async () =>
      BigInt((await this.coin.chain.provider.getBlock("latest"))?.timestamp ?? 0),
    );
  }

  /**
   * Returns who holds a role now. At the timelock, which keeps no list, the accounts of the coin's file are asked
   * about.
   */
  holders(power: Power): Promise<readonly string[]> {
    return this.#look.read(`holders ${power.at} ${power.role}`, () => this.#readHolders(power));
  }

  /** Returns who can sign for an account here. */
  signerFor(account: string): Promise<AccountSigner | null> {
    const { chain, keys } = this.coin;
    return this.#look.read(`signer ${account}`, () => chain.signerFor(account, (key) => keys.find(key)));
  }

  /**
   * Asks the token about many things, in a few requests.
   * @param method - A view function of one argument that answers with one word.
   * @returns The answers by what was asked about.
   */
  async askAll(method: TokenQuestion, about: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const token = this.tokenForMany();
    return new Map(await Promise.all(about.map(async (one) => [one, BigInt(await token[method](one))] as const)));
  }

  /** The token, of which what is asked at the same time goes in few requests. */
  tokenForMany(): OpenCoin["contracts"]["token"] {
    const { chain, contracts } = this.coin;
    return contracts.token.connect(combinedReads(chain.provider).session());
  }

  async #readHolders({ at, role }: Power): Promise<string[]> {
    const { contracts, desired } = this.coin;
    const roleId = roleIdOf(role);
    if (at !== "timelock") return contracts[at].getRoleMembers(roleId);
    const { proposers, executors } = desired.timelock;
    const candidates = [...new Set([...proposers, ...executors, this.address("timelock")])];
    const held = await Promise.all(candidates.map((account) => contracts.timelock.hasRole(roleId, account)));
    return candidates.filter((_, index) => held[index]);
  }
}
