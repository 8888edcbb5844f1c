import { type Server, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { hexlify, randomBytes } from "ethers";
import { units } from "../../issuer/attestation/support.ts";
import { type World, openWorld } from "./world.ts";

const SECRET = "SECRETTOKEN";

/** Tasks of a machine that reaches nothing but its proxy. */
describe("A proxy between a task and its node", function () {
  this.timeout(240_000);

  let world: World;
  let proxy: Server;
  /** What came through: the URL without its path, and the header with the credentials. */
  const seen = new Set<string>();
  before(async () => {
    world = await openWorld();
    const targets = new Map([
      ["bnb.example", world.evm.url],
      ["tron.example", world.tron.url],
    ]);
    proxy = createServer((incoming, response) => {
      const { hostname, pathname, search } = new URL(incoming.url ?? "");
      seen.add(`${hostname} ${incoming.headers.authorization}`);
      const target = new URL(targets.get(hostname) ?? "http://127.0.0.1:1");
      const path = `${pathname.replace(`/v1/${SECRET}`, "")}${search}`;
      const { method, headers } = incoming;
      const options = { hostname: target.hostname, port: target.port, method, headers, path, agent: false };
      const onward = request(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.writeHead(502).end());
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  afterEach(() => {
    delete process.env.http_proxy;
    delete process.env.no_proxy;
    seen.clear();
  });

  const HOSTS = { localhost: "bnb.example", tronEmbedded: "tron.example" } as const;
  for (const network of ["localhost", "tronEmbedded"] as const) {
    it(`is gone through on ${network}, user and password included, unless no_proxy names the host`, async () => {
      process.env.http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const url = `http://user:${SECRET}@${HOSTS[network]}/v1/${SECRET}`;
      const to = hexlify(randomBytes(20));
      const given = { to: world.text(network, to), amount: "3", reference: `by proxy on ${network}` };
      const told = await world.run(network, "mint", given, url);
      expect([told.code, told.json.sent], `${told.stdout}${told.stderr}`).to.deep.equal([0, 1]);
      expect(await world.side(network).coin.contracts.token.balanceOf(to)).to.equal(units(3));
      const credentials = `Basic ${Buffer.from(`user:${SECRET}`).toString("base64")}`;
      expect([...seen]).to.deep.equal([`${HOSTS[network]} ${credentials}`]);
      seen.clear();
      process.env.no_proxy = HOSTS[network];
      const direct = await world.run(network, "mint", { ...given, patience: 1 }, url);
      expect(direct.error, direct.stdout).to.equal("CHAIN_UNREACHABLE");
      expect(seen.size).to.equal(0);
      for (const text of [told, direct].map(({ stdout, stderr }) => stdout + stderr))
        expect(text).to.not.contain(SECRET);
    });
  }
});
