import { expect } from "chai";
import { type ContractTransactionResponse, ZeroAddress, id } from "ethers";
import { castActors } from "../support/actors.ts";
import type { Account, TestChain } from "../support/chain.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { Dice } from "../support/random.ts";
import { hand, post, signOrder, tokenDomain } from "../support/signing.ts";
import { HOUR, UNLIMITED } from "../support/system.ts";

const STEPS = 120;
const CASE = id("case");

/** What the events of one contract tell: nothing but them is read. */
class Books {
  readonly balances = new Map<string, bigint>();
  readonly frozenUntil = new Map<string, bigint>();
  readonly totals = { minted: 0n, burned: 0n, wiped: 0n, seized: 0n, bridgedIn: 0n, bridgedOut: 0n };
  supply = 0n;

  /** Enters one event. */
  enter(name: string, args: readonly unknown[]): void {
    const amount = (index: number): bigint => args[index] as bigint;
    const account = (index: number): string => args[index] as string;
    switch (name) {
      case "Transfer":
        this.#add(account(0), -amount(2));
        this.#add(account(1), amount(2));
        break;
      case "Minted":
        this.totals.minted += amount(2);
        break;
      case "Burned":
        this.totals.burned += amount(1);
        break;
      case "Wiped":
        this.totals.wiped += amount(1);
        break;
      case "Seized":
        this.totals.seized += amount(2);
        break;
      case "CrosschainMint":
        this.totals.bridgedIn += amount(1);
        break;
      case "CrosschainBurn":
        this.totals.bridgedOut += amount(1);
        break;
      case "Frozen":
        this.frozenUntil.set(account(0), amount(3));
        break;
      case "FreezeRatified":
        this.frozenUntil.set(account(0), (1n << 40n) - 1n);
        break;
      case "Unfrozen":
        this.frozenUntil.set(account(0), 0n);
        break;
      case "Approval":
      case "AuthorizationUsed":
      case "ReserveGateSet":
      case "MinterLimitSet":
      case "BridgeLimitsSet":
      case "GuardianLimitSet":
      case "InflowCapSet":
      case "PassedOver":
        break;
      default:
        throw new Error(`Nobody wrote down what ${name} means`);
    }
  }

  #add(account: string, amount: bigint): void {
    if (account === ZeroAddress) this.supply -= amount;
    else this.balances.set(account, (this.balances.get(account) ?? 0n) + amount);
  }
}

/** Whoever replays the events knows every balance, the supply, each freeze and each total. */
export function behavesLikeAnIndexableToken(chain: TestChain): void {
  for (const plane of PLANES) describe(`Events, ${plane.name}`, () => events(chain, plane));
}

