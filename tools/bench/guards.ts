import { type JsonRpcApiProvider, ZeroHash, id, parseUnits } from "ethers";
import type { TestChain } from "../../test/support/chain.ts";
import { entry, namespaceSlot } from "../../test/support/slots.ts";
import { PARTS, type Guards, type GuardsByOperation, type Part, totalOf } from "./parts.ts";
import { denseAccounts, denseHash } from "./dense.ts";
import type { Call, Token } from "./token.ts";
import { KGST } from "./tokens/kgst.ts";

interface Step {
  readonly op: string;
  readonly gas: number;
  readonly gasCost: number;
  readonly depth: number;
  readonly stack: readonly string[];
}

const AMOUNT = parseUnits("1.25", 6);
const FIRST_ACCOUNT = 25;
const IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbcn;

/** Sends a mint and a burn as they are measured, and tells from their traces what each part of them costs. */
export async function measureGuards(chain: TestChain): Promise<GuardsByOperation> {
  const token = await KGST.deploy(chain);
  const [payee] = denseAccounts(chain, FIRST_ACCOUNT, 1);
  if (payee === undefined) throw new Error("No account is left to mint to");
  for (const { address } of [payee, token.burner]) {
    await send(chain, token, token.mint(address, AMOUNT * 2n, denseHash(`deposit for ${address}`)));
  }
  const [deposit, payout] = [denseHash("deposit"), denseHash("payout")];
  const mint = token.mint(payee.address, AMOUNT, deposit);
  const burn = token.burn(AMOUNT, payout);
  return {
    mint: await takeApart(chain, token, mint, [
      ...slotsOfRole("MINTER_ROLE", mint.from.address),
      ...slotsOfMinting(mint.from.address, deposit),
      ...slotsOfLedger(payee.address),
    ]),
    burn: await takeApart(chain, token, burn, [
      ...slotsOfRole("BURNER_ROLE", burn.from.address),
      [entry(namespaceSlot("stablecoin.storage.Burning"), "bytes32", payout), "reference"],
      ...slotsOfLedger(burn.from.address),
    ]),
  };
}

async function send(chain: TestChain, token: Token, { from, data }: Call): Promise<string> {
  const receipt = await chain.send(from.sendTransaction({ to: token.address, data }));
  return receipt.hash;
}

async function takeApart(
  chain: TestChain,
  token: Token,
  call: Call,
  slots: readonly (readonly [bigint, Part])[],
): Promise<Guards> {
  const hash = await send(chain, token, call);
  const provider = chain.provider as JsonRpcApiProvider;
  const receipt = await provider.getTransactionReceipt(hash);
  const { structLogs: steps } = (await provider.send("debug_traceTransaction", [
    hash,
    { disableMemory: true, disableStorage: true },
  ])) as { readonly structLogs: readonly Step[] };
  const parts = new Map(slots);
  const sums = Object.fromEntries(Object.keys(PARTS).map((part) => [part, 0])) as Record<Part, number>;
  let gated = Infinity; // the depth of the call of the gate, while it runs
  for (const [index, step] of steps.entries()) {
    if (step.depth < gated) gated = Infinity;
    const part = step.depth >= gated ? "attestation" : partOf(step, parts);
    if (step.op === "STATICCALL" && part === "attestation") gated = Math.min(gated, step.depth + 1);
    sums[part] += costOf(steps, index);
  }
  const used = Number(receipt?.gasUsed ?? 0n);
  sums.transaction = used - totalOf(sums);
  return sums;
}

/** What a step costs by itself: of a call, without what its callee uses. */
function costOf(steps: readonly Step[], index: number): number {
  const [step, inner] = [steps[index], steps[index + 1]];
  if (step === undefined || inner === undefined || inner.depth <= step.depth) return step?.gasCost ?? 0;
  const back = steps.findIndex(({ depth }, at) => at > index && depth === step.depth);
  const [after, last] = [steps[back], steps[back - 1]];
  if (after === undefined || last === undefined) throw new Error("A trace ends within a call");
  return step.gas - after.gas - (inner.gas - last.gas + last.gasCost);
}

function partOf({ op, stack }: Step, parts: ReadonlyMap<bigint, Part>): Part {
  if (op === "SLOAD" || op === "SSTORE") return parts.get(BigInt(stack.at(-1) ?? 0)) ?? "code";
  if (op === "DELEGATECALL") return "hop";
  if (op === "STATICCALL") return "attestation";
  return op.startsWith("LOG") ? "events" : "code";
}

// ---------------------------------------------------------------------------------------------------- where things lie

function slotsOfLedger(account: string): (readonly [bigint, Part])[] {
  const ledger = namespaceSlot("stablecoin.storage.Ledger");
  return [
    [entry(ledger, "address", account), "balance"],
    [ledger + 2n, "supply"],
    [namespaceSlot("stablecoin.storage.Switches"), "pause"],
    [IMPLEMENTATION_SLOT, "hop"],
  ];
}

function slotsOfMinting(minter: string, reference: string): (readonly [bigint, Part])[] {
  const minting = namespaceSlot("stablecoin.storage.Minting");
  const limit = entry(minting + 4n, "address", minter);
  return [
    [minting, "window"],
    [minting + 1n, "window"],
    [entry(minting + 3n, "bytes32", reference), "reference"],
    [limit, "limit"],
    [entry(limit + 1n, "bytes32", ZeroHash), "limit"],
  ];
}

function slotsOfRole(role: string, account: string): (readonly [bigint, Part])[] {
  const roles = namespaceSlot("openzeppelin.storage.AccessControl");
  return [[entry(entry(roles, "bytes32", id(role)), "address", account), "role"]];
}
