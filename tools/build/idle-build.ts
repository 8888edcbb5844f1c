import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Says which compiler there is without loading it: that takes longer than all else that a build does when nothing has
 * changed, and every task builds first. A build fails if it has to compile and the compiler turns out to be another one.
 * @param known - Short and long version of the JavaScript compiler at `path`.
 */
export function knownCompiler(known: { readonly version: string; readonly longVersion: string }): HardhatPlugin {
  return {
    id: "known-compiler",
    hookHandlers: {
      solidity: () =>
        Promise.resolve({
          default: () =>
            Promise.resolve({
              getCompiler: async (context, config, next) => {
                const { version, path } = config;
                if (version !== known.version || path === undefined) return next(context, config);
                return {
                  ...{ version, longVersion: known.longVersion, compilerPath: path, isSolcJs: true },
                  async compile(input) {
                    const compiler = await next(context, config);
                    if (compiler.longVersion === known.longVersion) return await compiler.compile(input);
                    throw new Error(
                      `The compiler is ${compiler.longVersion}, not ${known.longVersion} as config/compiler.json says.`,
                    );
                  },
                };
              },
            }),
        }),
    },
  };
}

/** What the typings were made from, and what they were then. */
const STAMP = "typings.sha256";

/**
 * Makes typings only when the artifacts have changed since the last ones, or the typings themselves. Loading the generator
 * takes longer than all else that a build does when nothing has changed; and a process must not write again files that
 * another one reads.
 */
export function onlyWhenChanged(typechain: HardhatPlugin): HardhatPlugin {
  const own = typechain.hookHandlers?.solidity;
  if (own === undefined) return typechain;
  return {
    ...typechain,
    hookHandlers: {
      ...typechain.hookHandlers,
      solidity: () =>
        Promise.resolve({
          default: () =>
            Promise.resolve({
              processArtifactsAfterSuccessfulBuild: async (context, artifacts, ...rest) => {
                const { paths, typechain: settings } = context.config;
                const stamp = join(paths.cache, STAMP);
                const folder = join(paths.root, settings.outDir ?? "types");
                const state = (): string => fingerprint([...artifacts, ...globSync(join(folder, "**/*.ts"))]);
                if (existsSync(stamp) && readFileSync(stamp, "utf8") === state()) return;
                const handlers = await (await own()).default();
                await handlers.processArtifactsAfterSuccessfulBuild?.(context, artifacts, ...rest);
                mkdirSync(paths.cache, { recursive: true });
                writeFileSync(stamp, state());
              },
            }),
        }),
    },
  };
}

/** Changes whenever one of the files is written, or is another one. */
function fingerprint(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest("hex");
}
