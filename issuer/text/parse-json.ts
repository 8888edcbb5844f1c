import { type ErrorCode, OperatorError } from "../errors.ts";
import { visible } from "../characters/visible.ts";

/** The deepest that objects and lists of a file lie in each other; no format here needs a fifth of it. */
const DEEPEST = 64;

/**
 * Parses the JSON of a file that people pass on. What is nested deeper than any format is refused before anything walks
 * through it: that would need a stack as deep.
 * @param what - Which file it is, for the refusal.
 * @throws OperatorError with this code.
 */
export function parseJson(what: string, text: string, code: ErrorCode): unknown {
  if (isDeeper(text)) {
    throw new OperatorError(
      code,
      `${visible(what)} is nested deeper than ${DEEPEST} levels, as no file of its kind is.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OperatorError(code, `${visible(what)} is not JSON.`, { cause });
  }
}

/** Looked at character by character: a pattern of texts in quotation marks needs a stack as long as the text. */
function isDeeper(text: string): boolean {
  let [depth, quoted] = [0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character === "\\") index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
