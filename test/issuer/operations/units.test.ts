import { expect } from "chai";
import { MaxUint256, id } from "ethers";
import type { StoredRecord } from "../../../issuer/journal/entries.ts";
import { referenceOf } from "../../../issuer/references/reference.ts";
import { explain } from "../../../issuer/chains/reasons.ts";
import { layerZeroInterface } from "../../../issuer/layerzero/package.ts";
import { COIN_INTERFACES, OPERATORS_REMEDIES } from "../../../issuer/operations/contract-errors.ts";
import { ERRORS } from "../../../packages/integration/generated/errors.ts";
import { historyOf } from "../../../issuer/journal/history.ts";
import { operationNamed } from "../../../issuer/operations/operations.ts";
import { OPERATION_ROWS } from "../../../issuer/operations/operation-table.ts";
import { parseScopes, scopeList } from "../../../issuer/text/scopes.ts";
import { formatNative } from "../../../issuer/text/units.ts";

/** What LayerZero's OFT can revert with only in functions that the adapter does not offer. */
const NOT_OFFERED = ["InvalidEndpointCall", "LzTokenUnavailable", "OnlySelf", "SimulationResult"];

describe("Refusals of the contracts", () => {
  const declared = COIN_INTERFACES.flatMap((abi) => {
    const errors: string[] = [];
    abi.forEachError(({ selector, name }) => NOT_OFFERED.includes(name) || errors.push(selector));
    return errors;
  });

  it("are all in the one list that operators and integrators share", () => {
    const listed = new Set(ERRORS.map(({ selector }) => selector));
    expect(declared.length).to.be.greaterThan(80);
    expect(declared.filter((selector) => !listed.has(selector))).to.deep.equal([]);
  });

  it("are listed with those of LayerZero's contracts, so that none of these is shown as it came", () => {
    const listed = new Set(ERRORS.map(({ selector }) => selector));
    for (const name of ["EndpointV2", "SendUln302", "ReceiveUln302", "DVN", "Executor"] as const) {
      const missing: string[] = [];
      layerZeroInterface(name).forEachError((error) => listed.has(error.selector) || missing.push(error.name));
      expect(missing, name).to.deep.equal([]);
    }
    const refusal = layerZeroInterface("EndpointV2").encodeErrorResult("LZ_InsufficientFee", [7n, 5n, 0n, 0n]);
    expect(explain({ data: refusal })).to.equal(
      "LayerZero's fee is 7 of the native coin's smallest units, and 5 came along",
    );
  });

  it("have a sentence and a remedy, without an operator's command in the integrators' package", () => {
    for (const { signature, sentence, remedy } of ERRORS) {
      expect(sentence, signature).to.match(/^[A-Z{].*\.$/);
      expect(remedy, signature).to.match(/^[A-Z].*\.$/);
      expect(`${sentence} ${remedy}`, signature).to.not.match(/npx|npm run|hardhat|config\/|--\w/);
    }
  });

  it("have remedies of operators only where the contracts have errors", () => {
    const names = ERRORS.map(({ signature }) => signature.replace(/\(.*/, ""));
    expect(Object.keys(OPERATORS_REMEDIES).filter((name) => !names.includes(name))).to.deep.equal([]);
  });
});

describe("The table of operations", () => {
  it("has an implementation for each row, and names nothing twice", () => {
    const names = OPERATION_ROWS.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(operationNamed(name).prepare).to.be.a("function");
    for (const { options } of OPERATION_ROWS) {
      const own = options.map(({ name }) => name);
      expect(new Set(own).size).to.equal(own.length);
    }
  });
});

describe("What a transaction costs", () => {
  it("is shown with the digits that people read, a cost never too low, a balance never too high", () => {
    const shown: [bigint, number, "up" | "down", string][] = [
      [181_917_356_035_952n, 18, "up", "0.000182"],
      [181_917_356_035_952n, 18, "down", "0.000181"],
      [354_113_700n, 6, "up", "354.12"],
      [354_119_999n, 6, "down", "354.11"],
      [1_234_567_000_000_000_000_000n, 18, "up", "1,234.57"],
      [999_999_999_999_999_999n, 18, "up", "1.00"],
      [500_000_000_000_000_000n, 18, "up", "0.50"],
      [1n, 18, "up", "0.000000000000000001"],
      [345n, 6, "up", "0.000345"],
      [0n, 18, "up", "0.00"],
    ];
    for (const [amount, decimals, round, text] of shown) {
      expect(formatNative(amount, decimals, round), `${amount} of ${decimals} ${round}`).to.equal(text);
    }
  });
});

describe("Scopes and references", () => {
  it("are read and written by name", () => {
    expect(parseScopes("all")).to.equal(63n);
    expect(parseScopes("signature, burn")).to.equal(20n);
    expect([scopeList(20n), scopeList(0n), scopeList(MaxUint256)]).to.deep.equal([
      "burn, signature",
      "nothing",
      "transfer, mint, burn, crosschain, signature, seize",
    ]);
  });

  it("reach the chain as hashes", () => {
    expect(referenceOf("advice 17")).to.deep.equal({ plain: "advice 17", hash: id("advice 17"), former: [] });
    expect(referenceOf(id("x").toUpperCase().replace("0X", "0x")).hash).to.equal(id("x"));
  });
});

describe("The ledger", () => {
  const subject = { key: "mint:1", reference: "advice 17" };
  const about = [subject];
  const signed = { step: "mint", key: "mint:1", description: "mint 1", raw: "0x", from: "0x", nonce: null, about };
  const stored = (...records: object[]): StoredRecord[] =>
    records.map((record, index) => ({ n: index + 1, at: `time ${index + 1}`, ...record }) as StoredRecord);

  it("tells the latest of each subject", () => {
    const intent = { type: "intent", hash: "0xa", ...signed };
    const mined = { type: "mined", key: "mint:1", hash: "0xa", succeeded: true, block: 7 };
    const states = (...records: object[]) => historyOf(stored(...records)).get("mint:1");
    expect(states(intent)).to.deep.equal({
      ...{ subject, state: "open", description: "mint 1", at: "time 1", transaction: "0xa", block: null, since: 0 },
    });
    expect(states(intent, mined)?.state).to.equal("open");
    expect(states(intent, { ...mined, succeeded: false })?.state).to.equal("reverted");
    const done = states(intent, mined, { type: "verified", key: "mint:1", hash: "0xa" });
    expect([done?.state, done?.block, done?.at]).to.deep.equal(["done", 7, "time 3"]);
    expect(states(intent, { type: "dropped", key: "mint:1", hash: "0xa" })?.state).to.equal("dropped");
    const replaced = { ...intent, hash: "0xb", replaces: "0xa" };
    expect(states(intent, replaced)?.transaction).to.equal("0xb");
  });

  it("follows what waits for a signature until it is observed", () => {
    const waiting = { type: "waiting", step: "mint", key: "mint:1", description: "mint 1", by: [], about, since: 5 };
    const first = historyOf(stored(waiting)).get("mint:1");
    expect([first?.state, first?.since, first?.transaction]).to.deep.equal(["waiting", 5, null]);
    const last = historyOf(stored(waiting, { type: "observed", key: "mint:1" })).get("mint:1");
    expect([last?.state, last?.since]).to.deep.equal(["observed", 5]);
  });
});
