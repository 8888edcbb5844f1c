/**
 * Lines of CODEOWNERS that own nothing: a folder that was moved has nobody who reviews it.
 * @param text - CODEOWNERS.
 * @param files - Every file, by its path from the repository's root, with forward slashes.
 * @returns A sentence for each, with its line.
 */
export function idleOwners(text: string, files: readonly string[]): string[] {
  return text.split("\n").flatMap((line, index) => {
    const [pattern = "", ...owners] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (pattern === "") return [];
    if (owners.length === 0) return [`line ${index + 1}: ${pattern} has no owner`];
    if (pattern === "*") return [];
    const path = pattern.replace(/^\//, "");
    const isOwned = files.some((file) => (path.endsWith("/") ? file.startsWith(path) : file === path));
    return isOwned ? [] : [`line ${index + 1}: there is no ${path}`];
  });
}

/** Folders with more files of their own than one can look over, such as `issuer/x: 36 files, at most 35`. */
export function crowdedFolders(files: readonly string[], limit: number): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > limit)
    .map(([folder, count]) => `${folder}: ${count} files, at most ${limit}: give some a folder of their own`);
}
