/** Number of the layout below; a file with another one is not read. */
export const SCHEMA_VERSION = 2;

/**
 * The books of one coin in one environment. Amounts are decimal text of one width (see `amounts.ts`), addresses, hashes
 * and references are bytes, times are Unix seconds. `events` is what the chains said; every other table but `chains` and
 * `checkpoints` follows from it.
 */
export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One line for each chain: where its books stand, and its totals there.
CREATE TABLE chains (
  chain        INTEGER PRIMARY KEY,
  network      TEXT NOT NULL UNIQUE,
  chain_id     TEXT NOT NULL,
  genesis      TEXT NOT NULL,
  token        BLOB NOT NULL,
  attestations BLOB NOT NULL,
  first_block  INTEGER NOT NULL,
  block        INTEGER NOT NULL,  -- the last block that is in the books
  block_hash   TEXT NOT NULL,
  block_time   INTEGER NOT NULL,
  events       INTEGER NOT NULL,
  digest       BLOB NOT NULL,     -- running hash over all events up to this block
  supply       TEXT NOT NULL,
  issued       TEXT NOT NULL,     -- transfers from the zero address
  destroyed    TEXT NOT NULL,     -- transfers to the zero address
  minted       TEXT NOT NULL,
  unreported   TEXT NOT NULL,     -- the part of it outside of every window
  burned       TEXT NOT NULL,
  bridged_in   TEXT NOT NULL,
  bridged_out  TEXT NOT NULL,
  wiped        TEXT NOT NULL
) STRICT;

-- The newest ends of chunks: where the books go back to when a chain was reorganised.
CREATE TABLE checkpoints (
  chain  INTEGER NOT NULL,
  block  INTEGER NOT NULL,
  hash   TEXT NOT NULL,
  time   INTEGER NOT NULL,
  events INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (chain, block)
) STRICT, WITHOUT ROWID;

-- Everybody who ever appeared in an event, numbered in that order.
CREATE TABLE accounts (
  chain        INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  address      BLOB NOT NULL,
  balance      TEXT NOT NULL,
  frozen_until INTEGER NOT NULL,  -- 0: no record
  PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_by_address ON accounts (chain, address);
CREATE INDEX accounts_by_balance ON accounts (chain, balance);
CREATE INDEX accounts_frozen ON accounts (chain, frozen_until) WHERE frozen_until != 0;

CREATE TABLE events (
  chain   INTEGER NOT NULL,
  block   INTEGER NOT NULL,
  log     INTEGER NOT NULL,
  tx      BLOB NOT NULL,
  kind    TEXT NOT NULL,
  account INTEGER,                -- who the event is about; null for the zero address
  other   INTEGER,                -- the other party
  amount  TEXT,
  ref     BLOB,                   -- deposit, payout, case, or a report's digest
  number  INTEGER,                -- end of a freeze, a limit's window, or a report's sequence
  data    TEXT,                   -- the rest of it, as JSON
  time    INTEGER,                -- time of the block; null for plain transfers
  PRIMARY KEY (chain, block, log)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_reference ON events (ref, kind) WHERE kind IN ('Minted', 'Burned');
CREATE INDEX events_by_gate ON events (chain, block, log) WHERE kind = 'ReserveGateSet';
CREATE INDEX events_by_move ON events (amount, time) WHERE kind IN ('CrosschainMint', 'CrosschainBurn');

CREATE TABLE minters (
  chain    INTEGER NOT NULL,
  account  INTEGER NOT NULL,
  minted   TEXT NOT NULL,
  mints    INTEGER NOT NULL,
  capacity TEXT NOT NULL,
  window   INTEGER NOT NULL,
  PRIMARY KEY (chain, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE bridges (
  chain   INTEGER NOT NULL,
  account INTEGER NOT NULL,
  minted  TEXT NOT NULL,          -- all it ever minted here
  burned  TEXT NOT NULL,          -- all it ever burned here
  limits  TEXT NOT NULL,          -- JSON
  PRIMARY KEY (chain, account)
) STRICT, WITHOUT ROWID;

-- Reserve reports a chain has accepted, and what was minted there under each.
CREATE TABLE windows (
  chain       INTEGER NOT NULL,
  sequence    INTEGER NOT NULL,
  digest      BLOB NOT NULL,
  reserves    TEXT NOT NULL,
  supply      TEXT NOT NULL,
  mintable    TEXT NOT NULL,      -- this chain's share
  minted      TEXT NOT NULL,
  valid_from  INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;

-- Where the books stood at the end of a run, by the head that the run printed: the head is the hash of the standing.
CREATE TABLE heads (head BLOB PRIMARY KEY, standing TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Tables that follow from `events`, besides the totals in `chains`. */
export const DERIVED_TABLES = ["minters", "bridges", "windows"] as const;
