import type { Step } from "../issuer/engine/step.ts";
import { preflight } from "./01-preflight.ts";
import { timelock } from "./02-timelock.ts";
import { attestations } from "./03-attestations.ts";
import { controls } from "./04-controls.ts";
import { token } from "./05-token.ts";
import { limits } from "./06-limits.ts";
import { handoverCheck } from "./07-handover-check.ts";

/** A deployment, in order; the same on every chain. */
export const STEPS = [
  preflight,
  timelock,
  attestations,
  controls,
  token,
  limits,
  handoverCheck,
] as readonly Step<unknown>[];
