import type { Step } from "../scripts/lib/engine/plan.js";
import { preflight } from "./01-preflight.js";
import { timelock } from "./02-timelock.js";
import { attestations } from "./03-attestations.js";
import { controls } from "./04-controls.js";
import { token } from "./05-token.js";
import { limits } from "./06-limits.js";
import { handoverCheck } from "./07-handover-check.js";

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
