import { expect } from "chai";
import { TronWeb } from "tronweb";
import { AddressError, isTronAddress, toBare, toBase58, toEvm, toHex } from "../../../packages/tron/address.ts";

const FORMS = {
  base58: "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC",
  hex: "417e5f4552091a69125d5dfcb7b8c2659029395bdf",
  evm: "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
  bare: "7e5f4552091a69125d5dfcb7b8c2659029395bdf",
};

describe("TRON addresses", () => {
  for (const [name, given] of Object.entries({ ...FORMS, prefixed: `0x${FORMS.hex}` })) {
    it(`converts ${name} to every form`, () => {
      expect(toBase58(given)).to.equal(FORMS.base58);
      expect(toHex(given)).to.equal(FORMS.hex);
      expect(toEvm(given)).to.equal(FORMS.evm);
      expect(toBare(given)).to.equal(FORMS.bare);
    });
  }

  it("agrees with tronweb", () => {
    for (let number = 1; number <= 50; number++) {
      const address = TronWeb.address.fromPrivateKey(number.toString(16).padStart(64, "0")) as string;
      expect(toBase58(toHex(address))).to.equal(address);
      expect(toHex(address)).to.equal(TronWeb.address.toHex(address));
    }
  });

  const wrong = [
    "",
    "T",
    FORMS.base58.replace("TM", "TN"),
    `${FORMS.hex}00`,
    FORMS.hex.replace("41", "42"),
    "0x7e5f",
    "0OIl".repeat(8),
  ];
  for (const text of wrong) {
    it(`refuses "${text}"`, () => {
      expect(isTronAddress(text)).to.equal(false);
      expect(() => toBare(text))
        .to.throw(AddressError)
        .with.property("code", "TRON_ADDRESS_INVALID");
    });
  }
});
