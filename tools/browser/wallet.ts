import { type TypedDataDomain, type TypedDataField, Wallet } from "ethers";
import type { JsonRpcApiProvider } from "ethers";
import type { Page } from "playwright-core";

/** What the wallet was asked for, and whether its owner agrees to the next signature. */
export interface TestWallet {
  readonly requests: string[];
  agrees: boolean;
}

/** A refusal or an answer, as it crosses from Node to the page. */
type Crossing = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } };

/**
 * Puts a wallet (EIP-1193) into a page, which announces itself (EIP-6963) and is on another chain at first. It signs with a real key, which stays here; what it does not
 * do itself it asks the node, as wallets do. It can send no transaction: the page must not need one.
 */
export async function injectWallet(page: Page, key: string, node: JsonRpcApiProvider): Promise<TestWallet> {
  const owner = new Wallet(key);
  const wallet: TestWallet = { requests: [], agrees: true };
  let isElsewhere = true;
  const answer = async (method: string, params: unknown[]): Promise<Crossing> => {
    wallet.requests.push(method);
    switch (method) {
      case "eth_requestAccounts":
      case "eth_accounts":
        return { result: [owner.address] };
      case "eth_signTypedData_v4": {
        if (!wallet.agrees) return { error: { code: 4001, message: "The user rejected the request." } };
        return { result: await signTypedData(owner, params) };
      }
      case "eth_chainId":
      case "net_version":
        return { result: isElsewhere ? "0x1" : ((await node.send(method, params)) as unknown) };
      case "wallet_switchEthereumChain":
        isElsewhere = false;
        return { result: null };
      case "eth_sendTransaction":
      case "eth_sendRawTransaction":
        return { error: { code: 4200, message: "This wallet sends nothing." } };
      default:
        return { result: (await node.send(method, params)) as unknown };
    }
  };
  await page.exposeFunction("answerAsWallet", answer);
  await page.addInitScript(announceWallet);
  return wallet;
}

async function signTypedData(owner: Wallet, [account, json]: unknown[]): Promise<string> {
  if (String(account).toLowerCase() !== owner.address.toLowerCase()) throw new Error("Another account was asked for.");
  const { domain, types, message } = JSON.parse(String(json)) as {
    readonly domain: TypedDataDomain;
    readonly types: Record<string, TypedDataField[]>;
    readonly message: Record<string, unknown>;
  };
  const own = Object.fromEntries(Object.entries(types).filter(([name]) => name !== "EIP712Domain"));
  return await owner.signTypedData(domain, own, message);
}

/** Runs in the page, before its own scripts. */
function announceWallet(): void {
  const scope = globalThis as unknown as {
    answerAsWallet(
      method: string,
      params: unknown[],
    ): Promise<{ result?: unknown; error?: { code: number; message: string } }>;
    addEventListener(type: string, listener: () => void): void;
    dispatchEvent(event: Event): void;
  };
  const provider = {
    async request({ method, params = [] }: { method: string; params?: unknown[] }) {
      const { result, error } = await scope.answerAsWallet(method, params);
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code });
      return result;
    },
  };
  const info = {
    uuid: "9f0f4d5e-3b1a-4c7e-8b6b-0d2f6a1c7e11",
    name: "Test Wallet",
    icon: "data:,",
    rdns: "example.test",
  };
  // Nothing here has a name of its own: what gives functions their names is not in the page.
  scope.addEventListener("eip6963:requestProvider", () => {
    scope.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  });
}
