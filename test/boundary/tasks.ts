import { randomBytes } from "node:crypto";
import { hexlify } from "ethers";
import { toBase58 } from "../../tron/address.ts";

/** A network of development that tasks are tried on. */
export type Network = "localhost" | "tronEmbedded";

/** Where a trial may write, and what it can name. */
export interface Site {
  readonly network: Network;
  /** A folder of its own. */
  readonly folder: string;
  /** An account that holds the coin's roles of a minter. */
  readonly minter: string;
  /** Tells trials apart. */
  readonly number: number;
  /** A file that stands for the auditor's. */
  readonly evidence: string;
}

/** A task, and how it is called for a trial. */
export interface Tried {
  readonly name: readonly string[];
  readonly given: (site: Site) => Record<string, unknown>;
  /** Prints lines of its own instead of one document. */
  readonly lines?: boolean;
}

const own = ({ network }: Site, address: string): string => (network === "tronEmbedded" ? toBase58(address) : address);
const somebody = (site: Site): string => own(site, hexlify(randomBytes(20)));
/** A report is of all chains. */
const ALL = "localhost,tronEmbedded";
const sending = { yes: true, patience: 5 };

/** Every task that asks a node. */
export const TRIED: readonly Tried[] = [
  { name: ["status"], given: ({ network }) => ({ networks: network }) },
  { name: ["verify-deployment"], given: ({ network }) => ({ networks: network }) },
  {
    name: ["reconcile"],
    given: ({ network, folder, number }) => ({ networks: network, books: `${folder}/${number}.sqlite` }),
  },
  {
    name: ["monitor"],
    lines: true,
    given: ({ network, folder, number }) => ({
      once: true,
      networks: network,
      state: `${folder}/${number}.json`,
      since: "deployment",
      lag: "3650d",
    }),
  },
  { name: ["attest", "show"], given: () => ({ networks: ALL }) },
  {
    name: ["attest", "build"],
    given: ({ network, evidence, folder, number }) => ({
      ...{
        networks: ALL,
        reserves: "10000000",
        evidence,
        shares: `${network}=1`,
        out: `${folder}/${number}.report.json`,
      },
    }),
  },
  { name: ["deploy"], given: () => sending },
  {
    name: ["mint"],
    given: (site) => ({ ...sending, to: own(site, site.minter), amount: "1", reference: `deposit ${site.number}` }),
  },
  { name: ["burn"], given: ({ number }) => ({ ...sending, amount: "0.01", reference: `payout ${number}` }) },
  { name: ["pause"], given: () => ({ ...sending, scopes: "crosschain" }) },
  { name: ["unpause"], given: () => ({ ...sending, scopes: "crosschain" }) },
  { name: ["freeze"], given: (site) => ({ ...sending, account: somebody(site), case: `case ${site.number}` }) },
  {
    name: ["limits"],
    given: (site) => ({
      ...sending,
      minter: own(site, site.minter),
      capacity: `${1_000_000 + site.number}`,
      window: "1d",
    }),
  },
  { name: ["roles"], given: (site) => ({ ...sending, grant: "MINTER", account: somebody(site) }) },
  { name: ["timelock"], given: () => ({}) },
];
