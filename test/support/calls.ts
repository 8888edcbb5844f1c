import { type ContractTransactionResponse, ZeroAddress, id } from "ethers";
import type { Account } from "./chain.ts";
import { addressOf } from "./chain.ts";
import { deployMock } from "./mocks.ts";
import { type Act, type Order, signOrder, tokenDomain } from "./signing.ts";
import { ROLES, SCOPES, type System, UNLIMITED, coins } from "./system.ts";

/** Whose power a call of the issuer plane needs. */
export type Power = keyof typeof ROLES | "admin";

/** The id of a power's role; the default admin's is zero. */
export function roleOf(power: Power): string {
  return power === "admin" ? `0x${"00".repeat(32)}` : ROLES[power];
}

/** One call that succeeds in the prepared system, and what it takes. */
export interface Call {
  /** Full signature. */
  readonly signature: string;
  readonly caller: Account;
  /** Undefined where anyone may call, for their own account. */
  readonly power: Power | undefined;
  /** Another power that is enough for this very call; who has neither is told of the first. */
  readonly alternative?: Power;
  /** Scopes any of which stops it. */
  readonly scopes: bigint;
  readonly args: readonly unknown[];
}

/** Tries a call without sending it. */
export async function attempt(system: System, call: Call, caller = call.caller): Promise<unknown> {
  return (await system
    .as(caller)
    .getFunction(call.signature)
    .staticCall(...call.args)) as unknown;
}

/** Sends a call. */
export async function perform(system: System, call: Call): Promise<ContractTransactionResponse> {
  return (await system.as(call.caller).getFunction(call.signature)(...call.args)) as ContractTransactionResponse;
}

/**
 * Brings the system into a state in which every function could do its work, and lists one such call for each.
 * Not listed: `initialize`, `acceptDefaultAdminTransfer` and `renounceRole`, which hang on no role.
 */
export async function prepareCalls(system: System): Promise<Call[]> {
  await arrange(system);
  return [...(await holderCalls(system)), ...(await issuerCalls(system)), ...governanceCalls(system)];
}

/** The same for holders only. */
export async function prepareHolderCalls(system: System): Promise<Call[]> {
  await arrange(system);
  return await holderCalls(system);
}

async function arrange(system: System): Promise<void> {
  const { alice, bob, dave, burner, bridge } = system.actors;
  for (const account of [alice, dave, burner, bridge]) await system.issue(account, coins(100));
  await system.chain.send(system.as(alice).approve(bob.address, UNLIMITED));
  await system.freeze(dave);
}

async function holderCalls(system: System): Promise<Call[]> {
  const { alice, bob, relayer } = system.actors;
  const soon = (await system.chain.now()) + 1_000_000n;
  const order: Order = {
    account: alice.address,
    counterpart: bob.address,
    value: coins(1),
    permitNonce: await system.token.nonces(alice.address),
    deadline: soon,
    validAfter: 0n,
    validBefore: soon,
    nonce: id("prepared"),
  };
  const domain = await tokenDomain(system.token);
  const signed = (act: Act, form: "vrs" | "bytes65"): unknown[] => {
    const { v, r, s, serialized } = signOrder(alice, act, order, domain);
    return form === "vrs" ? [v, r, s] : [serialized];
  };
  const { transfer, signature } = SCOPES;
  const times = [order.validAfter, order.validBefore, order.nonce];
  const payment = [alice.address, bob.address, order.value];
  const kinds = [
    { form: "vrs", types: "uint8,bytes32,bytes32" },
    { form: "bytes65", types: "bytes" },
  ] as const;
  const call = (text: string, caller: Account, scopes: bigint, args: readonly unknown[]): Call => ({
    signature: text,
    caller,
    power: undefined,
    scopes,
    args,
  });
  return [
    call("approve(address,uint256)", alice, 0n, [bob.address, coins(1)]),
    call("transfer(address,uint256)", alice, transfer, [bob.address, coins(1)]),
    call("transferFrom(address,address,uint256)", bob, transfer, payment),
    call("transferWithMemo(address,uint256,bytes32)", alice, transfer, [bob.address, coins(1), id("memo")]),
    call("transferFromWithMemo(address,address,uint256,bytes32)", bob, transfer, [...payment, id("memo")]),
    call(
      "transferWithAuthorizationBatch((address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)[])",
      relayer,
      transfer | signature,
      [[[...payment, ...times, ...signed("transfer", "vrs")]]],
    ),
    ...kinds.flatMap(({ form, types }) => [
      call(`permit(address,address,uint256,uint256,${types})`, relayer, signature, [
        ...payment,
        order.deadline,
        ...signed("permit", form),
      ]),
      call(
        `transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,${types})`,
        relayer,
        transfer | signature,
        [...payment, ...times, ...signed("transfer", form)],
      ),
      call(
        `receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,${types})`,
        bob,
        transfer | signature,
        [...payment, ...times, ...signed("receive", form)],
      ),
      call(`cancelAuthorization(address,bytes32,${types})`, relayer, signature, [
        alice.address,
        order.nonce,
        ...signed("cancel", form),
      ]),
    ]),
  ];
}

