/** What files of tests share and have to close, in a process that is told its files one by one. */
export const closers = new Set<() => Promise<void>>();

/**
 * Closes what files of tests share when the last of them has run. A hook at the root of a shared module would not do: the
 * module is read once, so it would be a hook of the first file of each process.
 * @param what - What is closed, as part of a sentence.
 */
export function closeAtEnd(what: string, close: () => Promise<void>): void {
  if (process.send === undefined) after(`closes ${what}`, close);
  else closers.add(close);
}
