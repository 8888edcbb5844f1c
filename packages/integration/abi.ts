/**
 * ABIs as constants, for viem, wagmi and everything that takes types from them.
 * @packageDocumentation
 */
export { holderAbi } from "./generated/abi/holder.ts";
export { layerZeroAdapterAbi } from "./generated/abi/layer-zero-adapter.ts";
export { reserveAttestationsAbi } from "./generated/abi/reserve-attestations.ts";
export { stablecoinAbi } from "./generated/abi/stablecoin.ts";
export { timelockAbi } from "./generated/abi/timelock.ts";
