import { AbiCoder } from "ethers";

/** Types of configuration that LayerZero's libraries have. */
export const CONFIG_TYPE = { executor: 1, verifiers: 2 } as const;

/** Stands in a library for "none", where zero would mean LayerZero's default. */
export const NONE = 255;

/** Who must have verified a message, and how final it must be where it comes from. */
export interface VerifierConfig {
  /** Blocks on the message, as verifiers count them. */
  readonly confirmations: bigint;
  /** All of these, by rising address. */
  readonly required: readonly string[];
  /** And so many of those, by rising address. */
  readonly optional: readonly string[];
  readonly threshold: number;
}

/** Who delivers a message that is sent, and how long it may be. */
export interface ExecutorConfig {
  /** Bytes. */
  readonly maximumMessage: number;
  readonly executor: string;
}

const VERIFIERS =
  "tuple(uint64 confirmations, uint8 requiredDVNCount, uint8 optionalDVNCount, uint8 optionalDVNThreshold, address[] requiredDVNs, address[] optionalDVNs)";
const EXECUTOR = "tuple(uint32 maxMessageSize, address executor)";

const coder = AbiCoder.defaultAbiCoder();

/** Returns a configuration as LayerZero's libraries take it: whatever is none is said to be none. Pure. */
export function verifierConfigParts({ confirmations, required, optional, threshold }: VerifierConfig): {
  readonly confirmations: bigint;
  readonly requiredDVNCount: number;
  readonly optionalDVNCount: number;
  readonly optionalDVNThreshold: number;
  readonly requiredDVNs: readonly string[];
  readonly optionalDVNs: readonly string[];
} {
  return {
    confirmations,
    requiredDVNCount: required.length === 0 ? NONE : required.length,
    optionalDVNCount: optional.length === 0 ? NONE : optional.length,
    optionalDVNThreshold: threshold,
    requiredDVNs: required,
    optionalDVNs: optional,
  };
}

/** Encodes what {@link verifierConfigParts} returns. Pure. */
export function encodeVerifierConfig(config: VerifierConfig): string {
  return coder.encode([VERIFIERS], [verifierConfigParts(config)]);
}

/** Encodes an executor's configuration. Pure. */
export function encodeExecutorConfig({ maximumMessage, executor }: ExecutorConfig): string {
  return coder.encode([EXECUTOR], [{ maxMessageSize: maximumMessage, executor }]);
}
