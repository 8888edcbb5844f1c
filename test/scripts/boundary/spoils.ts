import { type Spoil, answers, breaks, changes, cut, error, result } from "../../support/spoiling-node.ts";

/** What a text of the node holds that nobody may see: part of the URL that it was asked at. */
export const MARKER = "SECRETMARKER";

type Fields = Record<string, unknown>;

/** Changes the fields of an object, or of the first object in a list. */
function fields(change: (value: Fields) => unknown): (value: unknown) => unknown {
  return (value) => {
    if (Array.isArray(value))
      return value.map((entry, index) => (index === 0 ? fields(change)(entry) : entry) as unknown);
    return typeof value === "object" && value !== null ? change(value as Fields) : value;
  };
}
const every =
  (fill: (key: string, index: number) => boolean, into: unknown) =>
  (value: Fields): Fields =>
    Object.fromEntries(Object.entries(value).map(([key, entry], index) => [key, fill(key, index) ? into : entry]));
const without =
  (drop: (index: number) => boolean) =>
  (value: Fields): Fields =>
    Object.fromEntries(Object.entries(value).filter((_, index) => !drop(index)));

/** Everything that a node, or what stands before it, may answer instead of what was asked for. */
export const SPOILS: Readonly<Record<string, Spoil>> = {
  "a page": answers("<html><body><h1>Welcome</h1></body></html>"),
  "a page of a gateway": answers("<html><body>502 Bad Gateway</body></html>", 502),
  "plain text": answers("this API is closed because this node is a lite fullnode"),
  nothing: answers(""),
  "half of the answer": cut,
  null: result(null),
  "no bytes": result("0x"),
  "bytes of nothing": result("0x" + "00".repeat(32)),
  "an empty object": result({}),
  "an empty list": result([]),
  "a word": result("ok"),
  "a number": result(7),
  "a number without end": result("0x" + "f".repeat(80)),
  "no answer in it": answers({ jsonrpc: "2.0", id: 1 }),
  "another form": answers([1, 2, 3]),
  "JSON's null": answers("null", 200, { "content-type": "application/json" }),
  "half of the fields": changes(fields(without((index) => index % 2 === 0))),
  "the other half": changes(fields(without((index) => index % 2 === 1))),
  "nulls in all fields": changes(fields(every(() => true, null))),
  "objects in all fields": changes(fields(every(() => true, {}))),
  "words in all fields": changes(fields(every(() => true, "?"))),
  "an error without words": answers({ jsonrpc: "2.0", id: 1, error: {} }),
  "an error that is a word": answers({ jsonrpc: "2.0", id: 1, error: "no" }),
  "an error with a URL": error(-32_000, `upstream https://user:${MARKER}@node.example/${MARKER} is away`),
  "a block it has not got": error(-32_000, "header not found"),
  "a method it has not got": error(-32_601, "the method does not exist/is not available"),
  "who are you": answers({ message: `key ${"ab".repeat(32)} is not known` }, 401),
  "not you": answers({ Error: "forbidden" }, 403),
  "too much": answers({ Error: "too many requests" }, 429, { "retry-after": "0" }),
  "TRON's own error": answers({ Error: "class java.lang.NullPointerException : null" }),
  "a broken line": breaks,
};

/** Texts that nobody should see, wherever a node can put one. */
const UNSEEN = "\u001b[2J\u001b[1A\u202e,1\u2066\r\nSend 1 transaction? yes\u0007\u009b2K\u200b\u001b[31m";

/** Everything that a node may say to change a screen. */
export const HOSTILE: Readonly<Record<string, Spoil>> = {
  "words in all fields": changes(fields(every(() => true, UNSEEN))),
  "a word": result(UNSEEN),
  "an error": error(-32_000, UNSEEN),
  "a revert": error(3, `execution reverted: ${UNSEEN}`),
  "a page": answers(`<html><body>${UNSEEN}</body></html>`, 502),
  "plain text": answers(UNSEEN),
  "TRON's own error": answers({ Error: UNSEEN, message: UNSEEN, code: UNSEEN, result: { message: UNSEEN } }),
  "a megabyte": error(-32_000, UNSEEN.repeat(20_000)),
};
