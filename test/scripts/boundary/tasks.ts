import { randomBytes } from "node:crypto";
import { getAddress, hexlify, id } from "ethers";
import { toBase58 } from "../../../packages/tron/address.ts";
import type { Side, TwoChains } from "../../issuer/attestation/support.ts";
import { makeStray, strayOf, writeSigningFile } from "./prepare.ts";

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
  /** Networks it can be tried on; all of them if left out. */
  readonly on?: Network;
  /** Makes ready what it needs, past the node that spoils answers. */
  readonly prepare?: (world: TwoChains, side: Side, site: Site) => Promise<void>;
}

const own = ({ network }: Site, address: string): string => (network === "tronEmbedded" ? toBase58(address) : address);
const somebody = (site: Site): string => own(site, hexlify(randomBytes(20)));
/** The account that a trial is about. */
const subject = ({ number }: Pick<Site, "number">): string => getAddress(id(`account ${number}`).slice(0, 42));
const about = (site: Site): object => ({ account: own(site, subject(site)), case: `case ${site.number}` });

/** Somebody whom a guardian has frozen, with something to take. */
async function frozen(world: TwoChains, { coin, as }: Side, site: Site): Promise<void> {
  const { token } = coin.contracts;
  await world.done(token.connect(await as("MINTER")).transfer(subject(site), 30_000n));
  await world.done(token.connect(await as("GUARDIAN")).freeze(subject(site), id("boundary")));
}

/** A report is of all chains. */
const ALL = "localhost,tronEmbedded";
const sending = { yes: true, patience: 5 };
const sure = { irreversible: "KGST" };

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
  { name: ["ratify"], prepare: frozen, given: (site) => ({ ...sending, ...about(site) }) },
  { name: ["unfreeze"], prepare: frozen, given: (site) => ({ ...sending, ...about(site) }) },
  {
    name: ["seize"],
    prepare: frozen,
    given: (site) => ({
      ...sending,
      ...about(site),
      amount: "0.01",
      to: own(site, site.minter),
      reference: `act ${site.number}`,
    }),
  },
  {
    name: ["wipe"],
    prepare: frozen,
    given: (site) => ({ ...sending, ...about(site), amount: "0.01", reference: `act ${site.number}`, ...sure }),
  },
  {
    name: ["rescue"],
    prepare: (_, side) => makeStray(side),
    given: (site) => ({
      ...{ ...sending, token: own(site, strayOf(site.network)), to: own(site, subject(site)) },
      ...{ amount: "1", reference: `return ${site.number}` },
    }),
  },
  {
    name: ["bridge"],
    given: (site) => ({ ...sending, bridge: own(site, subject(site)), inbound: "5/1d", outbound: "6/1d" }),
  },
  { name: ["repair-path"], given: () => ({ ...sending, state: "off" }) },
  { name: ["attestors"], given: () => sending },
  { name: ["transfer-admin"], given: (site) => ({ ...sending, ...sure, to: own(site, subject(site)) }) },
  { name: ["resolve-halt"], given: () => ({ ...sending, through: "1" }) },
  { name: ["speed-up"], on: "localhost", given: () => sending },
  { name: ["upgrade"], given: () => ({ ...sending, ...sure }) },
  ...(["tron-sign", "tron-broadcast"] as const).map((name): Tried => ({
    name: [name],
    on: "tronEmbedded",
    prepare: (_, side, site) => writeSigningFile(side, fileOf(site), subject(site), name === "tron-broadcast"),
    given: (site) => ({ file: fileOf(site), yes: true }),
  })),
  // Not sent: nothing could be issued after these.
  { name: ["reserve-gate"], given: () => ({ dryRun: true, gate: "none" }) },
  { name: ["retire"], given: () => ({ dryRun: true }) },
  { name: ["close-window"], given: () => ({ dryRun: true, sequence: "1" }) },
];

function fileOf({ folder, number }: Site): string {
  return `${folder}/${number}.tron.json`;
}

/** Operators' tasks that ask no node of a chain, or that other tests ask. */
export const NOT_TRIED: readonly string[] = [
  ...["history", "safe-hash", "tron-merge", "tronbox-export", "verify-sources", "verifier"],
  ...["move", "move-status", "move-retry", "move-claim", "move-take", "verifier-signers"], // test/issuer/moves
  ...["attest check", "attest merge", "attest sign", "attest submit"], // with damaged files: files.test.ts
];
