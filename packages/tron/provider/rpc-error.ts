/** JSON-RPC's codes that are used. */
export const RPC = {
  /** A contract reverted; `data` is what it returned. */
  REVERTED: 3,
  METHOD_UNKNOWN: -32_601,
  PARAMETERS_INVALID: -32_602,
  FAILED: -32_000,
} as const;

/** An error as EIP-1193 wants it: ethers turns code 3 with data into a `CALL_EXCEPTION` that decodes custom errors. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: unknown;

  /** @param code - one of {@link RPC} @param message - for people @param data - of a revert */
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
