import { id } from "ethers";
import type { CoinConfig } from "../issuer/coin-file/schema.ts";
import { EXAMPLE_ACCOUNTS as example } from "./examples/accounts.ts";

/** LayerZero's contracts by their names in its package; `npm run check:repository` compares the addresses. */
const layerZero = {
  endpoint: "EndpointV2",
  sendLibrary: "SendUln302",
  receiveLibrary: "ReceiveUln302",
  executor: "Executor",
  priceFeed: "PriceFeed",
  verifierFees: "DVNFeeLib",
  verifiers: { layerZeroLabs: "DVN" },
} as const;

/**
 * What a credit and a verification take, with a margin: gas on BNB Chain, energy on TRON, where a contract that is used much
 * costs a multiple. Measured with LayerZero's own contracts: to deliver 171,928 gas and 141,400 energy at most, the
 * transaction of the executor included; to verify by two signers 77,445 gas and 37,506 energy.
 */
const onBnbChain = { receiveGas: 200_000, verifyGas: 100_000 };
const onTron = { receiveGas: 300_000, verifyGas: 60_000 };

/**
 * KGST, pegged 1:1 to the Kyrgyz som.
 *
 * Everything here is configuration, not a statement about a coin that is live somewhere: name, symbol, decimals and
 * every address are the issuer's to set. The addresses are examples whose keys are public. Development networks deploy
 * with them as they are; public networks refuse until `overrides` of the network (or the lists below) name the
 * issuer's own accounts, best multisigs for everything but MINTER, PAUSER, GUARDIAN and BRIDGE.
 */
export const coin = {
  name: "KGST",
  symbol: "KGST",
  /** What the coin is pegged to, by its ISO 4217 code. */
  currency: "KGS",
  /** Equal on every chain. Cannot be changed after deployment. */
  decimals: 6,

  /** Salt of the attestors' signing domain: a test report must never be valid for the real coin. */
  tokenId: { mainnet: id("KGST"), test: id("KGST test") },

  attestation: {
    attestors: [example.attestorA, example.attestorB, example.attestorC, example.attestorD, example.attestorE],
    threshold: 3,
    maximumWindow: "2d",
    /** The most from the count of the reserves to the end of the window: a count of last week says nothing of today. */
    maximumAge: "4d",
    /** May close an issuance window early, nothing else. */
    guardians: [example.guardian],
  },

  /**
   * Default admin and upgrader, with the delay of each kind of operation: code, and whatever is not known; roles and the
   * reserve gate; attestors and their conflicts. Executors: "anyone" lets anybody execute what has waited out its delay.
   */
  timelock: {
    delays: { upgrade: "3d", roles: "2d", attestors: "1d" },
    proposers: [example.proposer],
    executors: [example.executor],
  },
  /** Wait before a new default admin can accept. */
  adminDelay: "2d",

  roles: {
    MINTER: [example.minter],
    LIMITER: [example.limiter],
    BURNER: [example.burner],
    PAUSER: [example.pauser],
    UNPAUSER: [example.unpauser],
    GUARDIAN: [example.guardian],
    COMPLIANCE: [example.compliance],
    RESCUER: [example.rescuer],
    /** `adapter` is the contract through which holders move the coin between chains, where `layerzero` below has it. */
    BRIDGE: ["adapter", example.bridge],
    UPGRADER: ["timelock"],
    /** Takes away at once and never gives: roles, attestors' windows, and limits (to zero). */
    COUNCIL: [example.council],
  },

  /** Capacity refills evenly over the window. Without a limit a minter, a bridge or a guardian can do nothing. */
  minterLimits: [{ minter: example.minter, capacity: "1000000.00", window: "1d" }],
  /** How many accounts a guardian may freeze. */
  guardianLimits: [{ guardian: example.guardian, accounts: 500, window: "1d" }],
  bridgeLimits: [
    {
      bridge: "adapter",
      inbound: { capacity: "250000.00", window: "1d" },
      outbound: { capacity: "250000.00", window: "1d" },
      netInflowCap: "2000000.00",
    },
    {
      bridge: example.bridge,
      inbound: { capacity: "250000.00", window: "1d" },
      outbound: { capacity: "250000.00", window: "1d" },
      /** The most that may have come in through it less what went out, however long it takes. */
      netInflowCap: "2000000.00",
    },
  ],
  /** The same over all bridges together; first set with the token, later by the timelock. */
  inflowCap: "2000000.00",

  /**
   * Moves between BNB Chain and TRON by their holders, through LayerZero. Both verifiers must have seen a move: LayerZero
   * Labs' own, the only one that stands on both chains, and the issuer's, which is deployed with the adapter.
   */
  layerzero: {
    required: ["layerZeroLabs", "issuer"],
    issuer: { signers: [example.verifierA, example.verifierB], quorum: 2, admins: [example.bridge] },
  },

  networks: {
    embedded: {
      environment: "development",
      chainId: 31_337,
      nativeCoin: "ETH",
      finality: { confirmations: 1 },
      layerzero: { ...layerZero, endpointId: 40_102, ...onBnbChain, confirmations: 1 },
    },
    bscTestnet: {
      environment: "testnet",
      chainId: 97,
      nativeCoin: "tBNB",
      explorer: "https://testnet.bscscan.com",
      finality: { confirmations: 5 },
      maxFee: "20",
      layerzero: { ...layerZero, endpointId: 40_102, ...onBnbChain, confirmations: 5 },
      overrides: { timelock: { delays: { upgrade: "10m", roles: "10m", attestors: "10m" } }, adminDelay: "10m" },
    },
    bsc: {
      environment: "mainnet",
      chainId: 56,
      nativeCoin: "BNB",
      explorer: "https://bscscan.com",
      finality: "finalized",
      /** The most that is offered for one unit of gas, in gwei; `--yes` does not pass it. */
      maxFee: "10",
      layerzero: { ...layerZero, endpointId: 30_102, ...onBnbChain, confirmations: 20 },
    },
    tronEmbedded: {
      environment: "development",
      platform: "tron",
      chainId: 191_864_081,
      nativeCoin: "TRX",
      finality: { confirmations: 1 },
      layerzero: { ...layerZero, endpointId: 40_420, ...onTron, confirmations: 1 },
    },
    tre: {
      environment: "development",
      platform: "tron",
      chainId: 3_360_022_319,
      nativeCoin: "TRX",
      finality: { confirmations: 1 },
    },
    nile: {
      environment: "testnet",
      platform: "tron",
      chainId: 3_448_148_188,
      nativeCoin: "TRX",
      explorer: "https://nile.tronscan.org/#",
      finality: "finalized",
      overrides: { timelock: { delays: { upgrade: "10m", roles: "10m", attestors: "10m" } }, adminDelay: "10m" },
    },
    shasta: {
      environment: "testnet",
      platform: "tron",
      chainId: 2_494_104_990,
      nativeCoin: "TRX",
      explorer: "https://shasta.tronscan.org/#",
      finality: "finalized",
      layerzero: { ...layerZero, endpointId: 40_420, ...onTron, confirmations: 20 },
      overrides: { timelock: { delays: { upgrade: "10m", roles: "10m", attestors: "10m" } }, adminDelay: "10m" },
    },
    tron: {
      environment: "mainnet",
      platform: "tron",
      chainId: 728_126_428,
      nativeCoin: "TRX",
      explorer: "https://tronscan.org/#",
      finality: "finalized",
      layerzero: { ...layerZero, endpointId: 30_420, ...onTron, confirmations: 20 },
    },
  },
} satisfies CoinConfig;
