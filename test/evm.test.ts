import { BEHAVIORS } from "./behaviors/index.ts";
import { openEvmChain } from "./support/evm.ts";

const chain = await openEvmChain();

describe(`Behaviours on the ${chain.name}`, function () {
  this.timeout(60_000);
  after(async () => {
    await chain.close();
  });
  for (const behavior of BEHAVIORS) behavior(chain);
});
