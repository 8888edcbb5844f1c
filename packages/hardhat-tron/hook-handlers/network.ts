import type { NetworkHooks } from "hardhat/types/hooks";
import type { TronProvider } from "../../tron/provider.ts";

interface Connected {
  readonly provider: TronProvider;
  /** Resolves once the node is known to be of the right chain; undefined until the first request. */
  checked: Promise<void> | undefined;
}

/** Answers the requests of connections to TRON networks; the first request checks the chain. */
export default (): Promise<Partial<NetworkHooks>> => {
  const connected = new WeakMap<object, Connected>();
  return Promise.resolve({
    async newConnection(context, next) {
      const connection = await next(context);
      const { networkConfig } = connection;
      if (networkConfig.type !== "http" || networkConfig.tron === undefined) return connection;
      const { connect } = await import("../connect.ts"); // not needed where no network is TRON's
      const provider = await connect(connection);
      connection.tron = provider;
      connected.set(connection, { provider, checked: undefined });
      return connection;
    },
    async onRequest(context, connection, request, next) {
      const entry = connected.get(connection);
      if (entry === undefined) return next(context, connection, request);
      const { answer, requireChain } = await import("../connect.ts");
      entry.checked ??= requireChain(connection, entry.provider);
      entry.checked.catch(() => (entry.checked = undefined));
      if (request.method !== "eth_chainId") await entry.checked;
      return answer(entry.provider, request);
    },
  });
};
