import { ParseError, readField } from "./parse-error.ts";
import { quote } from "./quote.ts";

/**
 * Reads LayerZero's id of a message out of an option.
 * @returns In lower-case hex.
 * @throws OperatorError `ARGUMENT_INVALID`
 */
export function readMessageId(option: string, text: string): string {
  return readField("ARGUMENT_INVALID", option, () => {
    if (/^0x[0-9a-fA-F]{64}$/.test(text.trim())) return text.trim().toLowerCase();
    throw new ParseError(`${quote(text)} is no message id: it has 0x and 64 hex digits.`);
  });
}
