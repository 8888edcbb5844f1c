import { Contract } from "ethers";
import type { OpenCoin } from "../coin/open.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { artifactOf } from "../model/build.ts";
import { verifierChainId } from "../model/layerzero-routes.ts";
import type { CallAction, Plan } from "../model/plan.ts";
import type { Operation, Prepare } from "../operations/operation.ts";
import { VERIFIER_SIGNERS_ROW } from "./move-table.ts";
import {
  type Made,
  type OwnVerifier,
  type Signers,
  adminsOf,
  expirationOf,
  ownVerifier,
  signInstruction,
} from "./verifier-keys.ts";

const VERIFIER = layerZeroInterface("DVN");

/** One change of a verifier's contract, and who signs for it afterwards. */
export interface SignersChange {
  /** Who becomes a signer, or is one no more; null if the quorum changes. */
  readonly signer: string | null;
  /** Whether the signer is one afterwards. */
  readonly active: boolean;
  readonly after: Signers;
}

/**
 * Returns the changes that make signers and quorum what they shall be, in an order that the contract takes: who is missing
 * first, then the quorum, then who is to go. Each is signed by those who sign before it. Pure.
 */
export function signersChanges(found: Signers, wanted: Signers): SignersChange[] {
  const isIn = (list: readonly string[], account: string): boolean =>
    list.some((one) => one.toLowerCase() === account.toLowerCase());
  const changes: SignersChange[] = [];
  let after = found;
  for (const signer of wanted.signers.filter((one) => !isIn(found.signers, one))) {
    after = { ...after, signers: [...after.signers, signer] };
    changes.push({ signer, active: true, after });
  }
  if (found.quorum !== wanted.quorum) {
    after = { ...after, quorum: wanted.quorum };
    changes.push({ signer: null, active: true, after });
  }
  for (const signer of found.signers.filter((one) => !isIn(wanted.signers, one))) {
    after = { ...after, signers: after.signers.filter((one) => one !== signer) };
    changes.push({ signer, active: false, after });
  }
  return changes;
}

const prepare: Prepare = ({ coin }) => {
  const own = ownVerifier(coin);
  const made: Made = new Map();
  return Promise.resolve({
    title: "Change who signs for the issuer's verifier",
    name: own.address.slice(2, 10),
    plan: async (): Promise<Plan> => {
      const found = await readSigners(coin, own);
      const changes = signersChanges(found, own.issuer);
      if (changes.length === 0) {
        const notes = ["Nothing to do: signers and quorum are those of the coin's file."];
        return { actions: [], problems: [], notes, shown: new Set() };
      }
      const actions: CallAction[] = [];
      for (const [index, change] of changes.entries()) {
        const before = changes[index - 1]?.after ?? found;
        actions.push(await toAction(coin, own, { change, before, made }));
      }
      const [first, ...later] = actions as [CallAction, ...CallAction[]];
      return { actions: [first], later, problems: [], shown: new Set() };
    },
  });
};

async function readSigners({ chain }: OpenCoin, { address }: OwnVerifier): Promise<Signers> {
  const contract = new Contract(address, VERIFIER, chain.provider);
  const signers = (await contract.getFunction("getSigners")()) as readonly string[];
  return { signers: [...signers], quorum: Number(await contract.getFunction("quorum")()) };
}

interface Changing {
  readonly change: SignersChange;
  /** Who signs for it. */
  readonly before: Signers;
  readonly made: Made;
}

async function toAction(coin: OpenCoin, own: OwnVerifier, { change, before, made }: Changing): Promise<CallAction> {
  const { signer, active, after } = change;
  const artifact = artifactOf("verifier", coin.desired.network.platform);
  const [method, args] =
    signer === null ? (["setQuorum", [after.quorum]] as const) : (["setSigner", [signer, active]] as const);
  const instruction = {
    ...{ vid: verifierChainId(own.layerzero), target: own.address },
    callData: VERIFIER.encodeFunctionData(method, args),
    expiration: await expirationOf(coin.chain, 0n),
  };
  const key = `verifier-signers:${signer === null ? `quorum:${after.quorum}` : `${active ? "add" : "remove"}:${signer}`}`;
  return {
    ...{ kind: "call", key, to: own.address, artifact, method: "execute" },
    args: [[await signInstruction(coin, instruction, before, made)]],
    by: await adminsOf(coin, own),
    idempotent: true, // the contract takes an instruction once
    description: describe(change),
    emits: [
      signer === null
        ? { address: own.address, artifact, event: "UpdateQuorum", args: { _quorum: `${after.quorum}` } }
        : { address: own.address, artifact, event: "UpdateSigner", args: { _signer: signer, _active: `${active}` } },
    ],
    about: [{ key, operation: VERIFIER_SIGNERS_ROW.name, ...(signer === null ? {} : { account: signer }) }],
  };
}

function describe({ signer, active, after }: SignersChange): string {
  if (signer === null) return `have ${after.quorum} of ${after.signers.length} sign for the issuer's verifier`;
  return active ? `let ${signer} sign for the issuer's verifier` : `let ${signer} sign for it no more`;
}

/** Makes signers and quorum of the issuer's verifier what the coin's file says, signed by those who sign for it before. */
export const changeSigners: Operation = { ...VERIFIER_SIGNERS_ROW, prepare };
