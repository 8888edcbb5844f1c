"use client";

import { formatAmount } from "@kgst/integration/viem";
import { type TokenPlace, useAccountState, useUnit } from "@kgst/integration/wagmi";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { defineChain } from "viem";
import { WagmiProvider, createConfig, http, injected, useConnect, useConnection, useConnectors } from "wagmi";

/** What the visitor's wallet has, read in the browser. */
export function Wallet({ chainId, url, token }: { chainId: number; url: string; token: string }) {
  const [queries] = useState(() => new QueryClient());
  const [config] = useState(() => {
    const nativeCurrency = { name: "BNB", symbol: "BNB", decimals: 18 };
    const chain = defineChain({
      id: chainId,
      name: "BNB Chain",
      nativeCurrency,
      rpcUrls: { default: { http: [url] } },
    });
    return createConfig({ chains: [chain], connectors: [injected()], transports: { [chainId]: http(url) }, ssr: true });
  });
  return (
    <WagmiProvider config={config}>
      <QueryClientProvider client={queries}>
        <Balance place={{ chainId, token }} />
      </QueryClientProvider>
    </WagmiProvider>
  );
}

function Balance({ place }: { place: TokenPlace }) {
  const { address } = useConnection();
  const connectors = useConnectors();
  const connect = useConnect();
  const unit = useUnit(place);
  const account = useAccountState(place, address);
  const [wallet] = connectors;
  if (address === undefined) {
    return (
      <button
        disabled={wallet === undefined}
        onClick={() => wallet !== undefined && connect.mutate({ connector: wallet })}
      >
        Connect
      </button>
    );
  }
  if (unit.data === undefined || account.data === undefined) return <p>…</p>;
  return <p>{`You have ${formatAmount(account.data.balance, unit.data.decimals)} ${unit.data.symbol}.`}</p>;
}
