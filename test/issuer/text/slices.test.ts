import { expect } from "chai";
import { dataSlice, hexlify } from "ethers";
import { slicesOf } from "../../../issuer/text/slices.ts";

const BYTES = hexlify(Uint8Array.from({ length: 64 }, (_, index) => index));

describe("Pieces of bytes", () => {
  it("are those that ethers cuts out", () => {
    const cut = slicesOf(BYTES);
    for (const [begin, end] of [
      [0, 0],
      [0, 64],
      [5, 37],
      [63, 64],
    ] as const) {
      expect(cut(begin, end)).to.equal(dataSlice(BYTES, begin, end));
    }
  });

  it("end where the bytes end, and are cut out of nothing else", () => {
    expect(() => slicesOf(BYTES)(60, 65)).to.throw("cannot slice beyond data bounds");
    for (const text of ["0x123", "1234", "0xzz", ""]) expect(() => slicesOf(text)).to.throw("invalid BytesLike value");
  });

  it("take as long for each of many", () => {
    const many = `0x${"ab".repeat(2 ** 20)}`;
    const cut = slicesOf(many);
    for (let at = 0; at < 2 ** 20; at += 32) if (cut(at, at + 32).length !== 66) expect.fail("a piece is too short");
  });
});
