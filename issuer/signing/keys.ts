import { type BaseWallet, HDNodeWallet, Mnemonic, Wallet } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { NetworkTarget } from "../coin-file/resolve.ts";
import { OperatorError } from "../errors.ts";
import { ConfiguredSigners, type SignerVariables, parsePrivateKey } from "./configured.ts";
import { localSigner } from "./digest.ts";
import type { AccountSigner } from "./signer.ts";

/** Accounts that can sign here, so that a transaction is known before the network hears of it. */
export interface Keys {
  /** Returns the account that deploys. Throws `SIGNER_MISSING` if there is none. */
  deployer(): Promise<AccountSigner>;
  /** The signer of an account, or null if it is elsewhere: a multisig, another machine. */
  find(account: string): Promise<AccountSigner | null>;
  /** The signer that is configured under a name, such as a role's; null if there is none. */
  named?(name: string): Promise<AccountSigner | null>;
}

/** The mnemonic of Hardhat's own nodes. Public: worth nothing anywhere else. */
const DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk";
const DEVELOPMENT_ACCOUNTS = 22;

/** Private keys that are at hand; the first one deploys. */
export function walletKeys(wallets: readonly BaseWallet[]): Keys {
  return signerKeys(wallets.map(localSigner));
}

/** Signers that are at hand; the first one deploys. */
export function signerKeys(signers: readonly AccountSigner[]): Keys {
  return {
    deployer() {
      const [first] = signers;
      const missing = new OperatorError("SIGNER_MISSING", "There is no key to deploy with.");
      return first === undefined ? Promise.reject(missing) : Promise.resolve(first);
    },
    find(account) {
      return Promise.resolve(signers.find(({ address }) => address === account) ?? null);
    },
  };
}

/**
 * Returns the keys for a network: its `accounts`, then the `signers` of the Hardhat config, then, on a development
 * network, Hardhat's public mnemonic. Nothing is read before it is needed.
 * @param connection - The network.
 * @param target - What the coin's file says of it.
 * @param signers - Configuration variables by name; `DEPLOYER` deploys, an empty value means that the key is elsewhere.
 */
export function networkKeys(
  connection: NetworkConnection<string>,
  target: NetworkTarget,
  signers: SignerVariables,
): Keys {
  let own: Promise<AccountSigner[]> | undefined;
  const ofNetwork = (): Promise<AccountSigner[]> => (own ??= networkSigners(connection));
  const configured = new ConfiguredSigners(signers, target.platform);
  const ofDevelopment = (): readonly AccountSigner[] =>
    target.environment === "development" ? developmentSigners() : [];
  return {
    async deployer() {
      const [first] = await ofNetwork();
      const signer = first ?? (await configured.named("DEPLOYER")) ?? ofDevelopment()[0];
      if (signer !== undefined) return signer;
      throw new OperatorError("SIGNER_MISSING", `There is no key to deploy with on ${target.name}.`);
    },
    named: (name) => configured.named(name),
    async find(account) {
      const has = (entry: AccountSigner): boolean => entry.address === account;
      return (await ofNetwork()).find(has) ?? ofDevelopment().find(has) ?? (await configured.find(account));
    },
  };
}

let development: readonly BaseWallet[] | undefined;

/** Accounts of Hardhat's public development mnemonic. */
export function developmentWallets(): readonly BaseWallet[] {
  return (development ??= mnemonicWallets(DEVELOPMENT_MNEMONIC, "", "m/44'/60'/0'/0", 0, DEVELOPMENT_ACCOUNTS));
}

/** Returns the same accounts as signers. */
function developmentSigners(): readonly AccountSigner[] {
  return developmentWallets().map(localSigner);
}

async function networkSigners(connection: NetworkConnection<string>): Promise<AccountSigner[]> {
  const { accounts } = connection.networkConfig;
  if (accounts === "remote") return [];
  if (!Array.isArray(accounts)) {
    const [phrase, passphrase] = [await accounts.mnemonic.get(), await accounts.passphrase.get()];
    const { path, initialIndex, count } = accounts;
    return mnemonicWallets(phrase, passphrase, path, initialIndex, count).map(localSigner);
  }
  const signers: AccountSigner[] = [];
  for (const account of accounts) {
    const key = await ("privateKey" in account ? account.privateKey : account).get();
    if (key !== "") signers.push(localSigner(parsePrivateKey("an account of the network", key))); // an empty one is elsewhere
  }
  return signers;
}

function mnemonicWallets(phrase: string, pass: string, path: string, first: number, count: number): BaseWallet[] {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(phrase, pass), path);
  return Array.from({ length: count }, (_, index) => new Wallet(root.deriveChild(first + index).privateKey));
}
