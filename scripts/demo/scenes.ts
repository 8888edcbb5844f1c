import { readWrittenReport, toReserveReport } from "../../issuer/reports/report-file.ts";
import { referenceOf } from "../../issuer/references/reference.ts";
import { type ReserveReport, reportDomain, signReport } from "../../issuer/reports/reserve-report.ts";
import { utcTime } from "../../packages/integration/reading/format.ts";
import type { Cast, Say } from "./cast.ts";
import { goAndReturn } from "./moves.ts";
import { signPermit, signTransferAuthorization } from "./signatures.ts";
import type { Stage } from "./stage.ts";

/** One scene of the demonstration. */
export interface Scene {
  readonly title: string;
  /** Plays it; throws unless everything did what it says. */
  readonly play: (cast: Cast, say: Say) => Promise<void>;
}

/** The report that the attestors sign. */
export const REPORT_FILE = "config/examples/reserve-report.json";

/** What is issued on each chain. */
const ISSUED = { bnb: "600000", tron: "400000" } as const;
/** More than what is left of each chain's window, and less than what its minter may still mint. */
const EXCESS = { bnb: "350000", tron: "250000" } as const;

const ANOTHER_DEPOSIT = referenceOf("Example Bank, credit advice 2026-11-20/000199").hash;
const CASE = referenceOf("Example case 2026/42").hash;
const ACT = referenceOf("Example case 2026/42, seizure 1").hash;

/** What `npm start` shows, in this order, on a coin that was just deployed on both chains. */
export const SCENES: readonly Scene[] = [
  {
    title: "Reserves: three of five attestors sign one report, and it is posted to both chains",
    async play({ bnb, tron }, say) {
      const report = exampleReport(bnb);
      const signatures = await signAs(bnb, report, [4, 0, 2]);
      for (const stage of [bnb, tron]) {
        const { attestations } = stage.contracts;
        const anyone = attestations.connect(stage.person("shop"));
        const two = await stage.refused(anyone.submit.staticCall(report, signatures.slice(0, 2)), "QuorumNotReached");
        const took = await stage.done(anyone.submit(report, signatures));
        await stage.expect("The latest report", attestations.latestSequence(), report.sequence);
        const { mintable } = await attestations.issuanceWindow();
        say(`${stage.title}: two signatures refused: ${two}`);
        say(`${stage.title}: accepted with three (${took}); ${stage.show(mintable)} may be issued here`);
        const again = await stage.refused(anyone.submit.staticCall(report, signatures), "RevisionNotNewer");
        say(`${stage.title}: the same report again refused: ${again}`);
      }
    },
  },
  {
    title: "Issue: against bank deposits, once each, and never more than the reserves of all chains together",
    async play(cast, say) {
      for (const key of ["bnb", "tron"] as const) await issue(cast[key], ISSUED[key], EXCESS[key], say);
      const { bnb, tron } = cast;
      const stages = [bnb.contracts.token, tron.contracts.token];
      const supplies = await Promise.all(stages.map((token) => token.totalSupply()));
      const headrooms = await Promise.all(stages.map((token) => token.headroom()));
      const { reserves } = await bnb.contracts.attestations.coverage();
      const [issued, open] = [sum(supplies), sum(headrooms)];
      if (issued + open !== reserves) throw new Error(`${issued} and ${open} do not add up to ${reserves}.`);
      say(`${bnb.show(issued)} issued and ${bnb.show(open)} still open are the ${bnb.show(reserves)} in reserve`);
    },
  },
  {
    title: "Pay: transfer, permit, EIP-3009, alike on both chains",
    async play({ bnb, tron }, say) {
      for (const stage of [bnb, tron]) await move(stage, say);
    },
  },
  {
    title: "Cross: burn here, mint there, each bridge within its limits",
    async play({ bnb, tron }, say) {
      const amount = bnb.amount("50000");
      const before = sum([await bnb.contracts.token.totalSupply(), await tron.contracts.token.totalSupply()]);
      const bridge = { bnb: await bnb.staff("BRIDGE"), tron: await tron.staff("BRIDGE") };
      await bnb.done(bnb.contracts.token.connect(bnb.person("aida")).transfer(bridge.bnb, amount));
      const out = bnb.contracts.token.connect(bridge.bnb);
      const into = tron.contracts.token.connect(tron.person("aida")).connect(bridge.tron);
      const burned = await bnb.done(out.crosschainBurn(bridge.bnb, amount));
      const minted = await tron.done(into.crosschainMint(tron.person("aida"), amount));
      const after = sum([await bnb.contracts.token.totalSupply(), await tron.contracts.token.totalSupply()]);
      if (before !== after) throw new Error(`The supply of both chains went from ${before} to ${after}.`);
      say(`${bnb.show(amount)} burned on ${bnb.title} (${burned}), minted on ${tron.title} (${minted}); same sum`);
      const flood = into.crosschainMint.staticCall(tron.person("aida"), tron.amount("200000.01"));
      say(`a bridge that mints more than its limit refused: ${await tron.refused(flood, "BridgeLimitExceeded")}`);
    },
  },
  {
    title: "Go to TRON and back: a holder, through LayerZero, once two verifiers have seen it",
    play: goAndReturn,
  },
  {
    title: "Freeze: a guardian at once, compliance for good, then a seizure",
    async play({ bnb, tron }, say) {
      for (const stage of [bnb, tron]) await freeze(stage, say);
    },
  },
  {
    title: "A stale report: issuance stops by itself on both chains, redemption goes on",
    async play({ bnb, tron }, say) {
      for (const stage of [bnb, tron]) await stage.travel(86_400);
      say("a day passes without a new report");
      for (const stage of [bnb, tron]) await redeem(stage, say);
    },
  },
];

