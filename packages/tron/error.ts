/** Every reason for which the library refuses or gives up, and what the caller can do about it. */
export const TRON_REMEDIES = {
  NODE_URL_INVALID: "Give one http:// or https:// URL, or several with commas between them.",
  CHAIN_UNREACHABLE: "Check the URL and the connection, then try again.",
  CHAIN_MISMATCH: "Use a node of the chain that is meant.",
  NODE_THROTTLED: "The node limits requests. Try again later, or use a node or a plan that allows more.",
  NODE_DENIED: "The node does not accept the key, or its plan is used up. Check the URL and the API key.",
  NODE_ANSWER_INVALID: "Check that a TRON node answers at this URL, and that nothing in between changes its answers.",
  NODE_BEHIND: "The node does not have the newest blocks yet. Try again in a minute, or use another node.",
  HISTORY_MISSING: "The node has not kept what was asked for. Use one that keeps more.",
  TRON_SERVICE_MISSING: "Check the URL. A bare java-tron serves /walletsolidity and /jsonrpc on ports of their own.",
  TRON_NODE_REFUSED: "The message has the node's own words. Check the request, the node's version and its sync state.",
  SIGNER_MISSING: "Give the provider the account's key, or sign with a signer that has it.",
  FEE_LIMIT_TOO_LOW: "Raise the fee limit in the provider's settings, or stake TRX for energy.",
  BALANCE_TOO_LOW: "Fund the account with the missing amount, or stake TRX for energy.",
  BROADCAST_REFUSED: "Remove the cause the node names and send again.",
  TRANSACTION_INVALID: "Neither sign nor send it. Ask for the transaction as it was built.",
  TRANSACTION_EXPIRED: "Nothing happened on the chain, and nothing can any more. Send it again.",
  ADDRESS_FROM_NONCE: "Deploy through deployContract(), which takes the address from the receipt.",
} as const satisfies Record<string, string>;

/** Code of a {@link TronError}. A code keeps its meaning from release to release. */
export type TronErrorCode = keyof typeof TRON_REMEDIES;

/** What the library throws when it refuses, or when a node does not give what it was asked for. */
export class TronError extends Error {
  override readonly name = "TronError";
  /** For programs. */
  readonly code: TronErrorCode;
  /** What the caller can do about it: of {@link TRON_REMEDIES}, or about this very case. */
  readonly remedy: string;
  /** java-tron's own code where it refused a transaction, such as `TAPOS_ERROR`. */
  readonly nodeCode: string | undefined;

  constructor(
    code: TronErrorCode,
    message: string,
    options: { readonly remedy?: string; readonly nodeCode?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy ?? TRON_REMEDIES[code];
    this.nodeCode = options.nodeCode;
  }
}
