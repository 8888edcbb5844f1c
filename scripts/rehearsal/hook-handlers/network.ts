import type { NetworkHooks } from "hardhat/types/hooks";
import type { JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";
import { type Ask, LaggingFinality } from "../finality.ts";

const SET_LAG = "evm_setFinalityLag";

/** Lets each simulated chain answer with a finality of its own, once it was given one. */
export default (): Promise<Partial<NetworkHooks>> => {
  const chains = new WeakMap<object, LaggingFinality>();
  return Promise.resolve({
    async onRequest(context, connection, request, next): Promise<JsonRpcResponse> {
      const known = chains.get(connection);
      if (connection.networkConfig.type !== "edr-simulated" || (known === undefined && request.method !== SET_LAG)) {
        return next(context, connection, request);
      }
      const chain = known ?? new LaggingFinality();
      chains.set(connection, chain);
      const pass = (passed: JsonRpcRequest): Promise<JsonRpcResponse> => next(context, connection, passed);
      const ask: Ask = async (method, ...params) => {
        const answer = await pass({ jsonrpc: "2.0", id: 0, method, params });
        if ("error" in answer) throw new RangeError(answer.error.message);
        return answer.result;
      };
      try {
        return await chain.answer(request, ask, pass);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { jsonrpc: "2.0", id: request.id, error: { code: -32602, message: error.message } };
      }
    },
  });
};
