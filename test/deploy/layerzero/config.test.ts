import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "chai";
import { EXAMPLE_ACCOUNTS } from "../../../config/examples/accounts.ts";
import { checkAcrossNetworks, checkDesired } from "../../../issuer/coin-file/checks.ts";
import { layerZeroFile } from "../../../issuer/coin-file/layerzero.ts";
import { loadCoin } from "../../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../../issuer/coin-file/schema.ts";
import { LAYERZERO_NETWORKS } from "../../../issuer/layerzero/addresses.ts";
import { desiredKgst, withoutMoves } from "../../support/deployment-stage.ts";
import { emptyFolder } from "../../support/folders.ts";
import { expectRefusal } from "../support.ts";

const ELSEWHERE = "0x00000000000000000000000000000000000000AA";

describe("LayerZero in a coin's file", () => {
  const earlier = process.env.DEPLOYMENTS_FOLDER;
  beforeEach(() => {
    process.env.DEPLOYMENTS_FOLDER = emptyFolder();
  });
  afterEach(() => {
    if (earlier === undefined) Reflect.deleteProperty(process.env, "DEPLOYMENTS_FOLDER");
    else process.env.DEPLOYMENTS_FOLDER = earlier;
  });

  const resolve = (network: string, change: (config: CoinConfig) => void = () => undefined): Promise<Desired> =>
    desiredKgst(change, network);

  it("takes LayerZero's addresses by their names, and derives both ends of a route from the same lines", async () => {
    const [bsc, tron] = [await resolve("bsc"), await resolve("tron")];
    const { EndpointV2, SendUln302, ReceiveUln302, Executor, PriceFeed, DVNFeeLib, DVN } =
      LAYERZERO_NETWORKS[728_126_428]!.contracts;
    expect(tron.layerzero).to.deep.equal({
      endpointId: 30_420,
      places: {
        endpoint: EndpointV2,
        sendLibrary: SendUln302,
        receiveLibrary: ReceiveUln302,
        executor: Executor,
        priceFeed: PriceFeed,
        verifierFees: DVNFeeLib,
      },
      verifiers: { layerZeroLabs: DVN },
      required: ["layerZeroLabs", "issuer"],
      optional: [],
      threshold: 0,
      issuer: {
        signers: [EXAMPLE_ACCOUNTS.verifierA, EXAMPLE_ACCOUNTS.verifierB],
        quorum: 2,
        admins: [EXAMPLE_ACCOUNTS.bridge],
      },
      routes: [
        {
          network: "bsc",
          endpointId: 30_102,
          peer: null,
          confirmationsOut: 20,
          confirmationsIn: 20,
          receiveGas: 200_000n,
          verifyGas: 100_000n,
        },
      ],
      formerAdapters: [],
      isBridge: true,
      limit: {
        inbound: { capacity: 250_000_000_000n, window: 86_400n },
        outbound: { capacity: 250_000_000_000n, window: 86_400n },
        netInflowCap: 2_000_000_000_000n,
      },
    });
    expect(bsc.layerzero?.routes.map(({ network }) => network)).to.deep.equal(["tron"]);
    expect((await resolve("bscTestnet")).layerzero?.routes.map(({ network }) => network)).to.deep.equal(["shasta"]);
    expect([bsc.roles.BRIDGE, bsc.bridgeLimits.length]).to.deep.equal([[EXAMPLE_ACCOUNTS.bridge], 1]);
  });

  it("knows the adapters that others have taken the place of", async () => {
    const former = EXAMPLE_ACCOUNTS.minter;
    const { layerzero } = await resolve("bsc", ({ networks }) => (networks.bsc!.layerzero!.formerAdapters = [former]));
    expect(layerzero?.formerAdapters).to.deep.equal([former]);
  });

  it("has no moves where there is no LayerZero: on Nile, on development networks, or without the block", async () => {
    for (const network of ["nile", "tre", "localhost", "default", "tronEmbedded"]) {
      expect((await resolve(network)).layerzero, network).to.equal(null);
    }
    const without = await resolve("bsc", withoutMoves);
    expect([without.layerzero, without.roles.BRIDGE]).to.deep.equal([null, [EXAMPLE_ACCOUNTS.bridge]]);
  });

  it("has them on a development network where its contracts were written down", async () => {
    const places = { ...LAYERZERO_NETWORKS[97]!.contracts, Executor: ELSEWHERE };
    const file = layerZeroFile("localhost");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(places));
    const { layerzero } = await resolve("localhost");
    expect([layerzero?.endpointId, layerzero?.places.executor]).to.deep.equal([40_102, ELSEWHERE]);
    writeFileSync(file, "{");
    const refusal = await expectRefusal("CONFIG_INVALID", () => resolve("localhost"));
    expect(refusal.message).to.equal(`${file} cannot be read.`);
  });

  it("refuses Nile, and chains whose addresses nobody knows", async () => {
    const at = (network: string) => (config: CoinConfig) => {
      config.networks[network] = { ...config.networks.bsc!, ...config.networks[network] };
      config.networks[network].layerzero = config.networks.bsc!.layerzero;
    };
    const nile = await expectRefusal("LAYERZERO_UNKNOWN", () => resolve("nile", at("nile")));
    expect(nile.message).to.equal(
      "config/kgst.ts is invalid: networks.nile.layerzero: LayerZero has no endpoint on Nile; its test network on TRON is Shasta (shasta).",
    );
    const other = await expectRefusal("LAYERZERO_UNKNOWN", () =>
      resolve("sidechain", (config) => {
        at("sidechain")(config);
        config.networks.sidechain!.chainId = 5_656;
      }),
    );
    expect(other.message).to.equal(
      "config/kgst.ts is invalid: networks.sidechain.layerzero.endpoint: chain 5656 is not among those whose addresses of LayerZero are known here.",
    );
  });

  const invalid: [string, string, (config: CoinConfig) => void][] = [
    [
      "another endpoint id than LayerZero's",
      "networks.bsc.layerzero.endpointId is 30101; that of BNB Chain is 30102.",
      (config) => (config.networks.bsc!.layerzero!.endpointId = 30_101),
    ],
    [
      "a verifier without an address there",
      "networks.bsc.layerzero.verifiers.nethermind is missing",
      (config) => (config.layerzero!.required = ["issuer", "nethermind"]),
    ],
    [
      "the issuer's verifier without signers",
      'layerzero.issuer and the verifier "issuer" belong together.',
      (config) => delete config.layerzero!.issuer,
    ],
    [
      "signers of a verifier that nobody asks",
      'layerzero.issuer and the verifier "issuer" belong together.',
      (config) => (config.layerzero!.required = ["layerZeroLabs"]),
    ],
    [
      "a network without the block",
      "networks.bsc.layerzero needs the block layerzero.",
      (config) => delete config.layerzero,
    ],
    [
      "more signers than there are",
      "layerzero.issuer: must not ask for more signers than it names",
      (config) => (config.layerzero!.issuer!.quorum = 3),
    ],
    [
      "a verifier twice",
      "layerzero.required: must not name an account twice",
      (config) => (config.layerzero!.required = ["issuer", "issuer"]),
    ],
    ["no verifier at all", "layerzero.required: Too small", (config) => (config.layerzero!.required = [])],
    [
      "a name that LayerZero does not have",
      "networks.bsc.layerzero.endpoint: must be an address, or one of LayerZero's names",
      (config) => (config.networks.bsc!.layerzero!.endpoint = "EndpointV3" as "EndpointV2"),
    ],
    [
      "the adapter as a minter",
      'roles.MINTER.0: must be an address or "timelock"',
      (config) => (config.roles.MINTER = ["adapter"]),
    ],
  ];
  for (const [what, sentence, change] of invalid) {
    it(`refuses ${what}`, async () => {
      const { message } = await expectRefusal("CONFIG_INVALID", () => resolve("bsc", change));
      expect(message).to.contain(sentence);
    });
  }

  describe("is checked before anything is sent", () => {
    const problems = async (network: string, change: (config: CoinConfig) => void): Promise<unknown[]> => {
      const found = checkDesired(await resolve(network, change)).filter(({ code }) => code !== "EXAMPLE_ADDRESS");
      return found.map(({ code, message }) => [code, message]);
    };

    for (const [network, kind] of [
      ["bsc", "mainnet"],
      ["tron", "mainnet"],
      ["bscTestnet", "testnet"],
      ["shasta", "testnet"],
    ] as const) {
      it(`refuses a single required verifier on ${network}`, async () => {
        const single = await problems(network, (config) => (config.layerzero!.required = ["issuer"]));
        expect(single).to.deep.equal([
          [
            "VERIFIERS_TOO_FEW",
            `layerzero.required names issuer, 1 verifier on ${network}; a ${kind} needs at least 2: one alone that lies could mint.`,
          ],
        ]);
      });
    }

    it("counts two names of one contract once, and verifiers that are optional not at all", async () => {
      const doubled = await problems("bsc", (config) => {
        config.layerzero!.required = ["layerZeroLabs", "again"];
        delete config.layerzero!.issuer;
        for (const network of Object.values(config.networks)) {
          if (network.layerzero !== undefined) network.layerzero.verifiers = { layerZeroLabs: "DVN", again: "DVN" };
        }
      });
      expect((doubled[0] as string[])[0]).to.equal("VERIFIERS_TOO_FEW");
      const optional = await problems("bsc", (config) => {
        config.layerzero!.required = ["issuer"];
        config.layerzero!.optional = { verifiers: ["layerZeroLabs"], threshold: 1 };
      });
      expect((optional[0] as string[])[0]).to.equal("VERIFIERS_TOO_FEW");
    });

    it("refuses a route to nowhere, and a limit without the role", async () => {
      expect(await problems("bsc", (config) => delete config.networks.tron!.layerzero)).to.deep.equal([
        [
          "CONFIG_INVALID",
          "networks.bsc.layerzero leads nowhere: no other mainnet network has LayerZero in the coin's file.",
        ],
      ]);
      expect(await problems("bsc", (config) => (config.roles.BRIDGE = [EXAMPLE_ACCOUNTS.bridge]))).to.deep.equal([
        ["LIMIT_WITHOUT_ROLE", "bridgeLimits names the adapter, which does not hold BRIDGE."],
      ]);
    });

    it("refuses example accounts as signers of the verifier, and the deployer as its admin", async () => {
      const desired = await resolve("bsc");
      const paths = checkDesired(desired, EXAMPLE_ACCOUNTS.bridge).flatMap(({ code, message }) =>
        message.includes("layerzero.issuer") ? [[code, /layerzero\.issuer\.\w+/.exec(message)?.[0]]] : [],
      );
      expect(paths).to.deep.equal([
        ["DEPLOYER_HOLDS_ROLE", "layerzero.issuer.admins"],
        ["EXAMPLE_ADDRESS", "layerzero.issuer.signers"],
        ["EXAMPLE_ADDRESS", "layerzero.issuer.signers"],
        ["EXAMPLE_ADDRESS", "layerzero.issuer.admins"],
      ]);
    });
  });

  it("refuses that more could be sent at once than could arrive", async () => {
    const config = structuredClone(await loadCoin("kgst")) as CoinConfig;
    const [adapter] = config.bridgeLimits;
    const larger = { ...adapter!, outbound: { capacity: "250000.01", window: "1d" } };
    config.networks.tron!.overrides = { bridgeLimits: [larger] };
    expect(checkAcrossNetworks("kgst", validateCoin("kgst", config))).to.deep.equal([
      {
        code: "CONFIG_INVALID",
        message:
          "bridgeLimits: the adapter on tron could send 250,000.01 KGST at once, the one on bsc receive 250,000.00 KGST: such a move could not arrive.",
      },
    ]);
  });

  it("is the same on every network of the example", async () => {
    const config = validateCoin("kgst", structuredClone(await loadCoin("kgst")));
    expect(checkAcrossNetworks("kgst", config)).to.deep.equal([]);
    for (const network of Object.keys(config.networks)) resolveCoin("kgst", config, network);
  });
});
