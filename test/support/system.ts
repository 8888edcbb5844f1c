import { MaxUint256, type TransactionReceipt, type TypedDataDomain, ZeroAddress, id, parseUnits } from "ethers";
import { type ReserveReport, reportDomain, signReport } from "../../issuer/reports/reserve-report.ts";
import {
  IReserveAttestations__factory,
  type IStablecoin,
  IStablecoin__factory,
  type IssuerControls,
  IssuerControls__factory,
  type ReserveAttestations,
  ReserveAttestations__factory,
  Stablecoin__factory,
  type Timelock,
  Timelock__factory,
} from "../../typechain-types/index.js";
import { type Actors, THRESHOLD, castActors, castAttestors } from "./actors.ts";
import { type Account, type TestChain, addressOf } from "./chain.ts";
import { EPOCH, reportOf, submit } from "./reports.ts";

export const HOUR = 3_600n;
export const DAY = 86_400n;

/** What the coin of the tests is made with. */
export const COIN = {
  name: "Som Test Coin",
  symbol: "SOMT",
  currency: "KGS",
  decimals: 6,
  tokenId: id("som-test-coin"),
  maximumWindow: 7n * DAY,
  maximumAge: 15n * DAY,
  adminDelay: 3n * DAY,
  delays: { upgrade: 3n * DAY, roles: 2n * DAY, attestors: DAY },
} as const;

/** An amount in smallest units. */
export function coins(whole: string | number): bigint {
  return parseUnits(String(whole), COIN.decimals);
}

/** What the limiter sets when the system is made. */
export const LIMITS = {
  minter: { capacity: coins(10_000_000), window: DAY },
  bridge: {
    inboundCapacity: coins(1_000_000),
    inboundWindow: DAY,
    outboundCapacity: coins(500_000),
    outboundWindow: DAY,
    netInflowCap: coins(5_000_000),
  },
  guardian: { capacity: 1_000n, window: DAY },
  /** Over all bridges. */
  inflowCap: coins(20_000_000),
} as const;

/** The roles of the token, by the actor that holds each. */
export const ROLES = {
  minter: id("MINTER_ROLE"),
  limiter: id("LIMITER_ROLE"),
  burner: id("BURNER_ROLE"),
  pauser: id("PAUSER_ROLE"),
  unpauser: id("UNPAUSER_ROLE"),
  guardian: id("GUARDIAN_ROLE"),
  compliance: id("COMPLIANCE_ROLE"),
  rescuer: id("RESCUER_ROLE"),
  bridge: id("BRIDGE_ROLE"),
  upgrader: id("UPGRADER_ROLE"),
  council: id("COUNCIL_ROLE"),
} as const;

/** The scopes that can be paused. */
export const SCOPES = { transfer: 1n, mint: 2n, burn: 4n, crosschain: 8n, signature: 16n, seize: 32n } as const;

/** All of them. */
export const ALL_SCOPES = Object.values<bigint>(SCOPES).reduce((sum, scope) => sum | scope, 0n);

export interface SystemOptions {
  /** Who governs: plain accounts (`admin`, `upgrader`), or the timelock in both offices. */
  readonly governance?: "accounts" | "timelock";
  /** The headroom of the first window; zero opens none. */
  readonly headroom?: bigint;
  /** Whether the token knows a reserve gate. */
  readonly gate?: boolean;
  /** The token's code, if it is not the build's. */
  readonly token?: typeof Stablecoin__factory;
}

/** The whole system on one chain, with everyone who acts in it. */
export class System {
  readonly chain: TestChain;
  readonly actors: Actors;
  /** By rising address. */
  readonly attestors: readonly Account[];
  readonly timelock: Timelock;
  readonly attestations: ReserveAttestations;
  readonly controls: IssuerControls;
  /** The token through its union ABI. */
  readonly token: IStablecoin;
  /** Domain that attestors sign under. */
  readonly reportDomain: TypedDataDomain;
  #references = 0;

  constructor(parts: Omit<SystemParts, "chain"> & { readonly chain: TestChain }) {
    this.chain = parts.chain;
    this.actors = parts.actors;
    this.attestors = parts.attestors;
    this.timelock = parts.timelock;
    this.attestations = parts.attestations;
    this.controls = parts.controls;
    this.token = parts.token;
    this.reportDomain = parts.reportDomain;
  }

  /** Address of the token. */
  get address(): string {
    return addressOf(this.token);
  }

  /** The token as this account calls it. */
  as(account: Account): IStablecoin {
    return this.token.connect(account);
  }

  /** A reference or case id that was not used before. */
  reference(): string {
    this.#references += 1;
    return id(`reference ${this.#references}`);
  }

  /** The report that would follow the last one: now if no window is left, otherwise from the end of that window. */
  async nextReport(changes: Partial<ReserveReport> & { readonly mintable?: bigint } = {}): Promise<ReserveReport> {
    const { mintable = coins(1_000_000), ...fields } = changes;
    const latest = await this.attestations.latestSequence();
    const now = await this.chain.now();
    const previous = latest === 0n ? 0n : (await this.attestations.report(latest)).validUntil;
    const supply = await this.token.totalSupply();
    const validFrom = fields.validFrom ?? (previous > now ? previous : now);
    const allocations = [{ chainId: this.chain.chainId, mintable }];
    const report = reportOf({ sequence: latest + 1n, asOf: now, validFrom, supply, allocations });
    return { ...report, ...fields };
  }

