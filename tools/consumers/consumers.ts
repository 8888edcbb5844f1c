import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { ConsumerProject, packedTarballs } from "./projects.ts";
import { writeSnippets } from "./snippets.ts";
import { openStage } from "./stage.ts";
import { say } from "../../issuer/output/say.ts";

/** What is tried, in this order: each example with the npm scripts it is checked and run by. */
const TRIED: readonly { readonly example: string; readonly about: string; readonly scripts: readonly string[] }[] = [
  { example: "commonjs", about: "CommonJS with import(), ethers alone", scripts: ["start"] },
  { example: "wallet", about: "TypeScript (NodeNext), ethers, viem and tronweb", scripts: ["check", "start"] },
  {
    example: "payments",
    about: "HTTP 402 payments by x402 2.27 on both chains, and the relayer under load and kills",
    scripts: ["check", "start"],
  },
  {
    example: "deposits",
    about: "an exchange's deposits, through kills and re-organisations",
    scripts: ["check", "start"],
  },
  { example: "contract", about: "a contract that imports the interfaces", scripts: ["start"] },
  { example: "permit-page", about: "a page bundled by Vite", scripts: ["check", "build"] },
];

/** The packed tarballs in real projects, against both embedded chains: `npm run test:consumer`. */
export default async function consumers(_: object, hre: HardhatRuntimeEnvironment): Promise<void> {
  const tarballs = packedTarballs();
  const started = Date.now();
  const { world, settings } = await openStage(hre);
  say(
    `${[...tarballs.values()].join(" and ")} in ${TRIED.length} projects, against ${world.bnb.url} (BNB-like) and ${world.tron.url} (TRON)`,
  );
  let failures = 0;
  try {
    for (const { example, about, scripts } of TRIED) {
      const begun = Date.now();
      const project = ConsumerProject.copy(example);
      try {
        say("", `examples/${example}: ${about}`);
        if (example === "wallet") say(`  with ${writeSnippets(project.folder)} pieces of code from the documents`);
        await project.install(tarballs);
        for (const script of scripts) indent(await project.run("npm", ["run", "--silent", script], settings));
        say(`  passed in ${seconds(begun)} s: npm install, ${scripts.map((name) => `npm run ${name}`).join(", ")}`);
      } catch (error) {
        failures += 1;
        say(`  FAILED: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        project.remove();
      }
    }
  } finally {
    await world.close();
  }
  say("", `${TRIED.length - failures} of ${TRIED.length} projects passed in ${seconds(started)} s`);
  if (failures > 0) process.exitCode = 1;
}

function indent(text: string): void {
  for (const line of text.trimEnd().split("\n")) if (line !== "") say(`  ${line}`);
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1_000).toFixed(0);
}
