import type { ImmutableReferences } from "hardhat/types/artifacts";
import { type LayerZeroContract, type Platform, layerZeroBuild } from "../layerzero/package.ts";
import type { Compiled } from "./compiled.ts";
import type { ContractName, LayerZeroName } from "./contracts.ts";

const MADE_FROM: Readonly<Record<LayerZeroName, readonly [LayerZeroContract, Platform]>> = {
  DVN: ["DVN", "evm"],
  TronDVN: ["DVN", "tron"],
  EndpointV2: ["EndpointV2", "evm"],
  SendUln302: ["SendUln302", "evm"],
  ReceiveUln302: ["ReceiveUln302", "evm"],
};

/** Returns whether a contract is one that LayerZero's package has compiled. */
export function isLayerZeros(name: ContractName): name is LayerZeroName {
  return Object.hasOwn(MADE_FROM, name);
}

/** Returns a contract as LayerZero's package has compiled it, as the engine takes those of its own build. */
export function layerZeroCompiled(name: LayerZeroName): Compiled {
  const { qualifiedName, abi, creationCode, runtimeCode } = layerZeroBuild(...MADE_FROM[name]);
  return { name, qualifiedName, abi, creationCode, runtimeCode, immutables: findImmutables(runtimeCode), input: null };
}

const PUSH1 = 0x60;
const PUSH32 = 0x7f;
const WORD = 32;

/**
 * Finds where a constructor writes immutables: the package does not say, but the compiler leaves a push of 32 zeros there,
 * which it never writes for a number.
 */
function findImmutables(runtimeCode: string): ImmutableReferences {
  const code = Buffer.from(runtimeCode.slice(2), "hex");
  const found: { start: number; length: number }[] = [];
  for (let at = 0; at < code.length; at++) {
    const operation = code[at] ?? 0;
    if (operation < PUSH1 || operation > PUSH32) continue;
    const length = operation - PUSH1 + 1;
    const start = at + 1;
    if (length === WORD && code.subarray(start, start + WORD).every((byte) => byte === 0))
      found.push({ start, length });
    at += length;
  }
  return { layerzero: found };
}
