import { createRequire } from "node:module";
import type { TransactionLike } from "ethers";
import { OperatorError } from "../errors.ts";

/** A connection to a device: Ledger's `Transport`, over whatever carries its bytes. */
export interface LedgerTransport {
  close(): Promise<void>;
}

/** The part of Ledger's Ethereum app that is used. Numbers are hex without `0x`. */
export interface EthereumApp {
  getAddress(path: string): Promise<{ readonly address: string }>;
  /** With `null` nothing is looked up on the internet. */
  signTransaction(path: string, raw: string, resolution: null): Promise<{ readonly r: string; readonly s: string }>;
  signEIP712HashedMessage(
    path: string,
    domainSeparator: string,
    message: string,
  ): Promise<{ readonly r: string; readonly s: string }>;
}

/** The part of Ledger's TRON app that is used. Bytes are hex without `0x`. */
export interface TronApp {
  getAddress(path: string): Promise<{ readonly address: string }>;
  getAppConfiguration(): Promise<{ readonly signByHash: boolean; readonly version: string }>;
  signTransaction(path: string, rawData: string, tokens: readonly string[]): Promise<string>;
  signTransactionHash(path: string, hash: string): Promise<string>;
  signTIP712HashedMessage(path: string, domainSeparator: string, message: string): Promise<string>;
}

/** How a device is reached. */
export type OpenLedger = () => Promise<LedgerTransport>;

/** A field of a TRON transaction that is longer than one message to the device can be. */
export const TRON_FIELD_TOO_LONG = "Too many bytes to encode.";

const TRANSPORT = "@ledgerhq/hw-transport-node-hid";
const OPEN_MILLISECONDS = 3_000;
const LISTEN_MILLISECONDS = 10_000;

/** Ledger's ES modules import each other without file extensions, which Node refuses; its CommonJS form loads. */
const load = createRequire(import.meta.url);

type AppClass<App> = new (transport: LedgerTransport) => App;

/** Ledger's Ethereum app over a connection. */
export function ethereumApp(transport: LedgerTransport): EthereumApp {
  const { default: Eth } = load("@ledgerhq/hw-app-eth") as { default: AppClass<EthereumApp> };
  return new Eth(transport);
}

/** Ledger's TRON app over a connection. */
export function tronApp(transport: LedgerTransport): TronApp {
  const { default: Trx } = load("@ledgerhq/hw-app-trx") as { default: AppClass<TronApp> };
  return new Trx(transport);
}

/**
 * Connects to the first device on USB. The package that speaks USB is native code, so it is only installed where a device
 * is used.
 * @throws OperatorError `SIGNER_UNAVAILABLE`
 */
export async function openUsb(require: (name: string) => unknown = load): Promise<LedgerTransport> {
  const { default: Usb } = usbTransport(require);
  try {
    return await Usb.create(OPEN_MILLISECONDS, LISTEN_MILLISECONDS);
  } catch (cause) {
    const message = `No Ledger can be reached over USB: ${(cause as Error).message}`;
    throw new OperatorError("SIGNER_UNAVAILABLE", message, {
      remedy: "Connect the Ledger, unlock it, close Ledger Live, and run again.",
      cause,
    });
  }
}

interface UsbModule {
  readonly default: { create(openTimeout: number, listenTimeout: number): Promise<LedgerTransport> };
}

function usbTransport(require: (name: string) => unknown): UsbModule {
  try {
    return require(TRANSPORT) as UsbModule;
  } catch (cause) {
    throw new OperatorError("SIGNER_UNAVAILABLE", `A Ledger is configured, but ${TRANSPORT} does not load.`, {
      remedy: `Install it on this machine: npm install --no-save ${TRANSPORT}@6.33.5 (where npm finds no prebuilt binary it needs a compiler and, on Linux, the headers of libusb-1.0 and libudev).`,
      cause,
    });
  }
}

const STATUS: Readonly<Record<number, readonly ["SIGNER_REFUSED" | "SIGNER_UNAVAILABLE", string, string]>> = {
  0x6985: ["SIGNER_REFUSED", "it was rejected on the device", "Nothing was signed. Run again to be asked again."],
  0x5501: ["SIGNER_REFUSED", "it was rejected on the device", "Nothing was signed. Run again to be asked again."],
  0x5515: ["SIGNER_UNAVAILABLE", "the device is locked", "Unlock the Ledger with its PIN and run again."],
  0x6982: ["SIGNER_UNAVAILABLE", "the device is locked", "Unlock the Ledger with its PIN and run again."],
  0x6a80: [
    "SIGNER_REFUSED",
    "its app does not sign this data",
    "Allow blind signing in the app's settings on the Ledger.",
  ],
  0x6a8b: ["SIGNER_REFUSED", "its app does not sign data", 'Allow "Transactions data" in the TRON app\'s settings.'],
  0x6a8c: ["SIGNER_REFUSED", "its app does not sign hashes", 'Allow "Sign by hash" in the TRON app\'s settings.'],
  0x6a8d: [
    "SIGNER_REFUSED",
    "its app does not sign for contracts",
    'Allow "Custom contracts" in the TRON app\'s settings.',
  ],
};
/** Answers of the dashboard, and of an app that does not know the command or must not use the path. */
const WRONG_APP = new Set([0x6d00, 0x6d02, 0x6e00, 0x6e01, 0x6511, 0x6a8a, 0x6a15]);

/** Says what a device means by a status word. Anything else is passed on. */
export function explainLedger(app: string, thrown: unknown): unknown {
  const code = (thrown as { readonly statusCode?: unknown }).statusCode;
  const named = (thrown as Error).name === "EthAppPleaseEnableContractData" ? 0x6a80 : code;
  if (typeof named !== "number") return thrown;
  const word = `0x${named.toString(16).padStart(4, "0")}`;
  if (WRONG_APP.has(named)) {
    return new OperatorError("SIGNER_UNAVAILABLE", `The Ledger does not have the ${app} app open (${word}).`, {
      remedy: `Open the ${app} app on the Ledger and run again.`,
      cause: thrown,
    });
  }
  const [errorCode, what, remedy] = STATUS[named] ?? [
    "SIGNER_UNAVAILABLE" as const,
    "the device reports an error",
    "Reconnect the Ledger, update its app, and run again; nothing was signed.",
  ];
  return new OperatorError(errorCode, `The Ledger signed nothing: ${what} (${word}).`, { remedy, cause: thrown });
}

/** Fields of an unsigned transaction that Ethereum's app can show and sign. */
export const SIGNABLE_TYPES: readonly TransactionLike["type"][] = [0, 1, 2];
