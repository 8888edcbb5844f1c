import { expect } from "chai";
import { Signature, type TypedDataDomain, ZeroAddress, concat, id, recoverAddress } from "ethers";
import { castActors, spareAccount } from "../support/actors.ts";
import { type TestChain, type ExpectedEvent, addressOf } from "../support/chain.ts";
import { PLANES, type Plane } from "../support/planes.ts";
import { type Signatory, type SignatoryKind, createSignatory, signatoryKinds } from "../support/signers.ts";
import {
  ACTS,
  type Act,
  FORMS,
  type Handed,
  type Order,
  digestOf,
  hand,
  malleate,
  post,
  signOrder,
  tokenDomain,
  zeroBased,
} from "../support/signing.ts";
import { type System, coins } from "../support/system.ts";

/** Every kind of account can sign, in every form, for every act; and no signature counts that should not. */
export function behavesLikeASignedOrder(chain: TestChain): void {
  for (const plane of PLANES) {
    for (const kind of signatoryKinds(chain)) {
      describe(`Signatures of an ${kind}, ${plane.name}`, () => signatures(chain, plane, kind));
    }
  }
}

function signatures(chain: TestChain, plane: Plane, kind: SignatoryKind): void {
  const { bob, relayer } = castActors(chain);
  const key = spareAccount(chain, 1);
  let system: System;
  let signatory: Signatory;
  let order: Order;
  let domain: TypedDataDomain;

  const arranged = async (on: TestChain): Promise<{ system: System; signatory: Signatory; order: Order }> => {
    const made = await plane.deploy(on);
    const account = await createSignatory(on, kind, key);
    await made.issue(account, coins(100));
    const soon = (await on.now()) + 100_000n;
    return {
      system: made,
      signatory: account,
      order: {
        account: account.address,
        counterpart: bob.address,
        value: coins(5),
        permitNonce: 0n,
        deadline: soon,
        validAfter: 0n,
        validBefore: soon,
        nonce: id("order"),
      },
    };
  };

  /** `receiveWithAuthorization` is for the payee alone; anyone may carry the rest. */
  const carrier = (act: Act) => system.as(act === "receive" ? bob : relayer);
  const tries = (act: Act, handed: Handed, changed: Order = order) => post(carrier(act), act, changed, handed);

  /** What a signature that does not count is refused with: a permit names whom ECDSA recovers. */
  const refusal = (act: Act, handed: Handed, changed: Order = order): [string, unknown[]] => {
    const { account } = changed;
    if (act !== "permit") return ["AuthorizationInvalidSignature", [account]];
    return ["ERC2612InvalidSigner", [recovered(digestOf(act, changed, domain), handed), account]];
  };
  const refuses = async (act: Act, handed: Handed, changed: Order = order): Promise<void> => {
    const [error, args] = refusal(act, handed, changed);
    const batched = typeof handed !== "string" && "batched" in handed;
    const expected: [string, unknown[]] = batched
      ? ["AuthorizationBatchFailed", [0n, system.token.interface.encodeErrorResult(error, args)]]
      : [error, args];
    await chain.expectRevert(tries(act, handed, changed), ...expected);
  };

  const effects: Record<Act, () => ExpectedEvent[]> = {
    permit: () => [[system.token, "Approval", [signatory, bob, coins(5)]]],
    transfer: () => [
      [system.token, "AuthorizationUsed", [signatory, order.nonce]],
      [system.token, "Transfer", [signatory, bob, coins(5)]],
    ],
    receive: () => [
      [system.token, "AuthorizationUsed", [signatory, order.nonce]],
      [system.token, "Transfer", [signatory, bob, coins(5)]],
    ],
    cancel: () => [[system.token, "AuthorizationCanceled", [signatory, order.nonce]]],
  };

  beforeEach(async () => {
    ({ system, signatory, order } = await chain.fixture(arranged));
    domain = await tokenDomain(system.token);
  });

  describe("count", () => {
    for (const act of ACTS) {
      for (const form of FORMS[act]) {
        it(`for ${act}, as ${form}`, async () => {
          const handed = hand(signOrder(key, act, order, domain), form);
          await chain.expectEvents(tries(act, handed), effects[act]());
          const moved = act === "transfer" || act === "receive" ? coins(5) : 0n;
          expect(await system.token.balanceOf(bob.address)).to.equal(moved);
          expect(await system.token.balanceOf(signatory.address)).to.equal(coins(100) - moved);
          expect(await system.token.nonces(signatory.address)).to.equal(act === "permit" ? 1n : 0n);
          expect(await system.token.allowance(signatory.address, bob.address)).to.equal(
            act === "permit" ? coins(5) : 0n,
          );
          expect(await system.token.authorizationState(signatory.address, order.nonce)).to.equal(act !== "permit");
        });
      }

      if (kind !== "EOA") {
        it(`for ${act}, as whatever bytes the account's code accepts`, async () => {
          await chain.expectEvents(tries(act, signatory.passPhrase ?? "0x"), effects[act]());
        });
      }
    }
  });

  if (kind === "EIP-7702 account with a strict delegate") {
    it("count although the account's code refuses them (incident 16: a token that asked the code and never the key)", async () => {
      for (const act of ACTS) {
        const signature = signOrder(key, act, order, domain);
        const asked: unknown = await signatory.code?.getFunction("isValidSignature")(
          digestOf(act, order, domain),
          signature.serialized,
        );
        expect(asked).to.equal("0xffffffff");
        await chain.send(tries(act, hand(signature, "vrs"), order));
        order = { ...order, nonce: id(`after ${act}`), permitNonce: 1n };
      }
    });
  }

  describe("do not count", () => {
    for (const act of ACTS) {
      it(`for ${act}, with a high s`, async () => {
        for (const form of ["vrs", "bytes65"] as const) {
          await refuses(act, malleate(signOrder(key, act, order, domain), form));
        }
      });

      it(`for ${act}, with v of 0 or 1 (incident 31: hardware that writes v from zero)`, async () => {
        for (const form of ["vrs", "bytes65"] as const) {
          await refuses(act, zeroBased(signOrder(key, act, order, domain), form));
        }
      });

      it(`for ${act}, under another domain: chain, contract, name or version`, async () => {
        const domains: TypedDataDomain[] = [
          { ...domain, chainId: chain.chainId + 1n },
          { ...domain, verifyingContract: addressOf(system.controls) },
          { ...domain, name: "Another Coin" },
          { ...domain, version: "2" },
        ];
        for (const foreign of domains) {
          for (const form of FORMS[act]) await refuses(act, hand(signOrder(key, act, order, foreign), form));
        }
      });

      it(`for ${act}, of another order`, async () => {
        const others: Order[] = [
          { ...order, account: bob.address },
          ...(act === "cancel"
            ? []
            : [
                { ...order, counterpart: relayer.address },
                { ...order, value: order.value + 1n },
              ]),
          ...(act === "permit"
            ? [
                { ...order, deadline: order.deadline + 1n },
                { ...order, permitNonce: 1n },
              ]
            : [{ ...order, nonce: id("another order") }]),
          ...(act === "transfer" || act === "receive"
            ? [
                { ...order, validAfter: 1n },
                { ...order, validBefore: order.validBefore + 1n },
              ]
            : []),
        ];
        for (const other of others) {
          const foreign = signOrder(key, act, other, domain);
          for (const form of FORMS[act]) await refuses(act, hand(foreign, form));
        }
      });

      it(`for ${act}, when meant for another act`, async () => {
        for (const other of ACTS.filter((candidate) => candidate !== act)) {
          const foreign = signOrder(key, other, order, domain);
          for (const form of FORMS[act]) await refuses(act, hand(foreign, form));
        }
      });

      it(`for ${act}, once their time is over; zero is a time as well`, async () => {
        for (const end of [0n, 1n, (await chain.now()) - 1n]) {
          const late = { ...order, deadline: end, validBefore: end };
          for (const form of FORMS[act]) {
            if (act === "cancel") continue; // a cancellation has no end
            const sent = tries(act, hand(signOrder(key, act, late, domain), form), late);
            const error = act === "permit" ? "ERC2612ExpiredSignature" : "AuthorizationExpired";
            const encoded = system.token.interface.encodeErrorResult(error, [end]);
            if (form === "batched") await chain.expectRevert(sent, "AuthorizationBatchFailed", [0n, encoded]);
            else await chain.expectRevert(sent, error, [end]);
          }
        }
      });

      it(`for ${act}, of another key: neither ECDSA nor the account's code accepts`, async () => {
        for (const form of FORMS[act]) await refuses(act, hand(signOrder(relayer, act, order, domain), form));
      });

      it(`for ${act}, of a wrong length or made of zeros`, async () => {
        const { serialized } = signOrder(key, act, order, domain);
        const zeros = `0x${"00".repeat(65)}`;
        for (const handed of ["0x", serialized.slice(0, 128), concat([serialized, "0x00"]), `0x${"00".repeat(32)}`]) {
          await refuses(act, handed);
        }
        await refuses(act, zeros);
        await refuses(act, { v: 27n, r: `0x${"00".repeat(32)}`, s: `0x${"00".repeat(32)}` });
      });
    }

    it("leave no trace", async () => {
      for (const act of ACTS) await refuses(act, hand(signOrder(relayer, act, order, domain), "vrs"));
      expect(await system.token.nonces(signatory.address)).to.equal(0n);
      expect(await system.token.authorizationState(signatory.address, order.nonce)).to.equal(false);
      expect(await system.token.allowance(signatory.address, bob.address)).to.equal(0n);
      expect(await system.token.balanceOf(signatory.address)).to.equal(coins(100));
    });
  });
}

/** Whom ECDSA recovers as the token does it: nobody unless s is low, v is 27 or 28 and the length is 65 or 64. */
function recovered(digest: string, handed: Handed): string {
  try {
    if (typeof handed !== "string") {
      if ("batched" in handed) return recovered(digest, handed.batched);
      return handed.v < 27n ? ZeroAddress : recoverAddress(digest, { v: Number(handed.v), r: handed.r, s: handed.s });
    }
    const length = (handed.length - 2) / 2;
    if (length === 65 && Number.parseInt(handed.slice(-2), 16) < 27) return ZeroAddress;
    return length === 65 || length === 64 ? recoverAddress(digest, Signature.from(handed)) : ZeroAddress;
  } catch {
    return ZeroAddress;
  }
}
