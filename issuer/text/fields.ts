import { isAddress } from "ethers";
import { z } from "zod";
import { UNLIMITED } from "../../packages/integration/reading/format.ts";
import { whyNotPlain } from "./plain-text.ts";

/** Digits of the largest `uint256`. */
const MOST_DIGITS = 78;
/** Digits of an amount in whole coins: as many, and as many behind the point. */
const MOST_AMOUNT = 2 * MOST_DIGITS + 1;
/** The longest address of a page or a node. */
const MOST_URL = 2_048;
/** The longest name of a file that systems take, in bytes. */
export const MOST_FILE_NAME = 255;

/**
 * Returns a text that people write, as every format of a file has it: without anything that cannot be seen or that
 * turns the direction of a line, and of a length that can be shown.
 */
export function textField(most?: number): z.ZodString {
  return z.string().superRefine((text, context) => {
    const why = whyNotPlain(text, most);
    if (why !== null) context.addIssue({ code: "custom", message: why, continue: false });
  });
}

/** The name of a file, without its folder. */
export const fileNameField = textField(MOST_FILE_NAME).min(1);

/** Returns a whole number in decimal digits that fits into a `uint256`. */
export function wholeField(what: string): z.ZodString {
  return z
    .string()
    .max(MOST_DIGITS, `more than ${MOST_DIGITS} digits`)
    .regex(/^\d{1,78}$/, what)
    .refine((text) => !/^\d{1,78}$/.test(text) || BigInt(text) <= UNLIMITED, "more than a chain can count");
}

/** Bytes of the longest field in hex: more than any chain takes in one transaction. */
const MOST_BYTES = 1_048_576;

/**
 * Returns bytes in hex, behind a prefix. Looked at character by character: a pattern of pairs needs a stack as long as
 * the text.
 */
export function hexField(
  what: string,
  { prefix = "", least = 0 }: { prefix?: string; least?: number } = {},
): z.ZodString {
  return z.string().refine((text) => {
    const digits = text.length - prefix.length;
    if (!text.startsWith(prefix) || digits % 2 !== 0 || digits < 2 * least || digits > 2 * MOST_BYTES) return false;
    return /^[0-9a-fA-F]*$/.test(text.slice(prefix.length));
  }, what);
}

/** Returns an amount in whole coins. */
export function amountField(what: string): z.ZodString {
  return z
    .string()
    .max(MOST_AMOUNT, `more than ${MOST_AMOUNT} characters`)
    .regex(/^\d{1,78}(\.\d{1,78})?$/, what);
}

/** Returns a time in UTC as ISO 8601 writes it. */
export function timeField(what: string): z.ZodType<string> {
  return z
    .string()
    .max(30, what)
    .pipe(z.iso.datetime({ message: what }));
}

/** Address of a page or a node; without an unseen character, and never with a script in it. */
export const urlField = textField(MOST_URL).pipe(z.url({ protocol: /^https?$/ }));

/** Returns whether a text is `0x` and 40 hex digits, all of one case or with EIP-55's checksum. */
export function isAddressText(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text) && isAddress(text);
}

/** An address of 20 bytes. A wrong checksum is a mistyped character, so it is refused and never corrected. */
export function addressField(): z.ZodString {
  return z.string().refine(isAddressText, "must be a 20-byte address in hex with a right checksum");
}
