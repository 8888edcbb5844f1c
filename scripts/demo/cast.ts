import type { LayerZeroWorld } from "../layerzero/world.ts";
import type { Stage } from "./stage.ts";

/** The coin on both chains. */
export interface Cast {
  readonly bnb: Stage;
  readonly tron: Stage;
  /** LayerZero between the two, with workers that play its verifiers, the issuer's and its executor. */
  readonly layerZero: LayerZeroWorld;
}

/** Says one line of what is going on. */
export type Say = (line: string) => void;
