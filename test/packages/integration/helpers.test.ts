import { expect } from "chai";
import { AbiCoder, type ContractRunner, ZeroAddress, id } from "ethers";
import { openEvmChain } from "../../support/evm.ts";
import { type Account, type TestChain, addressOf } from "../../support/chain.ts";
import { createSignatory, signatoryKinds } from "../../support/signers.ts";
import { type System, coins, standardSystem } from "../../support/system.ts";
import { openTronChain } from "../../support/tron.ts";
import { spareAccount } from "../../support/actors.ts";
import { connectToken } from "../../../packages/integration/connect.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import {
  coverage,
  discover,
  headroom,
  isFrozen,
  readAccount,
  readCoin,
  readUnit,
} from "../../../packages/integration/reading/coin.ts";
import { explainError } from "../../../packages/integration/reading/errors.ts";
import { finalBlock, findDeposits, readEvents } from "../../../packages/integration/reading/events.ts";
import {
  buildCancel,
  buildPermit,
  buildReceive,
  buildTransfer,
  readDomain,
} from "../../../packages/integration/signing/orders.ts";
import { signOrder } from "../../../packages/integration/signing/sign.ts";
import { serializeSignature } from "../../../packages/integration/signing/signature.ts";
import { isPermitted, simulateOrder, submitOrder, submitPermit } from "../../../packages/integration/signing/submit.ts";
import { callOf } from "../../../packages/integration/signing/call.ts";
import { verifySignature } from "../../../packages/integration/signing/verify.ts";
import { toBase58, toHex } from "../../../packages/tron/address.ts";
import { IStablecoin__factory, Timelock__factory } from "../../../typechain-types/index.js";

const chains = [await openEvmChain(), await openTronChain()];

