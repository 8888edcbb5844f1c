import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { EXAMPLE_ACCOUNTS as staff } from "../../config/examples/accounts.ts";
import { addressOf, cross, move, pay } from "./customers.ts";
import type { DayLayerZero } from "./layerzero.ts";
import type { Shell } from "./shell.ts";

/** Writes a file of the day and returns where it is. */
type Write = (name: string, text: string) => string;

const [BNB, TRON] = ["localhost", "tronEmbedded"] as const;
const BOTH = `--networks ${BNB},${TRON}`;
const DESK = `${BOTH} --folder cache/day/reports`;
/** Exit code of a run that waits, for a signature or for the timelock. */
const WAITING = 3;
const ORDER = "court 4-112/26";

/** What the bank saw on this day: what is minted and burned has to agree with it. */
const BANK = [
  ["EB 2026-11-22/001", "deposit", "250000.00", BNB],
  ["EB 2026-11-22/002", "deposit", "125000.50", BNB],
  ["EB 2026-11-22/003", "deposit", "60000.00", BNB],
  ["EB 2026-11-22/004", "deposit", "180000.00", TRON],
  ["EB 2026-11-22/901", "payout", "45000.00", BNB],
  ["EB 2026-11-22/902", "payout", "5000.50", BNB],
] as const;

/** What the scenes are played with. */
interface Stage {
  readonly hre: HardhatRuntimeEnvironment;
  readonly shell: Shell;
  readonly layerZero: DayLayerZero;
  readonly write: Write;
}

const [aida, bakyt, shop] = [addressOf("aida"), addressOf("bakyt"), addressOf("shop")];

/** The day, from the first deployment to the evening's books. */
export async function play(
  hre: HardhatRuntimeEnvironment,
  shell: Shell,
  layerZero: DayLayerZero,
  write: Write,
): Promise<void> {
  const stage: Stage = { hre, shell, layerZero, write };
  await deployCoin(stage);
  await attestReserves(stage);
  await mintDeposits(stage);
  await moveCoins(stage);
  await actOnOrder(stage);
  await pauseBridges(stage);
  await burnPayouts(stage);
  await slip(stage);
  await closeBooks(stage);
}

async function deployCoin({ shell, layerZero }: Stage): Promise<void> {
  shell.scene("Some days before", "the coin is deployed");
  await shell.hardhat(`deploy --network ${BNB} --yes`, WAITING);
  await shell.hardhat(`deploy --network ${TRON} --yes`, WAITING);
  shell.note("BNB Chain is told of the adapter on TRON:\n");
  await shell.hardhat(`deploy --network ${BNB} --yes`, WAITING);
  await layerZero.passDelays();
  shell.note("Three days later:\n");
  await shell.hardhat(`deploy --network ${BNB} --yes`);
  await shell.hardhat(`deploy --network ${TRON} --yes`);
  await layerZero.begin();
  await shell.hardhat(`verify-deployment ${BOTH}`);
}

async function attestReserves({ shell, write }: Stage): Promise<void> {
  shell.scene("08:00", "the attestors attest the reserves");
  const evidence = write("statement.txt", "Example Bank, reserve account, closing balance 2026-11-21: 1000000.00\n");
  const report = "cache/day/report.json";
  await shell.hardhat(
    `attest build ${DESK} --reserves 1000000.00 --evidence ${evidence} --shares ${BNB}=70,${TRON}=30 --out ${report}`,
  );
  await shell.hardhat(`attest check ${report} ${DESK} --evidence ${evidence}`);
  const signed = ["A", "B", "C"] as const;
  for (const who of signed) {
    const attestor = staff[`attestor${who}`];
    await shell.hardhat(
      `attest sign ${report} ${DESK} --attestor ${attestor} --out cache/day/report.${who}.json --yes`,
    );
  }
  const copies = signed.map((who) => `cache/day/report.${who}.json`).join(" ");
  await shell.hardhat(`attest merge ${copies} ${DESK} --out cache/day/report.signed.json`);
  await shell.hardhat(`attest submit cache/day/report.signed.json --all --folder cache/day/reports --yes`);
  await shell.hardhat(`attest show ${DESK}`);
}

