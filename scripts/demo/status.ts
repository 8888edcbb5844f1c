import Table from "cli-table3";
import pc from "picocolors";
import { ROLE_NAMES } from "../lib/config/schema.ts";
import { formatAmount } from "../lib/units.ts";
import type { Stage } from "./stage.ts";

/** Rows close together, colours only where they are shown. */
const LOOK = {
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  style: pc.isColorSupported ? { head: ["bold"] } : { head: [], border: [] },
};

/** The coin as the chain shows it now: supply, reserves, headroom, switches and roles. */
export async function showStatus(stage: Stage): Promise<string> {
  const { token, attestations, timelock } = stage.contracts;
  const { chain, desired } = stage.coin;
  const coverage = await attestations.coverage();
  const latest = await attestations.latestSequence();
  const report = await attestations.report(latest);
  const [sequence, minted] = await token.mintedInWindow();
  const paused = await token.pausedScopes();
  const time = (seconds: bigint): string => new Date(Number(seconds) * 1000).toISOString();

  const facts = new Table({ ...LOOK, head: [desired.name, `on ${desired.network.name}`] });
  facts.push(
    ["token", await token.getAddress()],
    ["reserve attestations", await attestations.getAddress()],
    ["timelock", await timelock.getAddress()],
    ["chain id, block", `${await chain.chainId()}, ${formatAmount(BigInt(await chain.provider.getBlockNumber()), 0)}`],
    ["decimals", String(await token.decimals())],
    ["supply", stage.show(await token.totalSupply())],
    ["attested reserves", `${stage.show(coverage.reserves)}, as of ${time(coverage.asOf)}`],
    ["latest report", `number ${latest}, window ${time(report.validFrom)} to ${time(report.validUntil)}`],
    [`issued under report ${sequence}`, stage.show(minted)],
    ["headroom now", stage.show(await token.headroom())],
    ["paused scopes", paused === 0n ? "none" : String(paused)],
  );

  const roles = new Table({ ...LOOK, head: ["role", "holder"] });
  roles.push(["DEFAULT_ADMIN", await named(await token.defaultAdmin())]);
  for (const role of ROLE_NAMES) {
    const members = await token.getRoleMembers(await token[`${role}_ROLE`]());
    roles.push([role, (await Promise.all(members.map(named))).join("\n") || "nobody"]);
  }
  return `${facts.toString()}\n${roles.toString()}`;

  async function named(address: string): Promise<string> {
    return address === (await timelock.getAddress()) ? `${address} (timelock)` : address;
  }
}
