import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Documents whose TypeScript an integrator copies. */
const DOCUMENTS = ["docs/integration/README.md", "packages/integration/README.md", "packages/tron/README.md"];

/** What the documents take for granted. */
const GIVEN = [
  'import type { connectToken } from "@kgst/integration";',
  'import type { TronWeb } from "tronweb";',
  'import type { Provider, Signer, Wallet } from "ethers";',
  "export declare const provider: Provider;",
  "export declare const signer: Signer;",
  "export declare const relayer: Signer;",
  "export declare const wallet: Signer;",
  "export declare const tronWeb: TronWeb;",
  "export declare const token: ReturnType<typeof connectToken>;",
  "export declare const value: bigint;",
  "export declare const rpcUrl: string;",
  "export declare const tokenAddress: string;",
  "export declare const adapterAddress: string;",
  "export declare const tronProvider: Provider;",
  "export declare const tronAdapterAddress: string;",
  "export declare const recipient: string;",
  "export declare const customer: string & Wallet;",
  "export declare const shop: string & Wallet;",
  "export declare const address: string;",
  "export declare const privateKey: string;",
  "export declare const abi: readonly string[];",
  "export declare const lastSearched: number;",
  "export declare const depositAddresses: readonly string[];",
  "export declare function credit(account: string, value: bigint, once: string): void;",
] as const;

/**
 * Writes every TypeScript block of the documents into a project, each a module of its own, so that the project's type check
 * checks them too. What a block does not declare itself comes from `given.ts`.
 * @returns How many there are.
 */
export function writeSnippets(folder: string): number {
  const target = join(folder, "src", "documents");
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "given.ts"), `${GIVEN.join("\n")}\n`);
  const blocks = DOCUMENTS.flatMap((document) =>
    [...readFileSync(document, "utf8").matchAll(/^( *)```ts\n([\s\S]*?)^ *```$/gm)].map(([, , code = ""]) => ({
      document,
      code,
    })),
  );
  for (const [index, { document, code }] of blocks.entries()) {
    const names = GIVEN.flatMap((line) => /^export declare (?:const|function) (\w+)/.exec(line)?.[1] ?? []);
    const used = names.filter(
      (name) =>
        new RegExp(`\\b${name}\\b`).test(code) &&
        !new RegExp(`(?:(?:const|let) (?:{[^}]*\\b)?|import {[^}]*\\b)${name}\\b`).test(code),
    );
    const given = `import { ${used.join(", ")} } from "./given.js";`;
    writeFileSync(join(target, `block-${index + 1}.ts`), `// ${document}\n${given}\n${code}\nexport {};\n`);
  }
  return blocks.length;
}
