import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { JsonRpcProvider, computeAddress } from "ethers";
import { type Page, chromium } from "playwright-core";
import { ConsumerProject, packedTarballs } from "../consumers/projects.ts";
import { type ConsumerStage, openStage } from "../consumers/stage.ts";
import { chromiumPath } from "./chromium.ts";
import { injectWallet } from "./wallet.ts";
import { connectToken } from "../../packages/integration/connect.ts";
import { formatAmount } from "../../packages/integration/reading/units.ts";
import { say } from "../../issuer/output/say.ts";

const SCREENSHOT = "build/browser/permit-page.png";

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
      const page = await browser.newPage({ viewport: { width: 720, height: 740 }, deviceScaleFactor: 2 });
      await permitInPage(page, server.url, stage);
    } finally {
      await browser.close();
      server.stop();
    }
  } finally {
    project.remove();
    await stage.close();
  }
  say(`browser: Chromium signed a permit in the page, the relayer submitted it; picture in ${SCREENSHOT}`);
}

async function permitInPage(page: Page, url: string, { settings }: ConsumerStage): Promise<void> {
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
  const status = page.locator("#status");
  const said = async (id: string, text: string): Promise<void> => {
    await page.locator(`#${id}`).filter({ hasText: text }).waitFor({ timeout: 15_000 });
  };

  const [signed, sent] = await Promise.all([token.nonces(payer), node.getTransactionCount(payer)]);
  await page.goto(url);
  await page.getByRole("button", { name: "Connect wallet" }).click();
  await said("balance", `${formatAmount(await token.balanceOf(payer), 6)} KGST`);
  await said("allowance", "0.00 KGST");
  await said("coin", `KGST, chain ${settings.KGST_BNB_CHAIN_ID ?? ""}`);

  const sign = page.getByRole("button", { name: "Sign the permit" });
  await page.locator("#amount").fill("2.5000001");
  await sign.click();
  await said("status", `"2.5000001" has more than the coin's 6 decimals.`);
  await page.locator("#amount").fill("250");
  wallet.agrees = false;
  await sign.click();
  await said("status", "The person declined in the wallet. Nothing was signed or sent.");
  wallet.agrees = true;
  await sign.click();
  await said("allowance", "250.00 KGST");
  await said("status", "Done: the shop may collect 250.00 KGST and paid for it.");

  assert.equal(await token.allowance(payer, shop), 250_000_000n);
  assert.equal(await token.nonces(payer), signed + 1n);
  assert.equal(await node.getTransactionCount(payer), sent, "the payer sent nothing");
  assert.equal(wallet.requests.filter((method) => method === "eth_signTypedData_v4").length, 2);
  assert.equal(await status.getAttribute("class"), "good");
  assert.deepEqual(problems, []);
  mkdirSync("build/browser", { recursive: true });
  await page.screenshot({ path: SCREENSHOT });
  node.destroy();
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
