import type { DatabaseSync } from "node:sqlite";
import { patiently } from "../nodes/patiently.ts";
import type { Cutting } from "../nodes/read-logs.ts";
import { followAdapter } from "./flows/adapters.ts";
import { enterChain, findChain } from "./book-file.ts";
import { type ComparedEntries, compareBooks } from "./compare-file.ts";
import type { Findings } from "./findings.ts";
import { auditBooks } from "./integrity.ts";
import { type ReconciledChain, requireAll } from "./reconcile.ts";
import { cuttingFor } from "./slow-source.ts";
import { type Progress, Reader } from "./sync.ts";

/** What a file was compared with. */
export interface RebuiltChain {
  readonly network: string;
  /** Entries that were compared, by kind; null where the file has nothing of this chain, or the node is behind it. */
  readonly compared: ComparedEntries | null;
}

/** How books are rebuilt. */
export interface RebuildOptions {
  readonly decimals: number;
  readonly chunks?: Partial<Cutting>;
  readonly say?: (network: string, what: string, progress?: Progress) => void;
  /** Called with sentences about a reading that will take long, before it begins. */
  readonly announce?: (sentences: readonly string[]) => void;
}

/**
 * Rebuilds the books of all chains, from each chain's first event to where a file ends, and compares the file with them
 * entry by entry. Nothing is taken from the file, and nothing is written to it.
 * @param rebuilt - Empty books. They stand where the file does afterwards, so that `reconcile` goes on from there.
 * @throws OperatorError if a chain cannot be read, or `NETWORKS_INCOMPLETE`.
 */
export async function compareWithChains(
  file: DatabaseSync,
  rebuilt: DatabaseSync,
  chains: readonly ReconciledChain[],
  options: RebuildOptions,
  findings: Findings,
): Promise<RebuiltChain[]> {
  const { decimals, chunks, say = () => undefined } = options;
  requireAll(
    file,
    chains.map(({ identity }) => identity.network),
  );
  const numbers = chains.map(({ identity }) => [findChain(file, identity), enterChain(rebuilt, identity)] as const);
  return Promise.all(
    chains.map(async ({ identity, logs }, index) => {
      const { network, chainId } = identity;
      const [fileChain, rebuiltChain] = numbers[index] as readonly [number | null, number];
      followAdapter(rebuilt, rebuiltChain, identity);
      if (fileChain === null) return { network, compared: null };
      auditBooks({ db: file, chain: fileChain, chainId, network, decimals }, findings);
      const end = Number(file.prepare("SELECT block FROM chains WHERE chain = ?").get(fileChain)?.block);
      const final = await patiently(() => logs.finalBlock(), chunks);
      if (final < end) {
        const [expected, actual] = [`block ${end} or later`, `block ${final}`];
        findings.add({ code: "file-not-compared", network, subject: "last final block", expected, actual });
        return { network, compared: null };
      }
      const cutting = await cuttingFor(network, logs, identity.firstBlock, options);
      const reader = new Reader(rebuilt, rebuiltChain, chainId, logs, cutting);
      await reader.advance(end, (progress) => say(network, "events", progress));
      return { network, compared: compareBooks({ network, file, fileChain, rebuilt, rebuiltChain }, findings) };
    }),
  );
}
