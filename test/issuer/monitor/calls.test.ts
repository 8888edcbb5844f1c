import { expect } from "chai";
import { type Interface, id } from "ethers";
import { type Telling, sayCall } from "../../../issuer/monitor/calls.ts";
import {
  IStablecoin__factory,
  IssuerControls__factory,
  ReserveAttestations__factory,
  Timelock__factory,
} from "../../../typechain-types/index.js";

const A = "0x00000000000000000000000000000000000000A1";
const B = "0x00000000000000000000000000000000000000b2";
const ADDRESSES = {
  token: "0x00000000000000000000000000000000000000C1",
  attestations: "0x00000000000000000000000000000000000000c2",
  timelock: "0x00000000000000000000000000000000000000c3",
} as const;
const ON: Telling = {
  addresses: ADDRESSES,
  showAmount: (amount) => `${amount} KGST`,
  showAddress: (address) =>
    new Map([
      [A, "Aida"],
      [B, "Bakyt"],
    ]).get(address) ?? address,
};
const ABI: Record<string, Interface> = {
  token: IStablecoin__factory.createInterface(),
  controls: IssuerControls__factory.createInterface(),
  attestations: ReserveAttestations__factory.createInterface(),
  timelock: Timelock__factory.createInterface(),
};
const limits = {
  inboundCapacity: 5n,
  inboundWindow: 60n,
  outboundCapacity: 7n,
  outboundWindow: 3_600n,
  netInflowCap: 9n,
};

describe("What a scheduled call will do, in words", () => {
  const cases: [keyof typeof ADDRESSES, string, string, readonly unknown[], string][] = [
    ["token", "token", "grantRole", [id("MINTER_ROLE"), A], "grant MINTER to Aida"],
    ["token", "token", "revokeRole", [id("LIMITER_ROLE"), A], "take LIMITER from Aida"],
    ["timelock", "timelock", "grantRole", [id("PROPOSER_ROLE"), A], "grant PROPOSER of the timelock to Aida"],
    [
      "attestations",
      "attestations",
      "revokeRole",
      [id("GUARDIAN_ROLE"), A],
      "take GUARDIAN of the attestations from Aida",
    ],
    ["token", "token", "setMinterLimit", [A, 5_000n, 86_400n], "let Aida mint 5000 KGST per 1d"],
    ["token", "token", "setMinterLimit", [A, 0n, 0n], "let Aida mint nothing any more"],
    [
      "token",
      "token",
      "setBridgeLimits",
      [A, limits],
      "let bridge Aida move 5 KGST per 1m in and 7 KGST per 1h out, at most 9 KGST in net",
    ],
    ["token", "token", "setGuardianLimit", [A, 500n, 86_400n], "let Aida freeze 500 accounts per 1d"],
    ["token", "token", "setGuardianLimit", [A, 0n, 0n], "let Aida freeze nobody any more"],
    ["token", "token", "setInflowCap", [9n], "let at most 9 KGST come in net through all bridges"],
    ["token", "token", "setReserveGate", [A], "have the token ask Aida before it mints"],
    ["token", "token", "retire", [A], "end issuance for good, with Aida as successor"],
    ["token", "token", "beginDefaultAdminTransfer", [A], "let Aida become the default admin of the token"],
    [
      "attestations",
      "attestations",
      "changeDefaultAdminDelay",
      [86_400n],
      "make a change of the default admin of the attestations take 1d",
    ],
    ["token", "controls", "upgradeToAndCall", [A, "0x"], "replace the issuer controls by Aida"],
    ["token", "token", "setDelegated", [true], "run the holder functions in the implementation"],
    ["timelock", "timelock", "updateDelay", [172_800n], "make the timelock's delay 2d"],
    ["attestations", "attestations", "setAttestors", [[A, B], 2n, false], "have 2 of 2 attestors sign: Aida, Bakyt"],
    [
      "attestations",
      "attestations",
      "setAttestors",
      [[A, B], 2n, true],
      "have 2 of 2 attestors sign: Aida, Bakyt, and close all windows",
    ],
    ["attestations", "attestations", "resolveHalt", [9n], "settle conflicts, and make reports void, through number 9"],
    ["token", "token", "unpause", [3n], "restart transfer, mint"],
    ["token", "token", "freeze", [A, id("case")], `call freeze(account: Aida, caseId: ${id("case")}) of the token`],
  ];
  for (const [contract, abi, method, args, said] of cases) {
    it(`${method} of the ${contract}: ${said}`, () => {
      const data = ABI[abi]?.encodeFunctionData(method, [...args]) ?? "";
      expect(sayCall(ADDRESSES[contract], data, ON)).to.equal(said);
    });
  }

  it("or that it is not known", () => {
    expect(sayCall(A, "0x12345678", ON)).to.equal("call 0x12345678 of Aida, 4 bytes that are not known here");
    expect(sayCall(ADDRESSES.token, "0xdeadbeef00", ON)).to.equal(
      "call 0xdeadbeef of the token, 5 bytes that are not known here",
    );
    const cut = ABI.token?.encodeFunctionData("grantRole", [id("MINTER_ROLE"), A]).slice(0, 40) ?? "";
    expect(sayCall(ADDRESSES.token, cut, ON)).to.equal(
      "call 0x2f2ff15d of the token, 19 bytes that are not known here",
    );
    expect(sayCall(A, "0x", ON)).to.equal("send to Aida");
  });
});
