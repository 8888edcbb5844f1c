import { ROLE_NAMES } from "../../issuer/coin-file/schema.ts";
import { type Cell, Table } from "../../issuer/output/table.ts";
import { formatAmount, utcTime } from "../../packages/integration/reading/format.ts";
import type { Cast } from "./cast.ts";
import type { Stage } from "./stage.ts";

/** The coin as both chains show it now, side by side: supply, reserves, headroom, switches and roles. */
export async function showStatus({ bnb, tron }: Cast): Promise<string[]> {
  const columns = await Promise.all([bnb, tron].map(read));
  const [left = new Map<string, Cell>(), right = new Map<string, Cell>()] = columns;
  const table = new Table({ close: true, head: [bnb.coin.desired.name, bnb.title, tron.title] });
  for (const [what, value] of left) table.push([what, value, right.get(what) ?? ""]);

  const supplies = await Promise.all([bnb, tron].map(({ contracts }) => contracts.token.totalSupply()));
  const { reserves } = await bnb.contracts.attestations.coverage();
  const supply = supplies.reduce((total, amount) => total + amount, 0n);
  return [...table.lines, `Both chains together: ${bnb.show(supply)} outstanding, ${bnb.show(reserves)} in reserve.`];
}

async function read(stage: Stage): Promise<Map<string, Cell>> {
  const { token, attestations, timelock } = stage.contracts;
  const { chain } = stage.coin;
  const coverage = await attestations.coverage();
  const latest = await attestations.latestSequence();
  const { validUntil } = await attestations.report(latest);
  const [sequence, minted] = await token.mintedInWindow();
  const paused = await token.pausedScopes();
  const facts = new Map<string, Cell>([
    ["token", stage.showAddress(await token.getAddress())],
    ["reserve attestations", stage.showAddress(await attestations.getAddress())],
    ["timelock", stage.showAddress(await timelock.getAddress())],
    ["chain id", String(await chain.chainId())],
    ["block", formatAmount(BigInt(await chain.provider.getBlockNumber()), 0)],
    ["decimals", String(await token.decimals())],
    ["supply", stage.show(await token.totalSupply())],
    ["attested reserves", `${stage.show(coverage.reserves)}, ${utcTime(coverage.asOf, "minutes")}`],
    ["latest report", `number ${latest}, until ${utcTime(validUntil, "minutes")}`],
    ["issued under it", sequence === latest ? stage.show(minted) : stage.show(0n)],
    ["headroom now", stage.show(await token.headroom())],
    ["paused scopes", paused === 0n ? "none" : String(paused)],
    ["DEFAULT_ADMIN", await holder(await token.defaultAdmin())],
  ]);
  for (const role of ROLE_NAMES) {
    const members = await token.getRoleMembers(await token[`${role}_ROLE`]());
    facts.set(role, members.length === 0 ? "nobody" : await Promise.all(members.map(holder)));
  }
  return facts;

  async function holder(address: string): Promise<string> {
    return address === (await timelock.getAddress()) ? "timelock" : stage.showAddress(address);
  }
}
