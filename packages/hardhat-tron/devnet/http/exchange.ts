import { type JsonValue, parseExactly, stringifyExactly } from "../../../tron/json.ts";
import { FieldParseError, fromJson, type JsonObject, textOf } from "../protocol/json.ts";
import { kind, message, type MessageType, type MessageValue } from "../../../tron/protobuf/message.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { TronException } from "../transactions/errors.ts";

const Numbers = message("NumberMessage", { num: [1, kind.int64], startNum: [2, kind.int64], endNum: [3, kind.int64] });
const Bytes = message("BytesMessage", { value: [1, kind.bytes] });

/** A request to the node. */
export interface ApiRequest {
  readonly method: string;
  /** Path without query, e.g. `/wallet/getblock`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** The node's answer. */
export interface ApiResponse {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** An answer in JSON. */
export const jsonAnswer = (value: JsonValue, status = 200): ApiResponse => ({
  status,
  body: `${stringifyExactly(value)}\n`,
  contentType: "application/json;charset=utf-8",
});

const MALFORMED = "expect ':' at 0, actual \u001a";

const JSON_EXCEPTION = "com.alibaba.fastjson.JSONException";
const PARSE_EXCEPTION = "org.tron.core.services.http.JsonFormat$ParseException";

/** Parses a body as java-tron's JSON library would refuse it. @throws TronException */
function parseObject(body: string): JsonObject {
  if (body.trim() === "") return {};
  let value: JsonValue;
  try {
    value = parseExactly(body);
  } catch {
    throw new TronException(JSON_EXCEPTION, MALFORMED);
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  throw new TronException(JSON_EXCEPTION, "can not cast to JSONObject.");
}

/** The parameters of a request, from body (POST) or query (GET). */
export class Parameters {
  readonly values: JsonObject;
  readonly visible: boolean;
  readonly #request: ApiRequest;

  /** @param request - where they come from @throws TronException when the body is not JSON */
  constructor(request: ApiRequest) {
    this.#request = request;
    this.values = request.method === "GET" ? Object.fromEntries(request.query) : parseObject(request.body);
    const visible = this.values["visible"];
    this.visible = visible === true || visible === "true";
  }

  /** A text, or undefined when absent or empty. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return value === undefined || value === null || value === "" ? undefined : textOf(value);
  }

  /** The one integer of a `NumberMessage`: a POST holds it bare, as JSON does. @throws TronException */
  number(name: "num" | "startNum" | "endNum"): bigint {
    if (this.isQuery) return this.integer(name);
    return (this.message(Numbers)[name] as bigint | undefined) ?? 0n;
  }

  /** The bytes of a `BytesMessage` in hex. @throws TronException when a POST holds something else */
  hex(name: "value"): string {
    if (this.isQuery) return this.text(name) ?? "";
    return bytesToHex((this.message(Bytes)[name] as Uint8Array | undefined) ?? new Uint8Array(0));
  }

  /** An integer, 0 when absent. @throws TronException when it is none */
  integer(name: string): bigint {
    const value = this.values[name];
    if (value === undefined || value === null || value === "") return 0n;
    try {
      return BigInt(value as string | number | bigint);
    } catch {
      throw new TronException("java.lang.NumberFormatException", `For input string: "${textOf(value)}"`);
    }
  }

  /** Whether the request is a GET, whose parameters java-tron reads one by one and not as a message. */
  get isQuery(): boolean {
    return this.#request.method === "GET";
  }

  /** Reads a message from the parameters. @throws TronException with the position java-tron reports */
  message(type: MessageType): MessageValue {
    if (!this.isQuery && this.#request.body.trim() === "") {
      throw new TronException(PARSE_EXCEPTION, '1:1: Expected "{".');
    }
    try {
      return fromJson(type, this.values, this.visible);
    } catch (error) {
      if (!(error instanceof FieldParseError)) throw error;
      const { line, column } = this.#position(error.field);
      throw new TronException(PARSE_EXCEPTION, `${line}:${column}: ${error.reason}`);
    }
  }

  #position(field: string): { line: number; column: number } {
    const match = new RegExp(`"${field}"\\s*:\\s*`).exec(this.#request.body);
    const before = match === null ? "" : this.#request.body.slice(0, match.index + match[0].length);
    const lines = before.split("\n");
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
}

/** An endpoint of the wallet API. */
export type Endpoint = (parameters: Parameters, request: ApiRequest) => JsonValue | Promise<JsonValue>;

/** java-tron's report of an exception. */
export const errorAnswer = (error: TronException): ApiResponse =>
  jsonAnswer({ Error: `class ${error.javaClass} : ${error.message}` });
