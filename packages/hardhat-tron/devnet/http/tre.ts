import type { Controls } from "../controls.ts";
import type { JsonValue } from "../../../tron/json.ts";
import { type JsonObject, textOf } from "../protocol/json.ts";
import { invalidParams, type RpcMethod } from "./jsonrpc/server.ts";

function whole(value: JsonValue | undefined): bigint {
  try {
    return BigInt(value as string | number | bigint);
  } catch {
    throw invalidParams(`${textOf(value)} is not a whole number`);
  }
}

const text = (value: JsonValue | undefined): string => {
  if (typeof value !== "string") throw invalidParams("a text is expected");
  return value;
};

function blockCount(value: JsonValue | undefined): number {
  if (value === undefined || value === null) return 1;
  return Number(whole(typeof value === "object" ? ((value as JsonObject)["blocks"] ?? 1) : value));
}

/** What the chain cannot do is told in its words. */
async function refusing(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof RangeError) throw invalidParams(error.message);
    throw error;
  }
}

/** What is final, and the replacing of what is not. */
function finalityMethods(controls: Controls): Record<string, RpcMethod> {
  const setFinalityLag: RpcMethod = async ([blocks]) => {
    await refusing(() => controls.setFinalityLag(whole(blocks)));
    return true;
  };
  const reorganise: RpcMethod = async ([depth, transactions = "again"]) => {
    if (transactions !== "again" && transactions !== "lost") throw invalidParams('"again" or "lost" is expected');
    await refusing(() => controls.reorganise(whole(depth), transactions));
    return true;
  };
  return {
    tre_setFinalityLag: setFinalityLag,
    tre_reorganise: reorganise,
    evm_setFinalityLag: setFinalityLag,
    evm_reorganise: reorganise,
  };
}

/**
 * Development methods on `POST /tre`: those of the TRON Quickstart image, with snapshots and time in addition. Each of
 * the latter also has the name Ethereum's development nodes use.
 */
export function treMethods(controls: Controls): Record<string, RpcMethod> {
  const mine: RpcMethod = async ([count]) => {
    await controls.mine(blockCount(count));
    return true;
  };
  const snapshot: RpcMethod = async () => `0x${(await controls.snapshot()).toString(16)}`;
  const revert: RpcMethod = ([id]) => controls.revert(Number(whole(id)));
  const increaseTime: RpcMethod = async ([seconds]) => {
    await controls.increaseTime(whole(seconds));
    return true;
  };
  const setNextBlockTimestamp: RpcMethod = async ([seconds]) => {
    await controls.setNextBlockTimestamp(whole(seconds));
    return true;
  };
  return {
    ...finalityMethods(controls),
    tre_setAccountBalance: async ([address, sun]) => {
      await controls.setBalance(text(address), whole(sun));
      return true;
    },
    tre_setAccountCode: async ([address, code]) => {
      await controls.setCode(text(address), text(code));
      return true;
    },
    tre_setAccountStorageAt: async ([address, slot, value]) => {
      await controls.setStorageAt(text(address), whole(slot), whole(value));
      return true;
    },
    tre_blockTime: ([seconds]) => {
      const interval = Number(whole(seconds)) * 1000;
      controls.setBlocks(interval === 0 ? "instant" : interval);
      return true;
    },
    tre_unlockedAccounts: async ([addresses]) => {
      await controls.unlock(((addresses ?? []) as JsonValue[]).map(text));
      return true;
    },
    tre_mine: mine,
    tre_snapshot: snapshot,
    tre_revert: revert,
    tre_increaseTime: increaseTime,
    tre_setNextBlockTimestamp: setNextBlockTimestamp,
    evm_mine: mine,
    evm_snapshot: snapshot,
    evm_revert: revert,
    evm_increaseTime: increaseTime,
    evm_setNextBlockTimestamp: setNextBlockTimestamp,
  };
}
