/** Number of the layout below; a file with another one is not read. */
export const SCHEMA_VERSION = 3;

/**
 * The books of one coin in one environment. Amounts are integers, beyond 63 bits decimal text (see `amounts.ts`), addresses,
 * hashes and references are bytes, times are Unix seconds. `events` is what the chains said; every other table but `chains` and
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
  block_hash   TEXT NOT NULL DEFAULT '',
  block_time   INTEGER NOT NULL DEFAULT 0,
  events       INTEGER NOT NULL DEFAULT 0,
  digest       BLOB NOT NULL DEFAULT (zeroblob(32)), -- running hash over all events up to this block
  supply       ANY NOT NULL DEFAULT 0,
  issued       ANY NOT NULL DEFAULT 0, -- transfers from the zero address
  destroyed    ANY NOT NULL DEFAULT 0, -- transfers to the zero address
  minted       ANY NOT NULL DEFAULT 0,
  unreported   ANY NOT NULL DEFAULT 0, -- the part of it outside of every window
  burned       ANY NOT NULL DEFAULT 0,
  bridged_in   ANY NOT NULL DEFAULT 0,
  bridged_out  ANY NOT NULL DEFAULT 0,
  wiped        ANY NOT NULL DEFAULT 0,
  referenced   ANY NOT NULL DEFAULT 0  -- number of mints and burns
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

-- Everybody who ever appeared in an event.
CREATE TABLE accounts (
  chain        INTEGER NOT NULL,
  address      BLOB NOT NULL,
  balance      ANY NOT NULL,
  frozen_until INTEGER NOT NULL,  -- 0: no record
  PRIMARY KEY (chain, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_frozen ON accounts (chain, frozen_until) WHERE frozen_until != 0;

CREATE TABLE events (
  chain   INTEGER NOT NULL,
  block   INTEGER NOT NULL,
  log     INTEGER NOT NULL,
  tx      BLOB NOT NULL,
  kind    TEXT NOT NULL,
  account BLOB,                   -- who the event is about; null for the zero address
  other   BLOB,                   -- the other party
  amount  ANY,
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
  account  BLOB NOT NULL,
  minted   ANY NOT NULL,
  mints    INTEGER NOT NULL,
  capacity ANY NOT NULL,
  window   INTEGER NOT NULL,
  PRIMARY KEY (chain, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE bridges (
  chain   INTEGER NOT NULL,
  account BLOB NOT NULL,
  minted  ANY NOT NULL,          -- all it ever minted here
  burned  ANY NOT NULL,          -- all it ever burned here
  limits  TEXT NOT NULL,          -- JSON
  PRIMARY KEY (chain, account)
) STRICT, WITHOUT ROWID;

-- Reserve reports a chain has accepted, and what was minted there under each.
CREATE TABLE windows (
  chain       INTEGER NOT NULL,
  sequence    INTEGER NOT NULL,
  digest      BLOB NOT NULL,
  reserves    ANY NOT NULL,
  supply      ANY NOT NULL,
  mintable    ANY NOT NULL,       -- this chain's share
  minted      ANY NOT NULL,
  valid_from  INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  PRIMARY KEY (chain, sequence)
) STRICT, WITHOUT ROWID;

-- Ends of chunks, some hundred thousand events apart: a part of the events between two of them can be checked alone.
CREATE TABLE seals (
  chain  INTEGER NOT NULL,
  block  INTEGER NOT NULL,
  events INTEGER NOT NULL,        -- up to the block
  digest BLOB NOT NULL,           -- running hash over them
  PRIMARY KEY (chain, block)
) STRICT, WITHOUT ROWID;

-- How each chain's books were left by the last run that found nothing wrong in them.
CREATE TABLE audits (
  chain   INTEGER PRIMARY KEY,
  block   INTEGER NOT NULL,
  events  INTEGER NOT NULL,
  digest  BLOB NOT NULL,
  derived BLOB NOT NULL,          -- hash over everything that follows from the events
  full    INTEGER NOT NULL,       -- time of the last full audit
  seal    BLOB NOT NULL           -- hash over this line and the chain's seals
) STRICT;

-- Where the books stood at the end of a run, by the head that the run printed: the head is the hash of the standing.
CREATE TABLE heads (head BLOB PRIMARY KEY, standing TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Tables that follow from `events`, besides the totals in `chains`. */
export const DERIVED_TABLES = ["accounts", "minters", "bridges", "windows"] as const;