async function mintDeposits({ shell, write }: Stage): Promise<void> {
  shell.scene("09:30", "deposits have arrived");
  const deposits = BANK.filter(([, kind, , network]) => kind === "deposit" && network === BNB);
  const receivers = [aida, bakyt, shop];
  const rows = deposits.map(([reference, , amount], index) => `${receivers[index] ?? ""},${amount},${reference}`);
  const csv = write("deposits.csv", `account,amount,reference\n${rows.join("\n")}\n`);
  await shell.hardhat(`mint --network ${BNB} --csv ${csv} --dry-run`);
  await shell.hardhat(`mint --network ${BNB} --csv ${csv} --yes`);
  const [tronReference, , tronAmount] = BANK[3];
  await shell.hardhat(
    `mint --network ${TRON} --to ${bakyt} --amount ${tronAmount} --reference "${tronReference}" --yes`,
  );
  shell.note("The scheduler starts the same job once more. Nothing is sent:\n");
  await shell.hardhat(`mint --network ${BNB} --csv ${csv} --yes`);
}

async function moveCoins({ hre, shell, layerZero }: Stage): Promise<void> {
  shell.scene("11:00", "customers pay each other, and some move to the other chain");
  await pay(hre, BNB, "aida", shop, "1200.75");
  await pay(hre, TRON, "bakyt", shop, "300.00");
  await pay(hre, BNB, "aida", staff.bridge, "20000.00");
  await cross(hre, [BNB, TRON], aida, "20000.00");
  await move(hre, BNB, "aida", "7500.00");
  await move(hre, TRON, "shop", "300.00");
  await layerZero.settle();
  await shell.hardhat(`status ${BOTH}`);
}

async function actOnOrder({ shell }: Stage): Promise<void> {
  shell.scene("13:00", "a freeze order has come in");
  await shell.hardhat(`freeze ${BOTH} --account ${bakyt} --case "${ORDER}" --yes`);
  await shell.hardhat(`ratify ${BOTH} --account ${bakyt} --case "${ORDER}" --yes`);
  await shell.hardhat(
    `seize --network ${TRON} --account ${bakyt} --to ${shop} --amount 75000.00 --case "${ORDER}" --reference "${ORDER} act 1" --yes`,
  );
  await shell.hardhat(`unfreeze ${BOTH} --account ${bakyt} --case "${ORDER}" --yes`);
}

async function pauseBridges({ shell }: Stage): Promise<void> {
  shell.scene("14:30", "the bridge's operator calls: stop, look, go on");
  await shell.hardhat(`pause ${BOTH} --scopes crosschain --yes`);
  await shell.hardhat(`bridge ${BOTH}`);
  await shell.hardhat(`unpause ${BOTH} --scopes crosschain --yes`);
}

async function burnPayouts({ hre, shell, write }: Stage): Promise<void> {
  shell.scene("16:00", "customers redeem, and the bank has paid out");
  await pay(hre, BNB, "aida", staff.burner, "50000.50");
  const payouts = BANK.filter(([, kind]) => kind === "payout");
  const burns = write(
    "payouts.csv",
    `amount,reference\n${payouts.map(([reference, , amount]) => `${amount},${reference}`).join("\n")}\n`,
  );
  await shell.hardhat(`burn --network ${BNB} --csv ${burns} --yes`);
}

async function slip({ shell }: Stage): Promise<void> {
  shell.scene("17:00", "a clerk makes a mistake");
  await shell.hardhat(
    `mint --network ${TRON} --to ${aida} --amount 180000.0000001 --reference "EB 2026-11-22/005" --yes`,
    1,
  );
  await shell.hardhat(
    `mint --network ${TRON} --to ${aida} --amount 900000.00 --reference "EB 2026-11-22/005" --yes`,
    1,
  );
}

async function closeBooks({ shell, write }: Stage): Promise<void> {
  shell.scene("18:00", "the books");
  const bank = write(
    "bank.csv",
    `reference,kind,amount,date,network\n${BANK.map(([reference, kind, amount, network]) => [reference, kind, amount, "2026-11-22", network].join(",")).join("\n")}\n`,
  );
  await shell.hardhat(`reconcile ${BOTH} --bank ${bank} --books cache/day/books.sqlite`);
  await shell.hardhat(`verify-deployment ${BOTH}`);
  await shell.hardhat(`status ${BOTH}`);
}
