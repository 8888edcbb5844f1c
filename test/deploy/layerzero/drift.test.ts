import { expect } from "chai";
import { Contract, type Signer, ZeroAddress, ZeroHash, id } from "ethers";
import { EXAMPLE_ACCOUNTS as example } from "../../../config/examples/accounts.ts";
import { addressesOf } from "../../../issuer/coin/record-of-chain.ts";
import type { LayerZeroTarget } from "../../../issuer/coin-file/resolve.ts";
import { encodeExecutorConfig, encodeVerifierConfig, verifierConfigParts } from "../../../issuer/layerzero/configs.ts";
import { receiveOption } from "../../../issuer/layerzero/options.ts";
import { layerZeroInterface } from "../../../issuer/layerzero/package.ts";
import { toBytes32 } from "../../../issuer/layerzero/packet.ts";
import { artifactOf, maskedCodeHash } from "../../../issuer/model/build.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { expectedLayerZero } from "../../../issuer/verification/layerzero-expected.ts";
import { verifyDeployment, verifyLayerZero } from "../../../issuer/verification/verify.ts";
import { signTogether } from "../../../scripts/layerzero/workers.ts";
import { IStablecoin__factory, LayerZeroAdapter__factory, Timelock__factory } from "../../../typechain-types/index.js";
import { type End, LayerZeroStage } from "../../support/layerzero-stage.ts";

const STRANGER = "0x00000000000000000000000000000000000000AA";
const DAYS = 3 * 86_400 + 1;

/** The moves of the coin on one chain, and what is done to them. */
interface Site {
  readonly stage: LayerZeroStage;
  readonly end: End;
  readonly adapter: string;
  readonly verifier: string;
  readonly token: string;
  readonly target: LayerZeroTarget;
  /** Prefix of the route's lines, and the other chain's endpoint id. */
  readonly at: string;
  readonly eid: number;
}

type Drifts = readonly (readonly [path: string, expected: string, actual: string])[];

