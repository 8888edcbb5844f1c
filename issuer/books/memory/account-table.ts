import { type PackedEvents, ROW } from "./packed-events.ts";

/** Words of an address. */
const ADDRESS = 5;
/** An account's place in memory, in words: its address, whether it was changed, and a balance of two doubles. */
const RECORD = { changed: 5, balance: 6, words: 10 } as const;
/** Accounts in one piece of memory: it grows by pieces, so that nothing is ever copied. */
const PIECE = 16_384;
const FEWEST_SLOTS = 1_024;

/** What the lower part of a balance counts up to, as so many bits: two of them are exact in doubles. */
const BITS = 48n;
const LIMB = 2 ** Number(BITS);
/** A higher part that is further from zero than this might not be exact after the next amount. */
const MOST = 2 ** 52;

/** A piece of memory, as words and as doubles. */
interface Piece {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

/**
 * Accounts in memory without an object for any of them: forty bytes for each, and eight to find it by its address. A balance
 * is two doubles, `higher * 2^48 + lower`, exact to 2^100; those that are ever beyond are kept as whole integers of any size.
 */
export class AccountTable {
  readonly #pieces: Piece[] = [];
  readonly #seed = Math.floor(Math.random() * 2 ** 32);
  /** Numbers of accounts plus one, by the hash of their address; 0 where there is none. */
  #slots = new Uint32Array(FEWEST_SLOTS);
  #count = 0;
  readonly #huge = new Map<number, bigint>();
  readonly #frozen = new Map<number, number>();
  #changed: number[] = [];

  /** How many accounts there are; their numbers are below that. */
  get size(): number {
    return this.#count;
  }

  /** Numbers of accounts that were changed since {@link settle}. */
  get changed(): readonly number[] {
    return this.#changed;
  }

