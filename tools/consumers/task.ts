import { task } from "hardhat/config";

/** `npx hardhat dev consumers`, which `npm run test:consumer` runs after packing. */
export const consumersTask = task(
  ["dev", "consumers"],
  "Install the packed tarball in the examples and run them on both chains",
)
  .setAction(() => import("./consumers.ts"))
  .build();
