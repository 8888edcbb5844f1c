import { formatAmount, readCoin } from "@kgst/integration/viem";
import { createClient, http } from "viem";
import { Wallet } from "./wallet";

export const dynamic = "force-dynamic";

/** Read on the server, at each visit. */
export default async function Page() {
  const token = process.env.KGST_BNB_TOKEN ?? "";
  const url = process.env.KGST_BNB_RPC ?? "";
  const coin = await readCoin(createClient({ transport: http(url) }), token);
  return (
    <main>
      <p id="supply">{`${formatAmount(coin.supply, coin.decimals)} ${coin.symbol} outstanding`}</p>
      <Wallet chainId={Number(process.env.KGST_BNB_CHAIN_ID)} url={url} token={token} />
    </main>
  );
}
