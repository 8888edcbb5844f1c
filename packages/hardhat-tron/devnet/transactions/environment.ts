import type { ChainParameters } from "../chain/parameters.ts";
import { BLOCK_INTERVAL } from "../chain/parameters.ts";
import type { World } from "../state/world.ts";
import type { BlockContext } from "../vm/frame.ts";
import type { Machine } from "../vm/machine.ts";
import type { Rules } from "../vm/rules.ts";

/** What processing a transaction works on. */
export interface Environment {
  readonly world: World;
  readonly machine: Machine;
  readonly rules: Rules;
  readonly parameters: ChainParameters;
  readonly chainId: bigint;
  /** The block the transaction goes into. */
  readonly block: BlockContext;
  readonly maxSteps: number | undefined;
}

/** Slot of the newest finished block: the clock of resource recovery. */
export const headSlot = ({ block }: Environment): bigint => block.headTimestamp / BLOCK_INTERVAL;
