import { id } from "ethers";
import type { CoinConfig } from "../issuer/coin-file/schema.ts";
import { EXAMPLE_ACCOUNTS as example } from "./examples/accounts.ts";

/**
 * A dollar-pegged coin of another issuer: this file is all it takes. Its addresses are examples and refused on public
 * networks, as in `kgst.ts`.
 */
export const coin = {
  example: true,
  name: "Example Dollar",
  symbol: "EXD",
  currency: "USD",
  decimals: 6,
  tokenId: { mainnet: id("Example Dollar"), test: id("Example Dollar test") },

  attestation: {
    attestors: [example.attestorA, example.attestorB, example.attestorC],
    threshold: 2,
    maximumWindow: "24h",
    maximumAge: "2d",
    guardians: [example.guardian, example.pauser],
  },
  timelock: {
    delays: { upgrade: "3d", roles: "3d", attestors: "2d" },
    proposers: [example.proposer],
    executors: "anyone",
  },
  adminDelay: "5d",

  roles: {
    MINTER: [example.minter, example.bridge],
    LIMITER: [example.limiter],
    BURNER: [example.burner],
    PAUSER: [example.pauser],
    UNPAUSER: [example.unpauser],
    GUARDIAN: [example.guardian],
    COMPLIANCE: [example.compliance],
    RESCUER: [example.rescuer],
    BRIDGE: [],
    UPGRADER: ["timelock"],
    COUNCIL: [example.council],
  },
  minterLimits: [
    { minter: example.minter, capacity: "5000000.00", window: "1d" },
    { minter: example.bridge, capacity: "50000.00", window: "1h" },
  ],
  guardianLimits: [{ guardian: example.guardian, accounts: 50, window: "1h" }],
  bridgeLimits: [],
  inflowCap: "0",

  networks: {
    embedded: { environment: "development", chainId: 31_337, nativeCoin: "ETH", finality: { confirmations: 1 } },
    bscTestnet: {
      environment: "testnet",
      chainId: 97,
      nativeCoin: "tBNB",
      explorer: "https://testnet.bscscan.com",
      finality: { confirmations: 5 },
    },
  },
} satisfies CoinConfig;
