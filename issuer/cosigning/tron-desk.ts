import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { toBase58, toEvm } from "../../packages/tron/address.ts";
import type { TronClient } from "../../packages/tron/client.ts";
import { execute, formatTrx } from "../../packages/tron/costs.ts";
import { permissionsOf } from "../../packages/tron/permissions.ts";
import { succeeded } from "../../packages/tron/provider/receipts.ts";
import {
  broadcastTransaction,
  referenceBlock,
  transactionStatus,
  waitForInclusion,
} from "../../packages/tron/transactions.ts";
import type { WireInfo } from "../../packages/tron/wire.ts";
import { connectChain, requireChain } from "../coin/connect.ts";
import type { Desired } from "../coin-file/resolve.ts";
import { interfaces } from "../engine/execute.ts";
import { type Keys, networkKeys } from "../signing/keys.ts";
import { explain } from "../chains/reasons.ts";
import { OperatorError } from "../errors.ts";
import { lookalikesIn } from "../references/lookalikes.ts";
import { quote } from "../text/quote.ts";
import { readTextFile } from "../text/read-file.ts";
import { type Knowledge, describeCall, openKnowledge } from "./describe.ts";
import { knownAccounts } from "./known-accounts.ts";
import {
  type OpenedTronFile,
  type TronSigningFile,
  addSignature,
  completeTronFile,
  openTronFile,
  requirePermission,
  requireUnexpired,
} from "./tron-file.ts";

/** Reads a file of signatures and checks it against itself. @throws OperatorError as {@link openTronFile} does */
export function readTronFile(path: string): OpenedTronFile {
  return openTronFile(path, readTextFile(path, { code: "SIGNING_FILE_INVALID" }));
}

/** Where a file is signed or sent: the network it is for, and what is known of its coin there. */
export interface TronDesk {
  readonly knowledge: Knowledge;
  readonly keys: Keys;
  /** Null when nothing is to be asked of the network. */
  readonly client: TronClient | null;
  /** Milliseconds since 1970, as the chain counts them; this machine's clock when the chain is not asked. */
  readonly now: number;
}

/**
 * Opens the network that `--network` names for a file.
 * @param offline - Asks nothing of the network, for a machine without any.
 * @throws OperatorError `CHAIN_MISMATCH` if the file is for another one.
 */
export async function openTronDesk(
  hre: HardhatRuntimeEnvironment,
  { file }: OpenedTronFile,
  offline: boolean,
): Promise<TronDesk> {
  const { connection, knowledge } = await openKnowledge(hre, file.coin);
  const { desired } = knowledge;
  const { name, chainId } = desired.network;
  if (connection.tron === undefined || file.network !== name || file.chainId !== `${chainId}`) {
    const message = `The file is for ${file.network} (chain ${file.chainId}), not for ${name} (chain ${chainId}).`;
    throw new OperatorError("CHAIN_MISMATCH", message, { remedy: `Run again with --network ${file.network}.` });
  }
  const keys = networkKeys(connection, desired.network, hre.config.signers);
  if (offline) return { knowledge, keys, client: null, now: Date.now() };
  await requireChain(connectChain(connection, desired), desired);
  const { client } = connection.tron;
  return { knowledge, keys, client, now: Number((await referenceBlock(client)).timestamp) };
}

/**
 * Returns what a file makes its signers sign, for people: read from the bytes, never from what the file says besides.
 */
export function showTronFile(
  { file, content, weight, open }: OpenedTronFile,
  { knowledge, now, client }: TronDesk,
): string[] {
  const { operation, expiration, feeLimit } = content;
  if (operation.kind !== "trigger") return [];
  const minutes = (expiration - BigInt(now)) / 60_000n;
  const { threshold, id, name } = file.permission;
  const signed = file.signatures.map(({ signer }) => signer).join(", ");
  return [
    `Network      ${knowledge.desired.network.name}, chain ${knowledge.desired.network.chainId}`,
    `Transaction  ${file.txID}`,
    `Account      ${toBase58(operation.from)}, permission ${id} ${quote(name)}`,
    ...lookalikesIn(name, true),
    ...describeCall(operation, knowledge).map(
      (line, index) => `${index === 0 ? "Call         " : "             "}${line}`,
    ),
    `Fee limit    ${formatTrx(feeLimit)}`,
    `Expires      ${file.expiration}, in ${minutes / 60n} h ${minutes % 60n} min`,
    ...unknownAccount(operation.from, knowledge.desired, client !== null),
    ...(client === null ? [OFFLINE] : []),
    `Signatures   weight ${weight} of ${threshold}${signed === "" ? "" : `, by ${signed}`}`,
    ...(weight >= threshold ? [] : [`Can sign     ${open.map(toBase58).join(", ")}`]),
  ];
}

