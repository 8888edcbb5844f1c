/**
 * Runs the coin's life against a TRON node of your choice, in real time: `npm run test:tron -- --url URL [--key KEY]`.
 * The account needs about 2,500 TRX; without a key it is `TRON_TEST_KEY` of the environment.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { sayAside } from "../../issuer/output/say.ts";
import { started } from "../lib/end-with.ts";

const { values } = parseArgs({ options: { url: { type: "string" }, key: { type: "string" } } });
const key = values.key ?? process.env.TRON_TEST_KEY;

if (values.url === undefined || !/^(0x)?[0-9a-fA-F]{64}$/.test(key ?? "")) {
  sayAside("Name a node and a funded account: npm run test:tron -- --url http://127.0.0.1:9090 --key 64-hex-digits");
  sayAside("The key may also stand in the environment, as TRON_TEST_KEY.");
  process.exitCode = 2;
} else {
  const env = { ...process.env, TRON_TEST_URL: values.url, TRON_TEST_KEY: `0x${(key ?? "").replace(/^0x/, "")}` };
  const { status } = started(
    "test:tron",
    spawnSync("hardhat", ["test", "mocha", "test/deploy/tron/live.test.ts"], { stdio: "inherit", env }),
  );
  process.exitCode = status ?? 1;
}
