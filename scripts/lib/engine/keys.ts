import { type BaseWallet, HDNodeWallet, Mnemonic, Wallet, isHexString } from "ethers";
import type { ResolvedConfigurationVariable } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import type { NetworkTarget } from "../config/resolve.ts";
import { OperatorError } from "../errors.ts";

/** Keys this machine can sign with. They sign locally, so that a transaction is known before the network hears of it. */
export interface Keys {
  /** The account that deploys. Throws `SIGNER_MISSING` if there is none. */
  deployer(): Promise<BaseWallet>;
  /** The key of an account, or null if it is elsewhere: a multisig, a Ledger, another machine. */
  find(account: string): Promise<BaseWallet | null>;
}

/** The mnemonic of Hardhat's own nodes. Public: worth nothing anywhere else. */
const DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk";
const DEVELOPMENT_ACCOUNTS = 20;

/** Keys that are at hand; the first one deploys. */
export function walletKeys(wallets: readonly BaseWallet[]): Keys {
  return {
    deployer() {
      const [first] = wallets;
      const missing = new OperatorError("SIGNER_MISSING", "There is no key to deploy with.");
      return first === undefined ? Promise.reject(missing) : Promise.resolve(first);
    },
    find(account) {
      return Promise.resolve(wallets.find((wallet) => wallet.address === account) ?? null);
    },
  };
}

/**
 * The keys for a network: its `accounts`, else the `signers` of the Hardhat config (keystore or environment), else, on a
 * development network, Hardhat's public mnemonic. Nothing is read before it is needed.
 * @param connection The network.
 * @param target What the coin's file says of it.
 * @param signers Configuration variables by name; `DEPLOYER` deploys, an empty value means that the key is elsewhere.
 */
export function networkKeys(
  connection: NetworkConnection<string>,
  target: NetworkTarget,
  signers: Readonly<Record<string, ResolvedConfigurationVariable>>,
): Keys {
  let own: Promise<BaseWallet[]> | undefined;
  const ofNetwork = (): Promise<BaseWallet[]> => (own ??= networkWallets(connection));
  return {
    async deployer() {
      const [first] = await ofNetwork();
      if (first !== undefined) return first;
      const named = await signerWallet("DEPLOYER", signers.DEPLOYER);
      if (named !== null) return named;
      if (target.environment === "development") return developmentWallets()[0] as BaseWallet;
      throw new OperatorError("SIGNER_MISSING", `There is no key to deploy with on ${target.name}.`);
    },
    async find(account) {
      const wallets = [...(await ofNetwork())];
      for (const [name, variable] of Object.entries(signers)) {
        const wallet = await signerWallet(name, variable);
        if (wallet !== null) wallets.push(wallet);
      }
      if (target.environment === "development") wallets.push(...developmentWallets());
      return wallets.find((wallet) => wallet.address === account) ?? null;
    },
  };
}

let development: readonly BaseWallet[] | undefined;

/** Accounts of Hardhat's public development mnemonic. */
export function developmentWallets(): readonly BaseWallet[] {
  return (development ??= mnemonicWallets(DEVELOPMENT_MNEMONIC, "", "m/44'/60'/0'/0", 0, DEVELOPMENT_ACCOUNTS));
}

async function networkWallets(connection: NetworkConnection<string>): Promise<BaseWallet[]> {
  const { accounts } = connection.networkConfig;
  if (accounts === "remote") return [];
  if (!Array.isArray(accounts)) {
    const [phrase, passphrase] = [await accounts.mnemonic.get(), await accounts.passphrase.get()];
    return mnemonicWallets(phrase, passphrase, accounts.path, accounts.initialIndex, accounts.count);
  }
  const wallets: BaseWallet[] = [];
  for (const account of accounts) {
    const key = await ("privateKey" in account ? account.privateKey : account).get();
    if (key !== "") wallets.push(toWallet("an account of the network", key)); // an empty one is elsewhere
  }
  return wallets;
}

async function signerWallet(
  name: string,
  variable: ResolvedConfigurationVariable | undefined,
): Promise<BaseWallet | null> {
  const key = (await variable?.get()) ?? "";
  return key === "" ? null : toWallet(`${name}'s key`, key);
}

function toWallet(what: string, key: string): BaseWallet {
  const hex = key.trim().startsWith("0x") ? key.trim() : `0x${key.trim()}`;
  if (!isHexString(hex, 32)) throw new OperatorError("SIGNER_MISSING", `${what} is not 32 bytes in hex.`);
  return new Wallet(hex);
}

function mnemonicWallets(phrase: string, pass: string, path: string, first: number, count: number): BaseWallet[] {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(phrase, pass), path);
  return Array.from({ length: count }, (_, index) => new Wallet(root.deriveChild(first + index).privateKey));
}
