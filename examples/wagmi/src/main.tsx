import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { WagmiProvider, createConfig, http, injected } from "wagmi";
import { bsc, bscTestnet } from "wagmi/chains";
import { Coin } from "./coin.js";

const config = createConfig({
  chains: [bsc, bscTestnet],
  connectors: [injected()],
  transports: { [bsc.id]: http(), [bscTestnet.id]: http() },
});

createRoot(document.getElementById("root") as HTMLElement).render(
  <WagmiProvider config={config}>
    <QueryClientProvider client={new QueryClient()}>
      <Coin place={{ chainId: bscTestnet.id, token: "0x0000000000000000000000000000000000000001" }} />
    </QueryClientProvider>
  </WagmiProvider>,
);
