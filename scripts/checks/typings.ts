/** Fails when the committed typings differ from those of the build just made: `npm run check:typings`. */
import { execFileSync } from "node:child_process";

const changes = execFileSync("git", ["status", "--porcelain", "--untracked-files=all", "--", "typechain-types"], {
  encoding: "utf8",
});

if (changes === "") {
  console.log("typings: typechain-types/ is what a clean build makes");
} else {
  console.error(changes.trimEnd());
  console.error(
    "typings: typechain-types/ differs from a clean build. Run `npm run build:clean` and commit the result.",
  );
  process.exitCode = 1;
}
