import {
  concat,
  dataLength,
  dataSlice,
  getAddress,
  keccak256,
  toBeHex,
  toBigInt,
  toNumber,
  zeroPadValue,
} from "ethers";

/** A message on its way, as LayerZero's endpoints and libraries know it. */
export interface Packet {
  /** Counts the messages of one path, from 1. */
  readonly nonce: bigint;
  /** LayerZero's endpoint id of the chain it comes from, and of the one it goes to. */
  readonly sourceId: number;
  readonly destinationId: number;
  /** The contract that sends it and the one that receives it, 32 bytes in hex. */
  readonly sender: string;
  readonly receiver: string;
  /** LayerZero's id of the message, 32 bytes in hex: the same on both chains. */
  readonly messageId: string;
  /** What is told, in hex. */
  readonly message: string;
}

/** A packet with what is signed of it. */
export interface EncodedPacket {
  readonly packet: Packet;
  /** The whole of it, in hex. */
  readonly encoded: string;
  /** The first 81 bytes: version, nonce and path. */
  readonly header: string;
  readonly headerHash: string;
  /** Hash of the message id and the message: what verifiers sign and the endpoint compares. */
  readonly payloadHash: string;
}

const VERSION = 1n;

/** Where the fields of a packet begin, in bytes. */
const AT = { nonce: 1, sourceId: 9, sender: 13, destinationId: 45, receiver: 49, messageId: 81, message: 113 } as const;

/**
 * Reads a packet as `PacketSent` tells it. Pure.
 * @throws Error if it is shorter than a packet, or of another version.
 */
export function decodePacket(encoded: string): EncodedPacket {
  if (dataLength(encoded) < AT.message || toBigInt(dataSlice(encoded, 0, AT.nonce)) !== VERSION) {
    throw new Error("This is not a packet of LayerZero's version 1.");
  }
  const header = dataSlice(encoded, 0, AT.messageId);
  return {
    packet: {
      nonce: toBigInt(dataSlice(encoded, AT.nonce, AT.sourceId)),
      sourceId: toNumber(dataSlice(encoded, AT.sourceId, AT.sender)),
      sender: dataSlice(encoded, AT.sender, AT.destinationId),
      destinationId: toNumber(dataSlice(encoded, AT.destinationId, AT.receiver)),
      receiver: dataSlice(encoded, AT.receiver, AT.messageId),
      messageId: dataSlice(encoded, AT.messageId, AT.message),
      message: dataSlice(encoded, AT.message),
    },
    encoded,
    header,
    headerHash: keccak256(header),
    payloadHash: keccak256(dataSlice(encoded, AT.messageId)),
  };
}

/** Writes a packet as the sending library does. Pure. */
export function encodePacket(packet: Packet): EncodedPacket {
  const { nonce, sourceId, sender, destinationId, receiver, messageId, message } = packet;
  const path = [toBeHex(nonce, 8), toBeHex(sourceId, 4), sender, toBeHex(destinationId, 4), receiver];
  return decodePacket(concat([toBeHex(VERSION, 1), ...path, messageId, message]));
}

/** Returns the id that LayerZero gives the message of a path and a nonce. Pure. */
export function messageIdOf(
  packet: Pick<Packet, "nonce" | "sourceId" | "sender" | "destinationId" | "receiver">,
): string {
  const { nonce, sourceId, sender, destinationId, receiver } = packet;
  return keccak256(concat([toBeHex(nonce, 8), toBeHex(sourceId, 4), sender, toBeHex(destinationId, 4), receiver]));
}

/** Returns an account as LayerZero writes it for any chain: 32 bytes, filled with zeros on the left. */
export function toBytes32(account: string): string {
  return zeroPadValue(account, 32).toLowerCase();
}

/** Returns the account in 32 bytes of LayerZero, whatever stands before its 20 bytes. */
export function fromBytes32(word: string): string {
  return getAddress(dataSlice(word, 12));
}
