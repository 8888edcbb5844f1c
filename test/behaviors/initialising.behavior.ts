import { expect } from "chai";
import { type ContractTransactionResponse, ZeroAddress, ZeroHash } from "ethers";
import { Stablecoin__factory } from "../../typechain-types/index.js";
import { castActors, spareAccount } from "../support/actors.ts";
import { type TestChain, addressOf } from "../support/chain.ts";
import { COIN, DAY, ROLES, type System, coins, standardSystem } from "../support/system.ts";

/** The first state is set in the transaction that creates the token, once. */
export function behavesLikeAnInitializedToken(chain: TestChain): void {
  describe("Initialisation", () => initialisation(chain));
}

function initialisation(chain: TestChain): void {
  const { admin, alice, stranger, deployer } = castActors(chain);
  let system: System;

  const parameters = (defaultAdmin: string, roles: { role: string; account: string }[] = []) => ({
    defaultAdmin,
    defaultAdminDelay: COIN.adminDelay,
    roles,
    reserveGate: ZeroAddress,
    inflowCap: 0n,
  });

  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
  });

  it("happens in the token's own deployment, so nobody can come between (incident 25: initialise in a second transaction)", async () => {
    for (const caller of [stranger, deployer, admin]) {
      await chain.expectRevert(
        system.as(caller).initialize(parameters(caller.address), COIN.decimals),
        "InvalidInitialization",
      );
    }
    expect(await system.token.defaultAdmin()).to.equal(admin.address);
  });

  it("never happens to the implementation itself", async () => {
    const { controls } = system;
    await chain.expectRevert(
      controls.connect(stranger).initialize(parameters(stranger.address), COIN.decimals),
      "InvalidInitialization",
    );
    expect(await controls.defaultAdmin()).to.equal(ZeroAddress);
    await chain.expectRevert(controls.connect(admin).pause(1n), "AccessControlUnauthorizedAccount", [
      admin,
      ROLES.pauser,
    ]);
  });

  it("refuses nobody as default admin, and a second one among the roles", async () => {
    const deploy = async (chosen: ReturnType<typeof parameters>): Promise<unknown> =>
      await chain.deploy(
        Stablecoin__factory,
        deployer,
        COIN.name,
        COIN.symbol,
        COIN.currency,
        COIN.decimals,
        addressOf(system.controls),
        chosen,
      );
    await chain.expectRevert(deploy(parameters(ZeroAddress)), "AccessControlInvalidDefaultAdmin", [ZeroAddress]);
    await chain.expectRevert(
      deploy(parameters(admin.address, [{ role: ZeroHash, account: alice.address }])),
      "AccessControlEnforcedDefaultAdminRules",
    );
  });

  it("refuses a name that does not fit the signing domain", async () => {
    const long = "A name of more than thirty-one bytes";
    await chain.expectRevert(
      chain.deploy(
        Stablecoin__factory,
        deployer,
        long,
        COIN.symbol,
        COIN.currency,
        COIN.decimals,
        addressOf(system.controls),
        parameters(admin.address),
      ),
      "StringTooLong",
      [long],
    );
  });

  it("grants a role to as many accounts as the parameters name", async () => {
    const second = spareAccount(chain, 0);
    await chain.send(system.as(admin).grantRole(ROLES.guardian, second.address));
    expect(await system.token.getRoleMembers(ROLES.guardian)).to.have.members([
      system.actors.guardian.address,
      second.address,
    ]);
    // The role alone freezes nothing: a guardian needs a limit.
    const freeze = (): Promise<ContractTransactionResponse> =>
      system.as(second).freeze(alice.address, system.reference());
    await chain.expectRevert(freeze(), "GuardianLimitExceeded", [second, 1n, 0n]);
    await chain.send(system.as(system.actors.limiter).setGuardianLimit(second.address, 1n, DAY));
    await chain.send(freeze());
    expect(await system.token.isFrozen(alice.address)).to.equal(true);
    expect(await system.token.balanceOf(alice.address)).to.equal(coins(0));
  });
}
