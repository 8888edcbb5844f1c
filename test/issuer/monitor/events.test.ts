import { expect } from "chai";
import { type Interface, ZeroAddress, id } from "ethers";
import type { AlertKind } from "../../../issuer/monitor/alert.ts";
import { tell } from "../../../issuer/monitor/events.ts";
import type { Reading, WatchedLog } from "../../../issuer/monitor/watched-log.ts";
import { followLifted } from "../../../issuer/monitor/freezes.ts";
import { supplyChange, unexplained } from "../../../issuer/monitor/supply.ts";
import {
  IStablecoin__factory,
  ReserveAttestations__factory,
  Timelock__factory,
} from "../../../typechain-types/index.js";

const A = "0x00000000000000000000000000000000000000A1";
const B = "0x00000000000000000000000000000000000000b2";
const REF = id("reference");
const ON: Reading = {
  addresses: {
    token: "0x00000000000000000000000000000000000000C1",
    attestations: "0x00000000000000000000000000000000000000c2",
    timelock: "0x00000000000000000000000000000000000000c3",
  },
  mintAbove: 100n,
  showAmount: (amount) => `${amount} units`,
  showAddress: (address) => address,
};
const ABI = {
  token: IStablecoin__factory.createInterface() as Interface,
  attestations: ReserveAttestations__factory.createInterface() as Interface,
  timelock: Timelock__factory.createInterface() as Interface,
};

let count = 0;
function log(contract: keyof typeof ABI, event: string, args: readonly unknown[], transaction = "tx"): WatchedLog {
  const { topics, data } = ABI[contract].encodeEventLog(event, [...args]);
  return {
    address: ON.addresses[contract],
    topics,
    data,
    blockNumber: 7,
    blockHash: id("block"),
    transactionHash: id(transaction),
    ordinal: (count += 1),
    time: 1_800_000_000n,
  };
}

