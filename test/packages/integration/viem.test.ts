import { expect } from "chai";
import { type Address, type Hex, createClient, custom, defineChain } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { serializeErc6492Signature } from "viem/utils";
import { openEvmChain } from "../../support/evm.ts";
import { createSignatory } from "../../support/signers.ts";
import { spareAccount } from "../../support/actors.ts";
import type { Account } from "../../support/chain.ts";
import { type System, coins, standardSystem } from "../../support/system.ts";
import { connectToken } from "../../../packages/integration/connect.ts";
import { buildPermit as buildWithEthers } from "../../../packages/integration/signing/orders.ts";
import { digestOf } from "../../../packages/integration/signing/digest.ts";
import { signOrder as signWithEthers } from "../../../packages/integration/signing/sign.ts";
import { IntegrationError } from "../../../packages/integration/problem.ts";
import {
  buildCancel,
  buildPermit,
  buildReceive,
  buildTransfer,
  type SignedOrder,
  parseSigned,
  readDomain,
  signOrder,
  submitOrder,
  submitPermit,
  verifySignature,
  withSignature,
} from "../../../packages/integration/viem.ts";

const chain = await openEvmChain();

describe("The integrators' helpers with viem", function () {
  this.timeout(60_000);
  let system: System;
  let token: Address;
  beforeEach(async () => {
    system = await chain.fixture(standardSystem);
    token = system.address as Address;
    await system.issue(system.actors.alice, coins(100));
  });
  after(async () => {
    await chain.close();
  });

  const provider = chain.provider as typeof chain.provider & {
    send(method: string, params: unknown): Promise<unknown>;
  };
  const here = defineChain({
    id: Number(chain.chainId),
    name: "embedded",
    nativeCurrency: { name: "BNB", symbol: "BNB", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const client = (account: Account) =>
    createClient({
      account: privateKeyToAccount(account.signingKey.privateKey as Hex),
      chain: here,
      pollingInterval: 50,
      transport: custom(
        {
          request: ({ method, params }: { method: string; params?: unknown }) => provider.send(method, params ?? []),
        },
        { retryCount: 0 },
      ),
    });
  const hex = ({ address }: { readonly address: string }) => address as Address;

  it("builds and signs the same order as with ethers", async () => {
    const { alice, bob } = system.actors;
    const fixed = { owner: hex(alice), spender: hex(bob), value: 5n, deadline: 4_102_444_799n };
    const order = await buildPermit(client(bob), token, fixed);
    const other = await buildWithEthers(connectToken(token, chain.provider), fixed);
    expect(order).to.deep.equal(other);
    const signed = await signOrder(order, client(alice));
    expect(signed).to.deep.equal(await signWithEthers(other, alice));
    expect(digestOf(order)).to.equal(digestOf(other));
  });

  it("carries permits, payments and cancellations", async () => {
    const { alice, bob, relayer } = system.actors;
    const [payer, carrier] = [client(alice), client(relayer)];
    const permit = await buildPermit(carrier, token, { owner: hex(alice), spender: hex(bob), value: coins(5) });
    const signed = await signOrder(permit, payer);
    expect((await submitPermit(signed, carrier)).status).to.equal("submitted");
    expect((await submitPermit(signed, carrier)).status).to.equal("already submitted");
    expect(await system.token.allowance(alice.address, bob.address)).to.equal(coins(5));
    await chain.send(system.as(alice).approve(bob.address, 0n));
    let refused: unknown;
    try {
      await submitPermit(signed, carrier);
    } catch (error) {
      refused = error;
    }
    expect(refused).to.be.instanceOf(IntegrationError);
    expect((refused as IntegrationError).message).to.match(/did not sign this permit: ECDSA recovers/);

    const request = { from: hex(alice), to: hex(bob), value: coins(2) };
    const payment = await signOrder(await buildTransfer(carrier, token, request), payer);
    await chain.send(Promise.resolve({ hash: await submitOrder(payment, carrier, "vrs") }));
    const own = await signOrder(await buildReceive(carrier, token, request), payer);
    await chain.send(Promise.resolve({ hash: await submitOrder(own, client(bob)) }));
    expect(await system.token.balanceOf(bob.address)).to.equal(coins(4));

    const unused = await buildTransfer(carrier, token, request);
    const { nonce } = unused.message;
    const cancel = await signOrder(await buildCancel(carrier, token, { authorizer: hex(alice), nonce }), payer);
    await chain.send(Promise.resolve({ hash: await submitOrder(cancel, carrier) }));
    expect(await system.token.authorizationState(alice.address, nonce)).to.equal(true);
  });

  it("verifies keys and contract wallets, and nobody else's signature", async () => {
    const { bob, stranger } = system.actors;
    const key = spareAccount(chain, 1);
    const strict = await createSignatory(chain, "EIP-7702 account with a strict delegate", spareAccount(chain, 2));
    const wallet = await createSignatory(chain, "ERC-1271 wallet", key);
    const own = await buildPermit(client(bob), token, { owner: hex(strict), spender: hex(bob), value: 1n });
    expect(await verifySignature(await signOrder(own, client(strict.key)), client(bob)), "EIP-7702").to.deep.equal({
      valid: true,
      by: "key",
      recovered: strict.address,
    });
    const valid = async (signed: SignedOrder) => (await verifySignature(signed, client(bob))).valid;
    for (const owner of [hex(key), hex(wallet)]) {
      const order = await buildPermit(client(bob), token, { owner, spender: hex(bob), value: 1n });
      expect(await valid(await signOrder(order, client(key))), owner).to.equal(true);
      expect(await valid(await signOrder(order, client(stranger))), owner).to.equal(false);
      const { signature } = await signOrder(order, client(key));
      const highV = `${signature.slice(0, 130)}1d` as Hex;
      expect(await valid({ order, signature: highV }), owner).to.equal(false);
    }
  });

  it("takes off what ERC-6492 wraps around the signature of a wallet that is deployed", async () => {
    const { bob, relayer } = system.actors;
    const key = spareAccount(chain, 3);
    const wallet = await createSignatory(chain, "ERC-1271 wallet", key);
    const order = await buildPermit(client(bob), token, { owner: hex(wallet), spender: hex(bob), value: 7n });
    const { signature: inner } = await signOrder(order, client(key));
    const signature = serializeErc6492Signature({ address: token, data: "0x1234", signature: inner });
    expect(await verifySignature({ order, signature }, client(bob))).to.deep.include({ valid: true, by: "code" });
    expect(withSignature(order, signature).signature).to.equal(inner);
    expect((await submitPermit({ order, signature }, client(relayer))).status).to.equal("submitted");
    expect(await system.token.allowance(wallet.address, bob.address)).to.equal(7n);
    const parsed = parseSigned(
      JSON.stringify({ order, signature }, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one)),
    );
    expect(parsed.signature).to.equal(inner);
  });

  it("reads the domain from the token, and refuses one of another chain", async () => {
    const elsewhere = createClient({
      transport: custom({
        request: ({ method, params }: { method: string; params?: unknown }) =>
          method === "eth_chainId" ? Promise.resolve("0x38") : provider.send(method, params ?? []),
      }),
    });
    let refused: unknown;
    try {
      await readDomain(elsewhere, token);
    } catch (error) {
      refused = error;
    }
    expect(refused).to.be.instanceOf(IntegrationError);
    expect((refused as IntegrationError).code).to.equal("DOMAIN_MISMATCH");
    expect(await readDomain(client(system.actors.bob), token)).to.deep.equal({
      name: "Som Test Coin",
      version: "1",
      chainId: chain.chainId,
      verifyingContract: token,
    });
  });
});
