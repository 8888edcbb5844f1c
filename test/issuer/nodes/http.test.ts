import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect } from "chai";
import { HttpFailure, post } from "../../../packages/tron/nodes/http.ts";
import { retryAfter } from "../../../packages/tron/nodes/read-answer.ts";
import { redact } from "../../../packages/tron/nodes/redact.ts";
import { readUrls } from "../../../packages/tron/nodes/urls.ts";

const MARKER = "s3cret-marker";

describe("HTTP to nodes", () => {
  const servers: Server[] = [];
  const listen = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  /** What post throws. */
  const failureOf = async (asked: Promise<unknown>): Promise<HttpFailure> => {
    const failure: unknown = await asked.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(HttpFailure);
    expect((failure as Error).message).to.not.contain(MARKER);
    return failure as HttpFailure;
  };

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    for (const name of ["http_proxy", "HTTPS_PROXY", "no_proxy"]) Reflect.deleteProperty(process.env, name);
  });

  it("sends user and password of a URL as a header, and not in the URL", async () => {
    const seen: (string | undefined)[] = [];
    const host = await listen(
      createServer((request, response) => {
        seen.push(request.url, request.headers.authorization, request.headers.host);
        response.end("{}");
      }),
    );
    const answer = await post(`http://us%40er:${MARKER}@${host}/v1/key?x=1`, "{}");
    expect(answer.body).to.equal("{}");
    const basic = `Basic ${Buffer.from(`us@er:${MARKER}`).toString("base64")}`;
    expect(seen).to.deep.equal(["/v1/key?x=1", basic, host]);
  });

  it("follows no redirect: the credentials would go along", async () => {
    let asked = 0;
    const host = await listen(
      createServer((_, response) => {
        asked += 1;
        response.writeHead(307, { location: "/elsewhere" }).end();
      }),
    );
    expect((await post(`http://${host}/`, "{}")).status).to.equal(307);
    expect(asked).to.equal(1);
  });

  it("bounds how long it waits, for headers and for the body", async () => {
    const silent = await listen(createServer(() => undefined));
    const slow = await failureOf(post(`http://${silent}/${MARKER}`, "{}", { timeout: 50 }));
    expect(slow).to.include({ fault: "timeout", message: `${silent} does not answer in 0.05 s.` });
    const dripping = await listen(createServer((_, response) => void response.writeHead(200).write("{")));
    expect(await failureOf(post(`http://${dripping}/${MARKER}`, "{}", { timeout: 50 }))).to.have.property(
      "fault",
      "timeout",
    );
  });

  it("bounds how much it reads, and notices an answer that breaks off", async () => {
    const long = await listen(createServer((_, response) => response.end("x".repeat(2_000))));
    expect(await failureOf(post(`http://${long}/`, "{}", { largest: 1_000 }))).to.have.property("fault", "too-large");
    const broken = await listen(
      createServer((_, response) => {
        response.writeHead(200, { "content-length": "100" }).write("{");
        setTimeout(() => response.destroy(), 20);
      }),
    );
    expect(await failureOf(post(`http://${broken}/`, "{}"))).to.have.property("fault", "broken");
    const gone = await listen(createServer());
    servers.pop()?.close();
    const absent = await failureOf(post(`http://user:${MARKER}@${gone}/${MARKER}`, "{}"));
    expect(absent).to.include({ fault: "unreachable", message: `${gone} does not answer.` });
  });

  it("goes through the proxy that the environment names, except where it says not to", async () => {
    const node = await listen(createServer((request, response) => response.end(`"${request.url ?? ""}"`)));
    const through: string[] = [];
    const proxy = createServer((request, response) => {
      through.push(request.url ?? "");
      response.end('"through the proxy"');
    });
    proxy.on("connect", (request, socket) => {
      through.push(`CONNECT ${request.url ?? ""}`);
      const [hostname = "", port = ""] = node.split(":");
      const target = connect(Number(port), hostname, () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
      target.on("error", () => socket.destroy());
      socket.on("error", () => target.destroy());
    });
    const at = `http://${await listen(proxy)}`;

    process.env.http_proxy = at;
    expect((await post("http://node.example:8545/v1/key", "{}")).body).to.equal('"through the proxy"');
    expect(through.splice(0)).to.deep.equal(["http://node.example:8545/v1/key"]);

    process.env.HTTPS_PROXY = at; // in capital letters; what is behind it speaks no TLS
    expect(await failureOf(post("https://secure.example/v1", "{}"))).to.have.property("fault", "broken");
    expect(through.splice(0)).to.deep.equal(["CONNECT secure.example:443"]);

    process.env.no_proxy = "node.example";
    expect(await failureOf(post("http://node.example:8545/", "{}"))).to.have.property("fault", "unreachable");
    expect((await post(`http://${node}/here`, "{}")).body).to.equal('"/here"'); // this machine itself
    expect(through).to.deep.equal([]);
  });

  it("reads Retry-After in seconds, as a date, and in milliseconds", () => {
    expect(retryAfter({ headers: { "retry-after": "5" } })).to.equal(5_000);
    expect(retryAfter({ headers: { "retry-after-ms": "120" } })).to.equal(120);
    const date = new Date(Date.now() + 60_000).toUTCString();
    expect(retryAfter({ headers: { "retry-after": date } })).to.be.within(57_000, 61_000);
    expect(retryAfter({ headers: {} })).to.equal(null);
  });

  it("reads lists of URLs, and does not repeat a wrong one", () => {
    expect(readUrls("https://a.example/key, http://b.example\nhttps://a.example/key")).to.deep.equal([
      "https://a.example/key",
      "http://b.example",
    ]);
    expect(() => readUrls(" , ")).to.throw("There is no URL.");
    expect(() => readUrls(`https://a.example, ws://${MARKER}`)).to.throw(
      /^URL 2 of 2 is not an http:\/\/ or https:\/\/ URL\.$/,
    );
  });

  it("takes URLs with all that is in them out of a text", () => {
    const texts = [
      `no answer from https://user:${MARKER}@node.example/v1/${MARKER}?key=${MARKER}#${MARKER}.`,
      `fetch("wss://node.example/${MARKER}")`,
      `<http://[::1]:8545/${MARKER}>`,
      `private key ${"ab".repeat(32)}`,
    ];
    for (const text of texts) expect(redact(text)).to.not.match(new RegExp(`${MARKER}|node\\.example|abab`));
    expect(redact(`transaction 0x${"ab".repeat(32)}`)).to.equal(`transaction 0x${"ab".repeat(32)}`);
  });
});
