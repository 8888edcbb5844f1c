import { type AstNode, type FunctionNode, type ModifierInvocation, natspec, walk } from "../lib/solidity/ast.ts";
import { type Compilation, DEPLOYABLES } from "../lib/solidity/compilation.ts";
import { compareText, entryPoints, reach, signature } from "../lib/solidity/reach.ts";
import { code, type Generated, table } from "./markdown.ts";

interface Row {
  readonly contract: string;
  readonly name: string;
  readonly callers: string;
  readonly roles: readonly string[];
  readonly guard: string;
  readonly scopes: readonly string[];
}

/** Who may call what OpenZeppelin guards in a body, where neither a tag nor a modifier can be read. */
const INHERITED: Readonly<Record<string, string>> = {
  "lzReceive(Origin,bytes32,bytes,address,bytes)": "LayerZero's endpoint, for a message of the peer",
  "send(SendParam,MessagingFee,address)": "the holder",
  "setDelegate(address)": "the owner",
  "setEnforcedOptions(EnforcedOptionParam[])": "the owner",
  "setPeer(uint32,bytes32)": "the owner",
  "acceptDefaultAdminTransfer()": "the pending default admin, once the delay has passed",
  "onERC1155BatchReceived(address,address,uint256[],uint256[],bytes)": "anyone; changes nothing",
  "onERC1155Received(address,address,uint256,uint256,bytes)": "anyone; changes nothing",
  "onERC721Received(address,address,uint256,bytes)": "anyone; changes nothing",
  "renounceRole(bytes32,address)": "the account itself",
  "updateDelay(uint256)": "the timelock itself, by an operation that waited out the old delay",
};

const GUARDS = new Set(["onlyRole", "onlyRoleOrOpenRole", "initializer", "onlyProxy", "whenOn"]);
/** A role as its constant is called. */
const ROLE = /^[A-Z][A-Z_]*_ROLE$/;
/** Roles are administered by the default admin; nothing that can be called changes that. */
const ROLE_ADMIN = "getRoleAdmin(role)";

/** Every external function that changes state, with who may call it, from its tag and from its code. */
export function accessControl(compilation: Compilation): Generated {
  const problems: string[] = [];
  const inherited = new Set<string>();
  const rows = DEPLOYABLES.flatMap((target) => {
    const deployed = compilation.contract(target);
    return entryPoints(compilation, deployed).map((entry) => {
      const name = signature(entry);
      const { functions, modifiers } = reach(compilation, deployed, entry);
      const roles = rolesOf(compilation, [...functions], modifiers);
      const tag = natspec(entry).get("custom:access");
      const label = `${target.name}.${name}`;
      if ([...functions].some((node) => node.name === "_setRoleAdmin")) {
        problems.push(`${label}: can change which role administers another; docs/audit/access-control.md denies it`);
      }
      const own = compilation.fileOf(entry).startsWith("contracts/");
      if (tag !== undefined) problems.push(...disagreements(label, tag, roles));
      else if (own) problems.push(`${label}: no @custom:access tag says who may call it`);
      else if (roles.length === 0 && INHERITED[name] === undefined) {
        problems.push(`${label}: inherited without a role; name its callers in tools/docs/access-control.ts`);
      }
      if (tag === undefined && roles.length === 0) inherited.add(name);
      return {
        contract: target.name,
        name,
        callers: tag ?? (roles.length > 0 ? roles.join(", ") : (INHERITED[name] ?? "")),
        roles,
        guard: guards(compilation, modifiers),
        scopes: scopesOf(compilation, [...functions], modifiers),
      };
    });
  });
  for (const name of Object.keys(INHERITED)) {
    if (!inherited.has(name)) problems.push(`tools/docs/access-control.ts: ${name} is not needed any more`);
  }
  return { path: "docs/audit/access-control.md", content: render(rows), problems };
}

function disagreements(label: string, tag: string, roles: readonly string[]): string[] {
  const named = [...tag.matchAll(/\b[A-Z][A-Z_]*_ROLE\b/g)].map(([role]) => role).sort(compareText);
  return named.join() === roles.join()
    ? []
    : [`${label}: the tag says \`${tag}\`, the code asks for ${roles.join(", ") || "no role"}`];
}

