import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { randomUUID } from "node:crypto";
import { OperatorError } from "../errors.ts";
import { writing } from "../files/durable.ts";
import { PRIVATE, makePrivateFolder } from "../files/private.ts";

/** A lock that is held. */
export interface Lock {
  /** Throws `CONCURRENT_RUN` if somebody took the lock away. */
  assertHeld(): void;
  release(): void;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly token: string;
}

/**
 * Takes a lock file, or that of a process which no longer runs on this machine.
 * @throws OperatorError `CONCURRENT_RUN` if another run holds it; `RECORD_NOT_WRITTEN` if there can be no lock.
 */
export function acquireLock(file: string, now: Date = new Date()): Lock {
  const mine: Owner = { pid: process.pid, host: hostname(), since: now.toISOString(), token: randomUUID() };
  const draft = `${file}.${mine.token}`;
  try {
    writing(draft, () => {
      makePrivateFolder(dirname(file));
      writeFileSync(draft, JSON.stringify(mine), { flag: "wx", mode: PRIVATE.file });
    });
    if (!tryLink(draft, file)) {
      const owner = readOwner(file);
      if (owner === null || isAlive(owner)) throw concurrent(file, owner);
      retire(file, owner);
      if (!tryLink(draft, file)) throw concurrent(file, readOwner(file));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  // A process that is asked to end does not come back to the holder's `finally`.
  process.once("exit", release);
  return {
    assertHeld() {
      const owner = readOwner(file);
      if (owner?.token !== mine.token) throw concurrent(file, owner);
    },
    release,
  };

  function release(): void {
    process.off("exit", release);
    if (readOwner(file)?.token === mine.token) rmSync(file, { force: true });
  }
}

/** Linking is atomic: it succeeds for one of several that try. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    return writing(file, () => {
      throw error;
    });
  }
}

/** Moves a dead owner's lock away. If somebody else was faster, puts theirs back. */
function retire(file: string, dead: Owner): void {
  const aside = `${file}.${dead.token}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const moved = readOwner(aside);
  if (moved !== null && moved.token !== dead.token) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function readOwner(file: string): Owner | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Owner;
  } catch {
    return null;
  }
}

/** A process of another machine counts as alive, since nobody here can tell. */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function concurrent(file: string, owner: Owner | null): OperatorError {
  const who = owner === null ? "Another run" : `Process ${owner.pid} on ${owner.host} (since ${owner.since})`;
  return new OperatorError("CONCURRENT_RUN", `${who} is at work on this coin on this network; its lock is ${file}.`);
}
