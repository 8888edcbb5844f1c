/** What of `package-lock.json` is looked at. */
export interface Lockfile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly link?: boolean;
        readonly integrity?: string;
        readonly hasInstallScript?: boolean;
        readonly version?: string;
      }
    >
  >;
}

/** What of `package.json` is looked at. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** Packages that bring install scripts, and whether they may run. */
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

const MODULES = "node_modules/";
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * Finds what an installation would take on trust: a package without a hash (npm leaves out those of other platforms when
 * they were never installed here), a version that may move, or an install script that nobody has decided about.
 * @returns A sentence for each.
 */
export function lockfileProblems(lock: Lockfile, manifest: Manifest): string[] {
  // What has no `node_modules/` in its path lies in this repository: the root, and its workspaces.
  const entries = Object.entries(lock.packages).filter(([path, { link }]) => path.includes(MODULES) && link !== true);
  const nameOf = (path: string): string => path.slice(path.lastIndexOf(MODULES) + MODULES.length);
  const scripts = new Set(entries.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => nameOf(path)));
  const decided = Object.keys(manifest.allowScripts ?? {});
  return [
    ...entries
      .filter(([, { integrity = "" }]) => !SHA512.test(integrity))
      .map(([path]) => `package-lock.json: ${path} has no SHA-512 of its package`),
    ...Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `package.json: ${name} is not pinned to one version: ${version}`),
    ...[...scripts]
      .filter((name) => !decided.includes(name))
      .map((name) => `package.json: ${name} has an install script, and allowScripts does not say whether it may run`),
    ...decided
      .filter((name) => !scripts.has(name))
      .map((name) => `package.json: allowScripts names ${name}, which has no install script`),
  ];
}
