import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { replaceInParts } from "../files/durable.ts";
import { likenessOf } from "../references/alike.ts";
import { legacyCanonical } from "../references/canonical.ts";
import { toJsonText } from "../text/json.ts";
import type { HistoryEntry } from "./history.ts";

/** Bytes of one place in the index: eight of a digest, eight of where a line begins. */
const PLACE = 16;
const HALF = 8;

/** Characters of a description that an index keeps. */
const LONGEST_DESCRIPTION = 500;

/** Names of the two files of an index: places by digest, and a line for each subject. */
export interface IndexFiles {
  readonly places: string;
  readonly subjects: string;
}

/**
 * Writes what is known of the subjects of a year, so that one of them is found without reading the year.
 * @returns SHA-256 of the places.
 */
export function writeIndex(files: IndexFiles, entries: Iterable<HistoryEntry>): string {
  const places: { readonly digest: bigint; readonly offset: bigint }[] = [];
  replaceInParts(files.subjects, (append) => {
    let offset = 0n;
    for (const entry of entries) {
      const line = Buffer.from(`${toJsonText(shortened(entry))}\n`);
      for (const digest of digestsOf(entry)) places.push({ digest, offset });
      append(line);
      offset += BigInt(line.length);
    }
  });
  places.sort((one, other) => compare(one.digest, other.digest) || compare(one.offset, other.offset));
  const bytes = Buffer.alloc(places.length * PLACE);
  for (const [index, { digest, offset }] of places.entries()) {
    bytes.writeBigUInt64BE(digest, index * PLACE);
    bytes.writeBigUInt64BE(offset, index * PLACE + HALF);
  }
  replaceInParts(files.places, (append) => {
    append(bytes);
  });
  return createHash("sha256").update(bytes).digest("hex");
}

/** A transaction about many is described by all of them; each of them needs no more than the beginning. */
function shortened(entry: HistoryEntry): HistoryEntry {
  const { description } = entry;
  return description.length <= LONGEST_DESCRIPTION
    ? entry
    : { ...entry, description: `${description.slice(0, LONGEST_DESCRIPTION)}…` };
}

/** What is known of the subjects of a year. */
export class SubjectIndex {
  readonly #files: IndexFiles;
  readonly #places: Buffer;

  private constructor(files: IndexFiles, places: Buffer) {
    this.#files = files;
    this.#places = places;
  }

  /** Opens an index; null if it is not there as it was written. @param sha256 - Of the places. */
  static open(files: IndexFiles, sha256: string): SubjectIndex | null {
    if ([files.places, files.subjects].some((file) => statSync(file, { throwIfNoEntry: false }) === undefined)) {
      return null;
    }
    const places = readFileSync(files.places);
    return createHash("sha256").update(places).digest("hex") === sha256 ? new SubjectIndex(files, places) : null;
  }

  /** Returns what is known of a subject; null if the lines are not those of the index. */
  get(key: string): HistoryEntry | undefined | null {
    const found = this.#entriesAt(digestOf("key", key));
    return found === null ? null : found.find(({ subject }) => subject.key === key);
  }

  /** Returns what is known under references that look like one, oldest first; null as for {@link get}. */
  alike(reference: string): readonly HistoryEntry[] | null {
    const likeness = likenessOf(reference);
    const found = this.#entriesAt(digestOf("likeness", likeness));
    return found?.filter((entry) => likenessIn(entry) === likeness) ?? null;
  }

  #entriesAt(digest: bigint): HistoryEntry[] | null {
    const offsets = this.#offsetsOf(digest);
    if (offsets.length === 0) return [];
    const handle = openSync(this.#files.subjects, "r");
    try {
      const entries = offsets.map((offset) => readEntry(handle, offset));
      const confirmed = entries.filter((entry) => entry !== null && digestsOf(entry).includes(digest));
      return confirmed.length === offsets.length ? (confirmed as HistoryEntry[]) : null;
    } finally {
      closeSync(handle);
    }
  }

  #offsetsOf(digest: bigint): number[] {
    const digestAt = (index: number): bigint => this.#places.readBigUInt64BE(index * PLACE);
    const count = this.#places.length / PLACE;
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (digestAt(middle) < digest) low = middle + 1;
      else high = middle;
    }
    const offsets: number[] = [];
    for (let index = low; index < count && digestAt(index) === digest; index++) {
      offsets.push(Number(this.#places.readBigUInt64BE(index * PLACE + HALF)));
    }
    return offsets;
  }
}

const FIRST_READ = 4_096;

/** Null if there is no whole line of JSON. */
function readEntry(handle: number, offset: number): HistoryEntry | null {
  for (let size = FIRST_READ; ; size *= 8) {
    const bytes = Buffer.alloc(size);
    const read = readSync(handle, bytes, 0, size, offset);
    const end = bytes.subarray(0, read).indexOf(0x0a);
    if (end >= 0) return parsed(bytes.toString("utf8", 0, end));
    if (read < size) return null;
  }
}

function parsed(text: string): HistoryEntry | null {
  try {
    return JSON.parse(text) as HistoryEntry;
  } catch {
    return null;
  }
}

function digestsOf(entry: HistoryEntry): bigint[] {
  const likeness = likenessIn(entry);
  const key = digestOf("key", entry.subject.key);
  return likeness === undefined ? [key] : [key, digestOf("likeness", likeness)];
}

function likenessIn({ subject: { reference } }: HistoryEntry): string | undefined {
  return reference === undefined ? undefined : likenessOf(legacyCanonical(reference));
}

function digestOf(kind: "key" | "likeness", text: string): bigint {
  return createHash("sha256").update(`${kind} ${text}`).digest().readBigUInt64BE(0);
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : Number(one > other);
}
