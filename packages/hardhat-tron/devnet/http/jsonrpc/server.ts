import { type JsonValue, parseExactly } from "../../../../tron/json.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { type ApiRequest, type ApiResponse, jsonAnswer } from "../exchange.ts";

/** An error of a JSON-RPC method. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: string | undefined;

  /** @param code - JSON-RPC error code @param message - words @param data - revert data in hex */
  constructor(code: number, message: string, data?: string) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
  }
}

/** Wrong parameters. */
export const invalidParams = (message: string): RpcError => new RpcError(-32_602, message);

/** A JSON-RPC method. */
export type RpcMethod = (params: readonly JsonValue[]) => JsonValue | Promise<JsonValue>;

function errorJson(error: unknown): JsonObject {
  if (error instanceof RpcError) {
    return { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) };
  }
  return { code: -32_603, message: error instanceof Error ? error.message : "internal error" };
}

async function answerOne(call: JsonValue, methods: Readonly<Record<string, RpcMethod>>): Promise<JsonObject> {
  const { id, method, params } = (call ?? {}) as JsonObject;
  const head: JsonObject = { jsonrpc: "2.0", id: id ?? null };
  if (typeof method !== "string") return { ...head, error: { code: -32_600, message: "invalid request" } };
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (run === undefined) {
    return { ...head, error: { code: -32_601, message: `the method ${method} does not exist/is not available` } };
  }
  try {
    const list = Array.isArray(params) ? (params as JsonValue[]) : [params].filter((value) => value !== undefined);
    return { ...head, result: await run(list) };
  } catch (error) {
    return { ...head, error: errorJson(error) };
  }
}

/** Answers a JSON-RPC request, single or batch. */
export async function answerRpc(
  request: ApiRequest,
  methods: Readonly<Record<string, RpcMethod>>,
): Promise<ApiResponse> {
  let calls: JsonValue;
  try {
    calls = parseExactly(request.body);
  } catch {
    return jsonAnswer({ jsonrpc: "2.0", id: null, error: { code: -32_700, message: "JSON parse error" } });
  }
  if (!Array.isArray(calls)) return jsonAnswer(await answerOne(calls, methods));
  const answers: JsonValue[] = [];
  for (const call of calls as JsonValue[]) answers.push(await answerOne(call, methods));
  return jsonAnswer(answers);
}
