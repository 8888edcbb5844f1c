import os from "node:os";
import process from "node:process";
import type { Block } from "../../chain/block.ts";
import type { Chain } from "../../chain/chain.ts";
import { BLOCK_INTERVAL } from "../../chain/parameters.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { JsonValue } from "../../../../tron/json.ts";
import { addressBytes, toJson } from "../../protocol/json.ts";
import { Witness } from "../../protocol/records.ts";
import type { Endpoint } from "../exchange.ts";
import { MAINTENANCE, chainParameters } from "./chain-parameters.ts";

const VERSION_NUMBERS = { "4.8.0": "18631", "4.8.2": "18688" } as const;

function nodeInfo(chain: Chain): JsonValue {
  const { head, final } = chain;
  const labelOf = ({ number, id }: Block): string => `Num:${number},ID:${bytesToHex(id)}`;
  return {
    activeConnectCount: 0,
    beginSyncNum: head.number === 0n ? 0n : head.number - 1n,
    block: labelOf(head),
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
    machineInfo: machineInfo(),
    passiveConnectCount: 0,
    peerList: [],
    solidityBlock: labelOf(final),
    totalFlow: 0,
  };
}

/** The machine as java-tron describes its own. */
function machineInfo(): JsonValue {
  const heap = process.memoryUsage();
  return {
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
  };
}

function witnesses(chain: Chain, visible: boolean): JsonValue {
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
  };
}
