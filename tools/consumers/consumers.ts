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
  { example: "viem", about: "viem without ethers", scripts: ["check", "start"] },
  { example: "wagmi", about: "React and wagmi in Vite", scripts: ["check", "build"] },
  { example: "next", about: "Next: viem on the server, wagmi in the browser", scripts: ["build", "start"] },
  { example: "bundles", about: "what a page pays, within budgets", scripts: ["start"] },
  {
    example: "deposits",
    about: "an exchange's deposits, through kills and re-organisations",
    scripts: ["check", "start"],
  },
  {
    example: "python",
    about: "Python: vectors with eth-account, web3.py, tronpy by the stored ABI",
    scripts: ["start"],
  },
  { example: "contract", about: "a contract that imports the interfaces", scripts: ["start"] },
  { example: "permit-page", about: "a page bundled by Vite", scripts: ["check", "build"] },
];

/** The packed tarballs in real projects, against both chains of `npm start -- --keep`, with what that prints: `npm run test:consumer`. */
export default async function consumers(): Promise<void> {
  const tarballs = packedTarballs();
  const tried = wanted();
  const started = Date.now();
  const stage = await openStage();
  const { settings } = stage;
  say(
    `${[...tarballs.values()].join(" and ")} in ${tried.length} projects, against ${settings.KGST_BNB_RPC} (BNB-like) and ${settings.KGST_TRON_URL} (TRON)`,
  );
  let failures = 0;
  try {
    for (const { example, about, scripts } of tried) {
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
    await stage.close();
  }
  say("", `${tried.length - failures} of ${tried.length} projects passed in ${seconds(started)} s`);
  if (failures > 0) process.exitCode = 1;
}

/** `CONSUMERS=viem,next` tries these alone. */
function wanted(): typeof TRIED {
  const names = process.env.CONSUMERS?.split(",");
  return names === undefined ? TRIED : TRIED.filter(({ example }) => names.includes(example));
}

function indent(text: string): void {
  for (const line of text.trimEnd().split("\n")) if (line !== "") say(`  ${line}`);
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1_000).toFixed(0);
}
