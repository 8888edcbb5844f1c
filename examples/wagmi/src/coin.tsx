import { type TokenPlace, useAccountState, useCoin, useSignPermit } from "@kgst/integration/wagmi";
import { formatAmount, parseAmount } from "@kgst/integration/viem";
import { useConnection } from "wagmi";

/** The coin and what the connected account has of it, and an allowance for a shop to be signed. */
export function Coin({ place }: { place: TokenPlace }) {
  const { address } = useConnection();
  const coin = useCoin(place);
  const account = useAccountState(place, address);
  const permit = useSignPermit(place);
  if (coin.error !== null) return <p role="alert">{coin.error.message}</p>;
  if (coin.data === undefined) return <p>…</p>;
  const { decimals, symbol, supply } = coin.data;
  const sign = () => permit.mutate({ spender: place.token, value: parseAmount("250", decimals) });
  return (
    <main>
      <p>
        {formatAmount(supply, decimals)} {symbol} outstanding
      </p>
      {account.data !== undefined && <p>You have {formatAmount(account.data.balance, decimals)}.</p>}
      <button onClick={sign} disabled={address === undefined || permit.isPending}>
        Allow 250 {symbol}
      </button>
      {permit.error !== null && <p role="alert">{permit.error.message}</p>}
    </main>
  );
}