/** What the timelock does, and the lines that show it. */
const GOVERNED: readonly (readonly [
  what: string,
  act: (site: Site) => readonly [at: "adapter" | "endpoint", method: string, args: readonly unknown[]],
  lines: (site: Site) => Drifts,
])[] = [
  [
    "another peer",
    ({ eid }) => ["adapter", "setPeer", [eid, toBytes32(STRANGER)]],
    ({ at, target }) => [[`${at}.peer`, target.routes[0]!.peer!, STRANGER]],
  ],
  [
    "no peer any more",
    ({ eid }) => ["adapter", "setPeer", [eid, ZeroHash]],
    ({ at, target }) => [[`${at}.peer`, target.routes[0]!.peer!, "none"]],
  ],
  [
    "a peer on a chain that the coin's file does not have",
    () => ["adapter", "setPeer", [30_101, toBytes32(STRANGER)]],
    () => [["layerzero.adapter.otherPeers", "none", `${toBytes32(STRANGER)} on chain 30101`]],
  ],
  [
    "a sending library that is LayerZero's default",
    ({ adapter, eid }) => ["endpoint", "setSendLibrary", [adapter, eid, ZeroAddress]],
    ({ at, target: { places } }) => [
      [`${at}.sendLibrary`, places.sendLibrary, `LayerZero's default, now ${places.sendLibrary}`],
    ],
  ],
  [
    "a receiving library that is LayerZero's default",
    ({ adapter, eid }) => ["endpoint", "setReceiveLibrary", [adapter, eid, ZeroAddress, 0n]],
    ({ at, target: { places } }) => [
      [`${at}.receiveLibrary`, places.receiveLibrary, `LayerZero's default, now ${places.receiveLibrary}`],
    ],
  ],
  [
    "another receiving library that is heard as well",
    ({ adapter, eid, target: { places } }) => [
      "endpoint",
      "setReceiveLibraryTimeout",
      [adapter, eid, places.receiveLibrary, 1_000_000_000n],
    ],
    ({ at, target: { places } }) => [[`${at}.receiveGrace`, "none", `${places.receiveLibrary} until block 1000000000`]],
  ],
  [
    "LayerZero's executor by default",
    ({ adapter, eid, target: { places } }) => [
      "endpoint",
      "setConfig",
      [adapter, places.sendLibrary, [executor(eid, { maximumMessage: 0, executor: ZeroAddress })]],
    ],
    ({ at, target: { places } }) => [
      [`${at}.executor`, `${places.executor}, up to 10000 bytes`, "LayerZero's default"],
    ],
  ],
  [
    "another executor",
    ({ adapter, eid, target: { places } }) => [
      "endpoint",
      "setConfig",
      [adapter, places.sendLibrary, [executor(eid, { maximumMessage: 40, executor: STRANGER })]],
    ],
    ({ at, target: { places } }) => [
      [`${at}.executor`, `${places.executor}, up to 10000 bytes`, `${STRANGER}, up to 40 bytes`],
    ],
  ],
  [
    "one verifier in place of two for what goes out",
    ({ adapter, eid, verifier, target: { places } }) => [
      "endpoint",
      "setConfig",
      [adapter, places.sendLibrary, [verifiers(eid, [verifier], 1n)]],
    ],
    ({ at }) => [[`${at}.verifiersOut`, BOTH, "issuer, after 1 blocks"]],
  ],
  [
    "one verifier in place of two for what comes in",
    ({ adapter, eid, target: { places } }) => [
      "endpoint",
      "setConfig",
      [adapter, places.receiveLibrary, [verifiers(eid, [STRANGER], 2n)]],
    ],
    ({ at }) => [[`${at}.verifiersIn`, BOTH, `${STRANGER}, after 2 blocks`]],
  ],
  [
    "verifiers and confirmations that are LayerZero's defaults",
    ({ adapter, eid, target: { places } }) => [
      "endpoint",
      "setConfig",
      [adapter, places.receiveLibrary, [{ eid, configType: 2, config: UNSET }]],
    ],
    ({ at }) => [
      [
        `${at}.verifiersIn`,
        BOTH,
        "LayerZero's default for required verifiers and optional verifiers and confirmations",
      ],
    ],
  ],
  [
    "another price of the delivery",
    ({ eid }) => ["adapter", "setEnforcedOptions", [[{ eid, msgType: 1, options: receiveOption(5n) }]]],
    ({ at, target }) => [
      [`${at}.options`, `${target.routes[0]!.receiveGas} of gas or energy to receive`, "5 of gas or energy to receive"],
    ],
  ],
  [
    "another delegate",
    () => ["adapter", "setDelegate", [STRANGER]],
    (site) => [["layerzero.adapter.delegate", timelockOf(site), STRANGER]],
  ],
  [
    "another owner",
    () => ["adapter", "transferOwnership", [STRANGER]],
    (site) => [
      ["layerzero.adapter.owner", timelockOf(site), STRANGER],
      ["layerzero.adapter.delegate", timelockOf(site), STRANGER],
    ],
  ],
];

const BOTH = "issuer, layerZeroLabs, after 1 blocks";

/** A configuration in which everything is LayerZero's default. */
const UNSET = `0x${"20".padStart(64, "0")}${"0".repeat(64 * 4)}${"c0".padStart(64, "0")}${"e0".padStart(64, "0")}${"0".repeat(128)}`;