describe("What events say to a monitor", () => {
  const limits = {
    inboundCapacity: 1n,
    inboundWindow: 60n,
    outboundCapacity: 2n,
    outboundWindow: 60n,
    netInflowCap: 3n,
  };
  const cases: [keyof typeof ABI, string, readonly unknown[], AlertKind | null, string][] = [
    ["token", "Minted", [A, B, 100n, REF], "large-mint", `${A} has minted 100 units to ${B}.`],
    ["token", "Minted", [A, B, 99n, REF], null, ""],
    ["token", "Upgraded", [A], "upgraded", `The issuer controls are at ${A}.`],
    ["token", "DelegationSet", [true], "delegated", "The holder functions run in the implementation."],
    ["token", "DelegationSet", [false], "delegated", "The holder functions run natively."],
    ["token", "MinterLimitSet", [A, 5n, 3_600n], "minter-limit", `${A} may mint 5 units per 1h.`],
    ["token", "BridgeLimitsSet", [A, limits], "bridge-limit", `The limits of bridge ${A} were set.`],
    ["token", "Seized", [A, B, 5n, REF, REF], "seized", `5 units of ${A} were moved to ${B}, act ${REF}.`],
    ["token", "Wiped", [A, 5n, REF, REF], "seized", `5 units of ${A} were destroyed, act ${REF}.`],
    ["token", "RoleRevoked", [id("BURNER_ROLE"), A, B], "role-changed", `BURNER was taken from ${A}.`],
    ["timelock", "RoleGranted", [id("PROPOSER_ROLE"), A, B], "role-changed", `PROPOSER was granted to ${A}.`],
    ["token", "RoleAdminChanged", [REF, REF, REF], "role-changed", `Another role administers ${REF} now.`],
    [
      "attestations",
      "DefaultAdminTransferCanceled",
      [],
      "admin-change",
      "The change of the default admin was called off.",
    ],
    ["attestations", "HaltResolved", [9n], "halt-resolved", "Conflicts are settled and reports void through number 9."],
    [
      "token",
      "Frozen",
      [A, REF, B, 1_800_259_200n],
      "frozen",
      `${B} has frozen ${A} until 2027-01-18T08:00:00Z, case ${REF}.`,
    ],
    [
      "token",
      "FreezeRatified",
      [A, REF, B],
      "freeze-ratified",
      `${B} has ratified the freeze of ${A}, case ${REF}: it lasts until it is lifted.`,
    ],
    ["token", "Unfrozen", [A, REF, B], "unfrozen", `${B} has lifted the freeze of ${A}, case ${REF}.`],
    ["token", "Burned", [A, 1n, REF], null, ""],
    [
      "timelock",
      "CallScheduled",
      [
        REF,
        0n,
        ON.addresses.token,
        0n,
        ABI.token.encodeFunctionData("grantRole", [id("MINTER_ROLE"), A]),
        REF,
        172_800n,
      ],
      "timelock-scheduled",
      `Scheduled: grant MINTER to ${A}. It can be executed from 2027-01-17T08:00:00Z. Operation ${REF}.`,
    ],
    [
      "timelock",
      "CallExecuted",
      [REF, 0n, ON.addresses.token, 0n, ABI.token.encodeFunctionData("setMinterLimit", [A, 5n, 60n])],
      "timelock-executed",
      `Executed: let ${A} mint 5 units per 1m. Operation ${REF}.`,
    ],
  ];
  for (const [contract, event, args, kind, message] of cases) {
    it(`${contract}: ${event} ${kind === null ? "is not told" : `is ${kind}`}`, () => {
      const found = tell([log(contract, event, args)], ON).map((finding) => [finding.kind, finding.message]);
      expect(found).to.deep.equal(kind === null ? [] : [[kind, message]]);
    });
  }

  it("that a guardian freezes again what compliance has lifted", () => {
    const frozen = log("token", "Frozen", [A, REF, B, 1n]);
    const unfrozen = log("token", "Unfrozen", [A, REF, B]);
    const kinds = (logs: readonly WatchedLog[], lifted: readonly string[] = []) =>
      tell(logs, { ...ON, lifted }).map(({ kind }) => kind);
    expect(kinds([frozen, unfrozen, frozen])).to.deep.equal(["frozen", "unfrozen", "frozen-again"]);
    expect(kinds([frozen], [A])).to.deep.equal(["frozen-again"]);
    expect(kinds([frozen], [B])).to.deep.equal(["frozen"]);
    expect(followLifted([], [frozen, unfrozen], ON)).to.deep.equal([A]);
    expect(followLifted([A, B], [frozen], ON)).to.deep.equal([B]);
  });

  it("nothing at all where another contract says it", () => {
    expect(tell([{ ...log("token", "Upgraded", [A]), address: A }], ON)).to.deep.equal([]);
  });

  it("that supply came or went without a reason", () => {
    const minted = [log("token", "Transfer", [ZeroAddress, A, 5n], "a"), log("token", "Minted", [B, A, 5n, REF], "a")];
    const burned = [log("token", "Transfer", [A, ZeroAddress, 2n], "b"), log("token", "Burned", [A, 2n, REF], "b")];
    const crossed = [
      log("token", "Transfer", [ZeroAddress, A, 4n], "c"),
      log("token", "CrosschainMint", [A, 4n, B], "c"),
      log("token", "Transfer", [A, ZeroAddress, 1n], "c"),
      log("token", "CrosschainBurn", [A, 1n, B], "c"),
    ];
    const wiped = [log("token", "Transfer", [A, ZeroAddress, 3n], "d"), log("token", "Wiped", [A, 3n, REF, REF], "d")];
    const good = [...minted, ...burned, ...crossed, ...wiped];
    expect(unexplained(good, ON)).to.deep.equal([]);
    expect(supplyChange(good, ON)).to.equal(3n);
    const silent = log("token", "Transfer", [ZeroAddress, B, 1_000n], "e");
    expect(unexplained([...good, silent], ON).map(({ kind, message }) => [kind, message])).to.deep.equal([
      ["unexplained-supply", "The supply changed by 1000 units, but only 0 units have a reason."],
    ]);
    const less = [log("token", "Transfer", [ZeroAddress, A, 6n], "f"), log("token", "Minted", [B, A, 5n, REF], "f")];
    expect(unexplained(less, ON).map(({ details }) => details)).to.deep.equal([{ moved: 6n, explained: 5n }]);
  });
});
