import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { codeOf, documentOf, expectFit, runHardhat } from "../../support/command-line.ts";
import { emptyFolder } from "../../support/folders.ts";

describe("A task's process", function () {
  this.timeout(240_000);

  it("answers a wrong command line in JSON where JSON was asked for", async () => {
    const wrong = [
      ["mint", "--amuont", "5", "--json"],
      ["mnit", "--json"],
      ["status", "--watch", "soon", "--json"],
      ["attest", "sign", "--json"],
      ["mint", "--json", "--amount"],
    ];
    const said = await Promise.all(wrong.map((args) => runHardhat(args)));
    for (const [index, entry] of said.entries()) {
      expect([wrong[index], entry.code, codeOf(entry), entry.stderr]).to.deep.equal([
        wrong[index],
        1,
        "ARGUMENT_INVALID",
        "",
      ]);
    }
  });

  it("answers in a sentence otherwise, in any environment", async () => {
    const said = await runHardhat(["mint", "--amuont", "5"], { env: { GITHUB_ACTIONS: "true" } });
    expect([said.code, said.stdout]).to.deep.equal([1, ""]);
    expect(said.stderr).to.match(/^\nARGUMENT_INVALID Invalid option "--amuont"\. [^\n]*\nWhat to do: [^\n]*\n$/);
  });

  it("names a network that nobody has configured", async () => {
    const said = await runHardhat(["status", "--network", "bcs", "--json"]);
    expect([said.code, codeOf(said)]).to.deep.equal([1, "NETWORK_UNKNOWN"]);
    expectFit(said);
  });

  it("leaves help as it is", async () => {
    const said = await runHardhat(["mint", "--help", "--json"]);
    expect([said.code, said.stdout.startsWith("Issue against a bank deposit")]).to.deep.equal([0, true]);
  });

  describe("waits for a node that does not answer", () => {
    let server: Server;
    const asked: Record<string, () => void> = {};
    let url: string;

    before(async () => {
      server = createServer((request) => asked[(request.url ?? "").split("/").at(-1) ?? ""]?.());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/SECRETPATH`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it("and says so when a signal ends it", async () => {
      const run = (signal: NodeJS.Signals) =>
        runHardhat(["deploy", "--network", "localhost", "--dry-run", "--json"], {
          env: { LOCALHOST_RPC_URL: `${url}/${signal}`, DEPLOYMENTS_FOLDER: emptyFolder() },
          during: (child) => (asked[signal] = () => child.kill(signal)),
        });
      const said = await Promise.all([run("SIGINT"), run("SIGTERM")]);
      expect(said.map((entry) => [entry.code, codeOf(entry)])).to.deep.equal([
        [130, "INTERRUPTED"],
        [143, "INTERRUPTED"],
      ]);
      for (const entry of said) expectFit(entry, "SECRETPATH");
    });
  });

  it("tells of an answer that could not be written", async () => {
    const full = openSync("/dev/full", "w");
    const said = await runHardhat(["status", "--coin", "nope", "--json"], { stdout: full });
    closeSync(full);
    expect([said.code, said.stderr]).to.deep.equal([1, "\nOUTPUT_LOST The answer could not be written: ENOSPC.\n"]);
  });

  it("works without a home", async () => {
    const said = await runHardhat(["status", "--coin", "nope", "--json"], {
      env: { HOME: "/dev/null/none", XDG_CONFIG_HOME: "", XDG_CACHE_HOME: "", XDG_DATA_HOME: "" },
    });
    expect([said.code, codeOf(said), said.stderr]).to.deep.equal([1, "COIN_UNKNOWN", ""]);
  });

  describe("with a value in Hardhat's keystore", () => {
    const home = emptyFolder();
    const password = join(home, "password");
    const env = {
      ...{ HOME: home, XDG_CONFIG_HOME: join(home, "config"), DEPLOYMENTS_FOLDER: emptyFolder() },
      LOCALHOST_RPC_URL: undefined, // which would come before the keystore
    };
    const task = ["deploy", "--network", "localhost", "--dry-run", "--json"];

    before(async () => {
      writeFileSync(password, "a password of the test\n");
      const said = await runHardhat(["keystore", "set", "LOCALHOST_RPC_URL"], {
        env: { ...env, KEYSTORE_PASSWORD_FILE: password },
        input: "http://127.0.0.1:1/SECRETPATH\n",
      });
      expect(said.stdout).to.contain('Key "LOCALHOST_RPC_URL" set');
    });

    it("refuses where nobody can type the password", async () => {
      const said = await runHardhat(task, { env });
      const { error } = documentOf(said) as { error: { code: string; remedy: string } };
      expect([said.code, error.code]).to.deep.equal([1, "KEYSTORE_LOCKED"]);
      for (const way of ["environment", "CREDENTIALS_DIRECTORY", "KEYSTORE_PASSWORD_FD", "KMS"]) {
        expect(error.remedy).to.contain(way);
      }
      expectFit(said, "SECRETPATH");
    });

    it("takes the password from a file descriptor", async () => {
      const descriptor = openSync(password, "r");
      const said = await runHardhat(task, { env: { ...env, KEYSTORE_PASSWORD_FD: "3" }, descriptors: [descriptor] });
      closeSync(descriptor);
      expect([said.code, codeOf(said)]).to.deep.equal([1, "CHAIN_UNREACHABLE"]); // nobody listens on port 1
      expectFit(said, "SECRETPATH", "a password of the test");
    });

    it("does not look into it for what a credential says", async () => {
      const folder = join(home, "values");
      mkdirSync(folder);
      writeFileSync(join(folder, "LOCALHOST_RPC_URL"), "no url\n");
      const said = await runHardhat(task, { env: { ...env, CREDENTIALS_DIRECTORY: folder } });
      const { error } = documentOf(said) as { error: { code: string; message: string } };
      expect([said.code, error.code]).to.deep.equal([1, "NODE_URL_INVALID"]);
      expect(error.message).to.contain("LOCALHOST_RPC_URL").and.to.not.contain("no url");
    });
  });
});