/** What others do. */
const OTHERS: readonly (readonly [
  what: string,
  act: (site: Site) => Promise<unknown>,
  lines: (site: Site) => Drifts,
])[] = [
  [
    "a signer of the issuer's verifier that was added",
    (site) => bySigners(site, "setSigner", [STRANGER, true]),
    () => [
      [
        "layerzero.verifier.signers",
        `${example.verifierB}, ${example.verifierA}`,
        `${STRANGER}, ${example.verifierB}, ${example.verifierA}`,
      ],
    ],
  ],
  [
    "a lower quorum of it",
    (site) => bySigners(site, "setQuorum", [1]),
    () => [["layerzero.verifier.quorum", "2", "1"]],
  ],
  [
    "a library that may have it work",
    (site) => bySigners(site, "grantRole", [id("MESSAGE_LIB_ROLE"), STRANGER]),
    ({ target: { places } }) => {
      const libraries = sorted([places.sendLibrary, places.receiveLibrary]);
      return [["layerzero.verifier.libraries", libraries, sorted([...libraries.split(", "), STRANGER])]];
    },
  ],
  [
    "that it does not serve the adapter",
    (site) => bySigners(site, "grantRole", [id("DENYLIST"), site.adapter]),
    ({ adapter }) => [["layerzero.verifier.shutOut", "nobody", adapter]],
  ],
  [
    "that it serves somebody else alone",
    (site) => bySigners(site, "grantRole", [id("ALLOWLIST"), STRANGER]),
    () => [["layerzero.verifier.allowed", "everybody", "1"]],
  ],
  [
    "an admin of it that was added",
    (site) => byAdmin(site, "grantRole", [id("ADMIN_ROLE"), STRANGER]),
    () => [["layerzero.verifier.admins", example.bridge, sorted([example.bridge, STRANGER])]],
  ],
  [
    "what it asks for its work",
    (site) => byAdmin(site, "setDstConfig", [[{ dstEid: site.eid, gas: 7n, multiplierBps: 0, floorMarginUSD: 0n }]]),
    ({ at, target }) => [[`layerzero.verifier.charges.${at.split(".")[1]}`, `${target.routes[0]!.verifyGas}`, "7"]],
  ],
  [
    "where it looks prices up",
    async (site) => {
      await byAdmin(site, "setPriceFeed", [STRANGER]);
      await byAdmin(site, "setWorkerFeeLib", [STRANGER]);
    },
    ({ target: { places } }) => [
      ["layerzero.verifier.feeLibrary", places.verifierFees, STRANGER],
      ["layerzero.verifier.priceFeed", places.priceFeed, STRANGER],
    ],
  ],
  [
    "other code of the adapter and of the verifier",
    async ({ stage, end, adapter, verifier }) => {
      const { setCode } = stage.chains[end];
      for (const address of [adapter, verifier]) await setCode(address, `${await stage.chain(end).code(address)}00`);
    },
    ({ stage, end }) =>
      (["verifier", "adapter"] as const).map((key) => {
        const compiled = stage.build.contract(artifactOf(key, end === "bnb" ? "evm" : "tron"));
        const [expected, actual] = ["", "00"].map((more) => maskedCodeHash(compiled, `${compiled.runtimeCode}${more}`));
        return [`code.${key}`, expected!, actual!] as const;
      }),
  ],
  [
    "the adapter's role that the council took away",
    (site) => byStaff(site, example.council, "revokeRole", [id("BRIDGE_ROLE"), site.adapter]),
    () => [["layerzero.adapter.holdsBridge", "yes", "no"]],
  ],
  [
    "the adapter's limits",
    (site) =>
      byStaff(site, example.limiter, "setBridgeLimits", [
        site.adapter,
        {
          ...{ inboundCapacity: 1_000_000n, inboundWindow: 60n, outboundCapacity: 0n, outboundWindow: 0n },
          netInflowCap: 5_000_000n,
        },
      ]),
    () => [
      ["layerzero.adapter.limits.inbound", "250,000.00 per 1d", "1.00 per 1m"],
      ["layerzero.adapter.limits.outbound", "250,000.00 per 1d", "0.00 per 0s"],
      ["layerzero.adapter.limits.netInflowCap", "2,000,000.00", "5.00"],
    ],
  ],
];

/** What no contract has a function for. */
const FIXED = "adapter adapter.endpoint adapter.endpointId adapter.token verifier.chain verifier.roleAdmins".split(" ");

describe("Drift of the moves between chains", function () {
  this.timeout(240_000);

  let stage: LayerZeroStage;
  before(async () => {
    stage = await LayerZeroStage.open();
    await stage.deployBoth();
  });
  after(async () => {
    await stage.close();
  });

  for (const end of ["bnb", "tron"] as const) {
    describe(`on ${end}`, () => {
      let undo: () => Promise<void>;
      let site: Site;
      beforeEach(async () => {
        undo = await stage.chains[end].snapshot();
        site = siteOf(stage, end);
      });
      afterEach(async () => {
        await undo();
      });

      it("is none after the deployment, nor when LayerZero changes its defaults", async () => {
        expect(await drifts(site)).to.deep.equal([]);
        const { sendLibrary, receiveLibrary } = stage.world.chains[end === "bnb" ? 0 : 1];
        const own = { confirmations: 9n, required: [STRANGER], optional: [], threshold: 0 };
        const config = { ...verifierConfigParts(own), optionalDVNCount: 0 };
        for (const library of [sendLibrary, receiveLibrary]) {
          await mined(library.getFunction("setDefaultUlnConfigs")([{ eid: site.eid, config }]));
        }
        expect(await drifts(site)).to.deep.equal([]);
      });

      it("leaves out no setting that can change", () => {
        const shown = [...GOVERNED, ...OTHERS].flatMap(([, , lines]) => lines(site).map(([path]) => path));
        const all = expectedLayerZero(stage.desired(end), addressesOf(stage.stores[end].readRecord())!, stage.build);
        const left = [...all.keys()].filter((path) => path.startsWith("layerzero.") && !shown.includes(path)).sort();
        expect(left).to.deep.equal(FIXED.map((name) => `layerzero.${name}`));
      });

      for (const [what, act, lines] of GOVERNED) {
        it(`shows ${what}`, async () => {
          await byTimelock(site, ...act(site));
          expect(await drifts(site, verifyLayerZero)).to.deep.equal(lines(site));
        });
      }

      for (const [what, act, lines] of OTHERS) {
        it(`shows ${what}`, async () => {
          await act(site);
          expect(await drifts(site)).to.deep.equal(lines(site));
        });
      }
    });
  }
});

