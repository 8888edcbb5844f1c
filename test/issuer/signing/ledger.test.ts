import { expect } from "chai";
import { Transaction, TypedDataEncoder, id, verifyTypedData } from "ethers";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import { signerKeys } from "../../../issuer/signing/keys.ts";
import { RESERVE_REPORT_TYPES } from "../../../issuer/reports/reserve-report.ts";
import { localSigner } from "../../../issuer/signing/digest.ts";
import { openUsb } from "../../../issuer/signing/ledger-device.ts";
import { ledgerSigner } from "../../../issuer/signing/ledger-hardware.ts";
import type { AccountSigner } from "../../../issuer/signing/signer.ts";
import { Stage, accounts, expectRefusal } from "../../deploy/support.ts";
import { desiredKgst } from "../../support/deployment-stage.ts";
import { TronStage } from "../../deploy/tron/support/stage.ts";
import { LedgerEmulator } from "./support/ledger-emulator.ts";
import { DOMAIN, REPORT, tronCall } from "./support/samples.ts";

const PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow";
const EVM_PATH = "44'/60'/0'/0/0";
const TRON_PATH = "44'/195'/0'/0/0";

describe("An account of a Ledger", function () {
  this.timeout(60_000);

  let device: LedgerEmulator;
  beforeEach(() => {
    device = new LedgerEmulator(PHRASE);
  });
  const ethereum = (): Promise<AccountSigner> => ledgerSigner(`m/${EVM_PATH}`, "evm", device.open);
  const tron = (): Promise<AccountSigner> => {
    device.app = "TRON";
    return ledgerSigner(`m/${TRON_PATH}`, "tron", device.open);
  };
  const call = { to: accounts[1]!.address, data: `0x8456cb59${"11".repeat(300)}`, nonce: 3, gasLimit: 90_000n };

  describe("on EVM chains", () => {
    it("has the address that the device shows at the path", async () => {
      const signer = await ethereum();
      expect(signer.address).to.equal("0x58A57ed9d8d624cBD12e2C467D34787555bB1b25");
      expect(signer.address).to.equal(device.address(EVM_PATH));
      expect(signer.place).to.equal(`a Ledger's Ethereum app, m/${EVM_PATH}`);
    });

    for (const [name, fields] of [
      ["EIP-1559 transactions", { type: 2, chainId: 56n, maxFeePerGas: 5n, maxPriorityFeePerGas: 1n }],
      ["legacy transactions", { type: 0, chainId: 56n, gasPrice: 5n }],
      ["legacy transactions of chains with large ids", { type: 0, chainId: 728_126_428n, gasPrice: 5n }],
    ] as const) {
      it(`signs ${name}, which it shows whole`, async () => {
        const signer = await ethereum();
        const signed = Transaction.from(await signer.signEvmTransaction({ ...call, ...fields }));
        expect(signed.from).to.equal(signer.address);
        expect(signed.unsignedHash).to.equal(Transaction.from({ ...call, ...fields }).unsignedHash);
        const [shown] = device.shown as [{ to: string; data: string; nonce: number; chainId: string }];
        expect([shown.to, shown.data, shown.nonce, shown.chainId]).to.deep.equal([
          call.to,
          call.data,
          3,
          `${fields.chainId}`,
        ]);
      });
    }

    it("signs typed data, of which it shows the two hashes", async () => {
      const signer = await ethereum();
      const signature = await signer.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT });
      expect(verifyTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT }, signature)).to.equal(signer.address);
      expect(device.shown).to.deep.equal([
        {
          separator: TypedDataEncoder.hashDomain(DOMAIN),
          message: TypedDataEncoder.from(RESERVE_REPORT_TYPES).hash(REPORT),
        },
      ]);
    });

    it("signs no transaction types the app does not know, and nothing for TRON", async () => {
      const signer = await ethereum();
      const unknown = { type: 4, chainId: 56n, authorizationList: [], to: call.to };
      await expectRefusal("SIGNER_UNSUPPORTED", () => signer.signEvmTransaction(unknown));
      const nothing = { hash: id(""), rawData: "0x", expiration: 0n };
      await expectRefusal("SIGNER_UNSUPPORTED", () => signer.signTronTransaction(nothing));
      expect("signDigest" in signer).to.equal(false);
    });

    it("sets limits as the LIMITER of a deployment", async () => {
      const stage = await Stage.open();
      try {
        const limiter = await ethereum();
        const { provider } = stage.connection.ethers;
        await provider.send("hardhat_setBalance", [limiter.address, "0xde0b6b3a7640000"]);
        const desired = await desiredKgst((config) => {
          config.roles.LIMITER = [limiter.address];
        });
        const outcome = await stage.run({ desired, keys: signerKeys([localSigner(accounts[0]!), limiter]) });
        await stage.expectDeployedOnce(outcome);
        const abi = IStablecoin__factory.createInterface();
        const calls = (device.shown as { data: string }[]).map(({ data }) => abi.parseTransaction({ data })?.name);
        expect(calls).to.deep.equal(["setMinterLimit", "setGuardianLimit", "setBridgeLimits"]);
      } finally {
        await stage.close();
      }
    });
  });

  describe("on TRON", () => {
    it("has the address that the device shows at the path", async () => {
      expect((await tron()).address).to.equal(device.address(TRON_PATH));
    });

    it("sets limits as the LIMITER; what is too long to show is signed by its id", async () => {
      const limiter = await tron();
      const bare = limiter.address.slice(2).toLowerCase();
      const stage = await TronStage.open({ accounts: [{ address: bare, balance: 10n ** 12n }] }, (config) => {
        config.roles.LIMITER = [limiter.address];
      });
      const keys = signerKeys([localSigner(accounts[0]!), limiter]);
      const refused = await expectRefusal("SIGNER_UNSUPPORTED", () => stage.run({ keys }));
      expect(refused.message).to.equal("The call is too long for the TRON app to show.");
      const abi = IStablecoin__factory.createInterface();
      const shown = device.shown.at(-1) as { kind: string; data: string };
      expect([shown.kind, abi.parseTransaction(shown)?.name]).to.deep.equal(["trigger", "setGuardianLimit"]);

      device.signByHash = true;
      await stage.expectDeployedOnce(await stage.run({ keys }));
      expect(device.shown.at(-1)).to.deep.equal({ hash: (await stage.mined()).at(-1) });
      await stage.node.close();
    });

    it("signs typed data, and nothing for EVM chains", async () => {
      const signer = await tron();
      const signature = await signer.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT });
      expect(verifyTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT }, signature)).to.equal(signer.address);
      await expectRefusal("SIGNER_UNSUPPORTED", () => signer.signEvmTransaction(call));
    });

    it("says which of the app's settings forbids it", async () => {
      const signer = await tron();
      device.customContracts = false;
      const trigger = tronCall(signer.address, accounts[1]!.address);
      const error = await expectRefusal("SIGNER_REFUSED", () => signer.signTronTransaction(trigger));
      expect(error.remedy).to.equal('Allow "Custom contracts" in the TRON app\'s settings.');
    });
  });

  describe("refuses in words", () => {
    const signs = (signer: AccountSigner): Promise<string> =>
      signer.signEvmTransaction({ ...call, type: 2, chainId: 56n });

    it("what its owner rejects on the device", async () => {
      const signer = await ethereum();
      device.rejects = true;
      const error = await expectRefusal("SIGNER_REFUSED", () => signs(signer));
      expect(error.message).to.equal("The Ledger signed nothing: it was rejected on the device (0x6985).");
      expect(device.shown).to.deep.equal([]);
    });

    it("while the device is locked", async () => {
      const signer = await ethereum();
      device.locked = true;
      const error = await expectRefusal("SIGNER_UNAVAILABLE", () => signs(signer));
      expect(error.message).to.equal("The Ledger signed nothing: the device is locked (0x5515).");
      expect(error.remedy).to.equal("Unlock the Ledger with its PIN and run again.");
    });

    it("while no app or another app is open", async () => {
      for (const app of ["dashboard", "TRON"] as const) {
        device.app = app;
        const error = await expectRefusal("SIGNER_UNAVAILABLE", () =>
          ledgerSigner(`m/${EVM_PATH}`, "evm", device.open),
        );
        expect(error.message).to.match(/^The Ledger does not have the Ethereum app open \(0x6\w+\)\.$/);
      }
      device.app = "Ethereum";
      await expectRefusal("SIGNER_UNAVAILABLE", () => ledgerSigner(`m/${TRON_PATH}`, "tron", device.open));
    });

    it("while blind signing is off", async () => {
      const signer = await ethereum();
      device.blindSigning = false;
      const error = await expectRefusal("SIGNER_REFUSED", () => signs(signer));
      expect(error.remedy).to.equal("Allow blind signing in the app's settings on the Ledger.");
    });

    it("a signature of another device", async () => {
      const signer = await ethereum();
      const other = new LedgerEmulator("test test test test test test test test test test test junk");
      device.sign = (path, digest) => other.sign(path, digest);
      await expectRefusal("SIGNATURE_WRONG", () => signs(signer));
    });

    it("a machine without the package that speaks USB, naming the command that installs it", async () => {
      const absent = (): never => {
        throw new Error("Cannot find module");
      };
      const error = await expectRefusal("SIGNER_UNAVAILABLE", () => openUsb(absent));
      expect(error.remedy).to.contain("npm install --no-save @ledgerhq/hw-transport-node-hid@6.33.5");
    });
  });

  it("is connected for one request at a time, also when it refuses", async () => {
    const signer = await ethereum();
    device.rejects = true;
    await expectRefusal("SIGNER_REFUSED", () => signer.signTypedData(DOMAIN, RESERVE_REPORT_TYPES, { ...REPORT }));
    expect([device.opened, device.closed]).to.deep.equal([2, 2]);
  });
});
