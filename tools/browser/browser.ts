import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { JsonRpcProvider, computeAddress } from "ethers";
import { type Page, chromium } from "playwright-core";
import { ConsumerProject, packedTarballs } from "../consumers/projects.ts";
import { type ConsumerStage, openStage } from "../consumers/stage.ts";
import { chromiumPath } from "./chromium.ts";
import { injectWallet } from "./wallet.ts";
import { connectToken } from "../../packages/integration/connect.ts";
import { say } from "../../issuer/output/say.ts";

const PICTURES = "build/browser";

/** The page of `examples/permit-page` in Chromium, with a wallet, a relayer and a chain: `npm run test:browser`. */
export default async function browserTest(): Promise<void> {
  const executablePath = chromiumPath();
  const tarballs = packedTarballs();
  const stage = await openStage();
  const project = ConsumerProject.copy("permit-page");
  try {
    await project.install(tarballs);
    await project.run("npm", ["run", "--silent", "check"]);
    await project.run("npm", ["run", "--silent", "build"]);
    const server = await startServer(project, stage);
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      for (const reader of READERS) {
        const { viewport, locale, colorScheme } = reader;
        const page = await browser.newPage({ viewport, locale, colorScheme });
        await permitInPage(page, server.url, stage, reader);
        await page.close();
      }
    } finally {
      await browser.close();
      server.stop();
    }
  } finally {
    project.remove();
    await stage.close();
  }
  say(
    `browser: allowed and taken back in Chromium at ${READERS.length} widths, nothing found by axe; pictures in ${PICTURES}/`,
  );
}

/** One reader: how wide the page is, in which language and which colours. */
interface Reader {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly locale: string;
  readonly colorScheme: "light" | "dark";
  /** How the page's language writes two hundred and fifty. */
  readonly amount: string;
  readonly words: { readonly allow: RegExp; readonly done: RegExp; readonly ready: RegExp; readonly revoked: RegExp };
}

const READERS: readonly Reader[] = [
  {
    name: "phone",
    ...{ viewport: { width: 390, height: 844 }, locale: "ky-KG", colorScheme: "dark", amount: "250,50" },
    words: {
      allow: /^Дүкөнгө 250,50 KGST алууга уруксат берүү$/,
      done: /^Уруксат берилди$/,
      ready: /^Даяр: дүкөн баары болуп 250,50 KGST ала алат/,
      revoked: /^Даяр: дүкөн эми эч нерсе ала албайт/,
    },
  },
  {
    name: "desktop",
    ...{ viewport: { width: 1280, height: 900 }, locale: "en-US", colorScheme: "light", amount: "250.50" },
    words: {
      allow: /^Allow the shop to collect 250\.50 KGST$/,
      done: /^Allowed$/,
      ready: /^Done: the shop may collect 250\.50 KGST in all/,
      revoked: /^Done: the shop may collect nothing any more/,
    },
  },
];

/** Allows, is refused, allows again, and takes back; the page is looked at by axe at each stop. */
async function permitInPage(page: Page, url: string, { settings }: ConsumerStage, reader: Reader): Promise<void> {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  const node = new JsonRpcProvider(settings.KGST_BNB_RPC, undefined, { cacheTimeout: -1 });
  const payer = computeAddress(settings.KGST_PAYER_KEY ?? "");
  const shop = computeAddress(settings.KGST_RELAYER_KEY ?? "");
  const token = connectToken(settings.KGST_BNB_TOKEN ?? "", node);
  const wallet = await injectWallet(page, settings.KGST_PAYER_KEY ?? "", node);
  const [signed, sent] = await Promise.all([token.nonces(payer), node.getTransactionCount(payer)]);
  const said = async (id: string, text: RegExp | string): Promise<void> => {
    await page.locator(`#${id}`).filter({ hasText: text }).waitFor({ timeout: 15_000 });
  };
  const allow = page.locator("#allow");

  await page.goto(url);
  await page.getByRole("button", { name: "Test Wallet" }).waitFor();
  await accessible(page, `${reader.name}, not connected`);
  await page.getByRole("button", { name: "Test Wallet" }).click();
  await said("account", payer);
  await said("spender", shop);
  assert.ok(wallet.requests.includes("wallet_switchEthereumChain"), "the wallet was asked to switch");

  await page.locator("#amount").fill("2.50000012");
  await allow.click();
  await said("status", /2.50000012/);
  await page.locator("#amount").fill(reader.amount);
  await said("allow", reader.words.allow);
  wallet.agrees = false;
  await allow.click();
  await said("status", "The person declined in the wallet. Nothing was signed or sent.");
  wallet.agrees = true;
  await allow.click();
  await said("status", reader.words.ready);
  await said("allow", reader.words.done);
  assert.equal(await allow.isDisabled(), true, "what is done cannot be done again");
  assert.equal(await token.allowance(payer, shop), 250_500_000n);
  await accessible(page, `${reader.name}, allowed`);
  const width = await page.evaluate<number>("document.documentElement.scrollWidth");
  assert.ok(width <= reader.viewport.width, `the page is ${width} wide at ${reader.viewport.width}`);
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/permit-page-${reader.name}.png`, fullPage: true });

  await page.locator("#revoke").click();
  await said("status", reader.words.revoked);
  assert.equal(await token.allowance(payer, shop), 0n);
  assert.equal(await token.nonces(payer), signed + 2n);
  assert.equal(await node.getTransactionCount(payer), sent, "the payer sent nothing");
  assert.deepEqual(problems, []);
  node.destroy();
}

/** What axe finds on the page as it is now. */
async function accessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
  assert.deepEqual(found, [], where);
}

/** The example's own server, on a free port. */
async function startServer(
  project: ConsumerProject,
  { settings }: ConsumerStage,
): Promise<{ readonly url: string; stop(): void }> {
  const child = spawn(process.execPath, ["server.mjs"], {
    cwd: project.folder,
    env: { ...process.env, ...settings, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").once("data", (text: string) => resolve(text.trim()));
    child.once("exit", (code) => reject(new Error(`The example's server ended with ${code}.`)));
  });
  return { url, stop: () => child.kill() };
}
