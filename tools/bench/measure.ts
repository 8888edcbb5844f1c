import { MaxUint256, type Result, type TypedDataDomain, parseUnits } from "ethers";
import type { Account, TestChain } from "../../test/support/chain.ts";
import { FAR_FUTURE, denseAccounts, denseAddresses, denseHash, signPermit, signTransfer } from "./dense.ts";
import { type Costs, OPERATIONS, type Operation } from "./operations.ts";
import { type Call, type Candidate, HOLDER, type Token } from "./token.ts";

const DECIMALS = 6;
const AMOUNT = parseUnits("1.25", DECIMALS);
const ALLOWANCE = parseUnits("100", DECIMALS);
const HOLDING = parseUnits("1000", DECIMALS);
/** Is frozen from the beginning. */
const FROZEN = denseAddresses("frozen", 1)[0] ?? "";

/** Rows of what is measured as a batch. */
const ROWS = 10;

/** The accounts before this one act in the system under test. */
const FIRST_ACCOUNT = 24;

/** The numbers watched around each operation. */
const WATCHED = ["supply", "payer", "payee", "newcomer", "burner", "spender", "trustee", "permitted"] as const;
type Watched = (typeof WATCHED)[number];
type Effect = Readonly<Partial<Record<Watched, bigint>>>;

interface Cast {
  readonly payer: Account;
  readonly payee: Account;
  readonly newcomer: Account;
  /** Has a finite allowance. */
  readonly spender: Account;
  /** Has an infinite allowance. */
  readonly trustee: Account;
  /** Has no allowance yet. */
  readonly permitted: Account;
  readonly relayer: Account;
}

/** What an operation sends and which of the watched numbers it must change, by how much. */
interface Plan {
  readonly call: Call;
  readonly effect: Effect;
}

/**
 * Measures every operation of one token: the `gasUsed` of its receipt. Each starts from the same state, and its effect is
 * checked, so that nothing is measured that did not happen.
 */
export async function measure(chain: TestChain, candidate: Candidate): Promise<Costs> {
  const token = await candidate.deploy(chain);
  const cast = castOf(chain);
  await prepare(chain, token, cast);
  const plans = await plan(chain, token, cast);
  const costs: [Operation, number | null][] = [];
  for (const operation of OPERATIONS) {
    const planned = plans[operation];
    costs.push([
      operation,
      planned === null ? null : await cost(chain, token, cast, planned, `${candidate.name} ${operation}`),
    ]);
  }
  return Object.fromEntries(costs) as Costs;
}

function castOf(chain: TestChain): Cast {
  const [payer, payee, newcomer, spender, trustee, permitted, relayer] = denseAccounts(chain, FIRST_ACCOUNT, 7) as [
    Account,
    Account,
    Account,
    Account,
    Account,
    Account,
    Account,
  ];
  return { payer, payee, newcomer, spender, trustee, permitted, relayer };
}

/** Holders with balances, a burner with its own, and the two allowances. */
async function prepare(chain: TestChain, token: Token, cast: Cast): Promise<void> {
  for (const { address } of [cast.payer, cast.payee, token.burner]) {
    await send(chain, token, token.mint(address, HOLDING, denseHash(`deposit for ${address}`)));
  }
  await send(chain, token, holderCall(cast.payer, "approve", [cast.spender.address, ALLOWANCE]));
  await send(chain, token, holderCall(cast.payer, "approve", [cast.trustee.address, MaxUint256]));
  const freeze = token.freeze(FROZEN, denseHash("earlier case"));
  if (freeze !== null) await send(chain, token, freeze);
}

async function plan(chain: TestChain, token: Token, cast: Cast): Promise<Record<Operation, Plan | null>> {
  const { payer, payee, newcomer, spender, trustee, permitted } = cast;
  const moved: Effect = { payer: -AMOUNT, payee: AMOUNT };
  const pull = [payer.address, payee.address, AMOUNT];
  const freeze = token.freeze(payee.address, denseHash("case"));
  return {
    transferExisting: { call: holderCall(payer, "transfer", [payee.address, AMOUNT]), effect: moved },
    transferNew: {
      call: holderCall(payer, "transfer", [newcomer.address, AMOUNT]),
      effect: { payer: -AMOUNT, newcomer: AMOUNT },
    },
    transferFrom: { call: holderCall(spender, "transferFrom", pull), effect: { ...moved, spender: -AMOUNT } },
    transferFromInfinite: { call: holderCall(trustee, "transferFrom", pull), effect: moved },
    approve: { call: holderCall(payer, "approve", [permitted.address, AMOUNT]), effect: { permitted: AMOUNT } },
    mint: {
      call: token.mint(payee.address, AMOUNT, denseHash("deposit")),
      effect: { supply: AMOUNT, payee: AMOUNT },
    },
    burn: { call: token.burn(AMOUNT, denseHash("payout")), effect: { supply: -AMOUNT, burner: -AMOUNT } },
    ...(await planSigned(chain, token, cast, moved)),
    freeze: freeze && { call: freeze, effect: {} },
    ...planExtras(token, cast, moved),
  };
}