function siteOf(stage: LayerZeroStage, end: End): Site {
  const { contracts } = stage.stores[end].readRecord()!;
  const target = stage.desired(end).layerzero!;
  const { network, endpointId: eid } = target.routes[0]!;
  const [adapter, verifier] = [contracts.adapter!.address, contracts.verifier!.address];
  return { stage, end, adapter, verifier, token: contracts.token!.address, target, at: `layerzero.${network}`, eid };
}

async function drifts({ stage, end }: Site, verify = verifyDeployment): Promise<[string, string, string][]> {
  const record = stage.stores[end].readRecord();
  const found = await verify(stage.chain(end), stage.desired(end), record, stage.build);
  expect(found.notes).to.deep.equal([]);
  return found.drifts.map(({ path, expected, actual }) => [path, expected, actual]);
}

function timelockOf({ stage, end }: Site): string {
  return stage.stores[end].readRecord()!.contracts.timelock!.address;
}

function signerOf({ stage, end }: Site, account: string): Signer {
  const wallet = developmentWallets().find(({ address }) => address === account)!;
  return stage.chain(end).signer(localSigner(wallet));
}

/** Has the timelock make a call, with all the time that takes. */
async function byTimelock(
  site: Site,
  at: "adapter" | "endpoint",
  method: string,
  args: readonly unknown[],
): Promise<void> {
  const [to, abi] =
    at === "adapter"
      ? [site.adapter, LayerZeroAdapter__factory.createInterface()]
      : [site.target.places.endpoint, layerZeroInterface("EndpointV2")];
  const timelock = Timelock__factory.connect(timelockOf(site), signerOf(site, example.proposer));
  const data = abi.encodeFunctionData(method, args as [number, string]);
  const call = [to, 0n, data, ZeroHash, id("drift")] as const;
  await mined(timelock.schedule(...call, DAYS - 1));
  await site.stage.chains[site.end].travel(DAYS);
  await mined(timelock.connect(signerOf(site, example.executor)).execute(...call));
}

/** Has the signers of the issuer's verifier change it, through one of its admins. */
async function bySigners(site: Site, method: string, args: readonly unknown[]): Promise<void> {
  const names: readonly string[] = [example.verifierA, example.verifierB];
  const wallets = developmentWallets().filter(({ address }) => names.includes(address));
  const callData = layerZeroInterface("DVN").encodeFunctionData(method, args);
  const vid = site.target.endpointId % 30_000;
  const instruction = { vid, target: site.verifier, callData, expiration: 10n ** 12n };
  await byAdmin(site, "execute", [[{ ...instruction, signatures: signTogether(wallets, instruction) }]]);
}

async function byAdmin(site: Site, method: string, args: readonly unknown[]): Promise<void> {
  const verifier = new Contract(site.verifier, layerZeroInterface("DVN"), signerOf(site, example.bridge));
  await mined(verifier.getFunction(method)(...args));
}

async function byStaff(site: Site, account: string, method: string, args: readonly unknown[]): Promise<void> {
  const token = new Contract(site.token, IStablecoin__factory.abi, signerOf(site, account));
  await mined(token.getFunction(method)(...args));
}

async function mined(sent: Promise<unknown>): Promise<void> {
  const receipt = await ((await sent) as { wait(): Promise<{ status: number | null } | null> }).wait();
  expect(receipt?.status).to.equal(1);
}

function executor(eid: number, config: Parameters<typeof encodeExecutorConfig>[0]): unknown {
  return { eid, configType: 1, config: encodeExecutorConfig(config) };
}

function verifiers(eid: number, required: readonly string[], confirmations: bigint): unknown {
  return { eid, configType: 2, config: encodeVerifierConfig({ confirmations, required, optional: [], threshold: 0 }) };
}

function sorted(accounts: readonly string[]): string {
  return [...accounts].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).join(", ");
}