function events(chain: TestChain, plane: Plane): void {
  const { alice, bob, carol, dave, minter, burner, bridge, compliance, guardian, relayer } = castActors(chain);
  const holders = [alice, bob, carol, dave, burner, bridge];

  it("rebuild balances, supply, freezes and totals (incident 21: issuers that minted or wiped without a Transfer)", async () => {
    const system = await chain.fixture(plane.deploy);
    const dice = new Dice(2_027);
    const books = new Books();
    const domain = await tokenDomain(system.token);
    for (const owner of holders) await chain.send(system.as(owner).approve(carol.address, UNLIMITED));
    for (const owner of [alice, bob]) await chain.send(system.as(owner).approve(bridge.address, UNLIMITED));

    const acts: Record<string, (one: Account, two: Account, amount: bigint) => Promise<ContractTransactionResponse>> = {
      mint: (one, _, amount) => system.as(minter).mint(one.address, amount, system.reference()),
      transfer: (one, two, amount) => system.as(one).transfer(two.address, amount),
      transferFrom: (one, two, amount) => system.as(carol).transferFrom(one.address, two.address, amount),
      authorize: async (one, two, amount) => {
        const order = {
          account: one.address,
          counterpart: two.address,
          value: amount,
          permitNonce: 0n,
          deadline: 0n,
          validAfter: 0n,
          validBefore: (1n << 256n) - 1n,
          nonce: system.reference(),
        };
        const handed = hand(signOrder(one, "transfer", order, domain), "bytes65");
        return await post(system.as(relayer), "transfer", order, handed);
      },
      burn: (_, __, amount) => system.as(burner).burn(amount, system.reference()),
      bridgeIn: (one, _, amount) => system.as(bridge).crosschainMint(one.address, amount),
      bridgeOut: (one, _, amount) => system.as(bridge).crosschainBurn(one.address, amount),
      freeze: (one) => system.as(guardian).freeze(one.address, system.reference()),
      ratify: (one) => system.as(compliance).ratify(one.address, system.reference()),
      unfreeze: (one) => system.as(compliance).unfreeze(one.address, system.reference()),
      seize: (one, two, amount) =>
        system.as(compliance).seize(one.address, two.address, amount, CASE, system.reference()),
      wipe: (one, _, amount) => system.as(compliance).wipe(one.address, amount, CASE, system.reference()),
    };
    const done = new Map<string, number>();
    for (let step = 0; step < STEPS; step += 1) {
      // Early on there is more to be brought in, later everything comes to pass.
      const name = step < 12 ? dice.pick(["mint", "bridgeIn"]) : dice.pick(Object.keys(acts));
      if (step % 40 === 39) await chain.timeTravel(80n * HOUR); // some freezes lapse
      if ((await system.token.headroom()) === 0n) await system.openWindow();
      const act = acts[name];
      if (act === undefined) throw new Error(`There is no act ${name}`);
      try {
        const receipt = await chain.send(act(dice.pick(holders), dice.pick(holders), BigInt(dice.roll(1_000_000) + 1)));
        for (const event of chain.eventsOf(receipt, system.token)) books.enter(event.name, event.args.toArray());
        done.set(name, (done.get(name) ?? 0) + 1);
      } catch (refused) {
        if (!(refused instanceof Error) || !/reverted with/.test(refused.message)) throw refused;
      }
    }
    expect([...done.keys()], "acts that came to pass").to.have.members(Object.keys(acts));

    for (const { address } of [...holders, minter, relayer]) {
      expect(await system.token.balanceOf(address)).to.equal(books.balances.get(address) ?? 0n);
      expect(await system.token.frozenUntil(address)).to.equal(books.frozenUntil.get(address) ?? 0n);
    }
    const { minted, burned, wiped, bridgedIn, bridgedOut } = books.totals;
    expect(await system.token.totalSupply()).to.equal(books.supply);
    expect(books.supply).to.equal([...books.balances.values()].reduce((sum, balance) => sum + balance, 0n));
    expect(books.supply).to.equal(minted + bridgedIn - burned - bridgedOut - wiped);
    expect(await system.token.bridgeBooks(bridge.address)).to.deep.equal([bridgedIn, bridgedOut]);
  });

  it("of a mint count as many coins as came into being (incident 4: an issue that the books did not show)", async () => {
    const system = await chain.fixture(plane.deploy);
    const books = new Books();
    for (const amount of [1n, 250n, 999_999n]) {
      const receipt = await system.issue(alice, amount);
      for (const event of chain.eventsOf(receipt, system.token)) books.enter(event.name, event.args.toArray());
    }
    expect(books.totals.minted).to.equal(1_000_250n);
    expect(await system.token.totalSupply())
      .to.equal(books.supply)
      .and.to.equal(1_000_250n);
    const { minted } = await system.token.mintedInWindow();
    expect(minted).to.equal(1_000_250n);
  });

  it("of a failed call are none", async () => {
    const system = await chain.fixture(plane.deploy);
    await system.issue(alice, 10n);
    await chain.expectRevert(system.as(alice).transfer(bob.address, 11n), "ERC20InsufficientBalance", [
      alice,
      10n,
      11n,
    ]);
    const order = {
      account: alice.address,
      counterpart: bob.address,
      value: 11n,
      permitNonce: 0n,
      deadline: 0n,
      validAfter: 0n,
      validBefore: (1n << 256n) - 1n,
      nonce: id("order"),
    };
    const handed = hand(signOrder(alice, "transfer", order, await tokenDomain(system.token)), "vrs");
    await chain.expectRevert(post(system.as(relayer), "transfer", order, handed), "ERC20InsufficientBalance", [
      alice,
      10n,
      11n,
    ]);
    expect(await system.token.authorizationState(alice.address, order.nonce)).to.equal(false);
  });
}