/** What few tokens can do; null where this one cannot. */
function planExtras(
  { extras }: Token,
  { payer, payee }: Cast,
  moved: Effect,
): Record<"transferWithMemo" | "mintBatch" | "freezeBatch" | "unfreeze", Plan | null> {
  const memo = holderCall(payer, "transferWithMemo", [payee.address, AMOUNT, denseHash("memo")]);
  const references = denseAddresses("deposit", ROWS).map((address) => denseHash(address));
  const mint = extras.mintBatch?.(denseAddresses("newcomer", ROWS), AMOUNT, references);
  const freeze = extras.freezeBatch?.(denseAddresses("suspect", ROWS), denseHash("case"));
  const unfreeze = extras.unfreeze?.(FROZEN, denseHash("case"));
  return {
    transferWithMemo: extras.memos === true ? { call: memo, effect: moved } : null,
    mintBatch: mint === undefined ? null : { call: mint, effect: { supply: AMOUNT * BigInt(ROWS) } },
    freezeBatch: freeze === undefined ? null : { call: freeze, effect: {} },
    unfreeze: unfreeze === undefined ? null : { call: unfreeze, effect: {} },
  };
}

/** What a relayer submits with a signature of the payer. */
async function planSigned(
  chain: TestChain,
  token: Token,
  { payer, payee, permitted, relayer }: Cast,
  moved: Effect,
): Promise<Record<"permit" | "transferWithAuthorization" | "authorizationBatch", Plan | null>> {
  const domain: TypedDataDomain = {
    name: token.domainName,
    version: "1",
    chainId: chain.chainId,
    verifyingContract: token.address,
  };
  const permit = await signPermit(domain, payer, permitted.address, AMOUNT);
  const transfer = await signTransfer(domain, payer, payee.address, AMOUNT);
  const allowed = [payer.address, permitted.address, AMOUNT, permit.deadline, ...partsOf(permit.signature)];
  const pulled = [payer.address, payee.address, AMOUNT, 0n, FAR_FUTURE, transfer.nonce, ...partsOf(transfer.signature)];
  const rows: unknown[] = [];
  for (let row = 0; token.extras.settles === true && row < ROWS; row += 1) {
    const { nonce, signature } = await signTransfer(domain, payer, payee.address, AMOUNT, `row ${row}`);
    rows.push([payer.address, payee.address, AMOUNT, 0n, FAR_FUTURE, nonce, ...partsOf(signature)]);
  }
  const sum = AMOUNT * BigInt(ROWS);
  const batch = (): Plan => {
    const call = holderCall(relayer, "transferWithAuthorizationBatch", [rows]);
    return { call, effect: { payer: -sum, payee: sum } };
  };
  return {
    authorizationBatch: rows.length === 0 ? null : batch(),
    permit: token.permits ? { call: holderCall(relayer, "permit", allowed), effect: { permitted: AMOUNT } } : null,
    transferWithAuthorization: token.authorizations
      ? { call: holderCall(relayer, "transferWithAuthorization", pulled), effect: moved }
      : null,
  };
}

type Signed = Awaited<ReturnType<typeof signPermit>>;

function partsOf({ v, r, s }: Signed["signature"]): [v: number, r: string, s: string] {
  return [v, r, s];
}

/** Runs one operation, checks what it did, and goes back to the state before it. */
async function cost(
  chain: TestChain,
  token: Token,
  cast: Cast,
  { call, effect }: Plan,
  title: string,
): Promise<number> {
  const undo = await chain.snapshot();
  try {
    const before = await watch(chain, token, cast);
    const receipt = await send(chain, token, call);
    const after = await watch(chain, token, cast);
    for (const name of WATCHED) {
      const change = after[name] - before[name];
      if (change !== (effect[name] ?? 0n)) throw new Error(`${title}: ${name} changed by ${change}`);
      if (change < 0n && after[name] === 0n) throw new Error(`${title}: ${name} is used up`);
    }
    if (receipt.logs.length === 0) throw new Error(`${title}: no event`);
    return Number(receipt.gasUsed);
  } finally {
    await undo();
  }
}

async function watch(chain: TestChain, token: Token, cast: Cast): Promise<Record<Watched, bigint>> {
  const read = async (name: string, args: readonly string[]): Promise<bigint> => {
    const answer = await chain.provider.call({ to: token.address, data: HOLDER.encodeFunctionData(name, args) });
    return (HOLDER.decodeFunctionResult(name, answer) as Result & [bigint])[0];
  };
  const balance = (account: Account): Promise<bigint> => read("balanceOf", [account.address]);
  const allowance = (account: Account): Promise<bigint> => read("allowance", [cast.payer.address, account.address]);
  return {
    supply: await read("totalSupply", []),
    payer: await balance(cast.payer),
    payee: await balance(cast.payee),
    newcomer: await balance(cast.newcomer),
    burner: await balance(token.burner),
    spender: await allowance(cast.spender),
    trustee: await allowance(cast.trustee),
    permitted: await allowance(cast.permitted),
  };
}

async function send(chain: TestChain, token: Token, { from, data }: Call): ReturnType<TestChain["send"]> {
  return await chain.send(from.sendTransaction({ to: token.address, data }));
}

function holderCall(from: Account, name: string, args: readonly unknown[]): Call {
  return { from, data: HOLDER.encodeFunctionData(name, args) };
}
