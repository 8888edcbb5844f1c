/**
 * Hooks for wagmi: the coin, accounts and signed orders in React. Each asks the function of `./viem` of the same meaning, with the
 * client of the page's wagmi configuration; what goes wrong is its IntegrationError.
 * @packageDocumentation
 */
import { type UseMutationResult, type UseQueryResult, useMutation, useQuery } from "@tanstack/react-query";
import type { Client, Hash } from "viem";
import { type Config, useClient, useConfig } from "wagmi";
import { getConnectorClient } from "wagmi/actions";
import { IntegrationError } from "./problem.ts";
import type { AccountState, CoinState } from "./reading/state.ts";
import { asked } from "./reading/trouble.ts";
import { readAccount, readCoin, readUnit } from "./reading/viem.ts";
import type { Unit } from "./reading/units.ts";
import type { Form } from "./signing/call.ts";
import type { PermitRequest, TransferRequest } from "./signing/requests.ts";
import type { SignedOrder } from "./signing/typed-data.ts";
import { buildPermit, buildTransfer, signOrder, submitOrder } from "./signing/viem.ts";

export * from "./problem.ts";

/** Which token is asked about. */
export interface TokenPlace {
  /** A chain of the page's wagmi configuration. */
  readonly chainId: number;
  /** The token's address there, in any form. */
  readonly token: string;
}

/** Returns decimals and symbol, which never change (`readUnit`). */
export function useUnit(place: TokenPlace): UseQueryResult<Unit, IntegrationError> {
  return useReading("unit", place, "", (client) => readUnit(client, place.token));
}

/** Returns supply, switches and headroom of the coin on one chain (`readCoin`). */
export function useCoin(place: TokenPlace): UseQueryResult<CoinState, IntegrationError> {
  return useReading("coin", place, "", (client) => readCoin(client, place.token));
}

/**
 * Returns balance and freeze of an account (`readAccount`).
 * @param account - in any form; nothing is asked while there is none
 */
export function useAccountState(
  place: TokenPlace,
  account: string | undefined,
): UseQueryResult<AccountState, IntegrationError> {
  return useReading("account", place, account, (client) => readAccount(client, place.token, account ?? ""));
}

/** Has the connected wallet sign an allowance (`buildPermit`, `signOrder`); the owner is the wallet's account by default. */
export function useSignPermit(
  place: TokenPlace,
): UseMutationResult<
  SignedOrder<"permit">,
  IntegrationError,
  Omit<PermitRequest, "owner"> & { readonly owner?: string }
> {
  const config = useConfig();
  return useMutation({
    mutationFn: async (request) => {
      const { client, account } = await connected(config, place.chainId);
      return await signOrder(await buildPermit(client, place.token, { owner: account, ...request }), client);
    },
  });
}

/** Has the connected wallet sign a payment (`buildTransfer`, `signOrder`); the payer is the wallet's account by default. */
export function useSignTransfer(
  place: TokenPlace,
): UseMutationResult<
  SignedOrder<"transfer">,
  IntegrationError,
  Omit<TransferRequest, "from"> & { readonly from?: string }
> {
  const config = useConfig();
  return useMutation({
    mutationFn: async (request) => {
      const { client, account } = await connected(config, place.chainId);
      return await signOrder(await buildTransfer(client, place.token, { from: account, ...request }), client);
    },
  });
}

/** Carries a signed order to the token with the connected wallet, which pays the gas (`submitOrder`). */
export function useSubmitOrder(
  place: TokenPlace,
  form: Form = "bytes",
): UseMutationResult<Hash, IntegrationError, SignedOrder> {
  const config = useConfig();
  return useMutation({
    mutationFn: async (signed) => await submitOrder(signed, (await connected(config, place.chainId)).client, form),
  });
}

function useReading<T>(
  what: string,
  { chainId, token }: TokenPlace,
  about: string | undefined,
  read: (client: Client) => Promise<T>,
): UseQueryResult<T, IntegrationError> {
  const client = useClient({ chainId });
  return useQuery<T, IntegrationError>({
    queryKey: ["kgst", what, chainId, token, about],
    enabled: about !== undefined,
    queryFn: async () => {
      if (client !== undefined) return await read(client);
      throw new IntegrationError("INPUT_INVALID", `The page's configuration has no chain ${chainId}.`);
    },
  });
}

/** The wallet that is connected, on the chain that is meant. */
async function connected(
  config: Config,
  chainId: number,
): Promise<{ readonly client: Client; readonly account: string }> {
  const client = await asked(() => getConnectorClient(config, { chainId }));
  return { client, account: client.account.address };
}