async function issue(stage: Stage, text: string, excess: string, say: Say): Promise<void> {
  const { title } = stage;
  const token = stage.contracts.token.connect(await stage.staff("MINTER"));
  const aida = stage.person("aida");
  const amount = stage.amount(text);
  const deposit = referenceOf(`Example Bank, credit advice 2026-11-20/000117, ${title}`).hash;
  const took = await stage.done(token.mint(aida, amount, deposit));
  await stage.expectBalance(aida, text);
  await stage.expect("The supply", token.totalSupply(), amount);
  say(`${title}: ${stage.show(amount)} issued to Aida (${took}); ${stage.show(await token.headroom())} left here`);

  const twice = token.mint.staticCall(aida, amount, deposit);
  say(`${title}: the same deposit again refused: ${await stage.refused(twice, "ReferenceUsed")}`);
  const beyond = token.mint.staticCall(aida, stage.amount(excess), ANOTHER_DEPOSIT);
  say(`${title}: more than the window refused: ${await stage.refused(beyond, "IssuanceWindowExceeded")}`);
  const flood = token.mint.staticCall(aida, stage.amount("700000"), ANOTHER_DEPOSIT);
  say(`${title}: more than the minter's limit refused: ${await stage.refused(flood, "MintLimitExceeded")}`);
  await stage.expect("The supply", token.totalSupply(), amount);
}

async function move(stage: Stage, say: Say): Promise<void> {
  const { title } = stage;
  const { token } = stage.contracts;
  const [aida, bakyt, shop] = [stage.person("aida"), stage.person("bakyt"), stage.person("shop")];
  const sent = stage.amount("1500.50");
  const transfer = await stage.done(token.connect(aida).transfer(bakyt, sent));
  await stage.expectBalance(bakyt, "1500.50");
  say(`${title}: Aida sends Bakyt ${stage.show(sent)} (${transfer})`);

  const deadline = (await stage.now()) + 3_600;
  const allowance = stage.amount("250");
  const permit = await signPermit(token, aida, await shop.getAddress(), allowance, deadline);
  await stage.done(permit(token.connect(shop)));
  await stage.done(token.connect(shop).transferFrom(aida, shop, allowance));
  await stage.expectBalance(shop, "250");
  say(`${title}: Aida signs a permit, the shop takes ${stage.show(allowance)} with it and pays for the transaction`);

  const payment = stage.amount("99.95");
  const pay = await signTransferAuthorization(token, aida, await bakyt.getAddress(), payment, deadline);
  const took = await stage.done(pay(token.connect(shop)));
  await stage.expectBalance(bakyt, "1600.45");
  say(`${title}: Aida signs a payment of ${stage.show(payment)} to Bakyt, the shop submits it (${took})`);
  const replay = await stage.refused(pay(token.connect(shop)), "AuthorizationUsedOrCanceled");
  say(`${title}: the same payment again refused: ${replay}`);
}

