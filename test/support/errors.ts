import { Interface, type ErrorDescription, type InterfaceAbi, isHexString } from "ethers";
import {
  IReserveAttestations__factory,
  IStablecoin__factory,
  IssuerControls__factory,
  ReserveAttestations__factory,
  Stablecoin__factory,
  Timelock__factory,
} from "../../typechain-types/index.js";

/** One interface out of several ABIs, each fragment once. */
export function unionInterface(abis: readonly InterfaceAbi[]): Interface {
  const fragments = new Map<string, string>();
  for (const abi of abis) {
    Interface.from(abi).forEachError((fragment) => fragments.set(fragment.format("sighash"), fragment.format("full")));
    Interface.from(abi).forEachEvent((fragment) => fragments.set(fragment.format("full"), fragment.format("full")));
  }
  return new Interface([...fragments.values()]);
}

/** Every error and event that a contract of the system can answer with. */
export const SYSTEM_INTERFACE = unionInterface([
  IStablecoin__factory.abi,
  IReserveAttestations__factory.abi,
  Stablecoin__factory.abi,
  IssuerControls__factory.abi,
  ReserveAttestations__factory.abi,
  Timelock__factory.abi,
]);

/** Where wallets, providers and nodes hide the data of a revert; requests (`transaction`, `payload`) are not among them. */
const TRAIL = ["data", "error", "info", "cause"];

/** The data of a revert somewhere inside a thrown error; undefined if there is none. */
export function findRevertData(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown === "string") return isHexString(thrown) ? thrown : undefined;
  if (typeof thrown !== "object" || thrown === null || depth > 6) return undefined;
  for (const key of TRAIL) {
    const found = findRevertData((thrown as Record<string, unknown>)[key], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names the error that a revert's data encodes. Panics and reason strings are errors too. */
export function decodeError(data: string): ErrorDescription {
  if (data === "0x") throw new Error("The revert carries no data, hence no error");
  const decoded = SYSTEM_INTERFACE.parseError(data);
  if (decoded === null) throw new Error(`No contract of the system declares the error ${data}`);
  return decoded;
}
