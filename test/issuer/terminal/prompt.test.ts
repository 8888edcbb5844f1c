import { PassThrough } from "node:stream";
import { expect } from "chai";
import { askSecret, confirm, confirmByTyping } from "../../../issuer/terminal/ask.ts";
import { EXIT, exitCodeOf } from "../../../issuer/terminal/exit.ts";
import { expectRefusal } from "../../deploy/support.ts";

const CTRL_C = "\x03";
const CTRL_D = "\x04";

describe("A question", () => {
  const { stdin } = process;
  const { isTTY } = process.stderr;
  let shown = "";

  /** A terminal on which somebody types. */
  const typing = (keys: string): void => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => terminal });
    Object.defineProperty(process, "stdin", { value: terminal, configurable: true });
    process.stderr.isTTY = true;
    setImmediate(() => terminal.write(keys));
  };
  beforeEach(() => {
    shown = "";
    process.stderr.write = (chunk: string | Uint8Array) => {
      shown += String(chunk);
      return true;
    };
  });
  afterEach(() => {
    Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
    delete (process.stderr as Partial<typeof process.stderr>).write; // the one of its class shows again
    process.stderr.isTTY = isTTY;
  });

  it("takes yes, and nothing but yes", async () => {
    typing("y\r");
    await confirm("Send?");
    typing("yes\r");
    await confirm("Send?");
    for (const keys of ["\r", "n\r", "yeah\r"]) {
      typing(keys);
      await expectRefusal("DECLINED", () => confirm("Send?"));
    }
  });

  it("takes the word that was asked for", async () => {
    typing("KGST\r");
    await confirmByTyping("Retire?", "KGST");
    typing("kgst\r");
    await expectRefusal("DECLINED", () => confirmByTyping("Retire?", "KGST"));
  });

  it("ends with Ctrl+C and with Ctrl+D, and says which", async () => {
    typing(CTRL_C);
    const interrupted = await expectRefusal("INTERRUPTED", () => confirm("Send?"));
    expect(exitCodeOf(interrupted)).to.equal(EXIT.interrupted);
    typing(CTRL_D);
    await expectRefusal("INPUT_ENDED", () => confirm("Send?"));
    typing(CTRL_C);
    await expectRefusal("INTERRUPTED", () => askSecret("Password: "));
  });

  it("is not asked without a terminal", async () => {
    process.stderr.isTTY = false;
    await expectRefusal("CONFIRMATION_NEEDED", () => confirm("Send?"));
  });

  it("does not show a secret while it is typed", async () => {
    typing("s3cret of the test\r");
    expect(await askSecret("Password: ")).to.equal("s3cret of the test");
    expect(shown).to.equal("Password: \n");
  });
});
