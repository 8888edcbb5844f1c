import { AbiCoder, id, keccak256, toBeHex } from "ethers";
import { type ContractNode, isContract, isStruct, type StructNode } from "../lib/solidity/ast.ts";
import { analyse, type Compilation, DEPLOYABLES, type LayoutMember, type LayoutType } from "../lib/solidity/compilation.ts";
import { compareText } from "../lib/solidity/reach.ts";

/** Where the members of one ERC-7201 namespace lie. */
export interface NamespaceLayout {
  /** Contract that declares it. */
  readonly contract: string;
  /** ERC-7201 root. */
  readonly root: string;
  /** Deployed contracts whose storage has it. */
  readonly within: readonly string[];
  readonly members: Record<string, string>;
  /** Members of the structs inside, each relative to the struct's own begin. */
  readonly structs: Record<string, Record<string, string>>;
}

interface Namespace {
  readonly name: string;
  readonly struct: StructNode;
  readonly contract: ContractNode;
  readonly within: string[];
}

const PROBE = "contracts/NamespaceProbes.sol";

/**
 * The layout of every namespace that a deployed contract uses, OpenZeppelin's included. solc lays out state variables
 * only, so it is given, in memory, one abstract contract for each namespace that holds the struct as a variable.
 * @param extra - What the compilation was given besides contracts/.
 */
export function namespaceLayouts(
  compilation: Compilation,
  extra: Readonly<Record<string, string>> = {},
): Record<string, NamespaceLayout> {
  const namespaces = findNamespaces(compilation);
  const { output } = analyse({ ...extra, [PROBE]: probes(compilation, namespaces) });
  return Object.fromEntries(
    namespaces.map(({ name, struct, contract, within }, index) => {
      const layout = output.contracts[PROBE]?.[`Probe${index}`]?.storageLayout;
      const variable = layout?.storage.find(({ label }) => label === "probed");
      const types = layout?.types ?? {};
      const members = types[variable?.type ?? ""]?.members;
      if (members === undefined) throw new Error(`solc gave no layout for ${struct.canonicalName}.`);
      const root = types[variable?.type ?? ""];
      const structs = Object.entries(types)
        .filter(([, type]) => type.members !== undefined && type !== root)
        .map(([, type]) => [type.label, memberLines(type.members ?? [], types)] as const)
        .sort(([a], [b]) => compareText(a, b));
      return [
        name,
        {
          contract: contract.name,
          root: erc7201(name),
          within,
          members: memberLines(members, types),
          structs: Object.fromEntries(structs),
        },
      ];
    }),
  );
}

function findNamespaces({ nodes, contract }: Compilation): Namespace[] {
  const found = new Map<string, Namespace>();
  for (const deployable of DEPLOYABLES) {
    for (const base of contract(deployable).linearizedBaseContracts) {
      const declaring = nodes.get(base);
      if (!isContract(declaring)) continue;
      for (const struct of declaring.nodes.filter(isStruct)) {
        const name = /@custom:storage-location erc7201:(\S+)/.exec(struct.documentation?.text ?? "")?.[1];
        if (name === undefined) continue;
        const known = found.get(name) ?? { name, struct, contract: declaring, within: [] };
        if (known.struct !== struct) throw new Error(`Two structs claim the namespace ${name}.`);
        known.within.push(deployable.name);
        found.set(name, known);
      }
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.name, b.name));
}

function probes({ fileOf }: Compilation, namespaces: readonly Namespace[]): string {
  const contracts = namespaces.map(
    ({ struct, contract }, index) =>
      `import {${contract.name} as Base${index}} from ${JSON.stringify(fileOf(contract))};\n` +
      `abstract contract Probe${index} is Base${index} { Base${index}.${struct.name} internal probed; }\n`,
  );
  return `// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.29;\n${contracts.join("")}`;
}

function memberLines(members: readonly LayoutMember[], types: Readonly<Record<string, LayoutType>>): Record<string, string> {
  return Object.fromEntries(
    members.map(({ label, slot, offset, type }) => {
      const { label: name = type, numberOfBytes = "?" } = types[type] ?? {};
      return [label, `slot ${slot}, offset ${offset}, ${numberOfBytes} bytes: ${name}`];
    }),
  );
}

/** ERC-7201: `keccak256(abi.encode(uint256(keccak256(id)) - 1)) & ~bytes32(uint256(0xff))`. */
function erc7201(name: string): string {
  const encoded = AbiCoder.defaultAbiCoder().encode(["uint256"], [BigInt(id(name)) - 1n]);
  return toBeHex(BigInt(keccak256(encoded)) & ~0xffn, 32);
}
