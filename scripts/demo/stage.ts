import type { ContractTransactionResponse, Signer } from "ethers";
import { explainError } from "../../packages/integration/reading/errors.ts";
import { toBase58 } from "../../packages/tron/address.ts";
import { type DeployedCoin, contractsOf, signerOf } from "../deploy-coin.ts";
import type { CoinContracts } from "../../issuer/coin/connect.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import { localSigner } from "../../issuer/signing/digest.ts";
import { parseAmount } from "../../packages/integration/reading/units.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";

/** The people of the demonstration besides the issuer's staff: development accounts without any role. */
const PEOPLE = { aida: 17, bakyt: 18, shop: 19 } as const;

/** Somebody in the demonstration. */
export type Person = keyof typeof PEOPLE;

/** A coin deployed on one chain, with its cast; every act on it is checked. */
export class Stage {
  /** How people call the chain. */
  readonly title: string;
  readonly coin: DeployedCoin;
  readonly contracts: CoinContracts;
  /** Moves the chain's clock forward by seconds and makes a block. */
  readonly travel: (seconds: number) => Promise<void>;

  constructor(title: string, coin: DeployedCoin, travel: (seconds: number) => Promise<void>) {
    this.title = title;
    this.coin = coin;
    this.contracts = contractsOf(coin);
    this.travel = travel;
  }

  /** One of the people, connected. */
  person(who: Person): Signer {
    const wallet = developmentWallets()[PEOPLE[who]];
    if (wallet === undefined) throw new Error(`There is no development account for ${who}.`);
    return this.coin.chain.signer(localSigner(wallet));
  }

  /** The issuer's account for a role, connected. */
  staff(role: Parameters<typeof signerOf>[1], index = 0): Promise<Signer> {
    return signerOf(this.coin, role, index);
  }

  /** Whole coins as smallest units. */
  amount(text: string): bigint {
    return parseAmount(text, this.coin.desired.decimals);
  }

  /** Smallest units as people write them, with the symbol. */
  show(amount: bigint): string {
    return `${formatAmount(amount, this.coin.desired.decimals)} ${this.coin.desired.symbol}`;
  }

  /** An address in the chain's own form. */
  showAddress(address: string): string {
    return this.coin.desired.network.platform === "tron" ? toBase58(address) : address;
  }

  /**
   * Waits until a transaction is mined; a revert throws.
   * @returns What it took, in the chain's own unit.
   */
  async done(sent: Promise<ContractTransactionResponse>): Promise<string> {
    const receipt = await (await sent).wait();
    if (receipt?.status !== 1) throw new Error(`A transaction on ${this.title} was not executed.`);
    const unit = this.coin.desired.network.platform === "tron" ? "energy" : "gas";
    return `${formatAmount(receipt.gasUsed, 0)} ${unit}`;
  }

  /**
   * Makes sure that a call is refused by the error that is meant to refuse it.
   * @returns Its name, and what it says to people; long hashes shortened.
   * @throws Error if it goes through, or if something else refuses it.
   */
  async refused(call: Promise<unknown>, error: string): Promise<string> {
    const { decimals, symbol, network } = this.coin.desired;
    try {
      await call;
    } catch (reason) {
      const told = explainError(reason, { decimals, symbol, platform: network.platform });
      if (told?.name === error) {
        return `${error}. ${told.sentence.replace(/(0x[\da-f]{8})[\da-f]{48}([\da-f]{8})/g, "$1…$2")}`;
      }
      throw new Error(`${error} should have refused this, but it was: ${told?.sentence ?? String(reason)}`, {
        cause: reason,
      });
    }
    throw new Error(`${error} should have refused this, but it went through.`);
  }

  /** Compares a figure on the chain with what it must be. */
  async expect(what: string, actual: Promise<bigint>, expected: bigint): Promise<void> {
    const found = await actual;
    if (found !== expected) throw new Error(`${what} on ${this.title} is ${found}, but must be ${expected}.`);
  }

  /** Compares somebody's balance with what it must be. */
  async expectBalance(account: Signer, text: string): Promise<void> {
    const address = await account.getAddress();
    await this.expect(`The balance of ${address}`, this.contracts.token.balanceOf(address), this.amount(text));
  }

  /** Time of the latest block, Unix seconds. */
  async now(): Promise<number> {
    const block = await this.coin.chain.provider.getBlock("latest");
    if (block === null) throw new Error(`${this.title} has no latest block.`);
    return block.timestamp;
  }
}
