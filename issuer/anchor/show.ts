import { formatAmount } from "../../packages/integration/reading/format.ts";
import type { ChainOutcome, Reconciliation } from "../books/reconcile.ts";
import type { Checked } from "./checked.ts";

/** Hosts of the nodes that were asked, by network. */
export type AskedNodes = ReadonlyMap<string, readonly string[]>;

/** Returns what a report rests on, for people: what was compared with what, and what nobody vouches for. */
export function showChecked(checked: Checked, result: Reconciliation, nodes: AskedNodes): string[] {
  const lines = ["What this rests on:", ...booksLines(checked)];
  for (const { network, firstBlock, block, blockHash, digest } of checked.standing.chains) {
    lines.push(`  ${network}: blocks ${firstBlock} to ${block} (${blockHash || "none"}), running hash ${digest}`);
    lines.push(`    nodes: ${hostsOf(network, nodes).join(", ")}`);
    const chain = result.chains.find((entry) => entry.network === network);
    if (chain === undefined) continue;
    lines.push(`    ${auditLine(chain)}`);
    const asked = Object.entries(chain.sampled).map(
      ([what, { asked: some, of }]) => `${count(some)} of ${count(of)} ${what}`,
    );
    lines.push(`    asked of the chain itself: ${asked.join(", ")}`);
    const entries = checked.entries?.find((entry) => entry.network === network)?.compared;
    if (entries === undefined || entries === null) continue;
    const compared = Object.entries(entries).flatMap(([kind, some]) =>
      kind === "end" ? [] : [`${count(some)} ${kind}s`],
    );
    lines.push(`    of the file compared with the chain: ${compared.join(", ")}`);
  }
  if (result.bankDigest !== null) lines.push(`  bank's file: sha-256 ${result.bankDigest}`);
  lines.push(...anchorLines(checked, result), `Head: ${checked.head}`);
  return lines;
}

function booksLines({ file, fromChains, before }: Checked): string[] {
  if (fromChains) {
    const rest = file === null ? "no file was compared" : `compared with ${file}, whose head is ${before ?? "none"}`;
    return [`  books: rebuilt from the chains; ${rest}. No file was written.`];
  }
  if (file === null) return ["  books: rebuilt from the chains, in memory. No file was written."];
  const from = before === null ? "begun by this run" : `gone on with from the head ${before}`;
  return [`  books: ${file}, ${from}`];
}

/** What of the file was audited before anything was read. */
function auditLine({ audit: { full, events, lastFull }, events: now, entered }: ChainOutcome): string {
  if (full) return `audited in full: ${count(events)} events`;
  const [of, day] = [count(now - entered), new Date(lastFull * 1_000).toISOString().slice(0, 10)];
  return `audited from the seal of the last sound run: ${count(events)} of ${of} events; in full on ${day}`;
}

function anchorLines({ expected, fromChains }: Checked, { findings }: Reconciliation): string[] {
  if (expected === null) {
    return fromChains
      ? ["  anchor: none"]
      : [
          "  anchor: none. What was read in earlier runs is believed as the file has it: whoever can write the file can have",
          "    rewritten that. Give a head that was kept elsewhere with --expect, or run with --from-chains.",
        ];
  }
  const { head, signers, standing } = expected;
  const held = findings.counts["anchor-differs"] === undefined ? "the history is the same" : "THE HISTORY DIFFERS";
  const where = standing.chains.map(({ network, block }) => `${network} up to block ${block}`).join(", ");
  const who = signers.length === 0 ? "signed by nobody" : `signed by ${signers.join(", ")}`;
  return [`  anchor: ${head} (${where}; ${who}): ${held}`];
}

function hostsOf(network: string, nodes: AskedNodes): readonly string[] {
  const hosts = nodes.get(network) ?? [];
  return hosts.length === 0 ? ["a chain of this process"] : hosts;
}

function count(number: number): string {
  return formatAmount(BigInt(number), 0);
}

/** Returns the same for programs. */
export function checkedToJson(checked: Checked, result: Reconciliation, nodes: AskedNodes): object {
  const { file, fromChains, before, head, standing, entries, expected } = checked;
  const { counts } = result.findings;
  return {
    file,
    fromChains,
    heads: { before, now: head },
    chains: standing.chains.map((chain) => ({
      ...chain,
      nodes: nodes.get(chain.network) ?? [],
      asked: result.chains.find(({ network }) => network === chain.network)?.sampled ?? null,
      fileCompared: entries?.find(({ network }) => network === chain.network)?.compared ?? null,
    })),
    bank: result.bankDigest === null ? null : { sha256: result.bankDigest },
    anchor:
      expected === null
        ? null
        : { head: expected.head, signers: expected.signers, held: counts["anchor-differs"] === undefined },
  };
}
