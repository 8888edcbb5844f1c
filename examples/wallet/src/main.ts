import { onBnb } from "./bnb.js";
import { onBnbWithViem } from "./bnb-viem.js";
import { onTron } from "./tron.js";

await onBnb();
await onBnbWithViem();
await onTron();
console.log("done: ethers and viem on BNB Chain, tronweb and ethers on TRON");
