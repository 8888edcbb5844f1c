import type { WalletProvider } from "@kgst/integration";

/** A wallet of this browser. */
export interface Wallet {
  readonly name: string;
  readonly provider: WalletProvider;
}

/** The chain that the shop is on, as wallets add it. */
export interface ShopChain {
  readonly chainId: string;
  readonly chainName: string;
  readonly nativeCurrency: { readonly name: string; readonly symbol: string; readonly decimals: number };
  readonly rpcUrls: readonly string[];
}

declare global {
  interface Window {
    readonly ethereum?: WalletProvider;
  }
}

/** Calls back with each wallet that announces itself (EIP-6963), and with the one of the old way where none does. */
export function findWallets(found: (wallet: Wallet) => void): void {
  const seen = new Set<string>();
  window.addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = (
      event as CustomEvent<{ info: { uuid: string; name: string }; provider: WalletProvider }>
    ).detail;
    if (seen.has(info.uuid)) return;
    seen.add(info.uuid);
    found({ name: info.name, provider });
  });
  window.dispatchEvent(new Event("eip6963:requestProvider"));
  setTimeout(() => {
    if (seen.size === 0 && window.ethereum !== undefined) found({ name: "wallet", provider: window.ethereum });
  }, 100);
}

/** Has the wallet switch to the shop's chain, and add it where it does not know it. */
export async function switchTo(chain: ShopChain, { provider }: Wallet): Promise<void> {
  if ((await provider.request({ method: "eth_chainId" })) === chain.chainId) return;
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: chain.chainId }] });
  } catch (error) {
    if ((error as { code?: number }).code !== 4902) throw error;
    await provider.request({ method: "wallet_addEthereumChain", params: [chain] });
  }
}
