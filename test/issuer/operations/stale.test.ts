import { expect } from "chai";
import { type Bench, PEOPLE, onBothChains } from "./support.ts";

const [SUSPECT, OTHER] = PEOPLE;

/** The coin behind a node that shows freezes so many milliseconds late, counted from the first that is final. */
function late(bench: Bench, milliseconds: number): Bench["coin"] {
  let since: number | null = null;
  const isStale = (): boolean => {
    if (bench.records("freeze").some(({ type }) => type === "verified")) since ??= Date.now();
    return since !== null && Date.now() - since < milliseconds;
  };
  // Whatever it is connected to: views that are read together go through another runner.
  const behind = (token: Bench["token"]): Bench["token"] =>
    new Proxy(token, {
      get(target, name) {
        if (name === "connect")
          return (...runner: Parameters<typeof target.connect>) => behind(target.connect(...runner));
        if (name !== "frozenUntil") return Reflect.get(target, name, target) as unknown;
        return (account: string) => (isStale() ? Promise.resolve(0n) : target.frozenUntil(account));
      },
    });
  return { ...bench.coin, contracts: { ...bench.coin.contracts, token: behind(bench.token) } };
}

onBothChains("A state that a node shows late", (bench) => {
  const given = { account: SUSPECT, case: "case 7" };

  it("is waited for, and nothing is sent a second time", async () => {
    const outcome = await bench().run("freeze", given, { coin: late(bench(), 400) });
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", 1]);
  });

  it("is waited for however the accounts of a file were put together", async () => {
    const csv = bench().file("accounts.csv", "account", bench().text(SUSPECT), bench().text(OTHER));
    const outcome = await bench().run("freeze", { csv, case: "case 7", batch: "1" }, { coin: late(bench(), 400) });
    expect([outcome.state, outcome.sent]).to.deep.equal(["finished", 2]);
  });

  it("is told as such once patience is over", async () => {
    const error: unknown = await bench()
      .run("freeze", given, { coin: late(bench(), 600_000), patience: 3_000 })
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "EFFECT_MISSING");
    expect(error).to.have.property("message").that.contains("or the node is behind");
    expect(
      bench()
        .records("freeze")
        .filter(({ type }) => type === "intent"),
    ).to.have.length(1);
  });
});
