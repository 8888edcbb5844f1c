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
