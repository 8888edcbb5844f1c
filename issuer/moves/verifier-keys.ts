import type { OpenCoin } from "../coin/open.ts";
import type { LayerZeroTarget } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { type Instruction, instructionDigest, joinSignatures } from "../layerzero/instruction.ts";

/** An instruction as the verifier's contract takes it. */
export type SignedInstruction = Instruction & { readonly signatures: string };

/** The issuer's verifier of a coin on a chain. */
export interface OwnVerifier {
  readonly layerzero: LayerZeroTarget;
  /** As the coin's file names its signers, quorum and admins. */
  readonly issuer: NonNullable<LayerZeroTarget["issuer"]>;
  /** Its contract. */
  readonly address: string;
}

/** Who signs for a verifier's contract, and how many of them must. */
export interface Signers {
  readonly signers: readonly string[];
  readonly quorum: number;
}

/** Signatures that were made, by digest: the same instruction is signed once. */
export type Made = Map<string, Promise<string>>;

/** A signature counts for a month, to the end of a week: two instances sign the same. */
const LIFE = 30n * 86_400n;
const WEEK = 7n * 86_400n;

/**
 * Returns until when a signature counts, Unix seconds.
 * @param begun - When what is signed has begun: a month from then on, or from now on if that is nearly over.
 */
export async function expirationOf({ provider }: OpenCoin["chain"], begun: bigint): Promise<bigint> {
  const now = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0);
  const from = begun + LIFE > now + WEEK ? begun : now;
  return ((from + LIFE) / WEEK + 1n) * WEEK;
}

/** Returns the issuer's verifier of a coin. @throws OperatorError `LAYERZERO_UNKNOWN` where it has none. */
export function ownVerifier({ desired, addresses }: Pick<OpenCoin, "desired" | "addresses">): OwnVerifier {
  const { layerzero } = desired;
  const { verifier: address } = addresses;
  if (layerzero?.issuer != null && address !== undefined) return { layerzero, issuer: layerzero.issuer, address };
  const message = `${desired.coin} has no verifier of its own on ${desired.network.name}.`;
  throw new OperatorError("LAYERZERO_UNKNOWN", message, {
    remedy: "Give layerzero.issuer in the coin's file, and deploy.",
  });
}

/** Returns the admin whose key is here, or all of them, so that one signs elsewhere. */
export async function adminsOf({ keys }: Pick<OpenCoin, "keys">, { issuer }: OwnVerifier): Promise<readonly string[]> {
  for (const admin of issuer.admins) {
    if ((await keys.find(admin)) !== null) return [admin];
  }
  return issuer.admins;
}

/**
 * Has as many signers sign an instruction as the verifier's contract asks for.
 * @throws OperatorError `SIGNER_MISSING` or `SIGNER_UNSUPPORTED`
 */
export async function signInstruction(
  { keys }: Pick<OpenCoin, "keys">,
  instruction: Instruction,
  of: Signers,
  made: Made,
): Promise<SignedInstruction> {
  const digest = instructionDigest(instruction);
  const signing = made.get(digest) ?? signTogether(keys, digest, of);
  made.set(digest, signing);
  return { ...instruction, signatures: await signing };
}

async function signTogether(keys: OpenCoin["keys"], digest: string, { signers, quorum }: Signers): Promise<string> {
  const found = await Promise.all(signers.map((account) => keys.find(account)));
  const here = found.flatMap((signer) => signer ?? []);
  if (here.length < quorum) {
    const message = `The verifier's contract asks for ${quorum} signatures, and ${here.length} of its signers have a key here.`;
    throw new OperatorError("SIGNER_MISSING", message);
  }
  const signed = await Promise.all(
    here.slice(0, quorum).map(async (signer) => {
      if (signer.signDigest === undefined) {
        throw new OperatorError("SIGNER_UNSUPPORTED", `A verifier signs by itself, which ${signer.place} does not.`);
      }
      return { signer: signer.address, signature: (await signer.signDigest(digest)).serialized };
    }),
  );
  return joinSignatures(signed);
}
