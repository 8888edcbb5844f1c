import { expect } from "chai";
import { parseExactly, stringifyExactly } from "../../../packages/tron/json.ts";

describe("JSON of TRON's nodes", () => {
  const exact = 9_223_372_036_854_775_807n;

  it("is read without rounding, wherever a long number stands", () => {
    for (const [text, value] of [
      ["9223372036854775807", exact],
      [" 9223372036854775807", exact],
      ["-9223372036854775807", -exact],
      ["[1,9223372036854775807]", [1, exact]],
      ["[9223372036854775807]", [exact]],
      ['{"a":9223372036854775807}', { a: exact }],
      ['{"a": -9223372036854775807}', { a: -exact }],
      ['{"a":\n\t9223372036854775807}', { a: exact }],
      ['{"a":[{"b":9007199254740993}]}', { a: [{ b: 9_007_199_254_740_993n }] }],
    ] as const) {
      expect(parseExactly(text), text).to.deep.equal(value);
    }
  });

  it("keeps what fits a double as a number, and long digits in a text as a text", () => {
    for (const [text, value] of [
      ["9007199254740991", 9_007_199_254_740_991],
      ['{"a":-9007199254740991}', { a: -9_007_199_254_740_991 }],
      ["1e20", 1e20],
      ["[0.1234567890123456]", [0.1234567890123456]],
      [`"${"0".repeat(64)}"`, "0".repeat(64)],
      [`["a:9223372036854775807", 7]`, ["a:9223372036854775807", 7]],
    ] as const) {
      expect(parseExactly(text), text).to.deep.equal(value);
    }
  });

  it("is refused where it is none, with a long number and without", () => {
    for (const text of ["", "{", "[1,]", "[9223372036854775807,]", "<html>"]) {
      expect(() => parseExactly(text), text).to.throw(SyntaxError);
    }
  });

  it("is written with all digits, as it was read", () => {
    for (const text of [
      '{"balance":89999999050664801,"small":7,"text":"89999999050664801"}',
      '{"a":[],"b":{},"c":[null,true,-1.5,"\\"\\n\\u0001"],"é":[[9223372036854775807],{"d":""}]}',
    ]) {
      expect(stringifyExactly(parseExactly(text))).to.equal(text);
    }
    expect(stringifyExactly({ left: undefined, out: 1 })).to.equal('{"out":1}');
    expect(stringifyExactly(undefined)).to.equal("null");
  });
});
