import { Dice } from "../../../support/random.ts";

const ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";

/** Throws whatever is done with it, but for a look at what kind it is. */
function touchy(): object {
  const refuse = (): never => {
    throw new Error("do not touch");
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

function circular(): object {
  const self: { self?: object; list: unknown[] } = { list: [] };
  self.self = self;
  self.list.push(self);
  return self;
}

function deep(): object {
  let value: object = {};
  for (let depth = 0; depth < 20_000; depth++) value = { cause: value, data: value, 0: value };
  return value;
}

const thrower = (): never => {
  throw new TypeError("thrown by what was given");
};

/** What JSON can hold: what a node may answer with. */
const JSON_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  "",
  " ",
  "0x",
  "0x0",
  "0x1",
  "0xzz",
  "-0x1",
  "12",
  "-5",
  "1e3",
  "latest",
  `0x${"ff".repeat(32)}`,
  `0x${"ff".repeat(33)}`,
  `0x${"00".repeat(32)}`,
  `0x${"ab".repeat(20_000)}`,
  "x".repeat(50_000),
  "\u0000\u001b[31m\u202e\ud800",
  "__proto__",
  "constructor",
  "permit",
  ACCOUNT,
  ACCOUNT.toLowerCase(),
  ACCOUNT.replace("7E5F", "7e5F"),
  "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC",
  "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HD",
  "41000000000000000000000000000000000000dEaD",
  [],
  [[]],
  [null],
  {},
  { length: 2 ** 32 },
  { data: "0x08c379a0", message: "execution reverted" },
  { code: -32_000, message: "insufficient funds for gas" },
  { toString: "no function", valueOf: 1 },
];

/** What only a program can hand over. Made anew each time, since some are changed by being looked at. */
const OBJECTS: readonly (() => unknown)[] = [
  () => undefined,
  () => Number.NaN,
  () => -0,
  () => Number.POSITIVE_INFINITY,
  () => 0n,
  () => -1n,
  () => 2n ** 256n,
  () => 2n ** 256n - 1n,
  () => -(2n ** 256n),
  () => 10n ** 400n,
  () => 1n << 200_000n,
  () => 1_800_000_000_000n,
  () => Symbol("hostile"),
  touchy,
  revoked,
  circular,
  deep,
  () => Object.create(null) as unknown,
  () => new Date(Number.NaN),
  () => new Map([[1, 2]]),
  () => new Uint8Array(40),
  () => Object(ACCOUNT) as unknown,
  () => thrower,
  () => ({ then: thrower }),
  () => ({ then: 5 }),
  () => ({ toString: thrower, valueOf: thrower, toJSON: thrower }),
  () => ({ [Symbol.toPrimitive]: thrower }),
  () => ({ [Symbol.iterator]: thrower, length: 3 }),
  () => Array.from({ length: 5 }),
  () => Array.from({ length: 2_000 }, () => ACCOUNT),
  () => Object.defineProperty({}, "message", { get: thrower, enumerable: true }),
  () => Object.assign(new Error("out of gas"), { code: 4001, cause: circular() }),
  () => ({ getFunction: thrower, getAddress: thrower, runner: touchy() }),
  () => ({ request: thrower, signTypedData: thrower, trx: {} }),
];

/** Makes hostile things of all kinds, the same with each seed. */
export class Hostile {
  readonly dice: Dice;

  constructor(seed: number) {
    this.dice = new Dice(seed);
  }

  /** Returns whether something of this chance, in percent, happens. */
  happens(percent: number): boolean {
    return this.dice.roll(100) < percent;
  }

  /** Something that JSON can hold. */
  json(): unknown {
    return structuredClone(this.dice.pick(JSON_VALUES.map((value) => ({ value })))).value;
  }

  /** Anything at all. */
  anything(): unknown {
    return this.happens(45) ? this.json() : this.dice.pick(OBJECTS)();
  }

  /**
   * Returns a copy with one thing in it changed: replaced, left out, or a little other than it was.
   * @param wild - makes what takes a place
   */
  changed(value: unknown, wild: () => unknown = () => this.anything()): unknown {
    const keys = isPlain(value) ? Object.keys(value) : [];
    if (keys.length === 0 || this.happens(10)) return this.happens(40) ? this.#near(value) : wild();
    const key = this.dice.pick(keys);
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
      string,
      unknown
    >;
    if (this.happens(12)) Reflect.deleteProperty(copy, key);
    else copy[key] = this.changed(copy[key], wild);
    return copy;
  }

  #near(value: unknown): unknown {
    if (typeof value === "bigint")
      return this.dice.pick([-value, value + 1n, value * 2n ** 255n, Number(value), String(value)]);
    if (typeof value === "number")
      return this.dice.pick([-value, value + 0.5, value * 1e300, BigInt(value | 0), String(value)]);
    if (typeof value !== "string" || value === "") return [value];
    const at = this.dice.roll(value.length);
    return this.dice.pick([
      value.slice(0, at),
      value.slice(at),
      `${value.slice(0, at)}${this.dice.pick(["0", "f", "z", " ", "\n", "\u0000", "é"])}${value.slice(at + 1)}`,
      value + value,
      value.toUpperCase(),
      value.replace(/\d/, "9"),
    ]);
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}