async function freeze(stage: Stage, say: Say): Promise<void> {
  const { title } = stage;
  const { token } = stage.contracts;
  const [aida, bakyt] = [stage.person("aida"), stage.person("bakyt")];
  const guardian = token.connect(await stage.staff("GUARDIAN"));
  const compliance = token.connect(await stage.staff("COMPLIANCE"));
  const treasury = await stage.staff("BURNER");
  const all = stage.amount("1600.45");

  await stage.done(guardian.freeze(bakyt, CASE));
  const until = utcTime(await token.frozenUntil(bakyt));
  say(`${title}: the guardian freezes Bakyt until ${until}, unless compliance ratifies it`);
  const escape = token.connect(bakyt).transfer.staticCall(aida, 1n);
  say(`${title}: Bakyt's transfer refused: ${await stage.refused(escape, "AccountFrozen")}`);
  const rogue = guardian.seize.staticCall(bakyt, treasury, 1n, CASE, ACT);
  say(`${title}: a seizure by the guardian refused: ${await stage.refused(rogue, "AccessControlUnauthorizedAccount")}`);

  await stage.done(compliance.ratify(bakyt, CASE));
  await stage.done(compliance.seize(bakyt, treasury, all, CASE, ACT));
  await stage.expectBalance(bakyt, "0");
  await stage.expectBalance(treasury, "1600.45");
  if (!(await token.isFrozen(bakyt))) throw new Error("The seizure has lifted the freeze.");
  say(`${title}: compliance ratifies it and seizes ${stage.show(all)}; Bakyt stays frozen`);
}

async function redeem(stage: Stage, say: Say): Promise<void> {
  const { title } = stage;
  const { token, attestations } = stage.contracts;
  const minter = token.connect(await stage.staff("MINTER"));
  const treasury = await stage.staff("BURNER");
  const burner = token.connect(treasury);
  const aida = stage.person("aida");

  const late = minter.mint.staticCall(aida, 1n, ANOTHER_DEPOSIT);
  say(`${title}: minting refused: ${await stage.refused(late, "WindowExpired")}`);
  const first = exampleReport(stage);
  const stale = { ...first, sequence: 2n, validFrom: first.validUntil, validUntil: first.validUntil + 1n };
  const post = attestations.submit.staticCall(stale, await signAs(stage, stale, [0, 1, 2]));
  say(`${title}: a report whose window is over refused: ${await stage.refused(post, "WindowExpired")}`);
  await stage.expect("The headroom", token.headroom(), 0n);

  const payout = referenceOf(`Example Bank, payment order 2026-11-21/000031, ${title}`).hash;
  const amount = stage.amount("300000");
  const before = await token.totalSupply();
  await stage.done(token.connect(aida).transfer(treasury, amount));
  const took = await stage.done(burner.burn(amount, payout));
  await stage.expect("The supply", token.totalSupply(), before - amount);
  say(`${title}: Aida returns ${stage.show(amount)}, which is redeemed against a payout (${took})`);
  const twice = burner.burn.staticCall(1n, payout);
  say(`${title}: the same payout again refused: ${await stage.refused(twice, "ReferenceUsed")}`);
}

function exampleReport(stage: Stage): ReserveReport {
  return toReserveReport(readWrittenReport(REPORT_FILE), stage.coin.desired.decimals);
}

async function signAs(stage: Stage, report: ReserveReport, indexes: readonly number[]): Promise<string[]> {
  const attestors = await Promise.all(indexes.map((index) => stage.staff("ATTESTOR", index)));
  return signReport(await reportDomain(stage.contracts.attestations), report, attestors);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
