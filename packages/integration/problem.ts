/** What a helper of this package refuses, and what to do about it. */
export const REMEDIES = {
  ADDRESS_INVALID: "Use 0x and 40 hex digits, or on TRON the T… form.",
  AMOUNT_INVALID: "Write whole coins such as 1500.50, with at most the coin's decimals.",
  INPUT_INVALID: "Give what the function's documentation names; its types say the same.",
  ORDER_INVALID: "Build the order with buildPermit and its like; read one from elsewhere with parseSigned.",
  DOMAIN_MISMATCH: "Connect to the chain and the token that the payment is meant for; sign nothing for another.",
  SIGNATURE_MALFORMED: "Give 65 bytes, ERC-2098's 64, or r, s and v; ask the wallet for a signature of typed data.",
  WALLET_UNSUPPORTED: "Give an ethers signer, an EIP-1193 provider, or tronweb with a key or from TronLink.",
  WALLET_REJECTED: "Nothing happened. Ask again only when the person wants it.",
  WALLET_CHAIN_WRONG: "Have the wallet switch to the token's chain (`wallet_switchEthereumChain`), then try again.",
  GAS_MONEY_MISSING: "Send the account BNB for gas, on TRON TRX, or have a relayer carry a signed order.",
  GAS_EXHAUSTED: "Give it more gas, on TRON a higher fee limit; what was used is lost, and nothing else happened.",
  TOKEN_MISSING: "Check the token's address and that the node serves the token's chain.",
  NODE_UNREACHABLE: "Try again later or with another node; a transaction that was on its way may still be executed.",
  CLIENT_FAILED: "Read the words above and `cause`: the client, the wallet or the node failed, not the token.",
  REVERTED: "Read the reason above; the contract's state is as before.",
  MOVE_INVALID: "Build the move with what `quoteMove` tells; look the endpoint id up in `ENDPOINT_IDS`.",
  NOT_ARRIVED: "Follow it again later: nothing is lost. Once it is verified anybody can deliver it.",
  NOT_MINED: "Look the transaction up again later; it may still be executed until it expires.",
  BROADCAST_REFUSED: "Read the node's words above; nothing was executed.",
  EVENTS_MISSING: "Ask a node that keeps the logs of these blocks.",
  CURSOR_REPLACED:
    "Go back to a cursor kept earlier, and take back what was credited since; compare the node with another.",
} as const satisfies Record<string, string>;

/** Code of a refusal. A code keeps its meaning from release to release. */
export type IntegrationErrorCode = keyof typeof REMEDIES;

/**
 * The one class of what this package throws: a code for programs, a sentence for people, and the remedy. What a client or a
 * wallet threw is its `cause`.
 */
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

/** Returns whether something thrown is a refusal of this package. Looking at what others threw may throw. */
export function isIntegrationError(error: unknown): error is IntegrationError {
  try {
    return error instanceof IntegrationError;
  } catch {
    return false;
  }
}