/** Roles that a modifier demands, and those that a body asks the caller for. */
function rolesOf(
  compilation: Compilation,
  functions: readonly FunctionNode[],
  modifiers: readonly ModifierInvocation[],
): string[] {
  const roles = modifiers
    .filter(({ modifierName }) => modifierName.name.startsWith("onlyRole"))
    .map((modifier) => argument(compilation, modifier).replace(ROLE_ADMIN, "DEFAULT_ADMIN_ROLE"));
  for (const node of functions) {
    walk(node, (call) => {
      if (call.nodeType !== "FunctionCall") return;
      const { expression, arguments: given } = call as AstNode & {
        readonly expression: { readonly name?: string; readonly memberName?: string };
        readonly arguments: readonly AstNode[];
      };
      // A contract beside the token asks the token for its roles.
      const asked = expression.name ?? expression.memberName;
      if (asked !== "_checkRole" && asked !== "hasRole") return;
      const [role = "", account = "msg.sender"] = given.map((argument_) => compilation.textOf(argument_));
      if (ROLE.test(role) && account === "msg.sender") roles.push(role);
    });
  }
  return [...new Set(roles)].sort(compareText);
}

function guards(compilation: Compilation, modifiers: readonly ModifierInvocation[]): string {
  const texts = modifiers
    .filter(({ modifierName }) => GUARDS.has(modifierName.name))
    .map((modifier) => code(compilation.textOf(modifier)));
  return [...new Set(texts)].join(" ") || "in the body";
}

/** Scopes whose pause stops the function: those of the holder plane's entrance, and those asked for in a body. */
function scopesOf(
  compilation: Compilation,
  functions: readonly FunctionNode[],
  modifiers: readonly ModifierInvocation[],
): string[] {
  const texts = modifiers
    .filter(({ modifierName }) => modifierName.name === "whenOn")
    .map((modifier) => argument(compilation, modifier));
  for (const node of functions) {
    walk(node, (call) => {
      if (call.nodeType !== "FunctionCall") return;
      const { expression, arguments: given } = call as AstNode & {
        readonly expression: { readonly name?: string };
        readonly arguments: readonly AstNode[];
      };
      const [only, ...others] = given;
      if (expression.name === "_requireNotPaused" && only !== undefined && others.length === 0) {
        texts.push(compilation.textOf(only));
      }
    });
  }
  return [...new Set(texts.flatMap((text) => text.split(" | ")))].sort(compareText);
}

function argument(compilation: Compilation, { arguments: given }: ModifierInvocation): string {
  return (given ?? []).map((node) => compilation.textOf(node)).join(", ");
}

function render(rows: readonly Row[]): string {
  const roles = [...new Set(rows.flatMap((row) => row.roles))].sort(compareText);
  const byRole = roles.map((role) => [
    code(role),
    ...DEPLOYABLES.map(({ name }) =>
      rows
        .filter((row) => row.contract === name && row.roles.includes(role))
        .map((row) => code(row.name.split("(")[0] ?? ""))
        .filter((text, index, all) => all.indexOf(text) === index)
        .join(" "),
    ),
  ]);
  const sections = DEPLOYABLES.map(({ name, source }) => {
    const body = rows
      .filter(({ contract }) => contract === name)
      .map((row) => [code(row.name), row.callers, row.guard, row.scopes.join(", ").toLowerCase()]);
    const intro = INTRODUCTIONS[name];
    return `## \`${name}\`\n\n[${source}](../../${source}). ${intro}\n\n${table(
      ["function", "who may call it", "what the code asks", "stopped by a pause of"],
      body,
    )}`;
  });
  return `# Access control

Every function that can be called from outside and may change state: ${rows.length} in ${DEPLOYABLES.length} deployed contracts.

<!-- Generated by \`npm run docs\` from the compiler's syntax tree. Do not edit. -->

"Who may call it" is the function's \`@custom:access\` tag; "what the code asks" are the guards found by following its calls in
the compiled sources. CI fails when a tag is missing or names other roles than the code asks for. Views are left out: anyone
may call them, and nothing stops them.

## By role

${table(["role", ...DEPLOYABLES.map(({ name }) => code(name))], byRole)}

The default admin grants and revokes every role, and no function changes which role administers another. It is the timelock
([SECURITY.md](../../SECURITY.md), assumption 2).

${sections.join("\n\n")}
`;
}

const INTRODUCTIONS: Readonly<Record<(typeof DEPLOYABLES)[number]["name"], string>> = {
  Stablecoin: "The holder plane. Any other selector falls through to the issuer plane below; native coin is refused.",
  IssuerControls:
    "The issuer plane, run at the token's address. Called at its own address, it is locked and has no roles.",
  HolderRepair:
    "Deployed only to mend a rule of the holder plane, then run at the token's address in front of the issuer plane.",
  ReserveAttestations: "A contract of its own, not upgradeable.",
  Timelock: "OpenZeppelin's TimelockController without an outside admin: its own operations administer its roles.",
  LayerZeroAdapter:
    "A bridge of the token and a contract of its own, not upgradeable. Its owner is the timelock, as is its delegate at LayerZero. A pause of crosschain stops it at the token, in both directions.",
};