  /** Signatures of these attestors (by default just enough), as the contract takes them. */
  async signReport(report: ReserveReport, signers = this.attestors.slice(0, THRESHOLD)): Promise<string[]> {
    return await signReport(this.reportDomain, report, signers);
  }

  /** Signs a report and posts it, as anyone may. */
  async submitReport(report: ReserveReport, signers?: Account[]): Promise<TransactionReceipt> {
    const signatures = await this.signReport(report, signers);
    return await this.chain.send(submit(this, report, signatures));
  }

  /** Waits until the last window is over and opens the next one at once. */
  async openWindow(changes: Partial<ReserveReport> & { readonly mintable?: bigint } = {}): Promise<ReserveReport> {
    const { validFrom } = await this.nextReport();
    const now = await this.chain.now();
    if (validFrom > now) await this.chain.timeTravel(validFrom - now);
    const report = await this.nextReport(changes);
    await this.submitReport(report);
    return report;
  }

  /** Mints with a fresh reference, after opening a window if there is not enough headroom. */
  async issue(to: { readonly address: string }, amount: bigint): Promise<TransactionReceipt> {
    if ((await this.token.headroom()) < amount) await this.openWindow({ mintable: amount });
    return await this.chain.send(this.as(this.actors.minter).mint(to.address, amount, this.reference()));
  }

  /** A guardian's freeze. */
  async freeze(account: { readonly address: string }): Promise<TransactionReceipt> {
    return await this.chain.send(this.as(this.actors.guardian).freeze(account.address, this.reference()));
  }

  /** A freeze that lasts until it is lifted. */
  async freezeForGood(account: { readonly address: string }): Promise<void> {
    await this.freeze(account);
    await this.chain.send(this.as(this.actors.compliance).ratify(account.address, this.reference()));
  }
}

type SystemParts = Pick<
  System,
  "chain" | "actors" | "attestors" | "timelock" | "attestations" | "controls" | "token" | "reportDomain"
>;

/** Deploys timelock, attestations, controls and token, sets the limits and opens a first window. */
export async function deploySystem(chain: TestChain, options: SystemOptions = {}): Promise<System> {
  const { governance = "accounts", headroom = coins(100_000_000), gate = true, token: code } = options;
  const actors = castActors(chain);
  const attestors = castAttestors(chain);
  const { deployer, proposer } = actors;

  const timelock = await chain.deploy(Timelock__factory, deployer, COIN.delays, [proposer.address], [proposer.address]);
  const office = (account: Account): string => (governance === "timelock" ? addressOf(timelock) : account.address);
  const attestations = await chain.deploy(ReserveAttestations__factory, deployer, {
    name: COIN.name,
    tokenId: COIN.tokenId,
    decimals: COIN.decimals,
    maximumWindow: COIN.maximumWindow,
    maximumAge: COIN.maximumAge,
    epoch: EPOCH,
    attestors: attestors.map(({ address }) => address),
    threshold: THRESHOLD,
    defaultAdmin: office(actors.admin),
    defaultAdminDelay: COIN.adminDelay,
    guardians: [actors.guardian.address],
    council: [actors.council.address],
    previousSequence: 0,
    previousValidUntil: 0,
  });
  const controls = await chain.deploy(IssuerControls__factory, deployer);
  const stablecoin = await chain.deploy(
    code ?? Stablecoin__factory,
    deployer,
    COIN.name,
    COIN.symbol,
    COIN.currency,
    COIN.decimals,
    addressOf(controls),
    {
      defaultAdmin: office(actors.admin),
      defaultAdminDelay: COIN.adminDelay,
      roles: Object.entries(ROLES).map(([name, role]) => {
        const holder = actors[name as keyof typeof ROLES];
        return { role, account: name === "upgrader" ? office(holder) : holder.address };
      }),
      reserveGate: gate ? addressOf(attestations) : ZeroAddress,
      inflowCap: LIMITS.inflowCap,
    },
  );
  const token = IStablecoin__factory.connect(addressOf(stablecoin), actors.stranger);

  const limiter = token.connect(actors.limiter);
  await chain.send(limiter.setMinterLimit(actors.minter.address, LIMITS.minter.capacity, LIMITS.minter.window));
  await chain.send(limiter.setBridgeLimits(actors.bridge.address, LIMITS.bridge));
  const { guardian } = LIMITS;
  await chain.send(limiter.setGuardianLimit(actors.guardian.address, guardian.capacity, guardian.window));

  const system = new System({
    chain,
    actors,
    attestors,
    timelock,
    attestations,
    controls,
    token,
    reportDomain: await reportDomain(IReserveAttestations__factory.connect(addressOf(attestations), chain.provider)),
  });
  if (headroom !== 0n) await system.openWindow({ mintable: headroom });
  return system;
}

/** The system as most tests want it, among the foundations of a chain. */
export async function standardSystem(chain: TestChain): Promise<System> {
  return await chain.foundation(deploySystem);
}

/** The same before its first report. */
export async function emptySystem(chain: TestChain): Promise<System> {
  return await chain.foundation(withoutReport);
}

async function withoutReport(chain: TestChain): Promise<System> {
  return await deploySystem(chain, { headroom: 0n });
}

/** No end in sight: a limit spelt out as unlimited, or an allowance that is not used up. */
export const UNLIMITED = MaxUint256;
