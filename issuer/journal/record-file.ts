import { readFileSync } from "node:fs";
import { z } from "zod";
import { OperatorError } from "../errors.ts";
import { addressField, textField, wholeField } from "../text/fields.ts";
import { CONTRACT_KEYS, CROSSCHAIN_KEYS } from "../model/contracts.ts";
import type { DeploymentRecord } from "./record.ts";

const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const address = addressField();

const name = textField(200).min(1);

const contract = z.looseObject({
  artifact: name,
  address,
  transaction: hash,
  block: z.int().nonnegative(),
  constructorArguments: z.array(z.unknown()),
  creationCodeHash: name,
  runtimeCodeHash: name,
});

/** What is relied on; more may be there. */
const record = z.looseObject({
  schema: z.literal(1),
  coin: name,
  network: name,
  chainId: wholeField("a chain id"),
  genesis: name,
  deployer: address,
  contracts: z.strictObject(
    Object.fromEntries([...CONTRACT_KEYS, ...CROSSCHAIN_KEYS].map((key) => [key, contract.optional()])),
  ),
  calls: z.array(z.unknown()),
  config: z.unknown(),
});

/**
 * Reads a deployment's record.
 * @returns Null if there is no such file.
 * @throws OperatorError `RECORD_DAMAGED` if it is cut off, was edited into something else, or is of another coin.
 */
export function readRecordFile(
  file: string,
  of: { readonly network: string; readonly coin: string },
): DeploymentRecord | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const found = record.safeParse(parsed(text));
  if (!found.success) {
    const [issue] = found.error.issues;
    const where =
      issue === undefined || issue.path.length === 0 ? "it is not a whole record" : `${issue.path.join(".")} is wrong`;
    throw new OperatorError("RECORD_DAMAGED", `${file} cannot be used: ${where}.`);
  }
  const { network, coin } = found.data;
  if (network === of.network && coin === of.coin) return found.data as unknown as DeploymentRecord;
  throw new OperatorError("RECORD_DAMAGED", `${file} is the record of ${coin} on ${network}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
