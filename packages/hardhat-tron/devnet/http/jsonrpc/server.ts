import { type JsonValue, parseExactly } from "../../../../tron/json.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { type ApiRequest, type ApiResponse, jsonAnswer } from "../exchange.ts";

/** An error that java-tron declares for a JSON-RPC method; without data of its own it has `{}` as text. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: string;

  /** @param code - JSON-RPC error code @param message - words @param data - revert data in hex */
  constructor(code: number, message: string, data = "{}") {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
  }
}

/** Wrong parameters. */
export const invalidParams = (message: string): RpcError => new RpcError(-32_602, message);

/** Raised when an argument is no object of the class that java-tron reads it into: then it has not read the request. */
export class UnreadableError extends Error {}

/** A JSON-RPC method. */
export type RpcMethod = (params: readonly JsonValue[]) => JsonValue | Promise<JsonValue>;

/** Methods by name, and how many parameters each has; a method without an entry takes any number. */
export interface RpcMethods {
  readonly methods: Readonly<Record<string, RpcMethod>>;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What java-tron's JSON-RPC library answers when it cannot read a request: with the word `null` as its id. */
const UNREADABLE: JsonObject = { jsonrpc: "2.0", id: "null", error: { code: -32_700, message: "JSON parse error" } };

function errorJson(error: unknown): JsonObject {
  if (error instanceof RpcError) return { code: error.code, message: error.message, data: error.data };
  return { code: -32_603, message: error instanceof Error ? error.message : "internal error" };
}

async function answerOne(call: JsonValue, { methods, parameters }: RpcMethods): Promise<JsonObject> {
  const { id, method, params } = (call ?? {}) as JsonObject;
  const head: JsonObject = { jsonrpc: "2.0", id: id ?? null };
  if (typeof method !== "string") return { ...head, error: { code: -32_600, message: "invalid request" } };
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (run === undefined) return { ...head, error: { code: -32_601, message: "method not found" } };
  const list = Array.isArray(params) ? (params as JsonValue[]) : [params].filter((value) => value !== undefined);
  if (list.length !== (parameters[method] ?? list.length)) {
    return { ...head, error: { code: -32_602, message: "method parameters invalid" } };
  }
  try {
    return { ...head, result: await run(list) };
  } catch (error) {
    return error instanceof UnreadableError ? UNREADABLE : { ...head, error: errorJson(error) };
  }
}

/** Answers a JSON-RPC request, single or batch. */
export async function answerRpc(request: ApiRequest, methods: RpcMethods): Promise<ApiResponse> {
  let calls: JsonValue;
  try {
    calls = parseExactly(request.body);
  } catch {
    return jsonAnswer(UNREADABLE);
  }
  if (!Array.isArray(calls)) return jsonAnswer(await answerOne(calls, methods));
  const answers: JsonValue[] = [];
  for (const call of calls as JsonValue[]) answers.push(await answerOne(call, methods));
  return jsonAnswer(answers);
}