for (const chain of chains) {
  describe(`The integrators' helpers on the ${chain.name}`, function () {
    this.timeout(60_000);
    const tron = chain.name === "TVM";
    let system: System;
    const arranged = async (on: TestChain): Promise<System> => {
      const made = await standardSystem(on);
      await made.issue(made.actors.alice, coins(1_000));
      return made;
    };
    beforeEach(async () => {
      system = await chain.fixture(arranged);
    });
    after(async () => {
      await chain.close();
    });

    /** Any spelling that a user of this chain may have of an address. */
    const spelt = (account: { readonly address: string }) => (tron ? toBase58(account.address) : account.address);
    const refusalOf = async (promise: Promise<unknown>): Promise<IntegrationError> => {
      try {
        await promise;
      } catch (error) {
        if (error instanceof IntegrationError) return error;
        throw error;
      }
      throw new Error("It went through.");
    };

    describe("signing", () => {
      for (const kind of signatoryKinds(chain)) {
        it(`an ${kind} permits, pays and cancels; somebody else pays for it`, async () => {
          const key = spareAccount(chain, 1);
          const signatory = await createSignatory(chain, kind, key);
          const { bob, relayer } = system.actors;
          await system.issue(signatory, coins(50));
          const token = connectToken(spelt(system), chain.provider);
          const from = spelt(signatory);
          const permit = await buildPermit(token, { owner: from, spender: spelt(bob), value: coins(5) });
          const signed = await signOrder(permit, key);
          expect((await verifySignature(signed, chain.provider)).by).to.equal(
            kind === "ERC-1271 wallet" ? "code" : "key",
          );
          expect(await simulateOrder(signed, chain.provider)).to.equal(undefined);
          await chain.send(submitOrder(signed, relayer));
          expect(await token.allowance(signatory.address, bob.address)).to.equal(coins(5));

          const transfer = await buildTransfer(token, { from, to: spelt(bob), value: coins(3) });
          await chain.send(submitOrder(await signOrder(transfer, key), relayer, "vrs"));
          const receive = await buildReceive(token, { from, to: spelt(bob), value: coins(4) });
          await chain.send(submitOrder(await signOrder(receive, key), bob));
          expect(await token.balanceOf(bob.address)).to.equal(coins(7));

          const unused = await buildTransfer(token, { from, to: spelt(bob), value: coins(3) });
          const cancel = await buildCancel(token, { authorizer: from, nonce: unused.message.nonce });
          await chain.send(submitOrder(await signOrder(cancel, key), relayer));
          const late = await refusalOf(submitOrder(await signOrder(unused, key), relayer));
          expect(late.code).to.equal("REVERTED");
          expect(late.message).to.equal(
            `The authorization ${unused.message.nonce} of ${signatory.address} was used or cancelled before.`,
          );
        });
      }

      it("a wallet's other forms of a signature are put right: v of 0 or 1, 64 bytes, no 0x, a high s", async () => {
        const { alice, bob } = system.actors;
        const token = connectToken(system.address, chain.provider);
        const order = await buildPermit(token, { owner: alice.address, spender: bob.address, value: 1n });
        const { signature } = await signOrder(order, alice);
        const wallets: Record<string, string> = {
          zeroBased: `${signature.slice(0, 130)}${signature.endsWith("1b") ? "00" : "01"}`,
          bare: signature.slice(2),
        };
        for (const [name, given] of Object.entries(wallets)) {
          const fixed = await signOrder(order, { request: () => Promise.resolve(given) });
          expect(fixed.signature, name).to.equal(signature);
        }
        expect(serializeSignature({ r: signature.slice(0, 66), s: `0x${signature.slice(66, 130)}`, v: 1 })).to.equal(
          `${signature.slice(0, 130)}1c`,
        );
        expect(() => serializeSignature("0x1234")).to.throw(IntegrationError, "has 65 or 64 bytes, this one has 2");
      });

      it("an injected wallet gets what eth_signTypedData_v4 takes", async () => {
        const { alice, bob } = system.actors;
        const token = connectToken(system.address, chain.provider);
        const order = await buildPermit(token, { owner: alice.address, spender: bob.address, value: 7n });
        const { signature } = await signOrder(order, alice);
        const requests: unknown[] = [];
        const wallet = {
          request(request: { method: string; params?: unknown[] }) {
            requests.push(request);
            return Promise.resolve(signature);
          },
        };
        expect((await signOrder(order, wallet)).signature).to.equal(signature);
        const [{ method, params }] = requests as [{ method: string; params: [string, string] }];
        expect(method).to.equal("eth_signTypedData_v4");
        expect(params[0]).to.equal(alice.address);
        const sent = JSON.parse(params[1]) as Record<string, Record<string, unknown>>;
        expect(sent.primaryType).to.equal("Permit");
        expect(Object.keys(sent.types!)).to.deep.equal(["EIP712Domain", "Permit"]);
        expect(sent.domain).to.deep.equal({
          name: "Som Test Coin",
          version: "1",
          chainId: chain.chainId.toString(),
          verifyingContract: system.address,
        });
        expect(sent.message!.value).to.equal("7");
      });

      it("a permit that somebody else carried first is not a failure; any other refusal is one", async () => {
        const { alice, bob, relayer, stranger } = system.actors;
        const token = connectToken(system.address, chain.provider);
        const order = await buildPermit(token, { owner: alice.address, spender: bob.address, value: coins(9) });
        const signed = await signOrder(order, alice);
        await chain.send(submitOrder(signed, stranger));
        expect((await submitPermit(signed, relayer)).status).to.equal("already submitted");
        expect(await isPermitted(signed, chain.provider)).to.equal(true);

        await chain.send(token.connect(alice).approve(bob.address, 0n));
        const gone = await refusalOf(submitPermit(signed, relayer));
        expect(gone.message).to.match(/did not sign this permit: ECDSA recovers/);
        expect(gone.remedy).to.match(/^Read `nonces\(owner\)`/);

        const fresh = await signOrder(
          await buildPermit(token, { owner: alice.address, spender: bob.address, value: coins(1) }),
          alice,
        );
        const outcome = await submitPermit(fresh, relayer);
        expect(outcome.status).to.equal("submitted");
        expect(readEvents(outcome.receipt!.logs, system.address)).to.deep.equal([
          { name: "Approval", args: { owner: alice.address, spender: bob.address, value: coins(1) } },
        ]);
      });

      it("the domain is the token's own, and a node that states another is refused", async () => {
        const token = connectToken(system.address, chain.provider);
        const domain = await readDomain(token);
        expect(domain).to.deep.equal({
          name: "Som Test Coin",
          version: "1",
          chainId: chain.chainId,
          verifyingContract: system.address,
        });
        const elsewhere = await refusalOf(readDomain(token, 56n));
        expect(elsewhere.code).to.equal("DOMAIN_MISMATCH");
        const lying: ContractRunner = {
          provider: chain.provider,
          call: (tx) => chain.provider.call({ ...tx, to: system.address }),
        };
        const other = await refusalOf(readDomain(connectToken(addressOf(system.controls), lying)));
        expect(other.message).to.equal(
          `The contract at ${addressOf(system.controls)} states the domain of ${system.address}.`,
        );
      });
    });

    describe("reading", () => {
      it("finds out what the token can do", async () => {
        expect(await discover(connectToken(system.address, chain.provider))).to.deep.equal({
          standards: ["ERC-20", "ERC-20 metadata", "EIP-2612", "EIP-3009", "ERC-5267", "ERC-7802", "ERC-165"],
          signatures: true,
        });
        const none = await discover(connectToken(addressOf(system.timelock), chain.provider));
        expect(none).to.deep.equal({ standards: ["ERC-165"], signatures: false });
      });

      it("reads the coin, its coverage and its headroom", async () => {
        const token = connectToken(spelt(system), chain.provider);
        await chain.send(system.as(system.actors.pauser).pause(17n));
        expect(await readCoin(token)).to.deep.equal({
          decimals: 6,
          symbol: "SOMT",
          name: "Som Test Coin",
          supply: coins(1_000),
          paused: ["transfer", "signature"],
          headroom: coins(99_999_000),
          retired: false,
        });
        expect(await headroom(token)).to.equal(coins(99_999_000));
        const covered = await coverage(token);
        expect(covered?.reserves).to.equal(coins(100_000_000));
        expect(covered?.supply).to.equal(0n);
        await chain.send(system.as(system.actors.admin).setReserveGate(ZeroAddress));
        expect(await coverage(token)).to.equal(undefined);
      });

      it("reads an account through its freeze", async () => {
        const token = connectToken(spelt(system), chain.provider);
        const { alice } = system.actors;
        const free = { balance: coins(1_000), frozen: false, frozenUntil: undefined };
        expect(await readAccount(token, spelt(alice))).to.deep.equal(free);
        await system.freeze(alice);
        const until = await system.token.frozenUntil(alice.address);
        expect(await readAccount(token, spelt(alice))).to.deep.equal({ ...free, frozen: true, frozenUntil: until });
        await chain.send(system.as(system.actors.compliance).ratify(alice.address, id("case")));
        expect((await readAccount(token, spelt(alice))).frozenUntil).to.equal("indefinite");
        expect(await isFrozen(token, spelt(alice))).to.equal(true);
      });

      it("finds deposits and events", async () => {
        const token = connectToken(system.address, chain.provider);
        const { alice, bob, carol } = system.actors;
        const receipt = await chain.send(token.connect(alice).transfer(bob.address, coins(2)));
        await chain.send(token.connect(alice).transfer(bob.address, 0n));
        await chain.send(token.connect(alice).transfer(system.actors.dave.address, coins(1)));
        await system.issue(carol, coins(3));
        const range = { fromBlock: receipt.blockNumber, toBlock: await chain.provider.getBlockNumber() };
        const [sent, issued, ...rest] = await findDeposits(token, [spelt(bob), toHexForm(carol)], range);
        expect(rest).to.deep.equal([]);
        expect(sent).to.deep.equal({
          from: alice.address,
          to: bob.address,
          value: coins(2),
          transaction: receipt.hash,
          block: receipt.blockNumber,
          logIndex: 0,
          issued: false,
        });
        expect([issued?.to, issued?.value, issued?.issued]).to.deep.equal([carol.address, coins(3), true]);
        expect(await findDeposits(token, [bob.address], range)).to.deep.equal([sent]);
        expect(readEvents(receipt.logs, spelt(system))).to.deep.equal([
          { name: "Transfer", args: { from: alice.address, to: bob.address, value: coins(2) } },
        ]);
        expect(await finalBlock(chain.provider)).to.be.at.most(range.toBlock);
      });

      it("says refusals in sentences, amounts in whole coins, addresses in the chain's form", async () => {
        const { alice, bob, minter } = system.actors;
        const token = connectToken(system.address, chain.provider);
        const writing = { ...(await readUnit(token)), platform: tron ? ("tron" as const) : ("evm" as const) };
        const explained = async (call: Promise<unknown>) => {
          try {
            await call;
          } catch (error) {
            return explainError(error, writing);
          }
          throw new Error("It went through.");
        };
        const poor = await explained(token.connect(bob).transfer.staticCall(alice.address, coins("1500.5")));
        expect(poor?.name).to.equal("ERC20InsufficientBalance");
        expect(poor?.sentence).to.equal(`${spelt(bob)} has 0.00 SOMT, and 1,500.50 SOMT are needed.`);
        expect(poor?.remedy).to.equal("Read `balanceOf` and move less.");

        const rogue = await explained(system.as(alice).mint.staticCall(alice.address, 1n, id("x")));
        expect(rogue?.sentence).to.equal(`${spelt(alice)} does not hold the role MINTER.`);
        const flood = await explained(system.as(minter).mint.staticCall(alice.address, coins(99_999_001), id("x")));
        expect(flood?.name).to.equal("MintLimitExceeded");

        await system.freeze(alice);
        const until = new Date(Number(await system.token.frozenUntil(alice.address)) * 1_000)
          .toISOString()
          .slice(0, 19);
        const frozen = await explained(token.connect(alice).transfer.staticCall(bob.address, 1n));
        expect(frozen?.sentence).to.equal(
          `${spelt(alice)} is frozen until ${until.replace("T", " ")} UTC and can neither send, receive nor spend.`,
        );
        await chain.send(system.as(system.actors.pauser).pause(1n));
        const paused = await explained(token.connect(bob).transfer.staticCall(alice.address, 0n));
        expect(paused?.sentence).to.equal("The issuer has paused: transfer.");
        expect(paused?.values).to.deep.equal({ scope: 1n });
      });
    });

    function toHexForm({ address }: Account): string {
      return tron ? toHex(address) : address;
    }
  });
}

