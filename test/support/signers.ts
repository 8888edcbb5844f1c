import type { Contract } from "ethers";
import { type Account, type TestChain, addressOf } from "./chain.ts";
import { deployMock } from "./mocks.ts";

/** An account that holders can have, and the key that signs for it. */
export interface Signatory {
  readonly address: string;
  readonly key: Account;
  /** What asks the account's code about a signature (ERC-1271); undefined without code. */
  readonly code: Contract | undefined;
  /** Bytes of no ECDSA length that its code accepts instead of a signature; undefined without code. */
  readonly passPhrase: string | undefined;
}

/** The kinds of account a signature can come from. */
export type SignatoryKind = "EOA" | "EIP-7702 account with a strict delegate" | "ERC-1271 wallet";

/** The kinds there can be on a chain. */
export function signatoryKinds(chain: TestChain): SignatoryKind[] {
  const everywhere: SignatoryKind[] = ["EOA", "ERC-1271 wallet"];
  return chain.supports.eip7702 ? [...everywhere, "EIP-7702 account with a strict delegate"] : everywhere;
}

/** Makes an account of the kind, with this key behind it. */
export async function createSignatory(chain: TestChain, kind: SignatoryKind, key: Account): Promise<Signatory> {
  const phraseOf = async (contract: Contract, name: string): Promise<string> =>
    (await contract.getFunction(name)()) as string;
  switch (kind) {
    case "EOA":
      return { address: key.address, key, code: undefined, passPhrase: undefined };
    case "ERC-1271 wallet": {
      const wallet = await deployMock(chain, key, "SmartWallet", key.address);
      return { address: addressOf(wallet), key, code: wallet, passPhrase: await phraseOf(wallet, "PASS_PHRASE") };
    }
    case "EIP-7702 account with a strict delegate": {
      const delegate = await deployMock(chain, key, "StrictDelegate");
      await chain.delegate(key, addressOf(delegate));
      const code = delegate.attach(key.address) as Contract;
      return { address: key.address, key, code, passPhrase: await phraseOf(delegate, "ENVELOPE") };
    }
  }
}
