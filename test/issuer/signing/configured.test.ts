import { inspect } from "node:util";
import { expect } from "chai";
import { Transaction, computeAddress, id } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import config from "../../../hardhat.config.ts";
import { ConfiguredSigners, parseSigners } from "../../../issuer/signing/configured.ts";
import type { Platform } from "../../../issuer/signing/signer.ts";
import { DigestSigner, localSigner } from "../../../issuer/signing/digest.ts";
import { permittedSigner } from "../../../issuer/signing/tron-account.ts";
import { accounts, expectRefusal } from "../../deploy/support.ts";
import { DOMAIN, REPORT, tronCall } from "./support/samples.ts";
import { RESERVE_REPORT_TYPES } from "../../../issuer/reports/reserve-report.ts";

const KEY = id("a key");
const ADDRESS = computeAddress(KEY);

describe("An entry of `signers`", () => {
  const configured = async (signers: Record<string, string>, platform: Platform | null): Promise<ConfiguredSigners> => {
    const hre = await createHardhatRuntimeEnvironment({ ...config, signers });
    return new ConfiguredSigners(hre.config.signers, platform);
  };

  it("is a private key, a key of AWS KMS, a path on a Ledger, or several of them", () => {
    const value = ` ledger:m/44'/60'/0'/0/0, ledger:m/44'/195'/1'/0/2 ,aws-kms:alias/kgst-minter,${KEY.slice(2)}`;
    const [evm, tron, kms, local, ...others] = parseSigners("MINTER", value);
    expect(evm).to.deep.equal({ kind: "ledger", path: "m/44'/60'/0'/0/0", platform: "evm" });
    expect(tron).to.deep.equal({ kind: "ledger", path: "m/44'/195'/1'/0/2", platform: "tron" });
    expect(kms).to.deep.equal({ kind: "aws-kms", key: "alias/kgst-minter" });
    expect(local?.kind === "local" && local.signer.address).to.equal(ADDRESS);
    expect(others).to.deep.equal([]);
    expect(parseSigners("MINTER", " ")).to.deep.equal([]);
  });

  it("is refused in any other form, and never shown", async () => {
    const wrong = `${KEY}00`;
    const key = await expectRefusal("SIGNER_INVALID", () => parseSigners("MINTER", wrong));
    expect(key.message).to.equal("MINTER's key is not 32 bytes in hex.");
    expect(key.remedy).to.not.contain("DEPLOYER");
    for (const value of ["00".repeat(32), "ff".repeat(32)]) {
      const none = await expectRefusal("SIGNER_INVALID", () => parseSigners("MINTER", value));
      expect(none.message).to.equal("MINTER's key is not a key of secp256k1: it is zero, or too large.");
    }
    for (const value of ["aws-kms:", "aws-kms:a b", "ledger:", "ledger:44'/60'/0'", "ledger:m/44'/0'/0'/0/0"]) {
      const error = await expectRefusal("SIGNER_INVALID", () => parseSigners("MINTER", value));
      expect(error.message).to.match(/^MINTER names no /);
    }
  });

  it("keeps a private key to itself", () => {
    const [spec] = parseSigners("MINTER", KEY);
    const signer = localSigner(KEY);
    for (const shown of [spec, signer, permittedSigner(signer, accounts[1]!.address, 2)]) {
      const text = `${inspect(shown, { depth: 9, showHidden: true })}${JSON.stringify(shown)}`;
      expect(text).not.to.contain(KEY.slice(2));
    }
  });

  it("is found by its name or its account, for its kind of chain only", async () => {
    const signers = { DEPLOYER: "ledger:m/44'/195'/0'/0/0", MINTER: KEY, PAUSER: "" };
    const evm = await configured(signers, "evm");
    expect((await evm.named("MINTER"))?.address).to.equal(ADDRESS);
    expect((await evm.find(ADDRESS))?.address).to.equal(ADDRESS);
    expect(await evm.named("DEPLOYER")).to.equal(null);
    expect(await evm.named("PAUSER")).to.equal(null);
    expect(await evm.named("NOBODY")).to.equal(null);
    expect(await evm.find(accounts[1]!.address)).to.equal(null);
  });

  it("is in nobody's way if it cannot be used, and told where it may have been the one", async () => {
    const signers = await configured({ BURNER: "0x12", MINTER: KEY }, "evm");
    expect((await signers.find(ADDRESS))?.address).to.equal(ADDRESS);
    const error = await expectRefusal("SIGNER_INVALID", () => signers.find(accounts[1]!.address));
    expect(error.message).to.equal("BURNER's key is not 32 bytes in hex.");
  });

  it("opens no key service and no device for an account whose key is on this machine", async () => {
    const tron = await configured({ DEPLOYER: "ledger:m/44'/195'/0'/0/0", MINTER: KEY }, "tron");
    expect((await tron.find(ADDRESS))?.place).to.equal("a key on this machine");
  });
});

describe("A signer of digests", () => {
  it("gives out no signature but its account's own", async () => {
    const other = localSigner(id("another key"));
    const mixed = new DigestSigner(ADDRESS, "a mix-up", async (digest) => {
      const { r, s } = await other.signDigest(digest);
      return { r: BigInt(r), s: BigInt(s) };
    });
    await expectRefusal("SIGNATURE_WRONG", () => mixed.signEvmTransaction({ chainId: 1n, nonce: 0 }));
    await expectRefusal("SIGNATURE_WRONG", () => mixed.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT }));
    const zero = new DigestSigner(ADDRESS, "zero", () => Promise.resolve({ r: 0n, s: 0n }));
    await expectRefusal("SIGNATURE_WRONG", () => zero.signTronTransaction(tronCall(ADDRESS, ADDRESS)));
  });

  it("signs the bytes of a TRON transaction, not the id that is claimed for them", async () => {
    const signer = localSigner(KEY);
    const call = tronCall(ADDRESS, accounts[1]!.address);
    const claimed = { ...call, hash: id("something else") };
    expect(await signer.signTronTransaction(claimed)).to.equal(await signer.signTronTransaction(call));
  });

  it("that acts for another account of TRON signs nothing else in its name", async () => {
    const signer = permittedSigner(localSigner(KEY), accounts[1]!.address, 2);
    await expectRefusal("SIGNER_UNSUPPORTED", () => signer.signEvmTransaction({ chainId: 1n }));
    await expectRefusal("SIGNER_UNSUPPORTED", () => signer.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT }));
    const raw = await localSigner(KEY).signEvmTransaction({ chainId: 56n, nonce: 1, type: 2, gasLimit: 21_000n });
    expect(Transaction.from(raw).from).to.equal(ADDRESS);
  });
});
