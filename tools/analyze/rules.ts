import { isError, isFunction, type MemberAccess, natspec } from "../lib/solidity/ast.ts";
import { type Compilation, DEPLOYABLES, type Target, UNION } from "../lib/solidity/compilation.ts";
import { compareText, entryPoints, externalFunctions, reach, signature } from "../lib/solidity/reach.ts";
import { selectors } from "../snapshots/abi.ts";
import type { Finding } from "./finding.ts";

/** This repository's own rules, by what they are called in findings. */
export const RULES = {
  "own/error-twice": "an error is declared once, and no two share a selector",
  "own/event-missing": "every function that can change state can emit an event",
  "own/planes": "the two planes share no selector, and `IStablecoin` has exactly their functions",
  "own/origin": "nothing asks who signed the transaction (`tx.origin`); Slither overlooks some ways to ask",
  "own/natspec": "a function can raise each error and emit each event that its NatSpec names",
} as const satisfies Record<string, string>;

/** Applies every rule. */
export function runRules(compilation: Compilation): Finding[] {
  return [
    ...errorsTwice(compilation),
    ...missingEvents(compilation),
    ...planes(compilation),
    ...origins(compilation),
    ...untrueNatspec(compilation),
  ];
}

function finding(check: keyof typeof RULES, place: string, subject: string, description: string): Finding {
  return { check, place, subject, line: 0, description };
}

function errorsTwice({ nodes, fileOf }: Compilation): Finding[] {
  const errors = [...nodes.values()].filter(isError);
  const own = errors.filter((node) => fileOf(node).startsWith("contracts/"));
  const twice = own.flatMap((node, index) =>
    own
      .slice(0, index)
      .filter((other) => other.name === node.name)
      .map((other) => finding("own/error-twice", fileOf(node), node.name, `declared in ${fileOf(other)} as well`)),
  );
  const colliding = own.flatMap((node) =>
    errors
      .filter((other) => (other.errorSelector === node.errorSelector) !== (signature(other) === signature(node)))
      .map((other) => finding("own/error-twice", fileOf(node), node.name, `is easily taken for ${signature(other)}`)),
  );
  return [...twice, ...colliding];
}

function missingEvents(compilation: Compilation): Finding[] {
  return DEPLOYABLES.flatMap((target) => {
    const deployed = compilation.contract(target);
    return entryPoints(compilation, deployed)
      .filter((entry) => reach(compilation, deployed, entry).events.size === 0)
      .map((entry) =>
        finding("own/event-missing", target.source, signature(entry), "may change state and emits nothing on any path"),
      );
  });
}

function planes(compilation: Compilation): Finding[] {
  const [stablecoin, controls] = DEPLOYABLES;
  const functions = (target: Target) =>
    new Map(
      Object.entries(selectors(compilation.abi(target)).functions).map(([name, selector]) => [selector, name] as const),
    );
  const holder = functions(stablecoin);
  const issuer = functions(controls);
  const union = functions(UNION);
  const found: Finding[] = [];
  for (const [selector, name] of [...holder, ...issuer]) {
    if (!union.has(selector))
      found.push(finding("own/planes", UNION.source, name, "can be called and is not declared"));
  }
  for (const [selector, name] of union) {
    if (holder.has(selector) || issuer.has(selector)) continue;
    found.push(finding("own/planes", UNION.source, name, "is declared and exists in neither plane"));
  }
  for (const [selector, name] of holder) {
    const hidden = issuer.get(selector);
    if (hidden !== undefined) {
      found.push(finding("own/planes", stablecoin.source, name, `hides the issuer plane's ${hidden}`));
    }
  }
  return found;
}

function origins({ nodes, fileOf }: Compilation): Finding[] {
  return [...nodes.values()]
    .filter((node): node is MemberAccess => node.nodeType === "MemberAccess")
    .filter((node) => node.memberName === "origin" && node.expression.name === "tx")
    .filter((node) => fileOf(node).startsWith("contracts/"))
    .map((node) =>
      finding("own/origin", fileOf(node), "tx.origin", "a contract wallet or a relayer makes it somebody else"),
    );
}

/** Words in backticks that are names of errors or events, in the text of a function and of what it inherits. */
function untrueNatspec(compilation: Compilation): Finding[] {
  const { nodes, fileOf } = compilation;
  const named = (type: string) =>
    new Set(
      [...nodes.values()].filter(({ nodeType }) => nodeType === type).map((node) => (node as { name?: string }).name),
    );
  const errors = named("ErrorDefinition");
  const events = named("EventDefinition");
  const found = new Map<string, Finding>();
  for (const target of DEPLOYABLES) {
    const deployed = compilation.contract(target);
    for (const entry of externalFunctions(compilation, deployed)) {
      const reached = reach(compilation, deployed, entry);
      const raised = new Set([...reached.errors].map(({ name }) => name));
      const documented = [entry.id, ...(entry.baseFunctions ?? [])]
        .map((id) => nodes.get(id))
        .filter(isFunction)
        .filter((node) => fileOf(node).startsWith("contracts/"));
      for (const node of documented) {
        for (const [, word = ""] of (natspec(node).get("dev") ?? "").matchAll(/`(\w+)[^`]*`/g)) {
          const untrue = (errors.has(word) && !raised.has(word)) || (events.has(word) && !reached.events.has(word));
          if (!untrue) continue;
          const subject = `${signature(entry)} names ${word}`;
          found.set(
            `${target.name} ${subject}`,
            finding("own/natspec", fileOf(node), subject, `its NatSpec names ${word}, which it cannot raise or emit`),
          );
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.subject, b.subject));
}
