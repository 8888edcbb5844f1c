import { existsSync } from "node:fs";
import { OperatorError } from "../../issuer/errors.ts";

/** Where Debian, Alpine, macOS and Chrome's own packages put it. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Where Chromium is: `CHROMIUM_PATH`, or the usual places. @throws OperatorError if there is none */
export function chromiumPath(): string {
  const found = [process.env.CHROMIUM_PATH ?? "", ...PLACES].find((path) => path !== "" && existsSync(path));
  if (found !== undefined) return found;
  throw new OperatorError("BROWSER_MISSING", "not run: no Chromium. The page was not tested.");
}
