import { task } from "hardhat/config";

/** `npx hardhat demo`, which `npm start` runs. */
export const demoTask = task("demo", "Deploy the coin on an embedded chain and show everything it does")
  .addFlag({ name: "keep", description: "Leave the chain running for a wallet or a script" })
  .setAction(() => import("./demo.ts"))
  .build();
