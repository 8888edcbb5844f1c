import { assert, dataLength } from "ethers";

/** Bytes from one place up to another, as hex with `0x`. */
type Slice = (begin: number, end: number) => string;

/**
 * Returns what cuts pieces out of bytes that are written as hex. The text is checked once, where ethers' `dataSlice` reads
 * all of it for each piece: for many pieces that takes the square of their number.
 * @throws TypeError of ethers (`INVALID_ARGUMENT`) if the text is not bytes in hex; a piece that ends behind them fails as
 * ethers' do (`BUFFER_OVERRUN`).
 */
export function slicesOf(data: string): Slice {
  const length = dataLength(data);
  return (begin, end) => {
    assert(end <= length, "cannot slice beyond data bounds", "BUFFER_OVERRUN", {
      ...{ buffer: new Uint8Array(), length, offset: end },
    });
    return `0x${data.slice(2 + 2 * begin, 2 + 2 * end)}`;
  };
}
