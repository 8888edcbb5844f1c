import { toBase58 } from "../../packages/tron/address.ts";
import type { Cast } from "./cast.ts";
import type { World } from "./world.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";

/** Development accounts without a role: Aida, who was issued the money, Bakyt and the shop. */
const PEOPLE = { KGST_PAYER_KEY: 17, KGST_PAYEE_KEY: 18, KGST_RELAYER_KEY: 19 } as const;

/** The environment variables with which the examples find chains, token and accounts; `examples/README.md` lists them. */
export async function exampleSettings({ bnb, tron }: World, cast: Cast): Promise<Readonly<Record<string, string>>> {
  const keys = Object.entries(PEOPLE).map(([name, index]) => [name, developmentWallets()[index]?.privateKey ?? ""]);
  return {
    KGST_BNB_RPC: bnb.url,
    KGST_BNB_CHAIN_ID: String(await cast.bnb.coin.chain.chainId()),
    KGST_BNB_TOKEN: await cast.bnb.contracts.token.getAddress(),
    KGST_TRON_URL: tron.url,
    KGST_TRON_TOKEN: toBase58(await cast.tron.contracts.token.getAddress()),
    ...(Object.fromEntries(keys) as Record<string, string>),
  };
}