async function issuerCalls(system: System): Promise<Call[]> {
  const { actors, chain } = system;
  const { alice, carol, dave, bob, bridge, minter, deployer } = actors;
  const stray = await deployMock(chain, deployer, "StrayToken", system.address, 100n);
  const later = await deployMock(chain, deployer, "LaterControls", 2n);
  const caseId = system.reference();
  const limits = { inboundCapacity: 1n, inboundWindow: 1n, outboundCapacity: 1n, outboundWindow: 1n, netInflowCap: 1n };
  const act = system.reference();
  const call = (power: keyof typeof ROLES, text: string, args: readonly unknown[], scopes = 0n): Call => ({
    signature: text,
    caller: actors[power],
    power,
    scopes,
    args,
  });
  return [
    call("minter", "mint(address,uint256,bytes32)", [alice.address, coins(1), system.reference()], SCOPES.mint),
    call(
      "minter",
      "mintBatch(address[],uint256[],bytes32[])",
      [[alice.address], [coins(1)], [system.reference()]],
      SCOPES.mint,
    ),
    call("limiter", "setMinterLimit(address,uint256,uint48)", [minter.address, 1n, 1n]),
    call("limiter", "setBridgeLimits(address,(uint256,uint48,uint256,uint48,uint256))", [bridge.address, limits]),
    call("limiter", "setGuardianLimit(address,uint256,uint48)", [actors.guardian.address, 1n, 1n]),
    call("burner", "burn(uint256,bytes32)", [coins(1), system.reference()], SCOPES.burn),
    call("pauser", "pause(uint256)", [SCOPES.transfer]),
    call("unpauser", "unpause(uint256)", [SCOPES.transfer]),
    call("guardian", "freeze(address,bytes32)", [carol.address, caseId]),
    call("guardian", "freezeBatch(address[],bytes32)", [[carol.address], caseId]),
    call("compliance", "ratify(address,bytes32)", [dave.address, caseId]),
    call("compliance", "ratifyBatch(address[],bytes32)", [[dave.address], caseId]),
    call("compliance", "unfreeze(address,bytes32)", [dave.address, caseId]),
    call("compliance", "unfreezeBatch(address[],bytes32)", [[dave.address], caseId]),
    call(
      "compliance",
      "seize(address,address,uint256,bytes32,bytes32)",
      [dave.address, bob.address, 1n, caseId, act],
      SCOPES.seize,
    ),
    call(
      "compliance",
      "seizeBatch(address[],address,uint256[],bytes32,bytes32[])",
      [[dave.address], bob.address, [1n], caseId, [act]],
      SCOPES.seize,
    ),
    call("compliance", "wipe(address,uint256,bytes32,bytes32)", [dave.address, 1n, caseId, act], SCOPES.seize),
    call(
      "compliance",
      "wipeBatch(address[],uint256[],bytes32,bytes32[])",
      [[dave.address], [1n], caseId, [act]],
      SCOPES.seize,
    ),
    call("bridge", "crosschainMint(address,uint256)", [alice.address, coins(1)], SCOPES.crosschain),
    call("bridge", "crosschainBurn(address,uint256)", [bridge.address, coins(1)], SCOPES.crosschain),
    call("rescuer", "rescue(address,address,uint256,bytes32)", [addressOf(stray), bob.address, 1n, act]),
    call("upgrader", "upgradeToAndCall(address,bytes)", [addressOf(later), "0x"]),
    call("upgrader", "setDelegated(bool)", [false]),
  ];
}

function governanceCalls(system: System): Call[] {
  const { admin, stranger, minter } = system.actors;
  const call = (text: string, args: readonly unknown[]): Call => ({
    signature: text,
    caller: admin,
    power: "admin",
    scopes: 0n,
    args,
  });
  return [
    call("setReserveGate(address)", [ZeroAddress]),
    call("setInflowCap(uint256)", [1n]),
    call("retire(address)", [stranger.address]),
    call("grantRole(bytes32,address)", [ROLES.minter, stranger.address]),
    { ...call("revokeRole(bytes32,address)", [ROLES.minter, minter.address]), alternative: "council" },
    call("beginDefaultAdminTransfer(address)", [stranger.address]),
    call("cancelDefaultAdminTransfer()", []),
    call("changeDefaultAdminDelay(uint48)", [1n]),
    call("rollbackDefaultAdminDelay()", []),
  ];
}
