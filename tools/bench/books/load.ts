/**
 * `npm run reconcile:load`: reconciles two synthetic chains with a million events together and a bank's file with a line
 * for each deposit and payout: from nothing, again, and with the bank. Prints events per second and the most memory it
 * took. `-- --events N --accounts N` for other sizes.
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBooks } from "../../../issuer/books/book-file.ts";
import { type ReconciledChain, type Reconciliation, reconcile } from "../../../issuer/books/reconcile.ts";
import { formatAmount } from "../../../packages/integration/reading/format.ts";
import { IStablecoin__factory, ReserveAttestations__factory } from "../../../typechain-types/index.js";
import { SYNTHETIC_ATTESTATIONS, SYNTHETIC_TOKEN, SyntheticChain } from "./synthetic.ts";

const DECIMALS = 6;

/** One run of reconcile. */
interface Run {
  readonly result: Reconciliation;
  /** Milliseconds, by the clock and of the processor. */
  readonly took: number;
  readonly worked: number;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { events: { type: "string", default: "1000000" }, accounts: { type: "string", default: "100000" } },
  });
  const folder = mkdtempSync(join(tmpdir(), "kgst-load-"));
  try {
    process.exitCode = (await measure(Number(values.events), Number(values.accounts), folder)) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(events: number, accounts: number, folder: string): Promise<boolean> {
  const [bank, file] = [join(folder, "bank.csv"), join(folder, "books.sqlite")];
  const output = openSync(bank, "w");
  writeSync(output, "reference,kind,amount,date\n");
  const onBank = (kind: string, reference: string, amount: bigint): void => {
    const whole = formatAmount(amount, DECIMALS).replaceAll(",", "");
    writeSync(output, `${reference},${kind},${whole},2027-01-15\n`);
  };
  const chains = ([0, 1] as const).map((side) => {
    const name = side === 0 ? "synthetic-a" : "synthetic-b";
    return new SyntheticChain({ name, chainId: BigInt(side + 1), side, accounts, events: events / 2, onBank });
  });
  const first = await timed(chains, file, null);
  closeSync(output);
  const again = await timed(chains, file, null);
  const last = await timed(chains, file, bank);

  const made = chains.reduce((sum, chain) => sum + chain.spent, 0);
  const count = last.result.chains.reduce((sum, chain) => sum + chain.events, 0);
  const rate = Math.round((count / (first.worked - made)) * 1_000);
  const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
  const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  const lines = last.result.bank?.lines ?? 0;
  const { differences, kept } = last.result.findings;
  console.log(`events        ${count} on two chains, ${accounts} accounts each`);
  const both = ({ took, worked }: Run): string => `${seconds(took)} (${seconds(worked)} of CPU)`;
  console.log(
    `from nothing  ${both(first)}, ${seconds(made)} of it to make the events; ${rate} events per second of CPU`,
  );
  console.log(`again         ${both(again)}, every line of the books checked`);
  console.log(`with a bank   ${both(last)}, ${lines} lines`);
  console.log(`file          ${megabytes(statSync(file).size)}`);
  console.log(`peak memory   ${megabytes(process.resourceUsage().maxRSS * 1_024)} resident`);
  console.log(`differences   ${differences}`);
  for (const finding of kept.slice(0, 10)) console.error(finding);
  return differences === 0 && count >= events;
}

async function timed(chains: readonly SyntheticChain[], file: string, bank: string | null): Promise<Run> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const db = openBooks(file, { coin: "load", environment: "synthetic", tokenId: "0x", decimals: DECIMALS });
  try {
    const result = await reconcile(db, chains.map(toReconciled), {
      decimals: DECIMALS,
      sample: 1_000,
      bridgePatience: 3_600,
      ...(bank === null ? {} : { bank: { file: bank, period: { since: 0, until: Number.MAX_SAFE_INTEGER } } }),
    });
    const { user, system } = process.cpuUsage(before);
    return { result, took: performance.now() - begun, worked: (user + system) / 1_000 };
  } finally {
    db.close();
  }
}

function toReconciled(chain: SyntheticChain, index: number): ReconciledChain {
  return {
    identity: {
      network: `synthetic-${index}`,
      chainId: BigInt(index + 1),
      genesis: "0x",
      token: SYNTHETIC_TOKEN,
      attestations: SYNTHETIC_ATTESTATIONS,
      firstBlock: 1,
    },
    logs: chain,
    state: chain,
    token: IStablecoin__factory.connect(SYNTHETIC_TOKEN, chain),
    attestations: ReserveAttestations__factory.connect(SYNTHETIC_ATTESTATIONS, chain),
  };
}
