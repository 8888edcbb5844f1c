import {
  type CoinState,
  type HolderToken,
  buildPermit,
  connectToken,
  explainError,
  formatAmount,
  isFrozen,
  parseAmount,
  readCoin,
  signOrder,
  stringifySigned,
} from "@kgst/integration";
import { BrowserProvider } from "ethers";
import { type ShopChain, type Wallet, findWallets, switchTo } from "./wallets.js";
import { LANGUAGES, type Language, type Text, languageOf, textIn } from "./words.js";

/** What the server says of the shop. */
interface Shop {
  readonly token: string;
  readonly spender: string;
  readonly chain: ShopChain;
}

/** What is known once a wallet is connected. */
interface Session {
  readonly wallet: Wallet;
  readonly account: string;
  readonly token: HolderToken;
  readonly coin: CoinState;
}

const at = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [amount, allow, revoke] = [
  at<HTMLInputElement>("amount"),
  at<HTMLButtonElement>("allow"),
  at<HTMLButtonElement>("revoke"),
];
const languages = at<HTMLSelectElement>("language");

let language: Language = languageOf(navigator.languages);
let session: Session | undefined;
/** What was allowed last, so that the button is still until another amount is written. */
let allowed: bigint | undefined;

const t = (text: Text, values?: Readonly<Record<string, string>>): string => textIn(language, text, values);

function say(text: string, kind = ""): void {
  at("status").textContent = text;
  at("status").className = kind;
}

const shop = (await (await fetch("/shop")).json()) as Shop;
showAddress("spender", shop.spender);

for (const tag of Object.keys(LANGUAGES)) languages.add(new Option(tag.toUpperCase(), tag, false, tag === language));
languages.addEventListener("change", () => {
  language = languages.value as Language;
  speak();
});
speak();
say(t("start"));

findWallets((wallet) => {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.dataset.wallet = wallet.name;
  button.textContent = t("connect", { wallet: wallet.name });
  button.addEventListener("click", () => void attempt(() => connect(wallet)));
  at("wallets").append(button);
});
setTimeout(() => {
  if (at("wallets").childElementCount === 0) say(t("noWallet"), "bad");
}, 1_000);

amount.addEventListener("input", showButton);
at("permit").addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(async () => {
    const { coin } = connected();
    const value = parseAmount(amount.value.trim(), coin.decimals, { locale: language });
    await permit(value);
    allowed = value;
    say(t("ready", { amount: written(value) }), "good");
  });
});
revoke.addEventListener("click", () => {
  void attempt(async () => {
    await permit(0n);
    allowed = undefined;
    say(t("revoked"), "good");
  });
});

async function connect(wallet: Wallet): Promise<void> {
  const [account = ""] = (await wallet.provider.request({ method: "eth_requestAccounts" })) as string[];
  await switchTo(shop.chain, wallet);
  const provider = new BrowserProvider(wallet.provider, undefined, { cacheTimeout: -1 });
  if ((await provider.getNetwork()).chainId !== BigInt(shop.chain.chainId)) {
    throw new Error(t("wrongChain", { chain: shop.chain.chainName }));
  }
  const token = connectToken(shop.token, provider);
  const coin = await readCoin(token);
  if (coin.paused.includes("signature")) throw new Error(t("paused"));
  if (await isFrozen(token, account)) throw new Error(t("frozen"));
  session = { wallet, account, token, coin };
  at("coin").textContent = `${coin.name}, ${shop.chain.chainName}`;
  at("symbol").textContent = coin.symbol;
  showAddress("account", account);
  at("wallets").hidden = true;
  at("permit").hidden = false;
  await refresh();
  say(t("choose"));
}

/** Has an allowance signed, which replaces the one before, and the shop bring it to the chain. */
async function permit(value: bigint): Promise<void> {
  const { token, account, wallet } = connected();
  const order = await buildPermit(token, { owner: account, spender: shop.spender, value });
  const time = new Date(Number(order.message.deadline) * 1_000).toLocaleString(language);
  say(`${t("sign")} ${t("expiry", { time })}`);
  const signed = await signOrder(order, wallet.provider);
  say(t("brought"));
  const response = await fetch("/permits", { method: "POST", body: stringifySigned(signed) });
  const answer = (await response.json()) as { readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? t("refused"));
  await refresh();
}

async function refresh(): Promise<void> {
  const { token, account } = connected();
  const [balance, allowance] = await Promise.all([token.balanceOf(account), token.allowance(account, shop.spender)]);
  at("balance").textContent = written(balance);
  at("allowance").textContent = written(allowance);
  revoke.hidden = allowance === 0n;
}

/** The button says what it does, and does nothing where it has been done. */
function showButton(): void {
  if (session === undefined) return;
  try {
    const value = parseAmount(amount.value.trim(), session.coin.decimals, { locale: language });
    allow.disabled = value === allowed;
    allow.textContent = value === allowed ? t("done") : t("allow", { amount: written(value) });
  } catch {
    allow.disabled = false;
    allow.textContent = t("allow", { amount: "" });
  }
}

function written(value: bigint): string {
  const { decimals, symbol } = connected().coin;
  return `${formatAmount(value, decimals, { locale: language })} ${symbol}`;
}

function connected(): Session {
  if (session === undefined) throw new Error(t("start"));
  return session;
}

function showAddress(id: string, address: string): void {
  const copy = Object.assign(document.createElement("button"), { type: "button", className: "copy" });
  copy.textContent = t("copy");
  copy.addEventListener("click", () => {
    void navigator.clipboard.writeText(address).then(() => (copy.textContent = t("copied")));
  });
  at(id).replaceChildren(Object.assign(document.createElement("span"), { textContent: address }), copy);
}

function speak(): void {
  document.documentElement.lang = language;
  document.title = t("title");
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = t(element.dataset.text as Text);
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-wallet]")) {
    button.textContent = t("connect", { wallet: button.dataset.wallet ?? "" });
  }
  for (const button of document.querySelectorAll<HTMLElement>(".copy")) button.textContent = t("copy");
  if (session !== undefined) void refresh();
  showButton();
}

async function attempt(act: () => Promise<void>): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("button:not(.copy)")];
  for (const button of buttons) button.disabled = true;
  try {
    await act();
  } catch (error) {
    say(explainError(error)?.sentence ?? (error as Error).message, "bad");
  } finally {
    for (const button of buttons) button.disabled = false;
    showButton();
  }
}
