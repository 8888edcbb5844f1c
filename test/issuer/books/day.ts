import { referenceOf } from "../../../issuer/references/reference.ts";
import { id } from "ethers";
import { type ReserveReport, reportDomain, signReport } from "../../../issuer/reports/reserve-report.ts";
import { type Site, send } from "./support.ts";

/** A case of compliance. */
const CASE = id("case 7/2027");

/** One line of the bank's file. */
export interface BankLine {
  readonly reference: string;
  readonly kind: "deposit" | "payout";
  readonly amount: string;
  readonly date: string;
  readonly network: string;
}

/** The bank's file with these lines. */
export function toCsv(lines: readonly BankLine[]): string {
  const rows = lines.map(({ reference, kind, amount, date, network }) =>
    [`"${reference}"`, kind, amount, date, network].join(","),
  );
  return ["reference,kind,amount,date,network", ...rows].join("\n");
}

/** A day of a coin on two chains: everything that has an event, and the bank's side of it. */
export async function playDay(bnb: Site, tron: Site): Promise<BankLine[]> {
  const lines: BankLine[] = [];
  await report([bnb, tron], 1n, 10_000);
  for (const [site, other] of [
    [bnb, 500],
    [tron, 300],
  ] as const) {
    lines.push(await mint(site, "a", "1000.25"), await mint(site, "b", String(other)));
    await move(site);
    lines.push(await burn(site, "c", "40.5"));
    await comply(site);
    const limiter = site.contracts.token.connect(await site.staff("LIMITER"));
    await send(limiter.setMinterLimit(await site.staff("MINTER"), site.coins(2_000_000), 86_400));
  }
  await bridge(bnb, tron, "50");
  await bridge(tron, bnb, "20.000001");
  return lines;
}

/** Has a report accepted on every chain; each may mint so many whole coins. */
export async function report(sites: readonly Site[], sequence: bigint, mintable: number): Promise<ReserveReport> {
  const [first] = sites as [Site];
  const statement = await statementOf(sites, sequence, mintable);
  const domain = await reportDomain(first.contracts.attestations);
  const attestors = await Promise.all([0, 1, 2].map((index) => first.staff("ATTESTOR", index)));
  const signatures = await signReport(domain, statement, attestors);
  for (const site of sites)
    await send(site.contracts.attestations.connect(site.person(4)).submit(statement, signatures));
  return statement;
}

/** A report over these chains whose window follows the last one; it counts what can still be minted before. */
export async function statementOf(sites: readonly Site[], sequence: bigint, mintable: number): Promise<ReserveReport> {
  const [first] = sites as [Site];
  const asOf = BigInt(Math.min(...(await Promise.all(sites.map((site) => site.now())))));
  const previous = sequence === 1n ? 0n : (await first.contracts.attestations.report(sequence - 1n)).validUntil;
  const validFrom = previous > asOf ? previous : asOf;
  let supply = 0n;
  for (const { contracts } of sites) {
    supply += (await contracts.token.totalSupply()) + (await contracts.token.headroom());
  }
  const share = first.coins(mintable);
  return {
    sequence,
    epoch: 1n,
    revision: 0n,
    asOf,
    validFrom,
    validUntil: validFrom + 86_400n,
    reserves: supply + share * BigInt(sites.length),
    supply,
    evidence: id(`statement ${sequence}`),
    allocations: sites
      .map((site) => ({ chainId: site.coin.desired.network.chainId, mintable: share }))
      .sort((a, b) => (a.chainId < b.chainId ? -1 : 1)),
  };
}

/** Mints for a deposit to the first person. */
export async function mint(site: Site, name: string, amount: string): Promise<BankLine> {
  const reference = `Bank ${site.network}/${name}`;
  const token = site.contracts.token.connect(await site.staff("MINTER"));
  await send(token.mint(site.person(0), site.coins(amount), referenceOf(reference).hash));
  return { reference, kind: "deposit", amount, date: "2027-01-04", network: site.network };
}

/** Redeems what the first person sends in. */
export async function burn(site: Site, name: string, amount: string): Promise<BankLine> {
  const reference = `Payout ${site.network}/${name}`;
  const burner = await site.staff("BURNER");
  await send(site.contracts.token.connect(site.person(0)).transfer(burner, site.coins(amount)));
  await send(site.contracts.token.connect(burner).burn(site.coins(amount), referenceOf(reference).hash));
  return { reference, kind: "payout", amount, date: "2027-01-04", network: site.network };
}

/** Burns on one chain; the bridge's own tokens, as ERC-7802 bridges that lock first do. */
export async function bridgeOut(site: Site, amount: string): Promise<string> {
  const bridge = await site.staff("BRIDGE");
  await send(site.contracts.token.connect(site.person(0)).transfer(bridge, site.coins(amount)));
  return send(site.contracts.token.connect(bridge).crosschainBurn(bridge, site.coins(amount)));
}

/** Mints on the other chain. */
export async function bridgeIn(site: Site, amount: string): Promise<string> {
  const token = site.contracts.token.connect(await site.staff("BRIDGE"));
  return send(token.crosschainMint(site.person(1), site.coins(amount)));
}

async function bridge(from: Site, to: Site, amount: string): Promise<void> {
  await bridgeOut(from, amount);
  await bridgeIn(to, amount);
}

/** Transfers of all kinds: to others, to oneself, of nothing, by allowance. */
async function move(site: Site): Promise<void> {
  const token = site.contracts.token.connect(site.person(0));
  const [one, two, three] = [site.person(1), site.person(2), site.person(3)];
  await send(token.transfer(one, site.coins("100")));
  await send(token.transfer(two, site.coins("70.000001")));
  await send(token.transfer(three, 60n * site.coins("1")));
  await send(token.transfer(site.person(0), site.coins("5")));
  await send(token.transfer(one, 0n));
  await send(token.approve(two, site.coins("9")));
  await send(token.connect(two).transferFrom(site.person(0), three, site.coins("8")));
}

/** Freezes that last, lapse and are lifted; a seizure; a wipe. */
async function comply(site: Site): Promise<void> {
  const guardian = site.contracts.token.connect(await site.staff("GUARDIAN"));
  const compliance = guardian.connect(await site.staff("COMPLIANCE"));
  const [one, two, three] = [site.person(1), site.person(2), site.person(3)];
  const addresses = await Promise.all([one, two, three].map((person) => person.getAddress()));
  await send(guardian.freezeBatch(addresses, CASE));
  await send(compliance.ratify(two, CASE));
  await send(compliance.seize(two, site.person(0), site.coins("30"), CASE, id("seizure 1")));
  await send(compliance.wipe(three, site.coins("11.5"), CASE, id("wipe 1")));
  await send(compliance.unfreeze(one, CASE));
}
