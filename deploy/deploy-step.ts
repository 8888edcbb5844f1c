import type { Desired } from "../issuer/coin-file/resolve.ts";
import { artifactOf, maskedCodeHash } from "../issuer/model/build.ts";
import { type Addresses, NOTHING } from "../issuer/model/plan.ts";
import type { ContractKey } from "../issuer/model/contracts.ts";
import type { Step } from "../issuer/engine/step.ts";

/** Code at a recorded address, compared with the build. */
export interface CodeState {
  readonly address: string;
  readonly present: boolean;
  readonly matchesBuild: boolean;
  /** Its creation, if the chain does not show it any more, as after a deep re-organisation. */
  readonly lost: string | null;
}

/** What distinguishes one contract's step from another's. */
export interface DeployStep {
  readonly id: string;
  readonly title: string;
  readonly contract: ContractKey;
  readonly args: (desired: Desired, addresses: Addresses) => readonly unknown[];
  /** See {@link DeployAction.alike}. */
  readonly alike?: (desired: Desired, addresses: Addresses) => readonly (readonly unknown[])[];
}

/** A step that wants one contract to exist with the build's code. */
export function deployStep({ id, title, contract, args, alike }: DeployStep): Step<CodeState> {
  return {
    id,
    title,
    refusal: "BUILD_CHANGED",
    needs: [contract],
    async observe({ chain, build, addresses, record, desired }) {
      const address = addresses[contract] ?? "";
      const code = await chain.code(address);
      const compiled = build.contract(artifactOf(contract, desired.network.platform));
      const matchesBuild = maskedCodeHash(compiled, code) === maskedCodeHash(compiled, compiled.runtimeCode);
      const present = code !== "0x";
      const transaction = record?.contracts[contract]?.transaction;
      const isLost =
        !present && transaction !== undefined && (await chain.provider.getTransactionReceipt(transaction)) === null;
      return { address, present, matchesBuild, lost: isLost ? transaction : null };
    },
    plan(desired, { addresses, state }) {
      const artifact = artifactOf(contract, desired.network.platform);
      if (addresses[contract] === undefined) {
        const description = `deploy ${artifact}`;
        const action = { kind: "deploy", key: `deploy:${contract}`, contract, artifact, description } as const;
        const others = alike === undefined ? {} : { alike: alike(desired, addresses) };
        return { actions: [{ ...action, args: args(desired, addresses), ...others }], problems: [] };
      }
      if (state === undefined) return NOTHING;
      if (state.lost !== null) return { ...NOTHING, lost: [state.lost] };
      if (!state.present) {
        const message = `The record says that ${artifact} is at ${state.address}, but there is no code.`;
        return { actions: [], problems: [{ code: "CONTRACT_MISSING", message }] };
      }
      if (!state.matchesBuild) {
        const message = `The code of ${artifact} at ${state.address} is not that of this build.`;
        return { actions: [], problems: [{ code: "BUILD_CHANGED", message }] };
      }
      return NOTHING;
    },
  };
}
