import { readFileSync } from "node:fs";
import { expect } from "chai";
import { ESLint, Linter } from "eslint";
import { HardhatPluginError } from "hardhat/plugins";
import { OperatorError, REMEDIES, asOperatorError, isRefusal } from "../../issuer/errors.ts";
import { refusalOf } from "../../issuer/refusals/refusals.ts";
import { TRON_REMEDIES, TronError, type TronErrorCode } from "../../packages/tron/error.ts";

const CODES = Object.keys(TRON_REMEDIES) as TronErrorCode[];

describe("Errors of the TRON library", () => {
  it("become refusals of the same code and sentence, with the operator's remedy", () => {
    for (const code of CODES) {
      const refusal = asOperatorError(new TronError(code, "It went wrong."));
      expect([refusal?.code, refusal?.message]).to.deep.equal([code, "It went wrong."]);
      const own = "Add it to the network's `accounts` in scripts/networks.ts, or sign with a signer that has it.";
      expect(refusal?.remedy).to.equal(code === "SIGNER_MISSING" ? own : REMEDIES[code]);
    }
  });

  it("name a setting and the file that has it", () => {
    const remedies = [
      ...Object.values(REMEDIES),
      ...CODES.map((code) => asOperatorError(new TronError(code, ""))?.remedy),
    ];
    const named = remedies.flatMap((remedy) => [
      ...(remedy ?? "").matchAll(/`([\w.]+)`(?: of the network)? in ([\w/.-]+\.ts)/g),
    ]);
    expect(named).to.have.length.greaterThan(1);
    for (const [sentence, setting = "", file = ""] of named) {
      expect(readFileSync(file, "utf8"), sentence).to.contain(`${setting.split(".").at(-1) ?? ""}:`);
    }
  });

  it("keep a remedy that is about the very case", () => {
    const remedy = "Fund TXYZ with the missing amount, or stake TRX for energy.";
    expect(asOperatorError(new TronError("BALANCE_TOO_LOW", "Too little.", { remedy }))?.remedy).to.equal(remedy);
  });

  it("are known inside what the Hardhat plugin throws, and inside a cause", () => {
    const error = new TronError("NODE_BEHIND", "The node's newest block is 5; block 6 was asked for.");
    const shown = new HardhatPluginError("hardhat-tron", `${error.message}\nRaise something.`, error);
    for (const thrown of [error, shown, new Error("outer", { cause: shown })]) {
      const { code, message, remedy } = refusalOf(thrown);
      expect([code, message, remedy]).to.deep.equal(["NODE_BEHIND", error.message, REMEDIES.NODE_BEHIND]);
    }
    expect(isRefusal(shown, "HISTORY_MISSING", "NODE_BEHIND")).to.equal(true);
    expect(isRefusal(shown, "HISTORY_MISSING")).to.equal(false);
  });

  it("are shown with everything that cannot be seen as an escape", () => {
    const spoilt = "TAPOS \u001b[2J\u202e";
    expect(asOperatorError(new TronError("BROADCAST_REFUSED", spoilt))?.message).to.equal("TAPOS \\u001b[2J\\u202e");
  });

  it("are the only foreign errors that are refusals", () => {
    const own = new OperatorError("DECLINED", "No.");
    expect(asOperatorError(own)).to.equal(own);
    for (const other of [
      new Error("x"),
      new HardhatPluginError("another", "x"),
      { code: "NODE_BEHIND" },
      null,
      undefined,
    ]) {
      expect(asOperatorError(other)).to.equal(null);
      expect(isRefusal(other, "NODE_BEHIND")).to.equal(false);
    }
  });

  it("speak to programmers", () => {
    for (const remedy of Object.values(TRON_REMEDIES)) {
      expect(remedy).to.match(/^[A-Z].+\.$/);
      expect(remedy).to.not.match(/hardhat|npm run|coin|issuer|operator|keystore|docs\//i);
    }
  });

  it("cannot be forgotten by a catch of the issuer", async function () {
    this.timeout(60_000);
    const { rules = {} } = (await new ESLint().calculateConfigForFile("issuer/engine/x.ts")) as Linter.Config;
    const own = { "no-restricted-syntax": rules["no-restricted-syntax"] ?? "off" } as const;
    const code = "try { f(); } catch (error) { if (error instanceof OperatorError) throw error; }";
    const said = new Linter().verify(code, [{ rules: own }]);
    expect(said.map(({ message }) => message)).to.deep.equal([
      "Ask asOperatorError() or isRefusal() of issuer/errors.ts: the TRON library has errors of its own.",
    ]);
  });
});
