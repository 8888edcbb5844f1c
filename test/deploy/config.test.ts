import { expect } from "chai";
import { Wallet, toBeHex } from "ethers";
import { EXAMPLE_ACCOUNTS } from "../../config/examples/accounts.ts";
import { checkAcrossNetworks, checkDesired } from "../../issuer/coin-file/checks.ts";
import { whyPublic } from "../../issuer/coin-file/known-keys.ts";
import { listCoins, loadCoin } from "../../issuer/coin-file/load.ts";
import { type Desired, resolveCoin, validateCoin } from "../../issuer/coin-file/resolve.ts";
import type { CoinConfig } from "../../issuer/coin-file/schema.ts";
import { formatDuration } from "../../issuer/text/units.ts";
import { UNLIMITED, formatAmount, isoTime, utcTime } from "../../packages/integration/reading/format.ts";
import { parseCapacity, parseDuration } from "../../issuer/text/parse-units.ts";
import { accounts, expectRefusal } from "./support.ts";
import { desiredKgst } from "../support/deployment-stage.ts";

const example = EXAMPLE_ACCOUNTS;

describe("Configuration of a coin", () => {
  it("knows every coin of the folder, and no other", async () => {
    expect(await listCoins()).to.deep.equal(["example-dollar", "kgst"]);
    await expectRefusal("COIN_UNKNOWN", () => loadCoin("../hardhat.config"));
  });

  it("uses accounts of the public development mnemonic as examples", () => {
    const known = accounts.map((account) => account.address);
    expect(Object.values(example)).to.deep.equal([...known.slice(0, 18), ...known.slice(20, 22)]);
  });

  it("turns human units into the chain's", async () => {
    const desired = await desiredKgst();
    expect(desired.minterLimits).to.deep.equal([
      { minter: example.minter, capacity: 1_000_000_000_000n, window: 86_400n },
    ]);
    expect(desired.timelock.delays).to.deep.equal({ upgrade: 259_200n, roles: 172_800n, attestors: 86_400n });
    expect(desired.attestation.maximumAge).to.equal(345_600n);
    expect(desired.attestation.attestors).to.deep.equal([
      example.attestorB,
      example.attestorE,
      example.attestorD,
      example.attestorC,
      example.attestorA,
    ]);
  });

  it("has decimals 6 unless told otherwise", async () => {
    const desired = await desiredKgst((config) => delete config.decimals);
    expect(desired.decimals).to.equal(6);
  });

  it("applies a network's overrides there only", async () => {
    const config = await loadCoin("kgst");
    expect(resolveCoin("kgst", config, "bscTestnet").timelock.delays.upgrade).to.equal(600n);
    expect(resolveCoin("kgst", config, "bsc").timelock.delays.upgrade).to.equal(259_200n);
    expect(resolveCoin("kgst", config, "bsc").tokenId).to.not.equal(resolveCoin("kgst", config, "bscTestnet").tokenId);
    await expectRefusal("NETWORK_UNKNOWN", () => resolveCoin("kgst", config, "mars"));
  });

  const invalid: [string, string, (config: CoinConfig) => void][] = [
    ["an unknown field", "the file: Unrecognized key", (config) => Object.assign(config, { colour: "red" })],
    ["a bad address", "roles.MINTER.0: must be an address", (config) => (config.roles.MINTER = ["0x1234"])],
    ["a wrong checksum", "timelock.proposers.0", (c) => (c.timelock.proposers = [example.minter.replace("dc", "DC")])],
    ["the zero address", "roles.BURNER.0", (config) => (config.roles.BURNER = [`0x${"0".repeat(40)}`])],
    ["an account twice", "roles.PAUSER: must not", (c) => (c.roles.PAUSER = [example.pauser, example.pauser])],
    ["a name of 32 bytes", "name: must be at most 31 bytes", (config) => (config.name = "ы".repeat(16))],
    ["a duration without unit", "adminDelay: must be a duration", (config) => (config.adminDelay = "3600")],
    ["an amount with separators", "minterLimits.0.capacity", (c) => (c.minterLimits[0]!.capacity = "1,000")],
    ["too many decimals", "more than the coin's 6 decimals", (c) => (c.minterLimits[0]!.capacity = "1.0000001")],
    ["one id for mainnet and test", "tokenId: must differ", (c) => (c.tokenId.test = c.tokenId.mainnet)],
  ];
  for (const [what, sentence, change] of invalid) {
    it(`refuses ${what}, naming where`, async () => {
      const error = await expectRefusal("CONFIG_INVALID", () => desiredKgst(change));
      expect(error.message).to.contain(sentence).and.contain("config/kgst.ts");
    });
  }

  const unsafe: [string, string, (config: CoinConfig) => void][] = [
    ["one account freezes and seizes", "ROLES_CONFLICT", (config) => (config.roles.COMPLIANCE = [example.guardian])],
    ["one account pauses and unpauses", "ROLES_CONFLICT", (config) => (config.roles.UNPAUSER = [example.pauser])],
    ["a minter raises its own limit", "ROLES_CONFLICT", (config) => (config.roles.LIMITER = [example.minter])],
    ["a bridge raises its own limit", "ROLES_CONFLICT", (config) => (config.roles.LIMITER = [example.bridge])],
    [
      "a minter attests reserves",
      "ROLES_CONFLICT",
      (config) => (config.roles.MINTER = [example.minter, example.attestorA]),
    ],
    ["the threshold is not a majority", "THRESHOLD_TOO_LOW", (config) => (config.attestation.threshold = 2)],
    ["the threshold exceeds the attestors", "THRESHOLD_TOO_LOW", (config) => (config.attestation.threshold = 6)],
    [
      "somebody upgrades besides the timelock",
      "UPGRADER_NOT_TIMELOCK",
      (config) => (config.roles.UPGRADER = ["timelock", example.executor]),
    ],
    ["a limit names no minter", "LIMIT_WITHOUT_ROLE", (config) => (config.roles.MINTER = [example.executor])],
    ["a limit names no bridge", "LIMIT_WITHOUT_ROLE", (config) => (config.roles.BRIDGE = [])],
    ["nobody can set the limits", "LIMIT_WITHOUT_ROLE", (config) => (config.roles.LIMITER = [])],
    ["the deployer rescues", "DEPLOYER_HOLDS_ROLE", (config) => (config.roles.RESCUER = [example.deployer])],
    ["the deployer executes", "DEPLOYER_HOLDS_ROLE", (config) => (config.timelock.executors = [example.deployer])],
  ];
  for (const [what, code, change] of unsafe) {
    it(`refuses that ${what}`, async () => {
      const problems = checkDesired(await desiredKgst(change), example.deployer);
      expect(problems.map((problem) => problem.code)).to.deep.equal([code]);
    });
  }

  describe("on public networks", () => {
    /** KGST with accounts nobody knows the keys of. */
    async function owned(network: string, change: (config: CoinConfig) => void = () => undefined): Promise<Desired> {
      const text = JSON.stringify(await loadCoin("kgst"));
      const own = text.replace(/0x[0-9a-fA-F]{40}(?=")/g, (address) => new Wallet(toBeHex(address, 32)).address);
      const config = JSON.parse(own) as CoinConfig;
      change(config);
      return resolveCoin("kgst", validateCoin("kgst", config), network);
    }

    it("refuses every example address, and the deployer's", async () => {
      const desired = resolveCoin("kgst", await loadCoin("kgst"), "bscTestnet");
      const problems = checkDesired(desired, example.deployer);
      expect(new Set(problems.map((problem) => problem.code))).to.deep.equal(new Set(["EXAMPLE_ADDRESS"]));
      expect(problems).to.have.length(25);
      expect(problems.at(-1)?.message).to.contain("the deployer: 0xf39F");
    });

    it("takes accounts of the issuer", async () => {
      expect(checkDesired(await owned("bsc"), Wallet.createRandom().address)).to.deep.equal([]);
      expect(checkDesired(await owned("bscTestnet"), Wallet.createRandom().address)).to.deep.equal([]);
    });

    it("refuses delays that are too short for a mainnet", async () => {
      const desired = await owned("bsc", (config) => {
        config.timelock.delays = { upgrade: "47h", roles: "46h", attestors: "23h" };
        config.adminDelay = "1d";
      });
      const problems = checkDesired(desired);
      expect(problems.map(({ code, message }) => [code, message])).to.deep.equal([
        ["DELAY_TOO_SHORT", "timelock.delays.upgrade is 47h; a mainnet needs at least 2d."],
        ["DELAY_TOO_SHORT", "timelock.delays.roles is 46h; a mainnet needs at least 2d."],
        ["DELAY_TOO_SHORT", "timelock.delays.attestors is 23h; a mainnet needs at least 1d."],
        ["DELAY_TOO_SHORT", "adminDelay is 1d; a mainnet needs at least 2d."],
      ]);
    });

    it("refuses upgrades that are quicker than roles or attestors", async () => {
      const desired = await owned("bsc", (config) => {
        config.timelock.delays = { upgrade: "3d", roles: "4d", attestors: "5d" };
      });
      const why = "an upgrade can do all that the others do.";
      expect(checkDesired(desired).map(({ code, message }) => [code, message])).to.deep.equal([
        ["DELAY_TOO_SHORT", `timelock.delays.upgrade is 3d, shorter than timelock.delays.roles, 4d: ${why}`],
        ["DELAY_TOO_SHORT", `timelock.delays.upgrade is 3d, shorter than timelock.delays.attestors, 5d: ${why}`],
      ]);
    });

    it("refuses a maximum age that leaves no room for the longest window", async () => {
      const younger = await owned("bsc", (config) => (config.attestation.maximumAge = "47h"));
      expect(checkDesired(younger).map(({ code, message }) => [code, message])).to.deep.equal([
        [
          "CONFIG_INVALID",
          "attestation.maximumAge is 47h, less than maximumWindow, 2d: no report could have the longest window.",
        ],
      ]);
    });

    it("knows public keys of other tools, and addresses that are not accounts", () => {
      expect(whyPublic(new Wallet(toBeHex(1, 32)).address)).to.equal("the account of private key 1");
      expect(whyPublic("0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1")).to.equal(
        "account 0 of a public development mnemonic",
      );
      expect(whyPublic("0x0000000000000000000000000000000000000009")).to.equal("a reserved address");
      expect(whyPublic(Wallet.createRandom().address)).to.equal(null);
    });
  });

  it("wants the same attestors on all networks of one environment", async () => {
    const config = structuredClone(await loadCoin("kgst")) as CoinConfig;
    expect(checkAcrossNetworks("kgst", validateCoin("kgst", config))).to.deep.equal([]);
    config.networks.other = { ...config.networks.bsc!, overrides: { attestation: { threshold: 4 } } };
    const problems = checkAcrossNetworks("kgst", validateCoin("kgst", config));
    expect(problems).to.deep.equal([
      {
        code: "ATTESTORS_DIFFER",
        message: "networks.other has other attestors, another threshold or another maximumAge than bsc.",
      },
    ]);
  });
});

describe("Human units", () => {
  it("reads and writes amounts", () => {
    expect(parseCapacity("1000000.50", 6)).to.equal(1_000_000_500_000n);
    expect(parseCapacity("0", 6)).to.equal(0n);
    expect(parseCapacity("7", 0)).to.equal(7n);
    expect(parseCapacity("unlimited", 6)).to.equal(UNLIMITED);
    expect(formatAmount(1_000_000_500_000n, 6)).to.equal("1,000,000.50");
    expect(formatAmount(1n, 6)).to.equal("0.000001");
    expect(formatAmount(-1_234_567n, 0)).to.equal("-1,234,567");
    expect(formatAmount(UNLIMITED, 6)).to.equal("unlimited");
  });

  it("reads and writes durations", () => {
    for (const text of ["1s", "90s", "15m", "47h", "2d"]) expect(formatDuration(parseDuration(text))).to.equal(text);
    expect(formatDuration(parseDuration("48h"))).to.equal("2d");
    expect(formatDuration(0n)).to.equal("0s");
  });

  it("writes times, and what is not a date as the number it is", () => {
    expect(isoTime(1_795_334_400n)).to.equal("2026-11-22T08:00:00Z");
    expect(utcTime(1_795_334_400n)).to.equal("2026-11-22 08:00:00 UTC");
    expect(utcTime(1_795_334_459n, "minutes")).to.equal("2026-11-22 08:00 UTC");
    const never = 2n ** 64n - 1n;
    expect([isoTime(never), utcTime(never)]).to.deep.equal(Array(2).fill(`second ${never}`));
  });
});
