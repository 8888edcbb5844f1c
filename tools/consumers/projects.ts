import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { OperatorError } from "../../issuer/errors.ts";
import { readPackage } from "../package/packages.ts";

/** A project that uses the package as its users do: copied from `examples/`, with the tarball installed by npm. */
export class ConsumerProject {
  readonly name: string;
  readonly folder: string;

  private constructor(name: string, folder: string) {
    this.name = name;
    this.folder = folder;
  }

  /** Copies an example to a folder of its own, away from this repository and its `node_modules`. */
  static copy(example: string): ConsumerProject {
    const folder = mkdtempSync(join(tmpdir(), `kgst-${example}-`));
    cpSync(join("examples", example), folder, {
      recursive: true,
      filter: (path) => !/[\\/](?:node_modules|dist)(?:[\\/]|$)/.test(path),
    });
    return new ConsumerProject(example, folder);
  }

  /** Installs the tarballs and what the example names, with npm alone. */
  async install(tarballs: Tarballs): Promise<void> {
    const path = join(this.folder, "package.json");
    const manifest = JSON.parse(readFileSync(path, "utf8")) as { dependencies: Record<string, string> };
    for (const [name, tarball] of tarballs) manifest.dependencies[name] = `file:${resolve(tarball)}`;
    writeFileSync(path, JSON.stringify(manifest, null, 2));
    await this.run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]);
  }

  /** Runs a command in the project, without blocking the chains of this process. */
  async run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = spawn(command, args, {
      cwd: this.folder,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const code = await new Promise<number | null>((done, failed) => child.once("close", done).once("error", failed));
    if (code !== 0) throw new Error(`${this.name}: \`${command} ${args.join(" ")}\` ended with ${code}:\n${said}`);
    return said;
  }

  /** Removes the copy. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Tarballs by the package's name. */
export type Tarballs = ReadonlyMap<string, string>;

/** What wallets install: the package for them, and the one that it depends on. */
const INSTALLED = ["packages/tron", "packages/integration"] as const;

/** Tarballs of the last `npm run package`. @throws OperatorError if one is missing */
export function packedTarballs(): Tarballs {
  return new Map(
    INSTALLED.map((folder) => {
      const { name, version } = readPackage(folder).manifest;
      const tarball = `build/${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
      if (!existsSync(tarball)) throw new OperatorError("PACKAGE_MISSING", `${name} has not been packed.`);
      return [name, tarball] as const;
    }),
  );
}
