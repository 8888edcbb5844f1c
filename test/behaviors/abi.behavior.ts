import { expect } from "chai";
import { type Fragment, FunctionFragment, Interface, type InterfaceAbi, id, toBeHex } from "ethers";
import {
  IERC3009__factory,
  IStablecoin__factory,
  IUpgrading__factory,
  IssuerControls__factory,
  Stablecoin__factory,
} from "../../typechain-types/index.js";
import type { TestChain } from "../support/chain.ts";
import { type System, standardSystem } from "../support/system.ts";

/** Errors that only a constructor can meet: nobody who calls the token sees them. */
const OF_CONSTRUCTORS = ["error StringTooLong(string)", "error InvalidShortString()", "error NotInitializing()"];

/** Declared by a library for native coin that goes along with a call; `rescue` sends none along. */
const OF_NATIVE_COIN = ["error InsufficientBalance(uint256,uint256)"];

/** The ABI to import is the contracts' own, no more and no less, and the two planes do not get into each other's way. */
export function behavesLikeOneAbi(chain: TestChain): void {
  describe("ABI", () => {
    const union = IStablecoin__factory.abi;
    const planes = [Stablecoin__factory.abi, IssuerControls__factory.abi];

    it("of the union is that of the token and of the controls together, no more and no less", () => {
      const together = new Set(planes.flatMap((abi) => shapes(abi)));
      expect([...new Set(shapes(union)), ...OF_CONSTRUCTORS, ...OF_NATIVE_COIN]).to.have.members([...together]);
    });

    it("names no function twice: neither plane hides the other's", () => {
      const [native = [], controls = []] = planes.map((abi) => selectors(abi));
      expect(native.filter((selector) => controls.includes(selector))).to.deep.equal([]);
      const all = [...native, ...controls];
      expect(new Set(all).size).to.equal(all.length);
      expect(native.length).to.be.greaterThan(25);
      expect(controls.length).to.be.greaterThan(60);
    });

    it("says which calls only read", () => {
      const readers = (abi: InterfaceAbi): string[] =>
        functions(abi)
          .filter(({ constant }) => constant)
          .map((fragment) => fragment.format("sighash"));
      expect(readers(union)).to.have.members(planes.flatMap(readers));
    });

    it("takes native coin in one function only", () => {
      const payable = functions(union)
        .filter((fragment) => fragment.payable)
        .map(({ name }) => name);
      expect(payable).to.deep.equal(["upgradeToAndCall"]);
    });

    it("takes no free text, so no personal data by habit (incident 29: account numbers in plain text on chain)", () => {
      const texts = functions(union)
        .filter(({ constant, inputs }) => !constant && inputs.some((input) => /string/.test(input.format("full"))))
        .map(({ name }) => name);
      expect(texts).to.deep.equal([]);
    });

    describe("is told by ERC-165", () => {
      let system: System;
      beforeEach(async () => {
        system = await chain.fixture(standardSystem);
      });

      const known: [string, string][] = [
        ["ERC-165", "0x01ffc9a7"],
        ["ERC-20", "0x36372b07"],
        ["ERC-20 metadata", "0xa219a025"],
        ["ERC-2612", "0x9d8ff7da"],
        ["ERC-5267", "0x84b0196e"],
        ["ERC-7802", "0x33331994"],
        ["access control", "0x7965db0b"],
        ["access control, default admin rules", "0x31498786"],
        ["access control, enumerable", "0x5a05180f"],
        ["ERC-3009, with both forms of signature", interfaceId(selectors(IERC3009__factory.abi))],
        [
          "ERC-3009, transfers",
          interfaceId(
            [
              "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
              "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
              "authorizationState(address,bytes32)",
            ].map((signature) => id(signature).slice(0, 10)),
          ),
        ],
        [
          "ERC-3009, cancelling",
          interfaceId([id("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)").slice(0, 10)]),
        ],
        ["TRC-3009", "0xbff533ba"],
        ["upgrading", interfaceId(selectors(IUpgrading__factory.abi).filter((one) => one !== "0x52d1902d"))],
      ];
      for (const [name, interfaceIdentifier] of known) {
        it(`${name}: ${interfaceIdentifier}`, async () => {
          expect(await system.token.supportsInterface(interfaceIdentifier)).to.equal(true);
        });
      }

      it("and of nothing else", async () => {
        for (const foreign of ["0xffffffff", "0x00000000", "0x80ac58cd", "0xd9b67a26"]) {
          expect(await system.token.supportsInterface(foreign)).to.equal(false);
        }
      });

      it("the same behind the token as at the controls", async () => {
        for (const [, identifier] of known) {
          expect(await system.controls.supportsInterface(identifier)).to.equal(true);
        }
      });
    });
  });
}

function functions(abi: InterfaceAbi): FunctionFragment[] {
  return Interface.from(abi).fragments.filter((fragment) => FunctionFragment.isFragment(fragment));
}

function selectors(abi: InterfaceAbi): string[] {
  return functions(abi).map(({ selector }) => selector);
}

/** Functions, events and errors without the names of their parameters, and without pure where view says as much. */
function shapes(abi: InterfaceAbi): string[] {
  const shape = (fragment: Fragment): string => fragment.format("minimal").replace(/ pure /, " view ");
  return Interface.from(abi)
    .fragments.filter(({ type }) => ["function", "event", "error"].includes(type))
    .map(shape);
}

function interfaceId(list: readonly string[]): string {
  return toBeHex(
    list.reduce((sum, selector) => sum ^ BigInt(selector), 0n),
    4,
  );
}
