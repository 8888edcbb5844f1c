import { createPublicKey } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { SigningKey, getBytes } from "ethers";

/** A request as it arrived. */
export interface KmsRequest {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string;
}

/** An answer in place of the next ones: an AWS error by its name, or any body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const ORDER = secp256k1.Point.Fn.ORDER;

/**
 * Speaks AWS KMS's JSON protocol over HTTP with one real key on secp256k1: what AWS's own client asks is answered with
 * real DER. The key never leaves it.
 */
export class KmsServer {
  readonly keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
  readonly requests: KmsRequest[] = [];
  /** Answers that come first, one for each request. */
  readonly answers: Answer[] = [];
  /** Fields that `GetPublicKey` answers otherwise. */
  publicKey: Readonly<Record<string, unknown>> = {};
  /** Which of the two valid s is answered; KMS does not care. */
  half: "low" | "high" = "low";
  /** Signs in place of the key. */
  signingKey: SigningKey;
  readonly #server: Server;
  readonly #key: SigningKey;
  readonly #environment: Record<string, string | undefined> = {};

  constructor(privateKey: string) {
    this.#key = new SigningKey(privateKey);
    this.signingKey = this.#key;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Listens, and points AWS's environment here. */
  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    const environment = {
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    for (const [name, value] of Object.entries(environment)) {
      this.#environment[name] = process.env[name];
      process.env[name] = value;
    }
  }

  async close(): Promise<void> {
    for (const [name, value] of Object.entries(this.#environment)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Forgets requests and special answers. */
  reset(): void {
    this.requests.length = 0;
    this.answers.length = 0;
    this.publicKey = {};
    this.half = "low";
    this.signingKey = this.#key;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as KmsRequest["body"];
    const operation = String(request.headers["x-amz-target"]).replace("TrentService.", "");
    this.requests.push({ operation, body, authorization: request.headers.authorization ?? "" });
    const answer = this.answers.shift() ?? { status: 200, body: this.#serve(operation, body) };
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(answer.body));
  }

  #serve(operation: string, body: KmsRequest["body"]): Readonly<Record<string, unknown>> {
    if (operation === "GetPublicKey") {
      const known = { KeyId: this.keyId, KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY" };
      return { ...known, PublicKey: toSpki(this.#key).toString("base64"), ...this.publicKey };
    }
    const digest = Buffer.from(String(body.Message), "base64");
    const { r, s } = this.signingKey.sign(digest);
    const low = BigInt(s);
    const signature = new secp256k1.Signature(BigInt(r), this.half === "low" ? low : ORDER - low);
    const der = Buffer.from(signature.toBytes("der")).toString("base64");
    return { KeyId: this.keyId, Signature: der, SigningAlgorithm: body.SigningAlgorithm };
  }
}

/** An error as AWS reports it. */
export function awsError(name: string, message: string, status = 400): Answer {
  return { status, body: { __type: name, message } };
}

function toSpki(key: SigningKey): Buffer {
  const point = Buffer.from(getBytes(key.publicKey));
  const coordinate = (from: number): string => point.subarray(from, from + 32).toString("base64url");
  const jwk = { kty: "EC", crv: "secp256k1", x: coordinate(1), y: coordinate(33) };
  return createPublicKey({ key: jwk, format: "jwk" }).export({ format: "der", type: "spki" });
}
