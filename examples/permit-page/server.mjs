import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import {
  IntegrationError,
  chainOf,
  parseSigned,
  readDomain,
  connectToken,
  submitPermit,
  toAccount,
} from "@kgst/integration";
import { JsonRpcProvider, Wallet } from "ethers";

/** The shop's server: serves the page, takes signed permits, and brings them to the chain at the shop's cost. */
const provider = new JsonRpcProvider(process.env.KGST_BNB_RPC, undefined, { cacheTimeout: -1 });
const shop = new Wallet(process.env.KGST_RELAYER_KEY, provider);
const token = connectToken(process.env.KGST_BNB_TOKEN, provider);
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  try {
    if (request.url === "/shop") {
      return answer(200, { token: await token.getAddress(), spender: shop.address, chain: await chain() });
    }
    if (request.url === "/permits" && request.method === "POST") return answer(200, await bring(await textOf(request)));
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = join("dist", path === "/" ? "index.html" : path);
    if (!file.startsWith("dist") || !existsSync(file) || !statSync(file).isFile())
      return answer(404, { error: "Not here." });
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  } catch (error) {
    answer(error instanceof IntegrationError ? 422 : 500, { error: error.message });
  }
});
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});

/** The shop's chain, as wallets add it. */
async function chain() {
  const { chainId } = await provider.getNetwork();
  const nativeCurrency = { name: "BNB", symbol: "BNB", decimals: 18 };
  const chainName = chainOf(chainId)?.title ?? `chain ${chainId}`;
  return { chainId: `0x${chainId.toString(16)}`, chainName, nativeCurrency, rpcUrls: [process.env.KGST_BNB_RPC] };
}

/** Only permits for this shop and this token, under the domain that the token itself states. */
async function bring(text) {
  const { order, signature } = parseSigned(text);
  if (order.act !== "permit" || toAccount(order.message.spender) !== shop.address) {
    throw new IntegrationError("ORDER_INVALID", "This is not a permit for this shop.");
  }
  const { status, receipt } = await submitPermit(
    { order: { ...order, domain: await readDomain(token) }, signature },
    shop,
  );
  return { status, transaction: receipt?.hash };
}

async function textOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
