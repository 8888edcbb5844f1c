import type { Step } from "../issuer/engine/step.ts";
import type { Desired } from "../issuer/coin-file/resolve.ts";
import { preflight } from "./01-preflight.ts";
import { timelock } from "./02-timelock.ts";
import { attestations } from "./03-attestations.ts";
import { controls } from "./04-controls.ts";
import { token } from "./05-token.ts";
import { limits } from "./06-limits.ts";
import { handoverCheck } from "./07-handover-check.ts";
import { layerZeroSteps } from "./08-layerzero.ts";

/** A deployment, in order; the same on every chain. Moves between chains come after it: see {@link stepsOf}. */
export const STEPS = [
  preflight,
  timelock,
  attestations,
  controls,
  token,
  limits,
  handoverCheck,
] as readonly Step<unknown>[];

/** Returns the steps of a coin on one network: those of every coin, and those of LayerZero where the coin's file has it. */
export function stepsOf(desired: Desired): readonly Step<unknown>[] {
  return [...STEPS, ...layerZeroSteps(desired)];
}
