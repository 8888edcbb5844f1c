import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { SigningKey, Transaction, TypedDataEncoder, computeAddress, id, recoverAddress, toBeHex } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import config from "../../../hardhat.config.ts";
import { RESERVE_REPORT_TYPES, signReport } from "../../../issuer/reports/reserve-report.ts";
import { networkKeys, signerKeys } from "../../../issuer/signing/keys.ts";
import { awsKmsSigner } from "../../../issuer/signing/aws-kms.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { EvmAccount } from "../../../issuer/signing/evm-account.ts";
import { Stage, accounts, expectRefusal } from "../../deploy/support.ts";
import { LIMITS, desiredKgst } from "../../support/deployment-stage.ts";
import { TronStage } from "../../deploy/tron/support/stage.ts";
import { KmsServer, awsError } from "./support/kms-server.ts";
import { DOMAIN, REPORT, tronCall } from "./support/samples.ts";

const KEY = id("a key that was made in a key service");
const ADDRESS = computeAddress(KEY);
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

const transaction = { chainId: 97n, to: accounts[1]!.address, nonce: 3, gasLimit: 21_000n, value: 1n, type: 2 };
const tronTransaction = tronCall(ADDRESS, accounts[1]!.address);

describe("An account in AWS KMS", function () {
  this.timeout(60_000);

  const kms = new KmsServer(KEY);
  before(() => kms.open());
  beforeEach(() => kms.reset());
  after(() => kms.close());

  it("has the address of its public key, and says where its key is", async () => {
    const signer = await awsKmsSigner(kms.keyId);
    expect(signer.address).to.equal(ADDRESS);
    expect(signer.place).to.equal(`AWS KMS key ${kms.keyId}`);
    expect(kms.requests.map(({ operation, body }) => [operation, body])).to.deep.equal([
      ["GetPublicKey", { KeyId: kms.keyId }],
    ]);
    expect(kms.requests[0]?.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/kms\//,
    );
  });

  it("takes the region of an ARN before that of the environment", async () => {
    await awsKmsSigner(`arn:aws:kms:us-west-2:111122223333:key/${kms.keyId}`);
    expect(kms.requests[0]?.authorization).to.contain("/us-west-2/kms/");
  });

  it("gives KMS nothing but the digest", async () => {
    const signer = await awsKmsSigner(kms.keyId);
    await signer.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT });
    const digest = TypedDataEncoder.hash(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT });
    expect(kms.requests.at(-1)?.body).to.deep.equal({
      KeyId: kms.keyId,
      Message: Buffer.from(digest.slice(2), "hex").toString("base64"),
      MessageType: "DIGEST",
      SigningAlgorithm: "ECDSA_SHA_256",
    });
  });

  for (const half of ["low", "high"] as const) {
    it(`signs for EVM chains, TRON and EIP-712 as a local key does, if KMS answers with the ${half} s`, async () => {
      const signer = await awsKmsSigner(kms.keyId);
      const local = localSigner(KEY);
      kms.half = half;
      const raw = await signer.signEvmTransaction(transaction);
      expect(raw).to.equal(await local.signEvmTransaction(transaction));
      expect(Transaction.from(raw).from).to.equal(ADDRESS);
      const tron = await signer.signTronTransaction(tronTransaction);
      expect(tron).to.equal(await local.signTronTransaction(tronTransaction));
      expect(recoverAddress(tronTransaction.hash, tron)).to.equal(ADDRESS);
      const typed = await signReport(DOMAIN, REPORT, [new EvmAccount(signer, null)]);
      expect(typed).to.deep.equal([await local.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT })]);
    });

    it(`finds the parity of each signature with the ${half} s`, async () => {
      const signer = await awsKmsSigner(kms.keyId);
      kms.half = half;
      const parities = new Set<number>();
      for (let index = 0; index < 8; index++) {
        const digest = id(`digest ${index}`);
        const signature = await signer.signDigest(digest);
        expect(recoverAddress(digest, signature)).to.equal(ADDRESS);
        expect(BigInt(signature.s) <= HALF_ORDER).to.equal(true);
        parities.add(signature.yParity);
      }
      expect([...parities].sort()).to.deep.equal([0, 1]);
    });
  }

  it("is refused if its key is of another kind", async () => {
    kms.publicKey = { KeySpec: "RSA_2048" };
    const rsa = await expectRefusal("SIGNER_INVALID", () => awsKmsSigner(kms.keyId));
    expect(rsa.message).to.contain("is RSA_2048 for SIGN_VERIFY, not ECC_SECG_P256K1 for SIGN_VERIFY");
    kms.publicKey = { KeyUsage: "KEY_AGREEMENT" };
    await expectRefusal("SIGNER_INVALID", () => awsKmsSigner(kms.keyId));
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    kms.publicKey = { PublicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64") };
    const curve = await expectRefusal("SIGNER_INVALID", () => awsKmsSigner(kms.keyId));
    expect(curve.message).to.equal(`AWS KMS key ${kms.keyId} has no public key on secp256k1.`);
    kms.publicKey = { PublicKey: Buffer.from("not DER").toString("base64") };
    await expectRefusal("SIGNER_INVALID", () => awsKmsSigner(kms.keyId));
  });

  it("gives out no signature of another key, and none that is malformed", async () => {
    const signer = await awsKmsSigner(kms.keyId);
    kms.signingKey = new SigningKey(id("another key"));
    const other = await expectRefusal("SIGNATURE_WRONG", () => signer.signDigest(id("digest")));
    expect(other.message).to.equal(`What was signed is not a signature of ${ADDRESS}.`);
    kms.answers.push({ status: 200, body: { KeyId: kms.keyId, Signature: Buffer.from("30").toString("base64") } });
    await expectRefusal("SIGNATURE_WRONG", () => signer.signDigest(id("digest")));
  });

  it("waits out throttling, and says so if it lasts", async () => {
    const signer = await awsKmsSigner(kms.keyId);
    const busy = awsError("ThrottlingException", "Rate exceeded");
    kms.answers.push(busy);
    kms.requests.length = 0;
    expect(recoverAddress(id("digest"), await signer.signDigest(id("digest")))).to.equal(ADDRESS);
    expect(kms.requests).to.have.length(2);
    kms.answers.push(busy, busy, busy);
    const error = await expectRefusal("SIGNER_UNAVAILABLE", () => signer.signDigest(id("digest")));
    expect(error.message).to.equal(`AWS KMS does not serve key ${kms.keyId}: ThrottlingException: Rate exceeded`);
  });

  it("passes on why KMS refuses", async () => {
    kms.answers.push(awsError("NotFoundException", "Alias is not found."));
    await expectRefusal("SIGNER_REFUSED", () => awsKmsSigner("alias/kgst-minter"));
    const signer = await awsKmsSigner(kms.keyId);
    kms.answers.push(awsError("AccessDeniedException", "not authorized to perform: kms:Sign"));
    const error = await expectRefusal("SIGNER_REFUSED", () => signer.signDigest(id("digest")));
    expect(error.message).to.contain("AccessDeniedException: not authorized to perform: kms:Sign");
    expect(error.remedy).to.contain("kms:GetPublicKey, kms:Sign");
  });

  it("deploys on an EVM chain, named by a configuration variable", async () => {
    const stage = await Stage.open({ accounts: [] });
    try {
      const hre = await createHardhatRuntimeEnvironment({ ...config, signers: { DEPLOYER: `aws-kms:${kms.keyId}` } });
      const desired = await desiredKgst();
      const keys = networkKeys(stage.connection, desired.network, hre.config.signers);
      await stage.connection.ethers.provider.send("hardhat_setBalance", [ADDRESS, toBeHex(10n ** 19n)]);
      await stage.connection.ethers.provider.send("hardhat_setBalance", [accounts[2]!.address, toBeHex(10n ** 19n)]);
      const outcome = await stage.run({ keys });
      await stage.expectDeployedOnce(outcome);
      expect((await stage.transactions()).map(({ from }) => from)).to.deep.equal([
        ...Array<string>(4).fill(ADDRESS),
        ...Array<string>(LIMITS).fill(accounts[2]!.address),
      ]);
    } finally {
      await stage.close();
    }
  });

  it("deploys on TRON", async () => {
    const stage = await TronStage.open({
      accounts: [{ address: ADDRESS.slice(2).toLowerCase(), balance: 10n ** 12n }],
    });
    const signers = [await awsKmsSigner(kms.keyId), ...accounts.map(localSigner)];
    const outcome = await stage.run({ keys: signerKeys(signers) });
    await stage.expectDeployedOnce(outcome);
    expect(outcome.record?.deployer).to.equal(ADDRESS);
    expect(JSON.stringify(stage.records())).not.to.contain(KEY.slice(2));
    await stage.node.close();
  });
});
