import { expect } from "chai";
import { ZeroHash, getAddress, id, keccak256, toBeHex } from "ethers";
import type { ReserveReport } from "../../issuer/reports/reserve-report.ts";
import { castActors } from "../support/actors.ts";
import { type TestChain, addressOf } from "../support/chain.ts";
import { asStruct } from "../support/reports.ts";
import { hand, post, signOrder, tokenDomain } from "../support/signing.ts";
import { addressIn, bits, entry, namespaceSlot } from "../support/slots.ts";
import { COIN, DAY, LIMITS, ROLES, SCOPES, type System, coins, standardSystem } from "../support/system.ts";

const [DEPOSIT, PAYOUT, USED] = [id("deposit"), id("payout"), id("used")];

/** Every value stands where the ERC-7201 namespaces say, read from the node and not from the contract. */
export function behavesLikeNamespacedStorage(chain: TestChain): void {
  if (!chain.supports.storage) return;
  describe("Storage", () => {
    const { admin, alice, bob, bridge, burner, carol, compliance, deployer, guardian } = castActors(chain);
    const { limiter, minter, pauser, relayer, stranger } = castActors(chain);
    let system: System;

    const word = async (slot: bigint, at = system.address): Promise<string> =>
      await chain.provider.getStorage(at, toBeHex(slot, 32));
    const number = async (slot: bigint, at = system.address): Promise<bigint> => BigInt(await word(slot, at));

    /** A value in every field. */
    const arranged = async (on: TestChain): Promise<System> => {
      system = await standardSystem(on);
      await system.issue(alice, coins(100));
      await system.issue(burner, coins(10));
      await on.send(system.as(minter).mint(carol.address, coins(3), DEPOSIT));
      await on.send(system.as(burner).burn(coins(2), PAYOUT));
      await on.send(system.as(bridge).crosschainMint(bridge.address, coins(8)));
      await on.send(system.as(bridge).crosschainBurn(bridge.address, coins(5)));
      await on.send(system.as(alice).approve(carol.address, coins(7)));
      const domain = await tokenDomain(system.token);
      const order = {
        account: alice.address,
        counterpart: bob.address,
        value: coins(1),
        permitNonce: 0n,
        deadline: (1n << 256n) - 1n,
        validAfter: 0n,
        validBefore: (1n << 256n) - 1n,
        nonce: USED,
      };
      for (const act of ["permit", "transfer"] as const) {
        await on.send(post(system.as(relayer), act, order, hand(signOrder(alice, act, order, domain), "vrs")));
      }
      await system.freeze(carol);
      await on.send(system.as(pauser).pause(SCOPES.burn | SCOPES.signature));
      await on.send(system.as(admin).beginDefaultAdminTransfer(bob.address));
      return system;
    };

    beforeEach(async () => {
      system = await chain.fixture(arranged);
    });

    it("Ledger: account words, allowances, supply", async () => {
      const base = namespaceSlot("stablecoin.storage.Ledger");
      const until = await system.token.frozenUntil(carol.address);
      expect(until).to.be.greaterThan(await chain.now());
      expect(await number(entry(base, "address", alice.address))).to.equal(coins(99));
      expect(await number(entry(base, "address", carol.address))).to.equal((until << 216n) | coins(3));
      const allowances = entry(base + 1n, "address", alice.address);
      expect(await number(entry(allowances, "address", carol.address))).to.equal(coins(7));
      expect(await number(entry(allowances, "address", bob.address))).to.equal(coins(1));
      expect(await number(base + 2n)).to.equal(coins(114));
    });

    it("Switches: one word", async () => {
      expect(await number(namespaceSlot("stablecoin.storage.Switches"))).to.equal(20n);
    });

    it("Authorizations: nonces and used authorizations", async () => {
      const base = namespaceSlot("stablecoin.storage.Authorizations");
      expect(await number(entry(base, "address", alice.address))).to.equal(1n);
      const used = entry(base + 1n, "address", alice.address);
      expect(await number(entry(used, "bytes32", USED))).to.equal(1n);
      expect(await number(entry(used, "bytes32", id("unused")))).to.equal(0n);
    });

    it("Minting: gate, retirement, sequence, count, successor, deposits, limits", async () => {
      const base = namespaceSlot("stablecoin.storage.Minting");
      const first = await word(base);
      expect(addressIn(first)).to.equal(addressOf(system.attestations).toLowerCase());
      expect([bits(first, 160, 8), bits(first, 168, 64), bits(first, 232, 24)]).to.deep.equal([0n, 1n, 0n]);
      expect(await number(base + 1n)).to.equal(coins(113));
      expect(await word(base + 2n)).to.equal(ZeroHash);
      expect(await number(entry(base + 3n, "bytes32", DEPOSIT))).to.equal(1n);
      expect(await number(entry(base + 3n, "bytes32", PAYOUT))).to.equal(0n);
      const limit = entry(base + 4n, "address", minter.address);
      const settings = await word(limit);
      expect([bits(settings, 0, 208), bits(settings, 208, 48)]).to.deep.equal([LIMITS.minter.capacity, DAY]);
      expect(bits(await word(entry(limit + 1n, "bytes32", ZeroHash)), 0, 208)).to.be.greaterThan(0n);

      await chain.send(system.as(admin).retire(stranger.address));
      expect(bits(await word(base), 160, 8)).to.equal(1n);
      expect(addressIn(await word(base + 2n))).to.equal(stranger.address.toLowerCase());
    });

    it("Burning: payouts", async () => {
      const base = namespaceSlot("stablecoin.storage.Burning");
      expect(await number(entry(base, "bytes32", PAYOUT))).to.equal(1n);
      expect(await number(entry(base, "bytes32", DEPOSIT))).to.equal(0n);
    });

    it("Crosschain: limits and books of a bridge", async () => {
      const base = entry(namespaceSlot("stablecoin.storage.Crosschain"), "address", bridge.address);
      const { inboundCapacity, outboundCapacity } = LIMITS.bridge;
      expect(bits(await word(base), 0, 208)).to.equal(inboundCapacity);
      expect(bits(await word(base + 2n), 0, 208)).to.equal(outboundCapacity);
      expect(bits(await word(entry(base + 1n, "bytes32", ZeroHash)), 0, 208)).to.equal(coins(8));
      expect(bits(await word(entry(base + 3n, "bytes32", ZeroHash)), 0, 208)).to.equal(coins(5));
      expect([await number(base + 4n), await number(base + 5n)]).to.deep.equal([coins(8), coins(5)]);
      expect(await number(base + 6n)).to.equal(LIMITS.bridge.netInflowCap);
    });

    it("Crosschain: the cap over all bridges and what came in net", async () => {
      const base = namespaceSlot("stablecoin.storage.Crosschain");
      expect([await number(base + 1n), await number(base + 2n)]).to.deep.equal([LIMITS.inflowCap, coins(3)]);
    });

    it("Freezing: limits of a guardian, the last freeze of an account, earlier bars", async () => {
      const base = namespaceSlot("stablecoin.storage.Freezing");
      const limit = entry(base, "address", guardian.address);
      const settings = await word(limit);
      expect([bits(settings, 0, 208), bits(settings, 208, 48)]).to.deep.equal([LIMITS.guardian.capacity, DAY]);
      expect(bits(await word(entry(limit + 1n, "bytes32", ZeroHash)), 0, 208)).to.equal(1n);
      const last = entry(base + 1n, "address", carol.address);
      expect([addressIn(await word(last)), bits(await word(last), 160, 48)]).to.deep.equal([
        guardian.address.toLowerCase(),
        0n,
      ]);
      const lifted = await chain.send(system.as(compliance).unfreeze(carol.address, PAYOUT));
      const barred = (await chain.timeOf(lifted)) + 3n * DAY;
      expect(bits(await word(last), 160, 48)).to.equal(barred);
      await chain.send(system.as(admin).grantRole(ROLES.guardian, stranger.address));
      await chain.send(system.as(limiter).setGuardianLimit(stranger.address, 1n, DAY));
      await chain.send(system.as(stranger).freeze(carol.address, PAYOUT));
      expect(addressIn(await word(last))).to.equal(stranger.address.toLowerCase());
      expect(await number(entry(entry(base + 2n, "address", carol.address), "address", guardian.address))).to.equal(
        barred,
      );
    });

    it("Acts: used references", async () => {
      const base = namespaceSlot("stablecoin.storage.Acts");
      await chain.send(system.as(compliance).wipe(carol.address, 1n, PAYOUT, USED));
      expect(await number(entry(base, "bytes32", USED))).to.equal(1n);
      expect(await number(entry(base, "bytes32", PAYOUT))).to.equal(0n);
    });

    it("default admin and hand-over, in OpenZeppelin's namespace", async () => {
      const base = namespaceSlot("openzeppelin.storage.AccessControlDefaultAdminRules");
      const [pending, schedule] = await system.token.pendingDefaultAdmin();
      const first = await word(base);
      expect(addressIn(first)).to.equal(pending.toLowerCase());
      expect([bits(first, 160, 48), bits(first, 208, 48)]).to.deep.equal([schedule, COIN.adminDelay]);
      expect(addressIn(await word(base + 1n))).to.equal(admin.address.toLowerCase());
      const initialized = await word(namespaceSlot("openzeppelin.storage.Initializable"));
      expect(bits(initialized, 0, 64)).to.equal(1n);
      const locked = await word(namespaceSlot("openzeppelin.storage.Initializable"), addressOf(system.controls));
      expect(bits(locked, 0, 64)).to.equal((1n << 64n) - 1n);
    });

    it("ERC-1967: the implementation and nothing beside it", async () => {
      const slot = BigInt(id("eip1967.proxy.implementation")) - 1n;
      expect(await word(slot)).to.equal(`0x${"00".repeat(12)}${addressOf(system.controls).slice(2).toLowerCase()}`);
      expect(await word(BigInt(id("eip1967.proxy.admin")) - 1n)).to.equal(ZeroHash);
      expect(await word(BigInt(id("eip1967.proxy.beacon")) - 1n)).to.equal(ZeroHash);
    });

    it("Attestors: epoch, and its set with the threshold and the last report of one that was replaced", async () => {
      const { attestations, attestors } = system;
      const [at, base] = [addressOf(attestations), namespaceSlot("stablecoin.storage.Attestors")];
      expect(await number(base, at)).to.equal(1n);
      const set = entry(base + 1n, "uint32", 1n);
      expect(await number(set, at)).to.equal(5n);
      const first = BigInt(keccak256(toBeHex(set, 32)));
      const members = await Promise.all(attestors.map((_, index) => word(first + BigInt(index), at)));
      expect(members.map((member) => getAddress(addressIn(member)))).to.deep.equal(
        attestors.map(({ address }) => address),
      );
      for (const [index, { address }] of attestors.entries()) {
        expect(await number(entry(set + 1n, "address", address), at)).to.equal(BigInt(index + 1));
      }
      const quorum = (of: bigint) => number(entry(base + 1n, "uint32", of) + 2n, at);
      expect([await quorum(1n), await quorum(2n)]).to.deep.equal([3n, 0n]);

      const fewer = attestors.slice(0, 2).map(({ address }) => address);
      await chain.send(attestations.connect(admin).setAttestors(fewer, 2n, false));
      expect(await number(base, at)).to.equal(2n);
      expect(await number(entry(base + 1n, "uint32", 2n), at)).to.equal(2n);
      expect([await quorum(1n), await quorum(2n)]).to.deep.equal([(1n << 64n) | 3n, 2n]);
    });

    it("ReportList: head, tail, what is settled and disputed, and the reports", async () => {
      const { attestations } = system;
      const [at, base] = [addressOf(attestations), namespaceSlot("stablecoin.storage.ReportList")];
      const list = async () => {
        const packed = await word(base, at);
        return [0, 64, 128, 192].map((from) => bits(packed, from, 64));
      };
      const waiting = await system.nextReport({ mintable: coins(5), supply: coins(20), reserves: coins(40) });
      const other = { chainId: chain.chainId + 1n, mintable: coins(7) };
      const allocations = [...waiting.allocations, other];
      await system.submitReport({ ...waiting, sequence: 4n, allocations });
      expect(await list()).to.deep.equal([1n, 4n, 0n, 0n]);
      const revised = { ...waiting, sequence: 4n, revision: 3n, allocations };
      await system.submitReport(revised);
      await chain.send(attestations.connect(guardian).closeWindow(4n));

      const times = async (sequence: bigint) => {
        const packed = await word(entry(base + 1n, "uint64", sequence), at);
        return [
          ...[0, 40, 80].map((from) => bits(packed, from, 40)),
          ...[bits(packed, 120, 64), bits(packed, 184, 32), bits(packed, 216, 32), bits(packed, 248, 8)],
        ];
      };
      const open = await attestations.report(1n);
      expect(await times(1n)).to.deep.equal([open.asOf, open.validFrom, open.validUntil, 4n, 1n, 0n, 0n]);
      const { asOf, validFrom, validUntil } = waiting;
      expect(await times(4n)).to.deep.equal([asOf, validFrom, validUntil, 0n, 1n, 3n, 1n]);
      const slot = entry(base + 1n, "uint64", 4n);
      expect(await number(slot + 1n, at)).to.equal((coins(5) << 128n) | coins(40));
      expect(await number(slot + 2n, at)).to.equal((coins(27) << 128n) | coins(20));
      expect(await word(slot + 3n, at)).to.equal(waiting.evidence);
      expect(await word(slot + 4n, at)).to.equal(await attestations.reportDigest(asStruct(revised)));
      expect(await word(slot + 5n, at)).to.equal(ZeroHash);

      const rival = { ...revised, evidence: id("another statement") };
      const signed = async (report: ReserveReport) => [asStruct(report), await system.signReport(report)] as const;
      const proof = [...(await signed(revised)), ...(await signed(rival))] as const;
      await chain.send(attestations.connect(relayer).proveEquivocation(...proof));
      expect(await list()).to.deep.equal([1n, 4n, 0n, 4n]);
      await chain.send(attestations.connect(admin).resolveHalt(6n));
      expect(await list()).to.deep.equal([1n, 4n, 6n, 0n]);
    });

    it("nothing stands in the first slots, where an implementation without namespaces would write", async () => {
      for (let slot = 0n; slot < 12n; slot += 1n) {
        expect(await word(slot)).to.equal(ZeroHash);
        expect(await word(slot, addressOf(system.attestations))).to.equal(ZeroHash);
      }
      expect(await system.token.hasRole(ZeroHash, deployer.address)).to.equal(false);
    });
  });
}
