import { Wallet } from "ethers";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import type { OperationName } from "../../issuer/operations/operation-table.ts";
import { hashOf } from "../../issuer/references/reference.ts";
import type { Site } from "./site.ts";

const RECEIVER = developmentWallets()[17]?.address ?? "";
const AMOUNT = "1.25";
const SMALLEST = 1_250_000n;

/** One thing to be done exactly once. */
export interface Item {
  /** The row of a file that asks for it. */
  readonly row: string;
  /** The options that ask for it, without a file. */
  readonly given: Readonly<Record<string, string>>;
  /** How often the chain shows it. */
  readonly count: () => Promise<number>;
  /** Does it past the spoiled node, as those do who were asked to sign it. */
  readonly elsewhere?: () => Promise<void>;
}

/** Something an issuer does, to be disturbed. */
export interface Act {
  readonly operation: OperationName;
  /** Columns of its file; null if it takes none. */
  readonly columns: string | null;
  /** Options besides the file. */
  readonly beside: (name: string) => Readonly<Record<string, string>>;
  /**
   * Makes ready what it needs, past the spoiled node.
   * @param reference - Of this one thing.
   * @param name - Of the command: the case, where all of it is one.
   */
  readonly prepare: (site: Site, reference: string, name: string) => Promise<Item>;
}

/** Anybody who was never seen on the chain. */
const stranger = (): string => Wallet.createRandom().address;

const mint: Act = {
  operation: "mint",
  columns: "account,amount,reference",
  beside: () => ({}),
  prepare: ({ contracts: { token } }, reference) => {
    const to = stranger();
    const filter = token.filters.Minted(undefined, to); // under whatever reference
    return Promise.resolve({
      row: `${to},${AMOUNT},"${reference}"`,
      given: { to, amount: AMOUNT, reference },
      count: async () => (await token.queryFilter(filter)).length,
    });
  },
};

const burn: Act = {
  operation: "burn",
  columns: "amount,reference",
  beside: () => ({}),
  prepare: async (site, reference) => {
    await site.issue(site.holder("BURNER"), SMALLEST);
    const { token } = site.contracts;
    const filter = token.filters.Burned(undefined, undefined, hashOf(reference));
    return {
      row: `${AMOUNT},"${reference}"`,
      given: { amount: AMOUNT, reference },
      count: async () => (await token.queryFilter(filter)).length,
    };
  },
};

const freeze: Act = {
  operation: "freeze",
  columns: "account",
  beside: (name) => ({ case: name, batch: "1" }),
  prepare: ({ contracts: { token } }) => {
    const account = stranger();
    return Promise.resolve({
      row: account,
      given: { account },
      count: async () => (await token.queryFilter(token.filters.Frozen(account))).length,
    });
  },
};

/** Taking from a frozen account, which has twice as much as is to be taken. */
function taking(operation: "seize" | "wipe"): Act {
  const beside = (name: string): Record<string, string> => {
    return { case: name, batch: "1", ...(operation === "seize" ? { to: RECEIVER } : { irreversible: "KGST" }) };
  };
  return {
    operation,
    columns: "account,amount,reference",
    beside,
    prepare: async (site, reference, name) => {
      const account = stranger();
      await site.issue(account, 2n * SMALLEST);
      await site.send("GUARDIAN", (token) => token.freeze(account, hashOf("faults")));
      const { token } = site.contracts;
      const filter = operation === "seize" ? token.filters.Seized(account) : token.filters.Wiped(account);
      return {
        row: `${account},${AMOUNT},"${reference}"`,
        given: { account, amount: AMOUNT, reference },
        count: async () => (await token.queryFilter(filter)).length,
        elsewhere: () =>
          site.send("COMPLIANCE", (own) =>
            operation === "seize"
              ? own.seize(account, RECEIVER, SMALLEST, hashOf(name), hashOf(reference))
              : own.wipe(account, SMALLEST, hashOf(name), hashOf(reference)),
          ),
      };
    },
  };
}

const rescue: Act = {
  operation: "rescue",
  columns: null,
  beside: (name) => ({ reference: name }),
  prepare: async (site, _, name) => {
    const [token, to] = [await site.stray(), stranger()];
    const filter = site.contracts.token.filters.Rescued(token, to);
    return {
      row: "",
      given: { token, to, amount: AMOUNT },
      count: async () => (await site.contracts.token.queryFilter(filter)).length,
      elsewhere: () => site.send("RESCUER", (own) => own.rescue(token, to, SMALLEST, hashOf(name))),
    };
  },
};

const limits: Act = {
  operation: "limits",
  columns: null,
  beside: () => ({}),
  prepare: ({ contracts: { token } }) => {
    const minter = stranger();
    return Promise.resolve({
      row: "",
      given: { minter, capacity: "5", window: "1d" },
      count: async () => (await token.queryFilter(token.filters.MinterLimitSet(minter))).length,
    });
  },
};

/** Everything that is disturbed, besides deployments. */
export const ACTS: readonly Act[] = [mint, burn, freeze, taking("seize"), taking("wipe"), rescue, limits];
