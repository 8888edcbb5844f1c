import { createRequire } from "node:module";
import {
  HDNodeWallet,
  Mnemonic,
  type Signature,
  SigningKey,
  Transaction,
  computeAddress,
  concat,
  getBytes,
  hexlify,
  keccak256,
  sha256,
} from "ethers";
import type { LedgerTransport } from "../../../../issuer/signing/ledger-device.ts";
import { toBase58 } from "../../../../packages/tron/address.ts";
import { type DecodedTransaction, attachSignatures, readTransaction } from "../../../../packages/tron/transactions.ts";

const { default: Transport } = createRequire(import.meta.url)("@ledgerhq/hw-transport") as {
  default: new () => { exchange(apdu: Buffer): Promise<Buffer>; close(): Promise<void> };
};

const OK = 0x9000;
const CLASS = 0xe0;

class Status extends Error {
  readonly code: number;
  constructor(code: number) {
    super(code.toString(16));
    this.code = code;
  }
}

/** What a device shows and holds, whichever connection it is reached by. */
export class LedgerEmulator {
  /** The app that is open; on the dashboard none is. */
  app: "Ethereum" | "TRON" | "dashboard" = "Ethereum";
  locked = false;
  rejects = false;
  /** Settings of the apps. */
  blindSigning = true;
  signByHash = false;
  customContracts = true;
  /** What the owner saw and confirmed, newest last. */
  readonly shown: unknown[] = [];
  /** Connections that were opened and closed. */
  opened = 0;
  closed = 0;
  readonly #phrase: string;

  constructor(phrase: string) {
    this.#phrase = phrase;
  }

