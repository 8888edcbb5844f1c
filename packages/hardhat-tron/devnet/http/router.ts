import { finalView } from "../chain/block-view.ts";
import type { Chain } from "../chain/chain.ts";
import type { Controls } from "../controls.ts";
import { TronException } from "../transactions/errors.ts";
import { withTextIntegers } from "../protocol/json.ts";
import type { Mutex } from "../mutex.ts";
import { answerEvents } from "./events.ts";
import { type ApiRequest, type ApiResponse, type Endpoint, errorAnswer, jsonAnswer, Parameters } from "./exchange.ts";
import { notFound } from "./jetty.ts";
import { rpcMethods } from "./jsonrpc/methods.ts";
import { answerRpc } from "./jsonrpc/server.ts";
import { treMethods } from "./tre.ts";
import { failureJson } from "./wallet/answers.ts";
import { accountEndpoints } from "./wallet/accounts.ts";
import { blockEndpoints } from "./wallet/blocks.ts";
import { broadcastEndpoints } from "./wallet/broadcast.ts";
import { contractEndpoints } from "./wallet/contracts.ts";
import { delegationEndpoints } from "./wallet/delegation.ts";
import { createEndpoints } from "./wallet/create.ts";
import { networkEndpoints } from "./wallet/network.ts";
import { triggerEndpoints } from "./wallet/trigger.ts";

/** Handles requests it knows; undefined for all others. */
type Route = (request: ApiRequest) => Promise<ApiResponse | undefined> | ApiResponse | undefined;

/** What runs a contract answers with a `result`, even when its request cannot be read. */
const CALLS = new Set(["triggersmartcontract", "triggerconstantcontract", "estimateenergy"]);
/** What java-tron's `HttpApiOnSolidityService` serves of what is served here. */
const FINAL_ENDPOINTS = new Set([
  ...["getblock", "getblockbyid", "getblockbylatestnum", "getblockbylimitnext", "getblockbynum", "getnowblock"],
  ...["gettransactionbyid", "gettransactioncountbyblocknum"],
  ...["gettransactioninfobyid", "gettransactioninfobyblocknum"],
  ...["getaccount", "getavailableunfreezecount", "getcanwithdrawunfreezeamount"],
  ...["getcandelegatedmaxsize", "getdelegatedresourcev2", "getdelegatedresourceaccountindexv2"],
  ...["getReward", "getBrokerage", "getassetissuelist", "listwitnesses", "getnodeinfo"],
  ...["getbandwidthprices", "getenergyprices", "getburntrx", "estimateenergy", "triggerconstantcontract"],
]);

/** What the routes serve. */
export interface Services {
  readonly chain: Chain;
  readonly controls: Controls;
  readonly mutex: Mutex;
  readonly privateKeys: readonly string[];
  /** Serve `/walletsolidity/`. */
  readonly solidity: boolean;
  /** Serve `/v1/`. */
  readonly events: boolean;
}

/** Whether 64-bit integers shall be texts; java-tron heeds the flag on GET only, and not for the newest block. */
const wantsTextIntegers = ({ method, path, query }: ApiRequest): boolean =>
  method === "GET" && query.get("int64_as_string") === "true" && !path.endsWith("/getnowblock");

/** java-tron's wallet API under `/wallet/` and, when wanted, `/walletsolidity/`. */
function walletRoute({ chain, controls, solidity }: Services): Route {
  const endpoints = new Map<string, Endpoint>(
    Object.entries({
      ...blockEndpoints(chain),
      ...accountEndpoints(chain),
      ...delegationEndpoints(chain),
      ...contractEndpoints(chain),
      ...triggerEndpoints(chain),
      ...createEndpoints(chain),
      ...broadcastEndpoints(chain, () => controls.blocks === "instant"),
      ...networkEndpoints(chain),
    }),
  );
  const ofFinal = new Map<string, Endpoint>([...endpoints, ...Object.entries(blockEndpoints(finalView(chain)))]);
  return async (request) => {
    const match = /^\/(wallet|walletsolidity)\/([A-Za-z0-9]+)$/.exec(request.path);
    if (match === null || (match[1] === "walletsolidity" && !solidity)) return undefined;
    const [, plane, name = ""] = match;
    const endpoint = (plane === "wallet" ? endpoints : ofFinal).get(name);
    if (endpoint === undefined || (plane === "walletsolidity" && !FINAL_ENDPOINTS.has(name))) return undefined;
    try {
      const answer = await endpoint(new Parameters(request), request);
      return jsonAnswer(wantsTextIntegers(request) ? withTextIntegers(answer) : answer);
    } catch (error) {
      if (!(error instanceof TronException)) throw error;
      return CALLS.has(name) ? jsonAnswer(failureJson(error, false)) : errorAnswer(error);
    }
  };
}

function rpcRoute({ chain }: Services): Route {
  const methods = rpcMethods(chain);
  return (request) =>
    request.path === "/jsonrpc" && request.method === "POST" ? answerRpc(request, methods) : undefined;
}

function treRoute({ controls }: Services): Route {
  const methods = { methods: treMethods(controls), parameters: {} };
  return (request) => (request.path === "/tre" && request.method === "POST" ? answerRpc(request, methods) : undefined);
}

/** What TronBox asks a local node for. */
function accountsRoute({ privateKeys }: Services): Route {
  return ({ path }) => (path === "/admin/accounts-json" ? jsonAnswer({ privateKeys, more: [] }) : undefined);
}

/** All routes of a node. Those that touch the chain wait for their turn; unknown paths get Jetty's error page. */
export function dispatcher(services: Services): (request: ApiRequest) => Promise<ApiResponse> {
  const { chain, mutex } = services;
  const free: Route[] = [treRoute(services), accountsRoute(services)];
  const ordered: Route[] = [walletRoute(services), rpcRoute(services)];
  if (services.events) ordered.push((request) => answerEvents(chain, request));
  const first = async (routes: readonly Route[], request: ApiRequest): Promise<ApiResponse | undefined> => {
    for (const route of routes) {
      const response = await route(request);
      if (response !== undefined) return response;
    }
    return undefined;
  };
  return async (request) =>
    (await first(free, request)) ?? (await mutex.runExclusive(() => first(ordered, request))) ?? notFound(request);
}
