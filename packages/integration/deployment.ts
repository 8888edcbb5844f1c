/** One coin on one public network. Addresses in the `0x` form; `toBase58` shows them as TRON does. */
export interface Deployment {
  readonly coin: string;
  /** Name of the network, such as `bsc`, `bscTestnet`, `tron`, `nile`, `shasta`. */
  readonly network: string;
  readonly chainId: bigint;
  readonly token: `0x${string}`;
  readonly reserveAttestations: `0x${string}`;
  readonly timelock: `0x${string}`;
  /** What holders move the coin to other chains through; null where there is none. */
  readonly adapter: `0x${string}` | null;
  /** The token's first block: events begin here. */
  readonly fromBlock: number;
}
