import {
  type CoinState,
  type WalletProvider,
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

declare global {
  interface Window {
    readonly ethereum?: WalletProvider;
  }
}

/** What the server says of the shop. */
interface Shop {
  readonly token: string;
  readonly spender: string;
}

const at = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = at<HTMLFormElement>("permit");
const [connect, sign] = [at<HTMLButtonElement>("connect"), at<HTMLButtonElement>("sign")];

function say(text: string, kind = ""): void {
  const status = at("status");
  status.textContent = text;
  status.className = kind;
}

function short(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-6)}`;
}

const shop = (await (await fetch("/shop")).json()) as Shop;
at("spender").textContent = short(shop.spender);
at("spender").title = shop.spender;

connect.addEventListener("click", () => void attempt(connect, onConnect));

async function onConnect(): Promise<void> {
  const wallet = window.ethereum;
  if (wallet === undefined) throw new Error("No wallet was found in this browser.");
  const [account = ""] = (await wallet.request({ method: "eth_requestAccounts" })) as string[];
  const provider = new BrowserProvider(wallet, undefined, { cacheTimeout: -1 });
  const token = connectToken(shop.token, provider);
  const coin = await readCoin(token);
  const show = (amount: bigint, { decimals, symbol }: CoinState): string =>
    `${formatAmount(amount, decimals)} ${symbol}`;
  const refresh = async (): Promise<void> => {
    at("balance").textContent = show(await token.balanceOf(account), coin);
    at("allowance").textContent = show(await token.allowance(account, shop.spender), coin);
  };

  at("coin").textContent = `${coin.name}, chain ${(await provider.getNetwork()).chainId}`;
  at("symbol").textContent = coin.symbol;
  at("account").textContent = short(account);
  at("account").title = account;
  await refresh();
  if (coin.paused.includes("signature")) throw new Error("The issuer has paused signatures. Try again later.");
  if (await isFrozen(token, account)) throw new Error("This account is frozen by the issuer.");
  connect.hidden = true;
  sign.hidden = false;
  say("Choose an amount. You will see it again in your wallet.");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(sign, async () => {
      const value = parseAmount(at<HTMLInputElement>("amount").value.trim(), coin.decimals);
      say("Sign in your wallet …");
      const order = await buildPermit(token, { owner: account, spender: shop.spender, value });
      const signed = await signOrder(order, wallet);
      say("Signed. The shop is bringing it to the chain …");
      const response = await fetch("/permits", { method: "POST", body: stringifySigned(signed) });
      const answer = (await response.json()) as { readonly status?: string; readonly error?: string };
      if (!response.ok) throw new Error(answer.error ?? "The shop could not bring it to the chain.");
      await refresh();
      say(`Done: the shop may collect ${show(value, coin)} and paid for it.`, "good");
    });
  });
}

async function attempt(button: HTMLButtonElement, act: () => Promise<void>): Promise<void> {
  button.disabled = true;
  try {
    await act();
  } catch (error) {
    say(explainError(error)?.sentence ?? (error as Error).message, "bad");
  } finally {
    button.disabled = false;
  }
}
