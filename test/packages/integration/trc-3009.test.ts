import { expect } from "chai";
import { SigningKey, TypedDataEncoder, computeAddress, toBeHex } from "ethers";
import { typesOf } from "../../../packages/integration/signing/typed-data.ts";
import type { VectorFile } from "../../../tools/package/vectors.ts";
import { type Stand, openStand } from "./support/stand.ts";

/** The mainnet vector that the draft publishes: tip-3009 of 2026-07-23. Every figure here is the draft's. */
const VECTOR = {
  key: toBeHex(1, 32),
  domain: {
    name: "Example USD",
    version: "1",
    chainId: "728126428",
    verifyingContract: `0x${"11".repeat(20)}`,
  },
  to: `0x${"22".repeat(20)}`,
  value: 1_000_000n,
  validAfter: 1_700_000_000n,
  validBefore: 1_900_000_000n,
  nonce: toBeHex(1, 32),
  domainSeparator: "0x7f5e759a066ea1edcade46097b2b71b052cbf9705b4f81663f60da0e7574a827",
  structHash: "0x3d6d9c81e215c2a5e151cee3bf642d3f635a91cabc8706ae9da1a0e9d56d294c",
  digest: "0x507f51a256c1879a67e4d05d0687a7430419717189c695957fa3082899d3bf08",
  r: "0xb64a2eb8d94a7821239df122eb6539a4710d0532686eb5df5d551ee8d78757bf",
  s: "0x5309ef8faa199d400dd88dc0b09be555e9bdf091695c37277e5ce4f6d9b5bef6",
  v: 28,
} as const;

const FROM = computeAddress(VECTOR.key);

describe("TRC-3009's own vector", function () {
  this.timeout(60_000);

  const { domain, to, value, validAfter, validBefore, nonce, v, r, s } = VECTOR;
  const message = { from: FROM, to, value, validAfter, validBefore, nonce };
  const types = typesOf("transfer");

  it("has the hashes that the package's types make", () => {
    expect(TypedDataEncoder.hashDomain(domain)).to.equal(VECTOR.domainSeparator);
    expect(TypedDataEncoder.from(types).hash(message)).to.equal(VECTOR.structHash);
    expect(TypedDataEncoder.hash(domain, types, message)).to.equal(VECTOR.digest);
    const signature = new SigningKey(VECTOR.key).sign(VECTOR.digest);
    expect([signature.r, signature.s, signature.v]).to.deep.equal([r, s, v]);
  });

  describe("on a chain with TRON's id", () => {
    let stand: Stand;

    before(async () => {
      const payer = { privateKey: VECTOR.key, address: FROM, base58: "" };
      const file = { platform: "tron", domain, people: { payer }, balance: `${value}` };
      stand = await openStand(file as unknown as VectorFile);
    });
    after(() => stand.chain.close());

    it("meets the domain it was signed for", async () => {
      expect(await stand.token.DOMAIN_SEPARATOR()).to.equal(VECTOR.domainSeparator);
    });

    it("is refused where any of its figures differs", async () => {
      const relayer = stand.token.connect(stand.chain.account(1));
      const wrong = [
        [FROM, FROM, value, validAfter, validBefore, nonce],
        [FROM, to, value - 1n, validAfter, validBefore, nonce],
        [FROM, to, value, validAfter - 1n, validBefore, nonce],
        [FROM, to, value, validAfter, validBefore + 1n, nonce],
        [FROM, to, value, validAfter, validBefore, toBeHex(2, 32)],
      ] as const;
      const pay = relayer.getFunction(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
      );
      for (const terms of wrong) {
        await stand.chain.expectRevert(pay(...terms, v, r, s), "AuthorizationInvalidSignature", [FROM]);
      }
    });

    it("moves the value, once", async () => {
      const { chain, token } = stand;
      const pay = token
        .connect(chain.account(1))
        .getFunction(
          "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        );
      const terms = [FROM, to, value, validAfter, validBefore, nonce, v, r, s] as const;
      await chain.send(pay(...terms));
      expect(await token.balanceOf(to)).to.equal(value);
      expect(await token.balanceOf(FROM)).to.equal(0n);
      expect(await token.authorizationState(FROM, nonce)).to.equal(true);
      await chain.expectRevert(pay(...terms), "AuthorizationUsedOrCanceled", [FROM, nonce]);
    });
  });
});
