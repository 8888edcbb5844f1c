import { expect } from "chai";
import { TypedDataEncoder, ZeroAddress, id } from "ethers";
import { typesOf } from "../../packages/integration/signing/typed-data.ts";
import { castActors } from "../support/actors.ts";
import type { TestChain } from "../support/chain.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { COIN, SCOPES, type System, coins } from "../support/system.ts";

/** What wallets, exchanges and payment firms ask before they act. */
export function behavesLikeADiscoverableToken(chain: TestChain): void {
  for (const plane of PLANES) describe(`Discovery, ${plane.name}`, () => discovery(chain, plane));
}

function discovery(chain: TestChain, plane: Plane): void {
  const { alice, bob, pauser } = castActors(chain);
  let system: System;

  beforeEach(async () => {
    system = await chain.fixture(plane.deploy);
    await system.issue(alice, coins(100));
  });

  it("finds TRC-3009, and does not claim ERC-7943, of which only the views are here", async () => {
    expect(await system.token.supportsInterface("0xbff533ba")).to.equal(true);
    expect(await system.token.supportsInterface("0x3edbb4c4")).to.equal(false);
  });

  it("tells the type hashes of what is signed", async () => {
    const { token } = system;
    const hashes = {
      permit: await token.PERMIT_TYPEHASH(),
      transfer: await token.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(),
      receive: await token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(),
      cancel: await token.CANCEL_AUTHORIZATION_TYPEHASH(),
    };
    for (const [act, hash] of Object.entries(hashes)) {
      const encoder = TypedDataEncoder.from(typesOf(act as keyof typeof hashes));
      expect(hash).to.equal(id(encoder.encodeType(encoder.primaryType)));
    }
  });

  it("tells the currency and the version", async () => {
    expect(await system.token.currency()).to.equal(COIN.currency);
    expect(await system.token.version()).to.equal((await system.token.eip712Domain()).version);
  });

  it("says of each account what a transfer then does", async () => {
    const { token } = system;
    expect(await token.canTransfer(alice.address, bob.address, coins(100))).to.equal(true);
    expect(await token.canTransfer(alice.address, bob.address, coins(100) + 1n)).to.equal(false);
    for (const address of [ZeroAddress, system.address]) {
      expect(await token.canReceive(address)).to.equal(false);
      expect(await token.canTransfer(alice.address, address, 1n)).to.equal(false);
    }
    expect(await token.getFrozenTokens(alice.address)).to.equal(0n);

    await system.freeze(alice);
    expect(await token.canSend(alice.address)).to.equal(false);
    expect(await token.canReceive(alice.address)).to.equal(false);
    expect(await token.canTransfer(bob.address, alice.address, 0n)).to.equal(false);
    expect(await token.getFrozenTokens(alice.address)).to.equal(coins(100));

    expect(await token.canTransfer(bob.address, bob.address, 0n)).to.equal(true);
    await chain.send(system.as(pauser).pause(SCOPES.transfer));
    expect(await token.canTransfer(bob.address, bob.address, 0n)).to.equal(false);
    expect(await token.canSend(bob.address)).to.equal(true);
  });
}
