import { type ErrorCode, OperatorError } from "../errors.ts";

/** Text that cannot be read, in a sentence. The caller knows which field it was, and adds name and code. */
export class ParseError extends Error {
  override readonly name = "ParseError";
  /** What to do about it, if the sentence itself does not say. */
  readonly remedy: string | undefined;

  constructor(sentence: string, remedy?: string) {
    super(sentence);
    this.remedy = remedy;
  }
}

/**
 * Runs a parser of one field, and names the field and the code in the refusal.
 * @param code - Code of the refusal.
 * @param field - How the field was given, such as `--amount` or `deposits.csv, row 3, column amount`.
 * @throws OperatorError with this code, in place of a {@link ParseError}.
 */
export function readField<T>(code: ErrorCode, field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { message, remedy } = error;
    throw new OperatorError(code, `${field}: ${message}`, remedy === undefined ? {} : { remedy });
  }
}
