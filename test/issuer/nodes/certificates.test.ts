import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Server, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { selfSigned } from "../../support/certificate.ts";
import type { Asked } from "./ask-over-tls.ts";
import { emptyFolder } from "../../support/folders.ts";

const PROGRAM = fileURLToPath(new URL("ask-over-tls.ts", import.meta.url));

describe("A server with a certificate of a private CA", function () {
  this.timeout(60_000);

  let server: Server;
  let host: string;
  let ca: string;
  let asked: string[] = [];
  before(async () => {
    const { cert, key } = selfSigned();
    ca = join(emptyFolder(), "ca.pem");
    writeFileSync(ca, cert);
    server = createServer({ cert, key }, (request, response) => {
      asked.push(request.url ?? "");
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        const { id = 1, method } = JSON.parse(body) as { id?: number; method?: string };
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: method === "eth_chainId" ? "0x38" : "0x7" }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = [];
  });

  const ask = async (kind: Asked, variables: Record<string, string>): Promise<{ code?: string; message?: string }> => {
    const env = { ...process.env, no_proxy: "127.0.0.1", ...variables };
    const words = ["--import", "tsx", PROGRAM, kind, `https://${host}`];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env });
    return JSON.parse(stdout) as { code?: string; message?: string };
  };

  for (const [kind, code] of [
    ["evm", "CHAIN_UNREACHABLE"],
    ["tron", "CHAIN_UNREACHABLE"],
    ["webhook", "WEBHOOK_REFUSED"],
  ] as const) {
    it(`is refused and told nothing without NODE_EXTRA_CA_CERTS, and accepted with it: ${kind}`, async () => {
      for (const switchedOff of ["", "0"]) {
        const refused = await ask(kind, { NODE_EXTRA_CA_CERTS: "", NODE_TLS_REJECT_UNAUTHORIZED: switchedOff });
        expect(refused).to.have.property("code", code);
        expect(refused.message).to.match(/certificate .*is not trusted/);
        expect(asked).to.deep.equal([]);
      }
      expect(await ask(kind, { NODE_EXTRA_CA_CERTS: ca })).to.have.property("result");
      expect(asked.length).to.be.greaterThan(0);
    });
  }
});
