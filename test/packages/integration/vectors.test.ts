import { readFileSync, readdirSync } from "node:fs";
import { expect } from "chai";
import { SigningKey, TypedDataEncoder } from "ethers";
import { TronWeb, utils } from "tronweb";
import { hashDomain, hashTypedData, recoverTypedDataAddress } from "viem";
import { callOf } from "../../../packages/integration/signing/call.ts";
import {
  type Domain,
  type Order,
  type SignedOrder,
  DOMAIN_TYPE,
  orderOf,
  typesOf,
} from "../../../packages/integration/signing/typed-data.ts";
import { digestOf } from "../../../packages/integration/signing/digest.ts";
import { recoverSigner, withSignature } from "../../../packages/integration/signing/recover.ts";
import { verifySignature } from "../../../packages/integration/signing/verify.ts";
import { type Vector, type VectorFile, VECTOR_TIME, vectorFiles } from "../../../tools/package/vectors.ts";
import type { ExpectedEvent } from "../../support/chain.ts";
import { type Stand, openStand } from "./support/stand.ts";

const FOLDER = "test/vectors";
const files = readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8")) as VectorFile);
const NUMBERS = new Set(["value", "nonce", "deadline", "validAfter", "validBefore"]);

describe("Signature vectors", function () {
  this.timeout(60_000);

  it("are what the package's code makes now, for every chain of the package and for both embedded ones", () => {
    const made = vectorFiles();
    expect(made.map(({ path }) => path).sort()).to.deep.equal(readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`));
    for (const { path, content } of made) expect(readFileSync(path, "utf8") === content, path).to.equal(true);
    expect(files.map(({ domain }) => domain.chainId).sort()).to.deep.equal(
      ["191864081", "2494104990", "31337", "3448148188", "56", "728126428", "97"].sort(),
    );
    expect(VECTOR_TIME).to.equal(BigInt(Date.parse("2027-01-04T06:00:00Z") / 1_000));
  });

  for (const file of files) {
    describe(`for ${file.network}`, () => {
      it("have the digests that ethers, viem and tronweb compute", () => {
        expect(TypedDataEncoder.hashDomain(domainOf(file))).to.equal(file.domainSeparator);
        const domainTypes = { EIP712Domain: [...DOMAIN_TYPE] };
        expect(hashDomain({ domain: domainOf(file), types: domainTypes })).to.equal(file.domainSeparator);
        expect(utils._TypedDataEncoder.hashDomain(tronDomain(file))).to.equal(file.domainSeparator);
        for (const { order, vector } of orders(file)) {
          const { domain, act, message, primaryType, types } = order;
          expect(digestOf(order), vector.id).to.equal(vector.digest);
          expect(hashTypedData({ domain, types, primaryType, message } as never), vector.id).to.equal(vector.digest);
          const tron = utils._TypedDataEncoder.hash(tronDomain(file), typesOf(act), { ...message });
          expect(tron, vector.id).to.equal(vector.digest);
        }
      });

      it("are signed alike by ethers and tronweb, and recovered by ethers, viem and tronweb", async () => {
        const key = file.people.payer.privateKey;
        const tronWeb = new TronWeb({ fullHost: "http://127.0.0.1:1", privateKey: key.slice(2) });
        for (const { order, vector } of orders(file).filter((entry) => entry.vector.id === entry.vector.act)) {
          const { domain, act, message, primaryType, types } = order;
          expect(new SigningKey(key).sign(vector.digest).serialized).to.equal(vector.signature);
          expect(tronWeb.trx.signTypedData(tronDomain(file), typesOf(act), { ...message })).to.equal(vector.signature);
          expect(recoverSigner({ order, signature: vector.signature })).to.equal(file.people.payer.address);
          const typed = { domain, types, primaryType, message, signature: vector.signature };
          expect(await recoverTypedDataAddress(typed as never)).to.equal(file.people.payer.address);
          const { base58 } = file.people.payer;
          const args = [tronDomain(file), typesOf(act), { ...message }, vector.signature] as const;
          expect(tronWeb.trx.verifyTypedData(...args, base58)).to.equal(true);
        }
      });

      it("are told apart by the package without a chain, and put right where that is possible", async () => {
        for (const { order, vector } of orders(file)) {
          const about = /Invalid(?:Signature|Signer)$/.test(vector.error?.name ?? "") && vector.after === undefined;
          const signed: SignedOrder = { order, signature: vector.signature };
          expect((await verifySignature(signed)).valid, vector.id).to.equal(!about);
          if (vector.canonical !== undefined) {
            expect(withSignature(order, vector.signature).signature).to.equal(vector.canonical);
          } else if (about) {
            expect(withSignature(order, vector.signature).signature, vector.id).to.equal(vector.signature);
          }
        }
      });

      it("are taken and refused by the token on that chain, exactly as they say", async () => {
        const stand = await openStand(file);
        try {
          expect(await stand.token.DOMAIN_SEPARATOR()).to.equal(file.domainSeparator);
          for (const entry of orders(file)) await execute(stand, file, entry);
        } finally {
          await stand.chain.close();
        }
      });
    });
  }
});

interface Entry {
  readonly vector: Vector;
  readonly order: Order;
}

async function execute({ chain, token }: Stand, file: VectorFile, { vector, order }: Entry): Promise<void> {
  const from = file.people[vector.submitter].address;
  const { signature, args } = callOf({ order, signature: vector.signature });
  const data = token.interface.encodeFunctionData(signature as never, args as never);
  if (vector.calldata !== undefined) expect(data).to.equal(vector.calldata);
  const call = { to: file.domain.verifyingContract, from, data };
  const back = await chain.snapshot();
  if (vector.after !== undefined) await carry(chain, file, vector.after);
  if (vector.error !== undefined) {
    const wanted = vector.error.args.map((arg) => (arg.startsWith("0x") ? arg : BigInt(arg)));
    await chain.expectRevert(chain.provider.call(call), vector.error.name, wanted);
  } else {
    expect(await chain.provider.call(call), vector.id).to.equal("0x");
    await chain.expectEvents(transact(chain, file, vector, data), eventsOf(token, file, vector));
  }
  await back();
}

/** Executes one of the vectors that count, by its name. */
async function carry(chain: Stand["chain"], file: VectorFile, name: string): Promise<void> {
  const vector = file.vectors.find(({ id }) => id === name);
  if (vector?.calldata === undefined) throw new Error(`${name} is not a vector that counts.`);
  await chain.send(transact(chain, file, vector, vector.calldata));
}

/** In the submitter's name where that matters; otherwise anybody's. */
function transact({ accounts }: Stand["chain"], file: VectorFile, vector: Vector, data: string) {
  const to = file.domain.verifyingContract;
  const [anyone] = accounts;
  const sender = vector.submitter === "payee" ? payeeOf(anyone!, file) : anyone!;
  return sender.sendTransaction({ to, data });
}

function payeeOf(account: Stand["chain"]["accounts"][number], file: VectorFile): typeof account {
  const { constructor } = account as unknown as { constructor: new (key: string, provider: unknown) => typeof account };
  return new constructor(file.people.payee.privateKey, account.provider);
}

function eventsOf(token: Stand["token"], { people }: VectorFile, { act, message }: Vector): ExpectedEvent[] {
  const [payer, payee] = [people.payer.address, people.payee.address];
  const value = BigInt(message.value ?? 0);
  if (act === "permit") return [[token, "Approval", [payer, payee, value]]];
  if (act === "cancel") return [[token, "AuthorizationCanceled", [payer, message.nonce]]];
  return [
    [token, "AuthorizationUsed", [payer, message.nonce]],
    [token, "Transfer", [payer, payee, value]],
  ];
}

function orders(file: VectorFile): Entry[] {
  return file.vectors.map((vector) => {
    const values = Object.entries(vector.message).map(([key, text]) => [
      key,
      NUMBERS.has(key) && text.length < 66 ? BigInt(text) : text,
    ]);
    return { vector, order: orderOf(vector.act, domainOf(file), Object.fromEntries(values) as Order["message"]) };
  });
}

function domainOf({ domain }: VectorFile): Domain {
  return { ...domain, chainId: BigInt(domain.chainId) } as Domain;
}

/** As TIP-712 has it: the contract in TRON's own form, the chain id as a number. */
function tronDomain({ domain, token }: VectorFile): { name: string; version: string; chainId: number } {
  return { ...domain, chainId: Number(domain.chainId), verifyingContract: token } as never;
}
