/** What a helper of this package refuses, and what to do about it. */
export const REMEDIES = {
  ADDRESS_INVALID: "Use 0x and 40 hex digits, or on TRON the T… form.",
  AMOUNT_INVALID: "Write whole coins such as 1500.50, with at most the coin's decimals.",
  ORDER_INVALID: "Build the order with buildPermit and its like; read one from elsewhere with parseSigned.",
  DOMAIN_MISMATCH: "Connect to the chain and the token that the payment is meant for; sign nothing for another.",
  SIGNATURE_MALFORMED: "Give 65 bytes, ERC-2098's 64, or r, s and v; ask the wallet for a signature of typed data.",
  SIGNATURE_FOREIGN: "Check that the wallet signed with the account that the order names, on the right chain.",
  WALLET_UNSUPPORTED: "Give an ethers signer, an EIP-1193 provider, or tronweb with a key or from TronLink.",
  REVERTED: "Read the reason above; the contract's state is as before.",
  MOVE_INVALID: "Build the move with what `quoteMove` tells; look the endpoint id up in `ENDPOINT_IDS`.",
  NOT_ARRIVED: "Follow it again later: nothing is lost. Once it is verified anybody can deliver it.",
  NOT_MINED: "Look the transaction up again later; it may still be executed until it expires.",
  BROADCAST_REFUSED: "Read the node's words above; nothing was executed.",
  EVENTS_MISSING: "Ask a node that keeps the logs of these blocks.",
} as const satisfies Record<string, string>;

/** Code of a refusal. */
export type IntegrationErrorCode = keyof typeof REMEDIES;

/** A refusal of this package: a code for programs, a sentence for people, and the remedy. */
export class IntegrationError extends Error {
  override readonly name = "IntegrationError";
  readonly code: IntegrationErrorCode;
  readonly remedy: string;

  /**
   * @param code - stable, for programs
   * @param message - a sentence for people
   * @param options - `remedy` where it is known better than by code, `cause` what was caught
   */
  constructor(code: IntegrationErrorCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy ?? REMEDIES[code];
  }
}
