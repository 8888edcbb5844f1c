/** Where LayerZero stands on one public network, as its package says. */
export interface LayerZeroNetwork {
  /** How people call the network. */
  readonly title: string;
  /** LayerZero's name of it. */
  readonly name: string;
  /** LayerZero's endpoint id of it. */
  readonly endpointId: number;
  /** Addresses by the contracts' names in the package, 20 bytes in hex on TRON too. */
  readonly contracts: Readonly<Record<PinnedContract, string>>;
}

/** Contracts of LayerZero that coins use, by their names in its package. `DVN` is LayerZero Labs' verifier. */
export const PINNED_CONTRACTS = [
  "EndpointV2",
  "SendUln302",
  "ReceiveUln302",
  "Executor",
  "PriceFeed",
  "DVNFeeLib",
  "DVN",
] as const;

/** Name of such a contract. */
export type PinnedContract = (typeof PINNED_CONTRACTS)[number];

/**
 * LayerZero's contracts on the networks of the coins, by chain id, out of lz-evm-sdk-v2 3.1.10. They are written down here so
 * that a change of the package changes nobody's trust unseen: `npm run check:repository` says where both differ. LayerZero's
 * `tron-testnet` is Shasta.
 */
export const LAYERZERO_NETWORKS: Readonly<Record<string, LayerZeroNetwork>> = {
  56: {
    title: "BNB Chain",
    name: "bsc-mainnet",
    endpointId: 30_102,
    contracts: {
      EndpointV2: "0x1a44076050125825900e736c501f859c50fE728c",
      SendUln302: "0x9F8C645f2D0b2159767Bd6E0839DE4BE49e823DE",
      ReceiveUln302: "0xB217266c3A98C8B2709Ee26836C98cf12f6cCEC1",
      Executor: "0x3ebD570ed38B1b3b4BC886999fcF507e9D584859",
      PriceFeed: "0x7A50b180265eb5347Ce7b92224F0B0Cd6cE0493b",
      DVNFeeLib: "0x4a9078DEa1002F1c62dBF4FadE47374836ab84Ef",
      DVN: "0xfD6865c841c2d64565562fCc7e05e619A30615f0",
    },
  },
  97: {
    title: "BNB Chain Testnet",
    name: "bsc-testnet",
    endpointId: 40_102,
    contracts: {
      EndpointV2: "0x6EDCE65403992e310A62460808c4b910D972f10f",
      SendUln302: "0x55f16c442907e86D764AFdc2a07C2de3BdAc8BB7",
      ReceiveUln302: "0x188d4bbCeD671A7aA2b5055937F79510A32e9683",
      Executor: "0x31894b190a8bAbd9A067Ce59fde0BfCFD2B18470",
      PriceFeed: "0xae211C78ED7C3E68b720834c9a1d42d55Ed36c76",
      DVNFeeLib: "0xB4b1F2B4bB7dFc01416Ae150397b1142Df51619b",
      DVN: "0x0eE552262f7B562eFcED6DD4A7e2878AB897d405",
    },
  },
  728_126_428: {
    title: "TRON",
    name: "tron-mainnet",
    endpointId: 30_420,
    contracts: {
      EndpointV2: "0x0Af59750D5dB5460E5d89E268C474d5F7407c061",
      SendUln302: "0xE369D146219380B24Bb5D9B9E08a5b9936F9E719",
      ReceiveUln302: "0x612215D4dB0475a76dCAa36C7f9afD748c42ed2D",
      Executor: "0x67DE40af19C0C0a6D0278d96911889fAF4EBc1Bc",
      PriceFeed: "0x7845200eBa305f17179206203B84274b485daD18",
      DVNFeeLib: "0x815ca5F8B56F265c44bCE1E3746f74679cc7A968",
      DVN: "0x8bC1D368036EE5E726D230beB685294BE191A24e",
    },
  },
  2_494_104_990: {
    title: "TRON's Shasta",
    name: "tron-testnet",
    endpointId: 40_420,
    contracts: {
      EndpointV2: "0x1b356f3030CE0c1eF9D3e1E250Bf0BB11D81b2d1",
      SendUln302: "0xaef63752785Ad2104cea1aa42b69b46f2530312F",
      ReceiveUln302: "0x843810EB9f002E940870a95B366cc59E623bF5f1",
      Executor: "0xd9F0144AC7cED407a12dE2649b560b0a68a59A3D",
      PriceFeed: "0x57D0AB05F9ad1819c3ABC242A8a77EC5a748790E",
      DVNFeeLib: "0xce3dC5fF6eD75EEf2C52cAd4603b52C2F8c8909a",
      DVN: "0xC6b1A264D9bB30A8d19575B0Bb3BA525A3a6FC93",
    },
  },
};

/** Version of LayerZero's package that the addresses are from. */
export const PINNED_VERSION = "3.1.10";
