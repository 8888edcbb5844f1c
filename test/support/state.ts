import { type FunctionFragment, type ParamType, ZeroHash, toBeHex } from "ethers";
import { IStablecoin__factory } from "../../typechain-types/index.js";
import { ROLES, type System } from "./system.ts";

/** What is not a state: the implementation's own description. */
const DESCRIPTIONS = ["controlsVersion", "carriesHolderPlane", "proxiableUUID", "delegated"];

/** Every function of the union ABI that only reads. */
export function readers(): FunctionFragment[] {
  const found: FunctionFragment[] = [];
  IStablecoin__factory.createInterface().forEachFunction((fragment) => {
    if (fragment.constant) found.push(fragment);
  });
  return found;
}

/** Those about whom it is asked: one of each kind. */
const ASKED = ["alice", "bob", "carol", "dave", "minter", "burner", "bridge", "relayer"] as const;

/**
 * Asks every read function about holders, staff and the given references.
 * @returns the answers by call, comparable with those of another moment.
 */
export async function readEverything(system: System, references: readonly string[]): Promise<Map<string, string>> {
  const accounts = ASKED.map((name) => system.actors[name].address);
  const candidates = ({ type, name }: ParamType): readonly unknown[] => {
    if (type === "address") return accounts;
    if (type === "bytes4") return [toBeHex(0x01ffc9a7)];
    if (type === "bytes32") return name === "role" ? [ZeroHash, ...Object.values(ROLES)] : references;
    return [0n];
  };
  const calls = readers()
    .filter(({ name }) => !DESCRIPTIONS.includes(name))
    .flatMap((fragment) => combinations(fragment.inputs.map(candidates)).map((args) => ({ fragment, args })));
  const answers = await Promise.all(
    calls.map(async ({ fragment, args }): Promise<[string, string]> => {
      const answer: unknown = await system.token.getFunction(fragment.format("sighash")).staticCall(...args);
      return [`${fragment.name}(${args.join(", ")})`, String(answer)];
    }),
  );
  return new Map(answers);
}

function combinations(lists: readonly (readonly unknown[])[]): unknown[][] {
  return lists.reduce<unknown[][]>((some, list) => some.flatMap((head) => list.map((last) => [...head, last])), [[]]);
}
