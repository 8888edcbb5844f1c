import { type ErrorCode, OperatorError, type Problem } from "../errors.ts";

/** Mistakes of one file that are shown in full. */
const TOLD = 50;

/** What is wrong in one file, so that all of it is shown at once. */
export class Mistakes {
  readonly #file: string;
  readonly #code: ErrorCode;
  readonly #problems: Problem[] = [];
  #remedy: string | undefined;
  #count = 0;

  /** @param code - Code of the refusal; each mistake may have one of its own. */
  constructor(file: string, code: ErrorCode) {
    this.#file = file;
    this.#code = code;
  }

  /** Notes one. @param where - Such as `row 3, column amount`. */
  add(where: string, sentence: string, options: { readonly code?: ErrorCode; readonly remedy?: string } = {}): void {
    this.#count += 1;
    this.#remedy ??= options.remedy;
    if (this.#count > TOLD) return;
    this.#problems.push({ code: options.code ?? this.#code, message: `${this.#file}, ${where}: ${sentence}` });
  }

  get count(): number {
    return this.#count;
  }

  /** Throws all of them as one refusal; does nothing if there are none. */
  refuse(): void {
    const [first] = this.#problems;
    if (first === undefined) return;
    const options = { problems: this.#problems, ...(this.#remedy === undefined ? {} : { remedy: this.#remedy }) };
    if (this.#count === 1) throw new OperatorError(this.#code, first.message, options);
    const lines = this.#problems.map(({ message }) => `- ${message}`);
    if (this.#count > TOLD) lines.push(`- and ${this.#count - TOLD} more`);
    throw new OperatorError(this.#code, [`${this.#file} has ${this.#count} mistakes:`, ...lines], options);
  }
}
