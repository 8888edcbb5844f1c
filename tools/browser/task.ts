import { task } from "hardhat/config";

/** `npx hardhat dev browser`, which `npm run test:browser` runs after packing. */
export const browserTask = task(
  ["dev", "browser"],
  "Sign a permit in Chromium, on the example page, with an injected wallet",
)
  .setAction(() => import("./browser.ts"))
  .build();
