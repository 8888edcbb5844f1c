import type { Chain } from "../chain/chain.ts";
import { TronException } from "../transactions/errors.ts";
import { type ApiRequest, type ApiResponse, type Endpoint, errorAnswer, jsonAnswer, Parameters } from "./exchange.ts";
import { notFound } from "./jetty.ts";
import { accountEndpoints } from "./wallet/accounts.ts";
import { blockEndpoints } from "./wallet/blocks.ts";
import { broadcastEndpoints } from "./wallet/broadcast.ts";
import { contractEndpoints } from "./wallet/contracts.ts";
import { createEndpoints } from "./wallet/create.ts";
import { networkEndpoints } from "./wallet/network.ts";
import { triggerEndpoints } from "./wallet/trigger.ts";

/** Handles requests under a path prefix; undefined when it has no such path. */
export type Route = (request: ApiRequest) => Promise<ApiResponse | undefined>;

/** java-tron's wallet API under `/wallet/` and, when wanted, `/walletsolidity/`. */
export function walletRoute(chain: Chain, mine: () => boolean, solidity: boolean): Route {
  const endpoints = new Map<string, Endpoint>(
    Object.entries({
      ...blockEndpoints(chain),
      ...accountEndpoints(chain),
      ...contractEndpoints(chain),
      ...triggerEndpoints(chain),
      ...createEndpoints(chain),
      ...broadcastEndpoints(chain, mine),
      ...networkEndpoints(chain),
    }),
  );
  return async (request) => {
    const match = /^\/(wallet|walletsolidity)\/([A-Za-z0-9]+)$/.exec(request.path);
    if (match === null || (match[1] === "walletsolidity" && !solidity)) return undefined;
    const endpoint = endpoints.get(match[2] ?? "");
    if (endpoint === undefined) return undefined;
    try {
      return jsonAnswer(await endpoint(new Parameters(request), request));
    } catch (error) {
      if (error instanceof TronException) return errorAnswer(error);
      throw error;
    }
  };
}

/** Tries routes in order; one request at a time reaches them. Unknown paths get Jetty's error page. */
export function dispatcher(routes: readonly Route[]): (request: ApiRequest) => Promise<ApiResponse> {
  let turn: Promise<unknown> = Promise.resolve();
  const handle = async (request: ApiRequest): Promise<ApiResponse> => {
    for (const route of routes) {
      const response = await route(request);
      if (response !== undefined) return response;
    }
    return notFound(request);
  };
  return (request) => {
    const answer = turn.then(() => handle(request));
    turn = answer.catch(() => undefined);
    return answer;
  };
}
