import type { AccountTable } from "./account-table.ts";

/** Bytes of an address, and values of a byte. */
const ADDRESS = 20;
const VALUES = 256;
/** Bytes that are sorted by: of those that are not the same everywhere, which leaves few accounts that share them. */
const SORTED = 4;

/**
 * Returns the accounts that were changed, by the first bytes of their addresses: SQLite keeps them in that order, and what is
 * written in it touches each of its pages once. Sorted byte by byte, in a time that grows with the accounts alone.
 */
export function inOrder(table: AccountTable): Uint32Array {
  let accounts = Uint32Array.from(table.changed);
  const bytes = addressesOf(table, accounts);
  // Places in `bytes`, which are moved about instead of the accounts.
  let order = accounts.map((_, index) => index);
  for (const byte of unequalBytes(bytes).slice(0, SORTED).reverse()) order = sortedBy(order, bytes, byte);
  accounts = order.map((index) => accounts[index] ?? 0);
  return accounts;
}

function addressesOf(table: AccountTable, accounts: Uint32Array): Uint8Array {
  const words = new Uint32Array((accounts.length * ADDRESS) / Uint32Array.BYTES_PER_ELEMENT);
  for (let index = 0; index < accounts.length; index++) {
    table.copyAddress(accounts[index] ?? 0, words, (index * ADDRESS) / Uint32Array.BYTES_PER_ELEMENT);
  }
  return new Uint8Array(words.buffer);
}

/** Returns which bytes of addresses are not the same in all of them. */
function unequalBytes(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let byte = 0; byte < ADDRESS; byte++) {
    for (let place = byte; place < bytes.length; place += ADDRESS) {
      if (bytes[place] === bytes[byte]) continue;
      found.push(byte);
      break;
    }
  }
  return found;
}

/** Sorts by one byte, and leaves the order of those that have the same. */
function sortedBy(order: Uint32Array, bytes: Uint8Array, byte: number): Uint32Array<ArrayBuffer> {
  const begins = new Uint32Array(VALUES + 1);
  for (const index of order) {
    const next = (bytes[index * ADDRESS + byte] ?? 0) + 1;
    begins[next] = (begins[next] ?? 0) + 1;
  }
  for (let value = 1; value < VALUES; value++) begins[value] = (begins[value] ?? 0) + (begins[value - 1] ?? 0);
  const sorted = new Uint32Array(order.length);
  for (const index of order) {
    const value = bytes[index * ADDRESS + byte] ?? 0;
    const place = begins[value] ?? 0;
    sorted[place] = index;
    begins[value] = place + 1;
  }
  return sorted;
}
