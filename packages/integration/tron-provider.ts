/**
 * TRON for ethers, from `@kgst/tron`: a provider over java-tron's HTTP API and a signer, so that ethers contracts and the
 * typings work on TRON as on BNB Chain. For Node.
 * @packageDocumentation
 */
export {
  TRON_REMEDIES,
  TronClient,
  type TronEndpoints,
  TronError,
  type TronErrorCode,
  TronProvider,
  type TronProviderOptions,
  type TronSettings,
  TronSigner,
  httpTransports,
  tronProvider,
  tronSigner,
} from "../tron/index.ts";
