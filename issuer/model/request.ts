import { type Build, creationData, shownAbi } from "./build.ts";
import type { Request } from "../chains/chain.ts";
import type { Action } from "./plan.ts";

/** Returns the transaction an action amounts to. */
export function toRequest(action: Action, from: string, build: Build): Request {
  const compiled = build.contract(action.artifact);
  if (action.kind === "deploy") {
    const data = creationData(compiled, action.args);
    return { from, to: null, data, name: compiled.name, abi: shownAbi(build, action.artifact) };
  }
  const { to, method, args, value } = action;
  const data = compiled.abi.encodeFunctionData(method, args);
  return { from, to, data, ...(value === undefined ? {} : { value }) };
}

/** Arguments as JSON: amounts as decimal text. */
export function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, entry: unknown) => (typeof entry === "bigint" ? `${entry}` : entry)));
}
