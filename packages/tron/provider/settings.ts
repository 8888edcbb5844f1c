import type { EnergySettings } from "../transactions.ts";

/** How a network is used. */
export interface TronSettings extends EnergySettings {
  /** The most sun that one transaction's energy may cost; the network allows at most 15,000 TRX. */
  readonly feeLimit: bigint;
  /** Room above the estimated energy, in percent, for what may change before the transaction is mined. */
  readonly energyMargin: number;
  /** Seconds until an unmined transaction can no longer be mined. */
  readonly lifetime: number;
  /**
   * Whether sending waits until a block holds the transaction. It is how a transaction that expires is reported: its
   * receipt would be waited for in vain.
   */
  readonly waitForInclusion: boolean;
}

/** Settings of a network that says nothing else. */
export const DEFAULT_SETTINGS: TronSettings = {
  feeLimit: 1_500_000_000n,
  energyMargin: 20,
  lifetime: 60,
  waitForInclusion: true,
  userFeePercentage: 100,
  originEnergyLimit: 10_000_000,
};