describe("The integrators' helpers without a chain", () => {
  it("keep the call and the order together", () => {
    const account = (digit: string) => `0x${digit.repeat(40)}`;
    const domain = { name: "KGST", version: "1", chainId: 56n, verifyingContract: account("1") } as const;
    const nonce = `0x${"3".repeat(64)}`;
    const order = { act: "cancel", domain, message: { authorizer: account("2"), nonce } } as never;
    const signature = `0x${"11".repeat(32)}${"22".repeat(32)}1c`;
    expect(callOf({ order, signature: signature as `0x${string}` }, "vrs")).to.deep.equal({
      functionName: "cancelAuthorization",
      signature: "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)",
      args: [account("2"), nonce, 28, `0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`],
    });
  });

  it("explain what is not the coin's own", () => {
    expect(explainError(new Error("no network"))).to.equal(undefined);
    const panic = `0x4e487b71${(0x11).toString(16).padStart(64, "0")}`;
    expect(explainError(panic)?.sentence).to.equal(
      "The contract stopped at a failed check of the language (panic 17).",
    );
    expect(explainError("0x12345678")?.sentence).to.equal(
      "The contract refused with data that this coin does not use (0x12345678).",
    );
    const token = IStablecoin__factory.createInterface();
    const reason = token.encodeErrorResult("AuthorizationExpired", [1_764_000_000n]);
    for (const [inside, said] of [
      [reason, "The authorization had to be used before 2025-11-24 16:00:00 UTC"],
      ["0x", "it ran out of gas"],
    ] as const) {
      const failed = token.encodeErrorResult("AuthorizationBatchFailed", [3n, inside]);
      expect(explainError(failed)?.sentence).to.equal(
        `Transfer 3 of the batch, counted from zero, failed, so none was made. The reason: ${said}.`,
      );
    }
    expect(explainError({ cause: { raw: "0xec80ad9e" } })?.name).to.equal("CaseIdMissing"); // as viem throws
  });

  it("explain what the timelock says, with its roles by name", () => {
    const timelock = Timelock__factory.createInterface();
    const account = `0x${"11".repeat(20)}`;
    const early = timelock.encodeErrorResult("TimelockInsufficientDelay", [60n, 172_800n]);
    expect(explainError(early)?.sentence).to.equal(
      "A delay of 60 seconds is below the 172800 seconds that this operation has to wait.",
    );
    const rogue = timelock.encodeErrorResult("AccessControlUnauthorizedAccount", [account, id("PROPOSER_ROLE")]);
    expect(explainError(rogue)?.sentence).to.equal(`${account} does not hold the role PROPOSER.`);
  });

  it("explain data whose values are cut off or cannot be read", () => {
    const frozen = IStablecoin__factory.createInterface().encodeErrorResult("AccountFrozen", [ZeroAddress, 7n]);
    const unreadable = AbiCoder.defaultAbiCoder().encode(["bytes"], ["0xff80"]).slice(2); // no UTF-8
    for (const data of [frozen.slice(0, 10), frozen.slice(0, -2), `0x08c379a0${unreadable}`, "0x4e487b71"]) {
      const sentence = `The contract refused with data that this coin does not use (${data.slice(0, 10)}).`;
      expect(explainError(data)?.sentence, data).to.equal(sentence);
    }
  });
});