  /** Takes it that everything that was changed is kept elsewhere. */
  settle(): void {
    for (const account of this.#changed) this.#pieceOf(account).words[at(account) + RECORD.changed] = 0;
    this.#changed = [];
  }

  /** Forgets all accounts. */
  clear(): void {
    this.#slots.fill(0);
    this.#huge.clear();
    this.#frozen.clear();
    [this.#count, this.#changed] = [0, []];
  }

  /** Returns the number of an account by its address, which is five words; -1 if there is none. */
  find(words: Uint32Array, first: number): number {
    return (this.#slots[this.#slotOf(words, first)] ?? 0) - 1;
  }

  /** Adds an account that there is not, with nothing. @returns Its number. */
  add(words: Uint32Array, first: number): number {
    if (2 * (this.#count + 1) > this.#slots.length) this.#widen();
    const account = this.#count++;
    if (account % PIECE === 0 && this.#pieces.length * PIECE <= account) this.#pieces.push(newPiece());
    const [piece, begin] = [this.#pieceOf(account), at(account)];
    for (let word = 0; word < ADDRESS; word++) piece.words[begin + word] = words[first + word] ?? 0;
    piece.words[begin + RECORD.changed] = 0;
    piece.doubles.fill(0, (begin + RECORD.balance) / 2, (begin + RECORD.words) / 2);
    this.#slots[this.#slotOf(words, first)] = account + 1;
    return account;
  }

  /** Notes that an account was changed. */
  change(account: number): void {
    const { words } = this.#pieceOf(account);
    const place = at(account) + RECORD.changed;
    if (words[place] === 1) return;
    words[place] = 1;
    this.#changed.push(account);
  }

  /** Gives an account the amount of a transfer. */
  credit(account: number, events: PackedEvents, row: number): void {
    this.#move(account, events, row, 1);
  }

  /** Takes the amount of a transfer from an account. @returns Whether it had as much; its balance is negative otherwise. */
  debit(account: number, events: PackedEvents, row: number): boolean {
    return this.#move(account, events, row, -1);
  }

  #move(account: number, events: PackedEvents, row: number, sign: 1 | -1): boolean {
    this.change(account);
    const { words } = events;
    const first = row * ROW.words + ROW.amount;
    let beyond = 0;
    for (let word = first + 3; word < first + 8; word++) beyond |= words[word] ?? 0;
    if (beyond !== 0 || (this.#huge.size > 0 && this.#huge.has(account))) {
      return this.addTo(account, BigInt(sign) * events.amountOf(row));
    }
    const middle = words[first + 1] ?? 0;
    const { doubles } = this.#pieceOf(account);
    const place = (at(account) + RECORD.balance) / 2;
    let lower = (doubles[place] ?? 0) + sign * ((words[first] ?? 0) + (middle & 0xffff) * 2 ** 32);
    let higher = (doubles[place + 1] ?? 0) + sign * ((middle >>> 16) + (words[first + 2] ?? 0) * 2 ** 16);
    if (lower < 0) {
      lower += LIMB;
      higher -= 1;
    } else if (lower >= LIMB) {
      lower -= LIMB;
      higher += 1;
    }
    doubles[place] = lower;
    doubles[place + 1] = higher;
    if (Math.abs(higher) > MOST) this.setBalance(account, this.balanceOf(account));
    return higher >= 0;
  }

  /** Adds to a balance. @returns Whether it is not negative then. */
  addTo(account: number, amount: bigint): boolean {
    this.change(account);
    const balance = this.balanceOf(account) + amount;
    this.setBalance(account, balance);
    return balance >= 0n;
  }

  /** Sets a balance, without noting that it was changed. */
  setBalance(account: number, balance: bigint): void {
    const higher = balance >> BITS;
    const [{ doubles }, place] = [this.#pieceOf(account), (at(account) + RECORD.balance) / 2];
    const huge = higher > MOST || higher < -MOST;
    doubles[place] = huge ? 0 : Number(balance - (higher << BITS));
    doubles[place + 1] = huge ? 0 : Number(higher);
    if (huge) this.#huge.set(account, balance);
    else if (this.#huge.size > 0) this.#huge.delete(account);
  }

  /** Returns a balance. */
  balanceOf(account: number): bigint {
    const huge = this.#huge.size > 0 ? this.#huge.get(account) : undefined;
    if (huge !== undefined) return huge;
    const [{ doubles }, place] = [this.#pieceOf(account), (at(account) + RECORD.balance) / 2];
    const [lower, higher] = [doubles[place] ?? 0, doubles[place + 1] ?? 0];
    return higher === 0 ? BigInt(lower) : (BigInt(higher) << BITS) + BigInt(lower);
  }

  /** Returns the end of an account's freeze, in Unix seconds; 0 if there is no record of one. */
  frozenUntil(account: number): number {
    return this.#frozen.size > 0 ? (this.#frozen.get(account) ?? 0) : 0;
  }

  /** Sets the end of an account's freeze, without noting that it was changed. */
  setFrozen(account: number, until: number): void {
    if (until === 0) this.#frozen.delete(account);
    else this.#frozen.set(account, until);
  }

  /** Copies the five words of an account's address. */
  copyAddress(account: number, words: Uint32Array, first: number): void {
    const [piece, begin] = [this.#pieceOf(account), at(account)];
    for (let word = 0; word < ADDRESS; word++) words[first + word] = piece.words[begin + word] ?? 0;
  }

  #pieceOf(account: number): Piece {
    return this.#pieces[Math.floor(account / PIECE)] as Piece;
  }

  /** Returns where an address is among the slots, or the free one where it would be. */
  #slotOf(words: Uint32Array, first: number): number {
    const most = this.#slots.length - 1;
    for (let slot = this.#hashOf(words, first) & most; ; slot = (slot + 1) & most) {
      const account = (this.#slots[slot] ?? 0) - 1;
      if (account < 0 || this.#is(account, words, first)) return slot;
    }
  }

  #is(account: number, words: Uint32Array, first: number): boolean {
    const piece = this.#pieceOf(account);
    const begin = at(account);
    for (let word = 0; word < ADDRESS; word++) if (piece.words[begin + word] !== words[first + word]) return false;
    return true;
  }

  /** By a seed of this process: whoever makes addresses cannot choose such as collide. */
  #hashOf(words: Uint32Array, first: number): number {
    let hash = this.#seed;
    for (let word = first; word < first + ADDRESS; word++) {
      hash = Math.imul(hash ^ (words[word] ?? 0), 0x9e37_79b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85eb_ca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  #widen(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let account = 0; account < this.#count; account++) {
      this.#slots[this.#slotOf(this.#pieceOf(account).words, at(account))] = account + 1;
    }
  }
}

/** Where an account is in its piece. */
function at(account: number): number {
  return (account % PIECE) * RECORD.words;
}

function newPiece(): Piece {
  const memory = new ArrayBuffer(PIECE * RECORD.words * Uint32Array.BYTES_PER_ELEMENT);
  return { words: new Uint32Array(memory), doubles: new Float64Array(memory) };
}
