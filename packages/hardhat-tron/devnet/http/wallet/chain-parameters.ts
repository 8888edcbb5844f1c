import type { Chain } from "../../chain/chain.ts";
import type { ChainParameters } from "../../chain/parameters.ts";
import type { JsonValue } from "../../../../tron/json.ts";

/** Milliseconds between two elections of the producers. */
export const MAINTENANCE = 21_600_000n;

/** A value that is the same on every network of this kind, or one of the chain's own. */
type Value = bigint | ((parameters: ChainParameters) => bigint);

/** Mainnet's proposals in the order in which java-tron prints them. */
const VALUES: readonly (readonly [key: string, value: Value])[] = [
  ["getMaintenanceTimeInterval", MAINTENANCE],
  ["getAccountUpgradeCost", 9_999_000_000n],
  ["getCreateAccountFee", ({ createAccountFee }) => createAccountFee],
  ["getTransactionFee", ({ bandwidthPrice }) => bandwidthPrice],
  ["getAssetIssueFee", 1_024_000_000n],
  ["getWitnessPayPerBlock", 8_000_000n],
  ["getWitnessStandbyAllowance", 115_200_000_000n],
  [
    "getCreateNewAccountFeeInSystemContract",
    ({ createAccountInSystemContractFee }) => createAccountInSystemContractFee,
  ],
  ["getCreateNewAccountBandwidthRate", 1n],
  ["getAllowCreationOfContracts", 1n],
  ["getRemoveThePowerOfTheGr", -1n],
  ["getEnergyFee", ({ energyPrice }) => energyPrice],
  ["getExchangeCreateFee", 1_024_000_000n],
  ["getMaxCpuTimeOfOneTx", 80n],
  ["getAllowUpdateAccountName", 0n],
  ["getAllowSameTokenName", 1n],
  ["getAllowDelegateResource", 1n],
  ["getTotalEnergyLimit", ({ totalEnergy }) => totalEnergy],
  ["getAllowTvmTransferTrc10", 1n],
  ["getTotalEnergyCurrentLimit", ({ totalEnergy }) => totalEnergy],
  ["getAllowMultiSign", 1n],
  ["getAllowAdaptiveEnergy", 0n],
  ["getTotalEnergyTargetLimit", ({ totalEnergy }) => totalEnergy / 14_400n],
  ["getTotalEnergyAverageUsage", 0n],
  ["getUpdateAccountPermissionFee", ({ updatePermissionFee }) => updatePermissionFee],
  ["getMultiSignFee", ({ multiSignFee }) => multiSignFee],
  ["getAllowAccountStateRoot", 0n],
  ["getAllowProtoFilterNum", 0n],
  ["getAllowTvmConstantinople", 1n],
  ["getAllowTvmSolidity059", 1n],
  ["getAllowTvmIstanbul", 1n],
  ["getAllowShieldedTRC20Transaction", 1n],
  ["getForbidTransferToContract", 1n],
  ["getAdaptiveResourceLimitTargetRatio", 10n],
  ["getAdaptiveResourceLimitMultiplier", 1_000n],
  ["getChangeDelegation", 1n],
  ["getWitness127PayPerBlock", 128_000_000n],
  ["getAllowMarketTransaction", 0n],
  ["getMarketSellFee", 0n],
  ["getMarketCancelFee", 0n],
  ["getAllowPBFT", 0n],
  ["getAllowTransactionFeePool", 0n],
  ["getMaxFeeLimit", ({ maxFeeLimit }) => maxFeeLimit],
  ["getAllowOptimizeBlackHole", 1n],
  ["getAllowNewResourceModel", 0n],
  ["getAllowTvmFreeze", 0n],
  ["getAllowTvmVote", 1n],
  ["getAllowTvmLondon", 1n],
  ["getAllowTvmCompatibleEvm", 0n],
  ["getFreeNetLimit", ({ freeBandwidth }) => freeBandwidth],
  ["getTotalNetLimit", ({ totalBandwidth }) => totalBandwidth],
  ["getAllowAccountAssetOptimization", 0n],
  ["getAllowHigherLimitForMaxCpuTimeOfOneTx", 1n],
  ["getAllowAssetOptimization", 1n],
  ["getAllowNewReward", 1n],
  ["getMemoFee", ({ memoFee }) => memoFee],
  ["getAllowDelegateOptimization", 1n],
  ["getUnfreezeDelayDays", ({ unfreezeDelayDays }) => unfreezeDelayDays],
  ["getAllowOptimizedReturnValueOfChainId", 1n],
  ["getAllowDynamicEnergy", 1n],
  ["getDynamicEnergyThreshold", 5_000_000_000n],
  ["getDynamicEnergyIncreaseFactor", 2_000n],
  ["getDynamicEnergyMaxFactor", 34_000n],
  ["getAllowTvmShangHai", 1n],
  ["getAllowCancelAllUnfreezeV2", 1n],
  ["getMaxDelegateLockPeriod", 864_000n],
  ["getAllowOldRewardOpt", 1n],
  ["getAllowEnergyAdjustment", 1n],
  ["getMaxCreateAccountTxSize", ({ largestAccountCreation }) => largestAccountCreation],
  ["getAllowStrictMath", 1n],
  ["getConsensusLogicOptimization", 1n],
  ["getAllowTvmCancun", 1n],
  ["getAllowTvmBlob", 1n],
];

/** Those that java-tron 4.8.2 has brought. */
const SINCE_4_8_2 = ["getAllowTvmSelfdestructRestriction", "getAllowTvmPrague", "getAllowTvmOsaka"];

/** What `getchainparameters` lists. */
export function chainParameters({ options: { parameters, version } }: Chain): JsonValue {
  const newest = version === "4.8.2" ? 1n : 0n;
  const values = VALUES.map(([key, value]) => [key, typeof value === "bigint" ? value : value(parameters)] as const);
  const all = [...values, ...SINCE_4_8_2.map((key) => [key, newest] as const)];
  return { chainParameter: all.map(([key, value]) => (value === 0n ? { key } : { key, value })) };
}
