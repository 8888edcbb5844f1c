import { getAddress } from "ethers";
import { z } from "zod";
import { addressField } from "../text/fields.ts";

/** An account in hex, as every chain of the file has it. */
export const address = addressField()
  .refine((text) => !/^0x0{40}$/.test(text), "must not be the zero address")
  .transform((text) => getAddress(text));

/** Returns a list in which nothing stands twice. */
export function distinct<T extends z.ZodType<string>>(item: T): z.ZodArray<T> {
  return z.array(item).refine((list) => new Set(list).size === list.length, "must not name an account twice");
}
