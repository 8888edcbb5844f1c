import { expect } from "chai";
import type { Chain, TransactionState } from "../../../issuer/chains/chain.ts";
import type { StoredRecord } from "../../../issuer/journal/entries.ts";
import { referenceOf } from "../../../issuer/references/reference.ts";
import { type Bench, COIN, PEOPLE, onBothChains } from "./support.ts";
import { Killed } from "../../support/killed.ts";

const [SUSPECT, TREASURY, PAYEE] = PEOPLE;

/** The chain of a bench, with some of its answers replaced. */
function spoiled(
  bench: Bench,
  answers: Partial<Chain>,
): Partial<Parameters<Bench["run"]>[2]> & { coin: Bench["coin"] } {
  const chain = new Proxy(bench.coin.chain, {
    get(target, name) {
      const own = answers[name as keyof Chain];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { coin: { ...bench.coin, chain } };
}

/** A node that does not know a transaction for so many looks after it took it. */
function blind(bench: Bench, looks: number): ReturnType<typeof spoiled> {
  let left = looks;
  const sight: Chain["lookUp"] = (signed) =>
    left-- > 0 ? Promise.resolve<TransactionState>({ state: "dead" }) : bench.coin.chain.lookUp(signed);
  return spoiled(bench, { lookUp: sight });
}

const stopAfterIntent = (phase: string, { type }: StoredRecord): void => {
  if (phase === "after" && type === "intent") throw new Killed();
};

onBothChains("An act that must not be done twice", (bench) => {
  const seize = (): Record<string, string> => {
    return { account: SUSPECT, amount: "100", to: TREASURY, case: "case 7", reference: "act 7" };
  };
  const seized = async (): Promise<bigint> => bench().token.balanceOf(TREASURY);
  const intents = (): number =>
    bench()
      .records("seize")
      .filter(({ type }) => type === "intent").length;

  beforeEach(async () => {
    await bench().issue(SUSPECT, 1_000n * COIN);
    await bench().run("freeze", { account: SUSPECT, case: "case 7" });
  });

  it("is not signed again because a node does not know it at first", async () => {
    for (const looks of [1, 2, 5, 19]) {
      const before = await seized();
      const given = { ...seize(), reference: `act 7, ${looks} looks` };
      const first = await bench().run("seize", given, blind(bench(), looks));
      expect([first.state, first.sent, (await seized()) - before]).to.deep.equal(["finished", 1, 100n * COIN]);
      const again = await bench().run("seize", given);
      expect([again.state, again.sent, (await seized()) - before]).to.deep.equal(["finished", 0, 100n * COIN]);
    }
  });

  it("is not signed again by any number of runs that do not see it, since its event is there", async () => {
    const options = { ...blind(bench(), 1_000_000), patience: 50 };
    for (let run = 0; run < 3; run++) {
      const error: unknown = await bench()
        .run("seize", seize(), options)
        .catch((thrown: unknown) => thrown);
      expect(error).to.have.property("code", "NOT_MINED");
      expect([await seized(), intents()]).to.deep.equal([100n * COIN, 1]);
    }
    const end = await bench().run("seize", seize());
    expect([end.state, end.sent, await seized(), intents()]).to.deep.equal(["finished", 0, 100n * COIN, 1]);
  });

  it("needs no events to be judged: the chain remembers references", async () => {
    const lost = bench().keysWithout("COMPLIANCE");
    await bench().run("seize", seize(), { keys: lost });
    await bench().travel(3);
    const { provider } = bench().coin.chain;
    const mute: typeof provider = new Proxy(provider, {
      get(target, name) {
        if (name === "provider") return mute;
        if (name === "getLogs") return () => Promise.reject(new Error("eth_getLogs is not available"));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const coin = { ...spoiled(bench(), { provider: mute }).coin, keys: lost };
    const again = await bench().run("seize", seize(), { keys: lost, coin });
    expect([again.state, again.sent, await seized()]).to.deep.equal(["waiting", 0, 0n]);
  });

  it("is not sent when somebody else has done the same meanwhile", async () => {
    const store = bench().store("seize", { onRecord: stopAfterIntent });
    await bench()
      .run("seize", seize(), { store })
      .catch(() => undefined);
    const other = bench().holder("COMPLIANCE");
    await bench().send(other, (token) =>
      token.seize(SUSPECT, TREASURY, 100n * COIN, referenceOf("case 7").hash, referenceOf("act 7").hash),
    );
    const error: unknown = await bench()
      .run("seize", seize(), { patience: 10_000 })
      .catch((thrown: unknown) => thrown);
    // On an EVM chain the other one has used the nonce; on TRON the first can be mined until it expires.
    if (bench().title === "TRON") {
      expect(error).to.have.property("code", "STEP_REVERTED");
      await bench().travel(120);
      await bench().travel(3);
    }
    const end =
      bench().title === "TRON" ? await bench().run("seize", seize()) : (error as Awaited<ReturnType<Bench["run"]>>);
    expect([end.state, end.sent, await seized(), intents()]).to.deep.equal(["finished", 0, 100n * COIN, 1]);
    expect(bench().ledger("seize")).to.have.length(1);
    expect((await bench().run("seize", seize())).notes.join()).to.match(/done already[,:]/);
  });

  it("is not followed up because a node has forgotten old receipts, and answers for old events with nothing", async () => {
    const first = await bench().run("seize", seize());
    expect([first.state, first.sent]).to.deep.equal(["finished", 1]);
    await bench().travel(3);
    const { provider } = bench().coin.chain;
    const forgetful: typeof provider = new Proxy(provider, {
      get(target, name) {
        if (name === "provider") return forgetful;
        if (name === "getLogs") return () => Promise.resolve([]);
        if (name === "getTransactionReceipt" || name === "getTransaction") return () => Promise.resolve(null);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const again = await bench().run("seize", seize(), spoiled(bench(), { provider: forgetful }));
    expect([again.state, again.sent, await seized()]).to.deep.equal(["finished", 0, 100n * COIN]);
    expect(
      bench()
        .records("seize")
        .map(({ type }) => type),
    ).to.not.include("reopened");
  });

  it("is followed up when the chain does not show it any more, and done once", async () => {
    const given = { to: PAYEE, amount: "5", reference: "credit 5" };
    const undo = await bench().undoLater();
    await bench().run("mint", given);
    await bench().run("seize", seize());
    await undo();
    expect([await bench().token.balanceOf(PAYEE), await seized()]).to.deep.equal([0n, 0n]);
    const minted = await bench().run("mint", given);
    const taken = await bench().run("seize", seize());
    expect([minted.state, taken.state, minted.sent, taken.sent]).to.deep.equal(["finished", "finished", 0, 0]);
    expect([await bench().token.balanceOf(PAYEE), await seized()]).to.deep.equal([5n * COIN, 100n * COIN]);
    expect(
      bench()
        .records("seize")
        .map(({ type }) => type),
    ).to.deep.equal(["intent", "sent", "mined", "verified", "reopened", "sent", "mined", "verified"]);
    const again = await bench().run("seize", seize());
    expect([again.sent, await seized()]).to.deep.equal([0, 100n * COIN]);
  });
});

onBothChains("A reference that was used elsewhere", (bench) => {
  /** The coin at a node that answers searches for the token's events with this. */
  const searching = (queryFilter: () => Promise<[]>): { coin: Bench["coin"] } => {
    const { coin } = bench();
    const token = new Proxy(coin.contracts.token, {
      get: (target, name) => (name === "queryFilter" ? queryFilter : (Reflect.get(target, name, target) as unknown)),
    });
    return { coin: { ...coin, contracts: { ...coin.contracts, token } } };
  };
  const refusalOf = async (
    operation: "mint" | "burn",
    given: Record<string, string>,
    node: { coin: Bench["coin"] },
  ) => {
    const error: unknown = await bench()
      .run(operation, given, node)
      .catch((thrown: unknown) => thrown);
    const { code, message } = error as { readonly code: string; readonly message: string };
    return [code, message, bench().records(operation).length];
  };

  it("is not taken for unused because the node shows no event of it", async () => {
    const given = { to: PAYEE, amount: "7", reference: "used elsewhere" };
    const { hash } = referenceOf(given.reference);
    await bench().issue(bench().holder("BURNER"), 7n * COIN);
    await bench().send(bench().holder("MINTER"), (token) => token.mint(PAYEE, 7n * COIN, hash));
    await bench().send(bench().holder("BURNER"), (token) => token.burn(7n * COIN, hash));
    for (const [answer, why] of [
      [() => Promise.resolve([] as []), "the node leaves out the event that says for what"],
      [
        () => Promise.reject(new Error("eth_getLogs is not available")),
        "neither this machine nor the node says for what",
      ],
    ] as const) {
      for (const [operation, what] of [
        ["mint", "Deposit"],
        ["burn", "Payout"],
      ] as const) {
        const { to, ...payout } = given;
        const refusal = await refusalOf(
          operation,
          operation === "mint" ? { ...payout, to } : payout,
          searching(answer),
        );
        const sentence = `${what} "used elsewhere" was used on this chain before, and ${why}.`;
        expect(refusal).to.deep.equal(["REFERENCE_USED", sentence, 0]);
      }
    }
  });
});