  /** The account at a path; the key itself stays inside. */
  address(path: string): string {
    return computeAddress(this.#key(path));
  }

  /** A new connection, for Ledger's own packages. */
  readonly open = (): Promise<LedgerTransport> => {
    this.opened += 1;
    return Promise.resolve(new EmulatedTransport(this));
  };

  /** The signing of one path and digest. */
  sign(path: string, digest: string): Signature {
    return this.#key(path).sign(digest);
  }

  publicKey(path: string): string {
    return this.#key(path).publicKey;
  }

  #key(path: string): SigningKey {
    return new SigningKey(HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(this.#phrase), `m/${path}`).privateKey);
  }
}

/** Takes the bytes that Ledger's packages send, and answers as the apps on the device do. */
class EmulatedTransport extends Transport implements LedgerTransport {
  readonly #device: LedgerEmulator;
  #path = "";
  #received = Buffer.alloc(0);

  constructor(device: LedgerEmulator) {
    super();
    this.#device = device;
  }

  override close(): Promise<void> {
    this.#device.closed += 1;
    return Promise.resolve();
  }

  override exchange(apdu: Buffer): Promise<Buffer> {
    const [cla, instruction = 0, p1 = 0, p2 = 0, length = 0] = apdu;
    try {
      if (this.#device.locked) throw new Status(0x5515);
      if (cla !== CLASS || this.#device.app === "dashboard") throw new Status(0x6e00);
      const data = apdu.subarray(5);
      if (data.length !== length) throw new Status(0x6700);
      const answer =
        this.#device.app === "TRON" ? this.#tron(instruction, p1, data) : this.#ethereum(instruction, p1, p2, data);
      return Promise.resolve(withStatus(answer, OK));
    } catch (thrown) {
      if (thrown instanceof Status) return Promise.resolve(withStatus(new Uint8Array(), thrown.code));
      throw thrown;
    }
  }

  #ethereum(instruction: number, p1: number, p2: number, data: Buffer): Uint8Array {
    switch (instruction) {
      case 0x02:
        this.#readPath(data, 60, 0x6a15);
        return this.#addressAnswer(this.#device.address(this.#path).slice(2));
      case 0x04: {
        this.#collect(data, p1 === 0x00, 60, 0x6a15);
        if (this.#received.length < rlpLength(this.#received)) return new Uint8Array();
        if (!this.#device.blindSigning) throw new Status(0x6a80);
        const transaction = Transaction.from(hexlify(this.#received));
        return this.#confirm(transaction.toJSON(), transaction.unsignedHash, (signature) => {
          const { yParity } = signature;
          if (transaction.type !== 0) return yParity;
          return Number((transaction.chainId * 2n + 35n + BigInt(yParity)) & 0xffn);
        });
      }
      case 0x0c: {
        if (p2 !== 0) throw new Status(0x6b00);
        const rest = this.#readPath(data, 60, 0x6a15);
        if (!this.#device.blindSigning) throw new Status(0x6a80);
        return this.#confirm(...typedHashes(rest), ({ v }) => v);
      }
      default:
        throw new Status(0x6d00);
    }
  }

  #tron(instruction: number, p1: number, data: Buffer): Uint8Array {
    switch (instruction) {
      case 0x02:
        this.#readPath(data, 195, 0x6a8a);
        return this.#addressAnswer(toBase58(this.#device.address(this.#path)));
      case 0x04: {
        this.#collect(data, p1 === 0x00 || p1 === 0x10, 195, 0x6a8a);
        if (p1 !== 0x10 && p1 !== 0x90) return new Uint8Array();
        const rawData = hexlify(this.#received);
        const shown = showTron(rawData);
        if (shown.kind === "trigger" && !this.#device.customContracts) throw new Status(0x6a8d);
        return tronOrder(this.#confirm(shown, sha256(rawData), ({ yParity }) => yParity));
      }
      case 0x05: {
        const hash = hexlify(this.#readPath(data, 195, 0x6a8a));
        if (!this.#device.signByHash) throw new Status(0x6a8c);
        return tronOrder(this.#confirm({ hash }, hash, ({ yParity }) => yParity));
      }
      case 0x06:
        return Uint8Array.of((this.#device.signByHash ? 8 : 0) | (this.#device.customContracts ? 2 : 0) | 1, 0, 7, 0);
      case 0x0c:
        return tronOrder(this.#confirm(...typedHashes(this.#readPath(data, 195, 0x6a8a)), ({ yParity }) => yParity));
      default:
        throw new Status(0x6d00);
    }
  }

  #confirm(shown: unknown, digest: string, v: (signature: Signature) => number): Uint8Array {
    if (this.#device.rejects) throw new Status(0x6985);
    this.#device.shown.push(shown);
    const signature = this.#device.sign(this.#path, digest);
    return getBytes(concat([Uint8Array.of(v(signature)), signature.r, signature.s]));
  }

  #collect(data: Buffer, first: boolean, coin: number, refusal: number): void {
    this.#received = first ? Buffer.from(this.#readPath(data, coin, refusal)) : Buffer.concat([this.#received, data]);
  }

  #readPath(data: Buffer, coin: number, refusal: number): Buffer {
    const count = data[0] ?? 0;
    const parts = Array.from({ length: count }, (_, index) => data.readUInt32BE(1 + 4 * index));
    if (parts[1] !== 0x80000000 + coin) throw new Status(refusal);
    this.#path = parts.map((part) => (part >= 0x80000000 ? `${part - 0x80000000}'` : `${part}`)).join("/");
    return data.subarray(1 + 4 * count);
  }

  #addressAnswer(address: string): Uint8Array {
    const key = getBytes(this.#device.publicKey(this.#path));
    return Buffer.concat([
      Uint8Array.of(key.length),
      key,
      Uint8Array.of(address.length),
      Buffer.from(address, "ascii"),
    ]);
  }
}

function withStatus(answer: Uint8Array, code: number): Buffer {
  return Buffer.concat([answer, Uint8Array.of(code >> 8, code & 0xff)]);
}

/** TRON's app puts v last. */
function tronOrder(answer: Uint8Array): Uint8Array {
  return Uint8Array.of(...answer.subarray(1), answer[0] ?? 0);
}

/** Length that a serialized transaction says it has: one byte of type, if any, and one list. */
function rlpLength(bytes: Uint8Array): number {
  const start = (bytes[0] ?? 0) < 0x80 ? 1 : 0;
  const head = bytes[start] ?? 0;
  if (head <= 0xf7) return start + 1 + head - 0xc0;
  const size = head - 0xf7;
  return start + 1 + size + Number(hexlify(bytes.subarray(start + 1, start + 1 + size)));
}

function typedHashes(data: Uint8Array): [unknown, string] {
  const [separator, message] = [hexlify(data.subarray(0, 32)), hexlify(data.subarray(32, 64))];
  return [{ separator, message }, keccak256(concat(["0x1901", separator, message]))];
}

/** The call in a TRON transaction, read from its bytes. */
function showTron(rawData: string): DecodedTransaction["operation"] {
  const unsigned = { hash: sha256(rawData), rawData, expiration: 0n };
  return readTransaction(attachSignatures(unsigned, []).raw).operation;
}
