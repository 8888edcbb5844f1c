import { Transaction, type TransactionLike, type TypedDataDomain, TypedDataEncoder, getAddress, sha256 } from "ethers";
import { toEvm } from "../../packages/tron/address.ts";
import type { UnsignedTransaction } from "../../packages/tron/transactions.ts";
import { OperatorError } from "../errors.ts";
import type { Platform } from "./signer.ts";
import {
  type EthereumApp,
  type LedgerTransport,
  type OpenLedger,
  SIGNABLE_TYPES,
  TRON_FIELD_TOO_LONG,
  type TronApp,
  ethereumApp,
  explainLedger,
  openUsb,
  tronApp,
} from "./ledger-device.ts";
import { type AccountSigner, type TypedDataTypes, signatureOf } from "./signer.ts";

const plain = (hex: string): string => hex.replace(/^0x/, "");
const number = (hex: string): bigint => BigInt(`0x${plain(hex)}`);

/**
 * Returns an account of a Ledger. The device shows what it signs, and its owner confirms there.
 * @param path - Derivation path, such as `m/44'/60'/0'/0/0`.
 * @param platform - Which app signs: Ethereum's or TRON's.
 * @param open - How the device is reached; by USB unless said otherwise.
 */
export function ledgerSigner(path: string, platform: Platform, open: OpenLedger = openUsb): Promise<AccountSigner> {
  const devicePath = path.replace(/^m\//, "");
  return platform === "tron" ? LedgerTron.open(devicePath, open) : LedgerEthereum.open(devicePath, open);
}

/** A device that is connected for one request at a time: it may be unplugged, or show another app, in between. */
class Device<App> {
  readonly name: string;
  readonly #open: OpenLedger;
  readonly #app: (transport: LedgerTransport) => App;

  constructor(name: string, open: OpenLedger, app: (transport: LedgerTransport) => App) {
    this.name = name;
    this.#open = open;
    this.#app = app;
  }

  async use<T>(request: (app: App) => Promise<T>): Promise<T> {
    const transport = await this.#open();
    try {
      return await request(this.#app(transport));
    } catch (thrown) {
      throw explainLedger(this.name, thrown);
    } finally {
      await transport.close();
    }
  }
}

class LedgerEthereum implements AccountSigner {
  readonly address: string;
  readonly place: string;
  readonly #path: string;
  readonly #device: Device<EthereumApp>;

  private constructor(address: string, path: string, device: Device<EthereumApp>) {
    this.address = address;
    this.place = `a Ledger's Ethereum app, m/${path}`;
    this.#path = path;
    this.#device = device;
  }

  static async open(path: string, open: OpenLedger): Promise<LedgerEthereum> {
    const device = new Device("Ethereum", open, ethereumApp);
    const { address } = await device.use((app) => app.getAddress(path));
    return new LedgerEthereum(getAddress(address), path, device);
  }

  async signEvmTransaction(fields: TransactionLike): Promise<string> {
    const transaction = Transaction.from(fields);
    if (!SIGNABLE_TYPES.includes(transaction.type)) {
      const message = `A Ledger does not sign transactions of type ${transaction.type ?? "unknown"}.`;
      throw new OperatorError("SIGNER_UNSUPPORTED", message);
    }
    const raw = plain(transaction.unsignedSerialized);
    const { r, s } = await this.#device.use((app) => app.signTransaction(this.#path, raw, null));
    transaction.signature = signatureOf(transaction.unsignedHash, number(r), number(s), this.address);
    return transaction.serialized;
  }

  signTronTransaction(): Promise<string> {
    const remedy = "Configure ledger:m/44'/195'/0'/0/0 for TRON and open the TRON app.";
    const error = new OperatorError("SIGNER_UNSUPPORTED", "A Ledger's Ethereum app does not sign for TRON.", {
      remedy,
    });
    return Promise.reject(error);
  }

  async signTypedData(domain: TypedDataDomain, types: TypedDataTypes, value: Record<string, unknown>): Promise<string> {
    const [separator, message] = hashesOf(domain, types, value);
    const { r, s } = await this.#device.use((app) => app.signEIP712HashedMessage(this.#path, separator, message));
    const digest = TypedDataEncoder.hash(domain, types, value);
    return signatureOf(digest, number(r), number(s), this.address).serialized;
  }
}

class LedgerTron implements AccountSigner {
  readonly address: string;
  readonly place: string;
  readonly #path: string;
  readonly #device: Device<TronApp>;

  private constructor(address: string, path: string, device: Device<TronApp>) {
    this.address = address;
    this.place = `a Ledger's TRON app, m/${path}`;
    this.#path = path;
    this.#device = device;
  }

  static async open(path: string, open: OpenLedger): Promise<LedgerTron> {
    const device = new Device("TRON", open, tronApp);
    const { address } = await device.use((app) => app.getAddress(path));
    return new LedgerTron(toEvm(address), path, device);
  }

  signEvmTransaction(): Promise<string> {
    const remedy = "Configure ledger:m/44'/60'/0'/0/0 for EVM chains and open the Ethereum app.";
    const error = new OperatorError("SIGNER_UNSUPPORTED", "A Ledger's TRON app signs for TRON only.", { remedy });
    return Promise.reject(error);
  }

  async signTronTransaction({ rawData }: UnsignedTransaction): Promise<string> {
    const hash = sha256(rawData);
    const signature = await this.#device.use(async (app) => {
      try {
        return await app.signTransaction(this.#path, plain(rawData), []);
      } catch (thrown) {
        if (!(thrown instanceof Error && thrown.message === TRON_FIELD_TOO_LONG)) throw thrown;
      }
      // The device cannot take the call in pieces. Its owner may have allowed that only the id is shown and signed.
      if ((await app.getAppConfiguration()).signByHash) return app.signTransactionHash(this.#path, plain(hash));
      throw new OperatorError("SIGNER_UNSUPPORTED", "The call is too long for the TRON app to show.", {
        remedy: 'Allow "Sign by hash" in the TRON app\'s settings and compare the id it shows, or sign elsewhere.',
      });
    });
    return this.#own(hash, signature);
  }

  async signTypedData(domain: TypedDataDomain, types: TypedDataTypes, value: Record<string, unknown>): Promise<string> {
    const [separator, message] = hashesOf(domain, types, value);
    const signature = await this.#device.use((app) => app.signTIP712HashedMessage(this.#path, separator, message));
    return this.#own(TypedDataEncoder.hash(domain, types, value), signature);
  }

  #own(digest: string, signature: string): string {
    const { r, s } = splitTron(signature);
    return signatureOf(digest, r, s, this.address).serialized;
  }
}

/** Returns the two hashes a device combines and shows: of the domain, and of the message. */
function hashesOf(domain: TypedDataDomain, types: TypedDataTypes, value: Record<string, unknown>): [string, string] {
  const encoder = TypedDataEncoder.from(types);
  return [plain(TypedDataEncoder.hashDomain(domain)), plain(encoder.hash(value))];
}

/** TRON's app answers with v as 0 or 1. */
function splitTron(signature: string): { r: bigint; s: bigint } {
  return { r: number(signature.slice(0, 64)), s: number(signature.slice(64, 128)) };
}
