import { expect } from "chai";
import { Wallet } from "ethers";
import { toAccount } from "../../../packages/integration/account.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import { formatAmount, parseAmount } from "../../../packages/integration/reading/units.ts";
import { callOf } from "../../../packages/integration/signing/call.ts";
import { parseSigned, stringifySigned } from "../../../packages/integration/signing/json.ts";
import { signOrder } from "../../../packages/integration/signing/sign.ts";
import { compactSignature } from "../../../packages/integration/signing/signature.ts";
import { type Domain, type SignedOrder, orderOf } from "../../../packages/integration/signing/typed-data.ts";

const ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const OTHER = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";
const DOMAIN: Domain = { name: "KGST", version: "1", chainId: 56n, verifyingContract: OTHER };
const PERMIT = { owner: ACCOUNT, spender: OTHER, value: 5n, nonce: 0n, deadline: 1_800_000_000n } as const;
const UNLIMITED = 2n ** 256n - 1n;

/** What is refused: its code, and its sentence. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof IntegrationError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing";
}

describe("What helpers refuse of addresses", () => {
  it("is a wrong checksum, in every form that has one", () => {
    const wrong = ACCOUNT.replace("7E5F", "7e5F");
    for (const text of [wrong, wrong.slice(2), `41${wrong.slice(2)}`, "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HD"]) {
      const sentence = `"${text}" has a wrong checksum: a character was mistyped, or the case of one was changed.`;
      expect(refusalOf(() => toAccount(text))).to.equal(`ADDRESS_INVALID: ${sentence}`);
    }
  });

  it("is not an address in one case, nor one in any form", () => {
    const lower = ACCOUNT.toLowerCase();
    const forms = [ACCOUNT, lower, `0x${lower.slice(2).toUpperCase()}`, lower.slice(2), `41${lower.slice(2)}`];
    for (const text of [...forms, "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC"])
      expect(toAccount(text), text).to.equal(ACCOUNT);
  });

  it("is whatever is no text", () => {
    for (const [input, shown] of [
      [undefined, "undefined"],
      [null, "null"],
      [12n, "12"],
      [{}, "an object"],
      [[ACCOUNT], "a list"],
      ["x".repeat(70), `${"x".repeat(60)}…`],
    ] as const) {
      const sentence = `ADDRESS_INVALID: "${shown}" is not an address of an account.`;
      expect(refusalOf(() => toAccount(input as string))).to.equal(sentence);
    }
  });
});

describe("Amounts as people write them", () => {
  const read: [text: string, locale: string | undefined, amount: bigint][] = [
    ["250,50", "ky-KG", 250_500_000n],
    ["1 500,50", "ru", 1_500_500_000n],
    ["1\u00a0500,50", "ky-KG", 1_500_500_000n],
    ["250.5", "ru", 250_500_000n],
    ["1.500", "de", 1_500_000_000n],
    ["1,500", "en", 1_500_000_000n],
    ["1,500.50", undefined, 1_500_500_000n],
    ["1,500,000", undefined, 1_500_000_000_000n],
    ["unlimited", undefined, UNLIMITED],
  ];
  for (const [text, locale, amount] of read) {
    it(`are read from "${text}"${locale === undefined ? "" : ` in ${locale}`}`, () => {
      expect(parseAmount(text, 6, locale === undefined ? {} : { locale })).to.equal(amount);
    });
  }

  it("are refused where they can mean two things, or nothing", () => {
    const two = '"1,500" can mean 1500 and 1.500: write which one it is.';
    expect(refusalOf(() => parseAmount("1,500", 6))).to.equal(`AMOUNT_INVALID: ${two}`);
    expect(parseAmount("1,500", 0)).to.equal(1_500n);
    const misplaced = 'AMOUNT_INVALID: "1,5" has a separator where there is no thousand.';
    expect(refusalOf(() => parseAmount("1,5", 6))).to.equal(misplaced);
    expect(refusalOf(() => parseAmount("1.5", 6, { locale: "de" }))).to.match(/no thousand/);
    const tag = 'AMOUNT_INVALID: "k!" is not a language tag such as ky-KG.';
    expect(refusalOf(() => parseAmount("1", 6, { locale: "k!" }))).to.equal(tag);
    expect(refusalOf(() => parseAmount(5 as unknown as string, 6))).to.equal("AMOUNT_INVALID: 5 is not a text.");
  });

  it("come back from what is written of them, in every locale", () => {
    const amounts = [0n, 1n, 999n, 1_000n, 1_234_567_890_123n, 10n ** 30n + 7n, UNLIMITED - 1n, UNLIMITED];
    for (const locale of [undefined, "en", "ru", "ky-KG", "de", "hi"]) {
      const style = locale === undefined ? {} : { locale };
      for (const decimals of [0, 2, 6, 18]) {
        for (const amount of amounts) {
          const text = formatAmount(amount, decimals, style);
          expect(parseAmount(text, decimals, style), `${text} in ${locale ?? "no locale"}`).to.equal(amount);
        }
      }
    }
  });

  it("are Kyrgyz where the runtime does not know the language, and refused in others", () => {
    const known = Object.getOwnPropertyDescriptor(Intl.NumberFormat, "supportedLocalesOf");
    Object.defineProperty(Intl.NumberFormat, "supportedLocalesOf", { value: () => [], configurable: true });
    try {
      expect(parseAmount("1 500,50", 6, { locale: "ky-KG" })).to.equal(1_500_500_000n);
      expect(formatAmount(1_500_500_000n, 6, { locale: "ky" })).to.equal("1\u00a0500,50");
      expect(refusalOf(() => parseAmount("1", 6, { locale: "tlh" }))).to.equal(
        "AMOUNT_INVALID: The language tlh is not known here.",
      );
    } finally {
      if (known !== undefined) Object.defineProperty(Intl.NumberFormat, "supportedLocalesOf", known);
    }
  });

  it("need decimals that the coin has said", () => {
    for (const decimals of [undefined, Number.NaN, -1, 1.5, 256, "6", null]) {
      const given = decimals as number;
      expect(refusalOf(() => parseAmount("1", given))).to.match(
        /^AMOUNT_INVALID: The coin's decimals are a whole number/,
      );
      expect(refusalOf(() => formatAmount(1n, given))).to.match(
        /^AMOUNT_INVALID: The coin's decimals are a whole number/,
      );
    }
    expect(parseAmount("1.5", 6n)).to.equal(1_500_000n);
    expect(formatAmount(1_500_000n, 6n)).to.equal("1.50");
    expect(refusalOf(() => formatAmount(UNLIMITED + 1n, 6))).to.match(/more than a chain can count/);
    expect(refusalOf(() => formatAmount(5 as unknown as bigint, 6))).to.match(/give a bigint/);
  });
});

describe("Orders from elsewhere", () => {
  const signer = new Wallet(`0x${"0".repeat(63)}1`);
  const signed = () => signOrder(orderOf("permit", DOMAIN, PERMIT), signer);

  it("are read as they were written", async () => {
    const order = await signed();
    expect(parseSigned(stringifySigned(order))).to.deep.equal(order);
  });

  it("are refused in a sentence, whatever they hold", async () => {
    const text = stringifySigned(await signed());
    const changes: [change: (json: string) => string, sentence: RegExp][] = [
      [() => "", /It is not JSON\.$/],
      [() => "null", /The text holds no object/],
      [() => "[]", /The text holds no object/],
      [() => "{}", /The order holds no object/],
      [(json) => json.replace('"permit"', '"constructor"'), /"constructor" is no act/],
      [(json) => json.replace('"act":"permit",', ""), /"undefined" is no act/],
      [(json) => json.replace('"value":"5"', '"value":5'), /value is not a number in decimal digits/],
      [(json) => json.replace('"value":"5"', '"value":"-5"'), /value is not a number in decimal digits/],
      [(json) => json.replace('"value":"5"', '"value":{"a":1}'), /value is not a number in decimal digits/],
      [(json) => json.replace('"value":"5"', `"value":"${UNLIMITED + 1n}"`), /value does not fit a uint256/],
      [(json) => json.replace('"value":"5",', ""), /value is not a number in decimal digits/],
      [
        (json) => json.replace(`"owner":"${ACCOUNT}"`, '"owner":"0x12"'),
        /owner is no address: "0x12" is not an address of an account/,
      ],
      [(json) => json.replace('"name":"KGST",', ""), /The domain's name is missing/],
      [(json) => json.replace(/"domain":\{[^}]*\}/, '"domain":{}'), /The domain's chainId is not a number/],
      [(json) => json.replace(/"signature":"0x[^"]*"/, '"signature":"0x"'), /The signature is not bytes in hex/],
      [(json) => json.replace(/"signature":"0x[^"]*"/, '"signature":{}'), /The signature is not bytes in hex/],
      [(json) => json.replace('"1800000000"', '"1800000000000"'), /give Unix seconds, not milliseconds/],
    ];
    for (const [change, sentence] of changes) {
      const changed = change(text);
      expect(changed).to.not.equal(text);
      const told = refusalOf(() => parseSigned(changed));
      expect(told).to.match(/^ORDER_INVALID: /);
      expect(told).to.match(sentence);
    }
  });

  it("are never put together with a time in milliseconds, or a number that is none", () => {
    const time = (deadline: unknown) =>
      refusalOf(() => orderOf("permit", DOMAIN, { ...PERMIT, deadline: deadline as bigint }));
    for (const deadline of [BigInt(Date.now()), 1_800_000_000_000_000n])
      expect(time(deadline)).to.match(/not milliseconds/);
    for (const deadline of [0n, 1_800_000_000n, UNLIMITED]) expect(time(deadline)).to.equal("nothing");
    expect(time(1_800_000_000)).to.equal("ORDER_INVALID: The order's deadline is no bigint: 1800000000.");
    expect(time(undefined)).to.equal("ORDER_INVALID: The order's deadline is missing.");
    expect(time(-1n)).to.equal("ORDER_INVALID: The order's deadline does not fit a uint256.");
  });

  it("go in three words only where a key has signed them", async () => {
    const { order, signature } = await signed();
    const compact: SignedOrder = { order, signature: compactSignature(signature) };
    expect(callOf(compact, "vrs")).to.deep.equal(callOf({ order, signature }, "vrs"));
    const ofContract: SignedOrder = { order, signature: `0x${"ab".repeat(97)}` };
    expect(refusalOf(() => callOf(ofContract, "vrs"))).to.equal(
      "SIGNATURE_MALFORMED: A signature of a key has 65 or 64 bytes, this one has 97.",
    );
    expect(callOf(ofContract).args.at(-1)).to.equal(ofContract.signature);
  });
});
