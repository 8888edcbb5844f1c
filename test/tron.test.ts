import { BEHAVIORS } from "./behaviors/index.ts";
import { openTronChain } from "./support/tron.ts";

const chain = await openTronChain();

describe(`Behaviours on the ${chain.name}`, function () {
  this.timeout(60_000);
  after(async () => {
    await chain.close();
  });
  for (const behavior of BEHAVIORS) behavior(chain);
});
