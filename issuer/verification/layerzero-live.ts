import { Contract, type ContractRunner, ZeroAddress, ZeroHash } from "ethers";
import { IStablecoin__factory, LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import type { LayerZeroAdapter } from "../../typechain-types/index.js";
import type { Route } from "../coin-file/layerzero.ts";
import type { Desired, LayerZeroTarget } from "../coin-file/resolve.ts";
import { readBridgeLimit } from "../chains/bridge-limits.ts";
import type { Chain } from "../chains/chain.ts";
import { combinedReads } from "../chains/combined-reads.ts";
import { findEvents } from "../chains/find-events.ts";
import { isRefusal } from "../errors.ts";
import { receiveGasOf } from "../layerzero/options.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { fromBytes32 } from "../layerzero/packet.ts";
import { type Build, artifactOf, maskedCodeHash, shownAbi } from "../model/build.ts";
import { type CoinAddresses, CROSSCHAIN_KEYS } from "../model/contracts.ts";
import { SEND } from "../model/layerzero-routes.ts";
import { roleIdOf } from "../text/roles.ts";
import { formatAmount } from "../../packages/integration/reading/format.ts";
import {
  DEFAULT,
  type Line,
  showExecutor,
  showReceiveGas,
  showVerifiers,
  told,
  verifierNames,
} from "./layerzero-lines.ts";
import { AS_DEPLOYED, type LiveState, showLimit } from "./state-comparison.ts";
import type { Creation } from "./timelock-roles.ts";
import { readVerifier } from "./layerzero-verifier.ts";

/** Where LayerZero's part of a deployment is, and where it came from. */
export interface LayerZeroLocated {
  readonly addresses: CoinAddresses;
  /** Creation of each contract. */
  readonly created: Readonly<Record<"adapter" | "verifier", Creation>>;
}

/**
 * Reads the moves between chains of a coin from its adapter, LayerZero's endpoint and libraries, and the issuer's verifier.
 * @returns Its lines, and what could not be read completely; nothing if the coin's file has no moves.
 */
export async function readLayerZero(
  chain: Chain,
  desired: Desired,
  located: LayerZeroLocated,
  build: Build,
): Promise<{ readonly state: LiveState; readonly notes: readonly string[] }> {
  const { layerzero } = desired;
  if (layerzero === null) return { state: new Map(), notes: [] };
  const { addresses } = located;
  const { adapter: address } = addresses;
  if (address === undefined) return { state: new Map([["layerzero.adapter", "not deployed"]]), notes: [] };
  const codes = await readCodes(chain, desired, located, build);
  const lines: Line[] = [["layerzero.adapter", address], ...codes.lines];
  if (codes.missing) return { state: new Map(lines), notes: [] };
  const reads = combinedReads(chain.provider).session();
  const reader = new Reader(chain, layerzero, addresses, reads);
  const [own, routes, verifier, limits] = await Promise.all([
    reader.adapterLines(located.created.adapter.block),
    Promise.all(layerzero.routes.map((route) => reader.routeLines(route))),
    layerzero.issuer === null || addresses.verifier === undefined
      ? { lines: [], notes: [] }
      : readVerifier(
          chain,
          layerzero,
          layerzero.issuer,
          { address: addresses.verifier, ...located.created.verifier },
          reads,
        ),
    reader.limitLines(desired.decimals),
  ]);
  lines.push(...own.lines, ...routes.flat(), ...verifier.lines, ...limits);
  return { state: new Map(lines), notes: [...own.notes, ...verifier.notes] };
}

async function readCodes(
  chain: Chain,
  { network, layerzero }: Desired,
  { addresses, created }: LayerZeroLocated,
  build: Build,
): Promise<{ readonly lines: readonly Line[]; readonly missing: boolean }> {
  const lines: Line[] = [];
  let missing = false;
  for (const key of CROSSCHAIN_KEYS) {
    if (key === "verifier" && layerzero?.issuer == null) continue;
    const artifact = artifactOf(key, network.platform);
    const address = addresses[key];
    const code = address === undefined ? "0x" : await chain.code(address);
    lines.push([`code.${key}`, code === "0x" ? "no code" : maskedCodeHash(build.contract(artifact), code)]);
    if (address === undefined || code === "0x") missing = true;
    else {
      const difference = await chain.contractSettingsDifference(address, {
        name: artifact,
        abi: shownAbi(build, artifact),
        deployer: created[key].deployer,
      });
      lines.push([`platform.${key}`, difference ?? AS_DEPLOYED]);
    }
  }
  return { lines, missing };
}

/** Answers of LayerZero's libraries, as far as they are read here. */
interface AppConfig {
  readonly confirmations: bigint;
  readonly requiredDVNCount: bigint;
  readonly optionalDVNCount: bigint;
  readonly optionalDVNThreshold: bigint;
  readonly requiredDVNs: readonly string[];
  readonly optionalDVNs: readonly string[];
}

const NO_CONFIRMATIONS = 2n ** 64n - 1n;
const NONE = 255n;

class Reader {
  readonly #target: LayerZeroTarget;
  readonly #addresses: CoinAddresses;
  readonly #adapterAddress: string;
  readonly #adapter: LayerZeroAdapter;
  readonly #chain: Chain;
  readonly #reads: ContractRunner;
  readonly #endpoint: Contract;

  constructor(chain: Chain, target: LayerZeroTarget, addresses: CoinAddresses, reads: ContractRunner) {
    this.#chain = chain;
    this.#target = target;
    this.#addresses = addresses;
    this.#adapterAddress = addresses.adapter ?? "";
    this.#adapter = LayerZeroAdapter__factory.connect(this.#adapterAddress, reads);
    this.#reads = reads;
    this.#endpoint = new Contract(target.places.endpoint, layerZeroInterface("EndpointV2"), reads);
  }

  async adapterLines(from: number): Promise<{ readonly lines: readonly Line[]; readonly notes: readonly string[] }> {
    const others = await this.#otherPeers(from);
    const lines = await Promise.all([
      told("layerzero.adapter.owner", this.#adapter.owner()),
      told("layerzero.adapter.delegate", this.#ask<string>("delegates", this.#adapterAddress)),
      told("layerzero.adapter.token", this.#adapter.token()),
      told("layerzero.adapter.endpoint", this.#adapter.endpoint()),
      told("layerzero.adapter.endpointId", this.#ask<bigint>("eid")),
      told("layerzero.adapter.otherPeers", Promise.resolve(others?.join(", ") ?? ""), (found) => found || "none"),
    ]);
    const note = "The node does not serve the adapter's old events: peers of other chains were not looked for.";
    return { lines, notes: others === null ? [note] : [] };
  }

  /** Chains besides the routes' that the adapter has a peer on; null if the node does not serve the events. */
  async #otherPeers(from: number): Promise<string[] | null> {
    try {
      const { provider } = this.#chain;
      const contract = this.#adapter.connect(provider);
      const events = await findEvents(contract, contract.filters.PeerSet(), from, await provider.getBlockNumber());
      const named = new Set(this.#target.routes.map(({ endpointId }) => `${endpointId}`));
      const ids = [...new Set(events.map(({ args }) => `${args.eid as bigint}`))].filter((id) => !named.has(id));
      const peers = await Promise.all(ids.map(async (id) => [id, await this.#adapter.peers(id)] as const));
      return peers.filter(([, peer]) => peer !== ZeroHash).map(([id, peer]) => `${peer} on chain ${id}`);
    } catch (error) {
      if (isRefusal(error, "EVENTS_MISSING")) return null;
      throw error;
    }
  }

  async routeLines(route: Route): Promise<Line[]> {
    const { endpointId: id, network } = route;
    const at = `layerzero.${network}`;
    const { sendLibrary, receiveLibrary } = this.#target.places;
    return Promise.all([
      told(`${at}.peer`, this.#adapter.peers(id), showPeer),
      told(`${at}.sendLibrary`, this.#sendLibrary(id)),
      told(`${at}.receiveLibrary`, this.#receiveLibrary(id)),
      told(`${at}.receiveGrace`, this.#receiveGrace(id)),
      told(`${at}.executor`, this.#executor(id)),
      told(`${at}.verifiersOut`, this.#verifiers(sendLibrary, id)),
      told(`${at}.verifiersIn`, this.#verifiers(receiveLibrary, id)),
      told(`${at}.options`, this.#adapter.enforcedOptions(id, SEND), showOptions),
    ]);
  }

  async limitLines(decimals: number): Promise<Line[]> {
    const token = IStablecoin__factory.connect(this.#addresses.token, this.#reads);
    const [{ inbound, outbound, netInflowCap }, holds] = await Promise.all([
      readBridgeLimit(token, this.#adapterAddress),
      token.hasRole(roleIdOf("BRIDGE"), this.#adapterAddress),
    ]);
    return [
      ["layerzero.adapter.holdsBridge", holds ? "yes" : "no"],
      ["layerzero.adapter.limits.inbound", showLimit(inbound, decimals)],
      ["layerzero.adapter.limits.outbound", showLimit(outbound, decimals)],
      ["layerzero.adapter.limits.netInflowCap", formatAmount(netInflowCap, decimals)],
    ];
  }

  async #sendLibrary(id: number): Promise<string> {
    const [library, isDefault] = await Promise.all([
      this.#ask<string>("getSendLibrary", this.#adapterAddress, id),
      this.#ask<boolean>("isDefaultSendLibrary", this.#adapterAddress, id),
    ]);
    return isDefault ? `${DEFAULT}, now ${library}` : library;
  }

  async #receiveLibrary(id: number): Promise<string> {
    const [library, isDefault] = await this.#ask<readonly [string, boolean]>(
      ...(["getReceiveLibrary", this.#adapterAddress, id] as const),
    );
    return isDefault ? `${DEFAULT}, now ${library}` : library;
  }

  /** A library that was replaced may still be heard for some blocks. */
  async #receiveGrace(id: number): Promise<string> {
    const view = this.#ask<readonly [string, bigint]>("receiveLibraryTimeout", this.#adapterAddress, id);
    const [[former, until], block] = await Promise.all([view, this.#chain.provider.getBlockNumber()]);
    return until > BigInt(block) ? `${former} until block ${until}` : "none";
  }

  async #executor(id: number): Promise<string> {
    const library = this.#library(this.#target.places.sendLibrary);
    const view = library.getFunction("executorConfigs");
    const [size, executor] = (await view(this.#adapterAddress, id)) as readonly [bigint, string];
    return executor === ZeroAddress || size === 0n ? DEFAULT : showExecutor(executor, size);
  }

  /** What a library has of the adapter's own, before any default is put in its place. */
  async #verifiers(library: string, id: number): Promise<string> {
    const view = this.#library(library).getFunction("getAppUlnConfig");
    const found = (await view(this.#adapterAddress, id)) as AppConfig;
    const { confirmations, requiredDVNCount, optionalDVNCount, optionalDVNThreshold } = found;
    const fallsBack = [
      ...(requiredDVNCount === 0n ? ["required verifiers"] : []),
      ...(optionalDVNCount === 0n ? ["optional verifiers"] : []),
      ...(confirmations === 0n ? ["confirmations"] : []),
    ];
    if (fallsBack.length > 0) return `${DEFAULT} for ${fallsBack.join(" and ")}`;
    return showVerifiers(
      {
        confirmations: confirmations === NO_CONFIRMATIONS ? 0n : confirmations,
        required: requiredDVNCount === NONE ? [] : found.requiredDVNs,
        optional: optionalDVNCount === NONE ? [] : found.optionalDVNs,
        threshold: Number(optionalDVNThreshold),
      },
      verifierNames(this.#target, this.#addresses),
    );
  }

  /** Both libraries answer this alike. */
  #library(address: string): Contract {
    return new Contract(address, layerZeroInterface("SendUln302"), this.#reads);
  }

  async #ask<T>(view: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#endpoint.getFunction(view)(...args)) as T;
  }
}

function showPeer(peer: string): string {
  if (peer === ZeroHash) return "none";
  return BigInt(peer) >> 160n === 0n ? fromBytes32(peer) : peer;
}

/** Options that are not what the adapter sets are shown as they are. */
function showOptions(options: string): string {
  if (options === "0x") return DEFAULT;
  try {
    return showReceiveGas(receiveGasOf(options));
  } catch {
    return options;
  }
}
