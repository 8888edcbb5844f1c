import os from "node:os";
import process from "node:process";
import type { Chain } from "../../chain/chain.ts";
import { BLOCK_INTERVAL } from "../../chain/parameters.ts";
import { toHexString } from "../../protocol/bytes.ts";
import { addressBytes, type Json, toJson } from "../../protocol/json.ts";
import { Witness } from "../../protocol/records.ts";
import type { Endpoint } from "../exchange.ts";

const MAINTENANCE = 21_600_000n;
const VERSION_NUMBERS = { "4.8.0": "18631", "4.8.2": "18688" } as const;

/** What `getchainparameters` lists: mainnet's proposals in the order java-tron prints them. */
function chainParameters(chain: Chain): Json {
  const { parameters, version } = chain.options;
  const since482 = version === "4.8.2" ? 1n : 0n;
  const values: readonly (readonly [string, bigint])[] = [
    ["getMaintenanceTimeInterval", MAINTENANCE],
    ["getAccountUpgradeCost", 9_999_000_000n],
    ["getCreateAccountFee", parameters.createAccountFee],
    ["getTransactionFee", parameters.bandwidthPrice],
    ["getAssetIssueFee", 1_024_000_000n],
    ["getWitnessPayPerBlock", 8_000_000n],
    ["getWitnessStandbyAllowance", 115_200_000_000n],
    ["getCreateNewAccountFeeInSystemContract", parameters.createAccountInSystemContractFee],
    ["getCreateNewAccountBandwidthRate", 1n],
    ["getAllowCreationOfContracts", 1n],
    ["getRemoveThePowerOfTheGr", -1n],
    ["getEnergyFee", parameters.energyPrice],
    ["getExchangeCreateFee", 1_024_000_000n],
    ["getMaxCpuTimeOfOneTx", 80n],
    ["getAllowUpdateAccountName", 0n],
    ["getAllowSameTokenName", 1n],
    ["getAllowDelegateResource", 1n],
    ["getTotalEnergyLimit", parameters.totalEnergy],
    ["getAllowTvmTransferTrc10", 1n],
    ["getTotalEnergyCurrentLimit", parameters.totalEnergy],
    ["getAllowMultiSign", 1n],
    ["getAllowAdaptiveEnergy", 0n],
    ["getTotalEnergyTargetLimit", parameters.totalEnergy / 14_400n],
    ["getTotalEnergyAverageUsage", 0n],
    ["getUpdateAccountPermissionFee", parameters.updatePermissionFee],
    ["getMultiSignFee", parameters.multiSignFee],
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
    ["getMaxFeeLimit", parameters.maxFeeLimit],
    ["getAllowOptimizeBlackHole", 1n],
    ["getAllowNewResourceModel", 0n],
    ["getAllowTvmFreeze", 0n],
    ["getAllowTvmVote", 1n],
    ["getAllowTvmLondon", 1n],
    ["getAllowTvmCompatibleEvm", 0n],
    ["getFreeNetLimit", parameters.freeBandwidth],
    ["getTotalNetLimit", parameters.totalBandwidth],
    ["getAllowAccountAssetOptimization", 0n],
    ["getAllowHigherLimitForMaxCpuTimeOfOneTx", 1n],
    ["getAllowAssetOptimization", 1n],
    ["getAllowNewReward", 1n],
    ["getMemoFee", parameters.memoFee],
    ["getAllowDelegateOptimization", 1n],
    ["getUnfreezeDelayDays", parameters.unfreezeDelayDays],
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
    ["getMaxCreateAccountTxSize", parameters.largestAccountCreation],
    ["getAllowStrictMath", 1n],
    ["getConsensusLogicOptimization", 1n],
    ["getAllowTvmCancun", 1n],
    ["getAllowTvmBlob", 1n],
    ["getAllowTvmSelfdestructRestriction", since482],
    ["getAllowTvmPrague", since482],
    ["getAllowTvmOsaka", since482],
  ];
  return { chainParameter: values.map(([key, value]) => (value === 0n ? { key } : { key, value })) };
}

function nodeInfo(chain: Chain): Json {
  const { head } = chain;
  const label = `Num:${head.number},ID:${toHexString(head.id)}`;
  const heap = process.memoryUsage();
  return {
    activeConnectCount: 0,
    beginSyncNum: head.number === 0n ? 0n : head.number - 1n,
    block: label,
    cheatWitnessInfoMap: {},
    configNodeInfo: {
      activeNodeSize: 0,
      allowAdaptiveEnergy: 0,
      allowCreationOfContracts: 1,
      backupListenPort: 10_001,
      backupMemberSize: 0,
      backupPriority: 8,
      codeVersion: chain.options.version,
      dbVersion: 2,
      discoverEnable: false,
      listenPort: 18_888,
      maxConnectCount: 1,
      maxTimeRatio: 20,
      minParticipationRate: 0,
      minTimeRatio: 0,
      p2pVersion: String(chain.chainId),
      passiveNodeSize: 0,
      sameIpMaxConnectCount: 1,
      sendNodeSize: 0,
      supportConstant: true,
      versionNum: VERSION_NUMBERS[chain.options.version],
    },
    currentConnectCount: 0,
    machineInfo: {
      cpuCount: os.cpus().length,
      cpuRate: 0,
      deadLockThreadCount: 0,
      deadLockThreadInfoList: [],
      freeMemory: os.freemem(),
      javaVersion: `Node.js ${process.versions.node}`,
      jvmFreeMemory: heap.heapTotal - heap.heapUsed,
      jvmTotalMemory: heap.heapTotal,
      memoryDescInfoList: [],
      osName: `${os.type()} ${os.release()}`,
      processCpuRate: 0,
      threadCount: 1,
      totalMemory: os.totalmem(),
    },
    passiveConnectCount: 0,
    peerList: [],
    solidityBlock: label,
    totalFlow: 0,
  };
}

function witnesses(chain: Chain, visible: boolean): Json {
  const { head } = chain;
  const value = {
    address: addressBytes(chain.options.producer.address),
    voteCount: 5_000n,
    url: "http://sr1.local",
    totalProduced: head.number,
    latestBlockNum: head.number,
    latestSlotNum: head.timestamp / BLOCK_INTERVAL,
    isJobs: true,
  };
  return { witnesses: [toJson(Witness, value, visible)] };
}

/** Endpoints about the network and the node itself. */
export function networkEndpoints(chain: Chain): Record<string, Endpoint> {
  const { parameters } = chain.options;
  return {
    getchainparameters: () => chainParameters(chain),
    getnodeinfo: () => nodeInfo(chain),
    listwitnesses: ({ visible }) => witnesses(chain, visible),
    listnodes: () => ({}),
    listproposals: () => ({}),
    getassetissuelist: () => ({}),
    getenergyprices: () => ({ prices: `0:${parameters.energyPrice}` }),
    getbandwidthprices: () => ({ prices: chain.options.bandwidthPrices ?? `0:${parameters.bandwidthPrice}` }),
    getmemofee: () => ({ prices: `0:${parameters.memoFee}` }),
    getburntrx: () => ({ burnTrxAmount: chain.world.counter("burnt") }),
    getnextmaintenancetime: () => ({ num: (chain.head.timestamp / MAINTENANCE + 1n) * MAINTENANCE }),
    totaltransaction: () => ({ num: chain.transactionCount }),
    getReward: () => ({ reward: 0 }),
    getBrokerage: () => ({ brokerage: 20 }),
    getdelegatedresourcev2: () => ({}),
  };
}
