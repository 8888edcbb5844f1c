import type { Signer } from "ethers";
import {
  hashReference,
  readReportFile,
  reportDomain,
  signReport,
  toReserveReport,
} from "../lib/reports/reserve-report.ts";
import { signPermit, signTransferAuthorization } from "./signatures.ts";
import type { Stage } from "./stage.ts";

/** One scene of the demonstration. */
export interface Scene {
  readonly title: string;
  /** Plays it; throws unless everything did what it says. */
  play(stage: Stage, say: (line: string) => void): Promise<void>;
}

/** The report that the attestors sign. */
export const REPORT_FILE = "config/examples/reserve-report.json";

const DEPOSIT = hashReference("Example Bank, credit advice 2026-11-20/000117");
const ANOTHER_DEPOSIT = hashReference("Example Bank, credit advice 2026-11-20/000118");
const PAYOUT = hashReference("Example Bank, payment order 2026-11-21/000031");
const CASE = hashReference("Example case 2026/42");

/** What `npm start` shows, in this order, on a coin that was just deployed. */
export const SCENES: readonly Scene[] = [
  {
    title: "Reserves: three of five attestors sign a report, anyone submits it",
    async play(stage, say) {
      const { attestations } = stage.contracts;
      const file = await readReportFile(REPORT_FILE);
      const report = toReserveReport(file, stage.coin.desired.decimals);
      const attestors = await Promise.all([4, 0, 2].map((index) => stage.staff("ATTESTOR", index)));
      const signatures = await signReport(await reportDomain(attestations), report, attestors);
      const relayer = attestations.connect(stage.person("shop"));

      const two = signatures.slice(0, 2);
      say(`two signatures refused: ${await stage.refused(relayer.submit.staticCall(report, two), "QuorumNotReached")}`);
      await stage.done(relayer.submit(report, signatures));
      await stage.expect("The latest report", attestations.latestSequence(), report.sequence);
      const window = await attestations.issuanceWindow();
      say(
        `accepted with three: ${stage.show(report.reserves)} in reserve, ${stage.show(window.mintable)} may be issued`,
      );

      const again = relayer.submit.staticCall(report, signatures);
      say(`the same report again refused: ${await stage.refused(again, "SequenceNotNewer")}`);
    },
  },
  {
    title: "Issue: against a bank deposit, once, and within the window",
    async play(stage, say) {
      const token = stage.contracts.token.connect(await stage.staff("MINTER"));
      const aida = stage.person("aida");
      const amount = stage.amount("600000");
      await stage.done(token.mint(aida, amount, DEPOSIT));
      await stage.expectBalance(aida, "600000");
      await stage.expect("The supply", token.totalSupply(), amount);
      say(`${stage.show(amount)} issued to Aida; ${stage.show(await token.headroom())} left in the window`);

      const twice = token.mint.staticCall(aida, amount, DEPOSIT);
      say(`the same deposit again refused: ${await stage.refused(twice, "ReferenceUsed")}`);
      const excess = token.mint.staticCall(aida, stage.amount("350000"), ANOTHER_DEPOSIT);
      say(`more than the window refused: ${await stage.refused(excess, "IssuanceWindowExceeded")}`);
      const flood = token.mint.staticCall(aida, stage.amount("500000"), ANOTHER_DEPOSIT);
      say(`more than the minter's limit refused: ${await stage.refused(flood, "MintLimitExceeded")}`);
      await stage.expect("The supply", token.totalSupply(), amount);
    },
  },
  {
    title: "Move: transfer, permit, EIP-3009",
    async play(stage, say) {
      const { token } = stage.contracts;
      const [aida, bakyt, shop] = [stage.person("aida"), stage.person("bakyt"), stage.person("shop")];
      await stage.done(token.connect(aida).transfer(bakyt, stage.amount("1500.50")));
      await stage.expectBalance(bakyt, "1500.50");
      say(`Aida sends Bakyt ${stage.show(stage.amount("1500.50"))}`);

      const allowance = stage.amount("250");
      const permit = await signPermit(token, aida, await shop.getAddress(), allowance, (await stage.now()) + 3600);
      await stage.done(permit(token.connect(shop)));
      await stage.done(token.connect(shop).transferFrom(aida, shop, allowance));
      await stage.expectBalance(shop, "250");
      say(`Aida signs a permit, the shop takes ${stage.show(allowance)} with it; Aida pays no gas`);

      const payment = stage.amount("99.95");
      const authorization = await signTransferAuthorization(
        token,
        aida,
        await bakyt.getAddress(),
        payment,
        (await stage.now()) + 3600,
      );
      await stage.done(authorization(token.connect(shop)));
      await stage.expectBalance(bakyt, "1600.45");
      say(`Aida signs a payment of ${stage.show(payment)} to Bakyt, the shop submits it`);
      const replay = authorization(token.connect(shop));
      say(`the same payment again refused: ${await stage.refused(replay, "AuthorizationUsedOrCanceled")}`);
    },
  },
  {
    title: "Freeze: a guardian at once, compliance for good, then a seizure",
    async play(stage, say) {
      const { token } = stage.contracts;
      const [aida, bakyt] = [stage.person("aida"), stage.person("bakyt")];
      const guardian = token.connect(await stage.staff("GUARDIAN"));
      const compliance = token.connect(await stage.staff("COMPLIANCE"));
      const treasury = await stage.staff("BURNER");

      await stage.done(guardian.freeze(bakyt, CASE));
      const until = new Date(Number(await token.frozenUntil(bakyt)) * 1000).toISOString();
      say(`the guardian freezes Bakyt until ${until}, unless compliance ratifies it`);
      const escape = token.connect(bakyt).transfer.staticCall(aida, 1n);
      say(`Bakyt's transfer refused: ${await stage.refused(escape, "AccountFrozen")}`);
      const rogue = guardian.seize.staticCall(bakyt, treasury, 1n, CASE);
      say(`a seizure by the guardian refused: ${await stage.refused(rogue, "AccessControlUnauthorizedAccount")}`);

      await stage.done(compliance.ratify(bakyt, CASE));
      await stage.done(compliance.seize(bakyt, treasury, stage.amount("1600.45"), CASE));
      await stage.expectBalance(bakyt, "0");
      await stage.expectBalance(treasury, "1600.45");
      if (!(await token.isFrozen(bakyt))) throw new Error("The seizure has lifted the freeze.");
      say(`compliance ratifies and seizes ${stage.show(stage.amount("1600.45"))}; Bakyt stays frozen`);
    },
  },
  {
    title: "A stale report: issuance stops by itself, redemption goes on",
    async play(stage, say) {
      const { token, attestations } = stage.contracts;
      const minter = token.connect(await stage.staff("MINTER"));
      const treasury = await stage.staff("BURNER");
      const burner = token.connect(treasury);
      const aida = stage.person("aida");

      await stage.travel(86_400);
      say("a day passes without a new report");
      const late = minter.mint.staticCall(aida, 1n, ANOTHER_DEPOSIT);
      say(`minting refused: ${await stage.refused(late, "WindowExpired")}`);
      say(`submitting a report whose window is over refused: ${await refuseStaleReport(stage)}`);
      await stage.expect("The headroom", token.headroom(), 0n);
      await stage.expect("The latest report", attestations.latestSequence(), 1n);

      const payout = stage.amount("400000");
      await stage.done(token.connect(aida).transfer(treasury, payout));
      await stage.done(burner.burn(payout, PAYOUT));
      await stage.expect("The supply", token.totalSupply(), stage.amount("200000"));
      say(`Aida returns ${stage.show(payout)}, which is redeemed against a payout`);
      const twice = burner.burn.staticCall(1n, PAYOUT);
      say(`the same payout again refused: ${await stage.refused(twice, "ReferenceUsed")}`);
    },
  },
];

/** A quorum signs a report that nobody submitted in time. */
async function refuseStaleReport(stage: Stage): Promise<string> {
  const { attestations } = stage.contracts;
  const file = await readReportFile(REPORT_FILE);
  const first = toReserveReport(file, stage.coin.desired.decimals);
  const stale = { ...first, sequence: 2n, validFrom: first.validUntil, validUntil: first.validUntil + 1n };
  const attestors: Signer[] = await Promise.all([0, 1, 2].map((index) => stage.staff("ATTESTOR", index)));
  const signatures = await signReport(await reportDomain(attestations), stale, attestors);
  return stage.refused(attestations.submit.staticCall(stale, signatures), "WindowExpired");
}
