import { HDNodeWallet, Mnemonic, Wallet, toBeHex } from "ethers";

/** Mnemonics that ship with development tools (Hardhat and Foundry, Ganache). */
const PUBLIC_MNEMONICS = [
  "test test test test test test test test test test test junk",
  "myth like bonus scare over problem client lizard pioneer submit female collect",
];
const ACCOUNTS_PER_MNEMONIC = 30;
const SMALL_KEYS = 20;

let known: Map<string, string> | undefined;

/** Says whose example an address is, if its key is publicly known or it is not an account at all; otherwise null. */
export function whyPublic(address: string): string | null {
  if (BigInt(address) < 0x10000n) return "a reserved address";
  known ??= publicAddresses();
  return known.get(address) ?? null;
}

function publicAddresses(): Map<string, string> {
  const found = new Map<string, string>();
  for (const phrase of PUBLIC_MNEMONICS) {
    const mnemonic = Mnemonic.fromPhrase(phrase);
    const root = HDNodeWallet.fromMnemonic(mnemonic, "m/44'/60'/0'/0");
    for (let index = 0; index < ACCOUNTS_PER_MNEMONIC; index++) {
      found.set(root.deriveChild(index).address, `account ${index} of a public development mnemonic`);
    }
  }
  for (let key = 1; key <= SMALL_KEYS; key++) {
    found.set(new Wallet(toBeHex(key, 32)).address, `the account of private key ${key}`);
  }
  return found;
}