const OFFLINE =
  "Unchecked    the permission, its keys and their weights: they are the file's words, and no network was asked";

/** The coin's file says who has anything to sign for it. Whatever is asked about anybody else is said before. */
function unknownAccount(account: string, desired: Desired, asks: boolean): string[] {
  if (knownAccounts(desired).has(account)) return [];
  const next = asks ? "; the network is asked for its permission next" : "";
  return [`Unknown      ${toBase58(account)} holds nothing in ${desired.coin}'s file${next}`];
}

/**
 * Makes sure that a file is still worth a signature or a broadcast: not expired, and its permission unchanged.
 * @throws OperatorError `SIGNING_FILE_EXPIRED` or `PERMISSION_CHANGED`
 */
export async function requireCurrent(opened: OpenedTronFile, { client, now }: TronDesk): Promise<void> {
  requireUnexpired(opened, now);
  if (client !== null) requirePermission(opened, await permissionsOf(client, toEvm(opened.file.account)));
}

/**
 * Adds the signature of a key that is at hand.
 * @param signer - The key to sign with (`T…`); empty for the first that may sign and is here.
 * @throws OperatorError `SIGNER_MISSING` or `SIGNER_NOT_PERMITTED`
 */
export async function signTronFile(
  opened: OpenedTronFile,
  { keys }: Pick<TronDesk, "keys">,
  signer: string,
): Promise<TronSigningFile> {
  for (const account of signer === "" ? opened.open : [toEvm(signer)]) {
    const found = await keys.find(account);
    if (found !== null) return addSignature(opened, found);
  }
  const wanted = signer === "" ? opened.open.map(toBase58).join(" or ") : signer;
  const message = opened.open.length === 0 ? "Every key has signed." : `The key of ${wanted} is not here.`;
  throw new OperatorError("SIGNER_MISSING", message, {
    remedy: "Add the key, an AWS KMS key or a Ledger to `signers` in hardhat.config.ts: docs/issuer/signers.md.",
  });
}

/** How a broadcast ended. */
export interface Sent {
  readonly hash: string;
  readonly block: number;
  readonly succeeded: boolean;
}

/**
 * Executes a complete file without a transaction, then sends it and waits for a block.
 * @param confirm - Asks; throws to decline.
 * @throws OperatorError `SIGNATURES_MISSING`, `SIMULATION_REVERTED` or `BROADCAST_REFUSED`
 */
export async function broadcastTronFile(
  opened: OpenedTronFile,
  { knowledge }: Pick<TronDesk, "knowledge">,
  client: TronClient,
  confirm: () => Promise<void>,
): Promise<Sent> {
  const raw = completeTronFile(opened);
  const { content } = opened;
  const { hash } = content;
  const toSent = (info: WireInfo): Sent => ({ hash, block: info.blockNumber ?? 0, succeeded: succeeded(info) });
  const status = await transactionStatus(client, hash);
  if (status.state === "mined") return toSent(status.info); // by another of the signers
  const { outcome, data, reason } = await execute(client, content.operation);
  if (outcome !== "succeeded") {
    const why = outcome === "reverted" ? explain({ data }, interfaces(knowledge.build)) : reason;
    throw new OperatorError("SIMULATION_REVERTED", `The transaction would fail: ${why}.`);
  }
  await confirm();
  await broadcastTransaction(client, raw);
  return toSent(await waitForInclusion(client, content));
}
