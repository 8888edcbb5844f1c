import type { DatabaseSync } from "node:sqlite";
import { TypedDataEncoder } from "ethers";
import { bytes, hex, transact } from "../books/book-file.ts";

/** Where the books of one chain stand. */
export interface ChainStanding {
  /** Hardhat's name of the network. */
  readonly network: string;
  readonly chainId: string;
  /** Hash of the chain's first block. */
  readonly genesis: string;
  readonly token: string;
  readonly attestations: string;
  readonly firstBlock: number;
  /** The last block in the books, with its hash and its time in Unix seconds. */
  readonly block: number;
  readonly blockHash: string;
  readonly blockTime: number;
  /** Events up to there, and the running hash over them. */
  readonly events: number;
  readonly digest: string;
}

/** Where the books of a coin stand: everything that they hold follows from it, or contradicts it. */
export interface Standing {
  readonly coin: string;
  readonly environment: string;
  readonly tokenId: string;
  readonly decimals: number;
  /** By the network's name. */
  readonly chains: readonly ChainStanding[];
}

/** What the head of the books is signed under. */
export const STANDING_DOMAIN = { name: "Books of a coin", version: "1" };

/** EIP-712 types of a standing. */
export const STANDING_TYPES = {
  Standing: [
    { name: "coin", type: "string" },
    { name: "environment", type: "string" },
    { name: "tokenId", type: "string" },
    { name: "decimals", type: "uint8" },
    { name: "chains", type: "ChainStanding[]" },
  ],
  ChainStanding: [
    { name: "network", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "genesis", type: "string" },
    { name: "token", type: "address" },
    { name: "attestations", type: "address" },
    { name: "firstBlock", type: "uint64" },
    { name: "block", type: "uint64" },
    { name: "blockHash", type: "string" },
    { name: "blockTime", type: "uint64" },
    { name: "events", type: "uint64" },
    { name: "digest", type: "bytes32" },
  ],
};

/** Reads where the books stand; the events themselves are not looked at. */
export function readStanding(db: DatabaseSync): Standing {
  const meta = new Map(
    db
      .prepare("SELECT key, value FROM meta")
      .all()
      .map(({ key, value }) => [String(key), String(value)]),
  );
  const chains = db.prepare("SELECT * FROM chains ORDER BY network").all();
  return {
    coin: meta.get("coin") ?? "",
    environment: meta.get("environment") ?? "",
    tokenId: meta.get("tokenId") ?? "",
    decimals: Number(meta.get("decimals")),
    chains: chains.map((row) => ({
      network: String(row.network),
      chainId: String(row.chain_id),
      genesis: String(row.genesis),
      token: hex(row.token),
      attestations: hex(row.attestations),
      firstBlock: Number(row.first_block),
      block: Number(row.block),
      blockHash: String(row.block_hash),
      blockTime: Number(row.block_time),
      events: Number(row.events),
      digest: hex(row.digest),
    })),
  };
}

/** Returns the head of the books: the EIP-712 hash of their standing, which is what a signature of it is over. */
export function headOf(standing: Standing): string {
  return TypedDataEncoder.hash(STANDING_DOMAIN, STANDING_TYPES, standing);
}

/** Keeps a standing in the file, so that its head is enough to find it again. */
export function rememberHead(db: DatabaseSync, standing: Standing): void {
  transact(db, () => {
    const insert = db.prepare("INSERT OR IGNORE INTO heads VALUES (?, ?)");
    insert.run(bytes(headOf(standing)), JSON.stringify(standing));
  });
}

/**
 * Returns the standing that has a head; null if the file does not know it. The file is not believed: what it names must
 * hash to that head.
 */
export function standingWith(db: DatabaseSync, head: string): Standing | null {
  const row = db.prepare("SELECT standing FROM heads WHERE head = ?").get(bytes(head));
  if (row === undefined) return null;
  try {
    const standing = JSON.parse(String(row.standing)) as Standing;
    return headOf(standing) === head ? standing : null;
  } catch {
    return null; // it was changed into what is not a standing
  }
}
