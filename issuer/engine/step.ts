import type { Chain } from "../chains/chain.ts";
import type { Desired } from "../coin-file/resolve.ts";
import type { ErrorCode } from "../errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { DeploymentRecord } from "../journal/record.ts";
import type { Build } from "../model/build.ts";
import type { Addresses, Plan } from "../model/plan.ts";
import type { ContractKey } from "../model/contracts.ts";

/** What a step may look at. */
export interface View {
  readonly chain: Chain;
  readonly desired: Desired;
  readonly build: Build;
  readonly deployer: string;
  readonly addresses: Addresses;
  readonly record: DeploymentRecord | null;
  readonly journal: Journal;
  /** Keys of the actions that are done. */
  readonly done: ReadonlySet<string>;
}

/** What a planner knows: addresses, and what was observed. */
export interface Known<State> {
  readonly deployer: string;
  readonly addresses: Addresses;
  readonly done: ReadonlySet<string>;
  /** Undefined while the contracts it is read from do not exist, or a step before is not over. */
  readonly state: State | undefined;
}

/**
 * A step of a deployment. `observe` reads, `plan` is pure: the difference between what is desired and what is known. A
 * step is over when its plan is empty, so running it again does nothing.
 */
export interface Step<State> {
  readonly id: string;
  readonly title: string;
  /** Code of the refusal when there are several problems. */
  readonly refusal: ErrorCode;
  /** Contracts that must exist before the chain can be observed. */
  readonly needs: readonly ContractKey[];
  observe(view: View): Promise<State>;
  plan(desired: Desired, known: Known<State>): Plan;
}
