/** Fails when the committed typings differ from those of the build just made: `npm run check:typings`. */
import { execFileSync } from "node:child_process";
import { say, sayAside } from "../../issuer/output/say.ts";

const changes = execFileSync("git", ["status", "--porcelain", "--untracked-files=all", "--", "typechain-types"], {
  encoding: "utf8",
});

if (changes === "") {
  say("typings: typechain-types/ is what a clean build makes");
} else {
  sayAside(...changes.trimEnd().split("\n"));
  sayAside("typings: typechain-types/ differs from a clean build. Run `npm run build:clean` and commit the result.");
  process.exitCode = 1;
}
