/** What holders and relayers do, in the order of the table's columns. */
export const HOLDERS_OPERATIONS = [
  "transferExisting",
  "transferNew",
  "transferWithMemo",
  "transferFrom",
  "transferFromInfinite",
  "approve",
  "permit",
  "transferWithAuthorization",
  "authorizationBatch",
] as const;

/** What the issuer does, in the order of the table's columns. */
export const ISSUERS_OPERATIONS = ["mint", "mintBatch", "burn", "freeze", "freezeBatch", "unfreeze"] as const;

/** What is measured. */
export const OPERATIONS = [...HOLDERS_OPERATIONS, ...ISSUERS_OPERATIONS] as const;

/** One measured operation. */
export type Operation = (typeof OPERATIONS)[number];

/** Cost of each operation of one token; null where the token has no such operation. */
export type Costs = Readonly<Record<Operation, number | null>>;

/** Costs by token. */
export type CostsByToken = Readonly<Record<string, Costs>>;

/** Heading of an operation's column, and how it is measured. */
export const DESCRIPTIONS: Readonly<Record<Operation, { readonly heading: string; readonly method: string }>> = {
  transferExisting: {
    heading: "transfer",
    method: "1.25 units to a holder; the payer keeps a balance",
  },
  transferNew: {
    heading: "to new",
    method: "1.25 units to an account that never held any; the payer keeps a balance",
  },
  transferWithMemo: {
    heading: "memo",
    method: "transferWithMemo: as transfer, with a reference of 32 bytes",
  },
  transferFrom: {
    heading: "transferFrom",
    method:
      "1.25 units to a holder out of an allowance of 100; KGST's asks whether the spender is frozen, AUSD's does not",
  },
  transferFromInfinite: {
    heading: "infinite",
    method: "transferFrom with an allowance of type(uint256).max, which USDC and PYUSD reduce all the same",
  },
  approve: {
    heading: "approve",
    method: "an allowance from 0 to 1.25 units",
  },
  mint: {
    heading: "mint",
    method: "1.25 units to a holder, not the first; KGST's includes limit, deposit reference and signed reserve window",
  },
  burn: {
    heading: "burn",
    method: "1.25 units of the caller's own, which keeps a balance; KGST's includes the payout reference",
  },
  permit: {
    heading: "permit",
    method: "v, r, s of a plain account's first permit, 0 to 1.25 units, sent by a relayer",
  },
  transferWithAuthorization: {
    heading: "3009",
    method: "transferWithAuthorization: v, r, s of a plain account, 1.25 units to a holder, sent by a relayer",
  },
  authorizationBatch: {
    heading: "3009 x10",
    method: "ten of them by one payer in one transaction",
  },
  mintBatch: {
    heading: "mint x10",
    method: "1.25 units to each of ten accounts that never held any, in one transaction",
  },
  freeze: {
    heading: "freeze",
    method: "the first freeze of an account that holds tokens; KGST's includes case, guardian's limit and record",
  },
  freezeBatch: {
    heading: "freeze x10",
    method: "the first freezes of ten accounts without tokens, in one transaction",
  },
  unfreeze: {
    heading: "unfreeze",
    method: "lifts a freeze; KGST's includes case and guardian's record",
  },
};
