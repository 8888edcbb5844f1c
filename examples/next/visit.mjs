import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Starts the built pages on a free port, and looks at what the server has rendered. */
const server = spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "--port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const url = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [found] = /http:\/\/localhost:\d+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => reject(new Error(`The server ended and said no address: ${said}`)));
  });
  const page = await (await fetch(url)).text();
  const [, supply] = /id="supply">([^<]+)</.exec(page) ?? [];
  assert.match(supply ?? "", /^[\d,]+\.\d\d KGST outstanding$/);
  assert.match(page, /<button[^>]*>Connect<\/button>/);
  console.log(`done: Next rendered on the server: ${supply}; the wallet's part is ready for the browser`);
} finally {
  const ended = once(server, "exit");
  server.kill();
  await ended;
}
