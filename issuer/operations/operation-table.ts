/** One option of an operation's task. */
export interface OptionRow {
  /** In camel case, as Hardhat takes it. */
  readonly name: string;
  readonly description: string;
  /** What it is if left out; empty by default. */
  readonly fallback?: string;
}

/** One of the issuer's operations as its task is made from it. */
export interface OperationRow {
  /** Name of the task. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionRow[];
  /** Whether it cannot be undone by anybody: then the coin's symbol has to be typed. */
  readonly irreversible?: true;
  /** Whether one run is about one network only, since references and amounts belong to one chain. */
  readonly oneNetwork?: true;
}

/** Most accounts in one transaction if nothing else is said: as many as a person can still compare with a list. */
export const BATCH_SIZE = 100;

/** The artifact that an upgrade deploys if nothing else is said. */
export const CONTROLS = "contracts/issuer/IssuerControls.sol:IssuerControls";

const to = { name: "to", description: "The account that receives" };
const account = { name: "account", description: "The account" };
const amount = { name: "amount", description: 'In whole coins, such as "1000.50"' };
const amountOrAll = { name: "amount", description: 'In whole coins, such as "1000.50", or "all"' };
const caseId = { name: "case", description: "Your own id of the case; only its hash reaches the chain" };
const batch = { name: "batch", description: "Most accounts in one transaction", fallback: `${BATCH_SIZE}` };
const scopes = {
  name: "scopes",
  description: "transfer, mint, burn, crosschain, signature, seize with commas, or all",
};
const at = { name: "at", description: "token, attestations or timelock", fallback: "token" };

function csv(instead: string, columns: string): OptionRow {
  return { name: "csv", description: `Instead of ${instead}: a file with the columns ${columns}` };
}

function reference(what: string): OptionRow {
  return { name: "reference", description: `The bank's id of the ${what}; only its hash reaches the chain` };
}

function actReference(what: string): OptionRow {
  const description = `Your own id of this one ${what}, which the chain takes once; only its hash reaches it`;
  return { name: "reference", description };
}

const encoding = {
  name: "encoding",
  description: "Of --csv: windows-1251, utf-16le, koi8-r, ibm866, ...; else its mark, or UTF-8",
};
const distinct = {
  name: "distinct",
  description: "References that differ from known ones by case or look only, and stand for something else",
};
const accounts = [account, csv("--account", "account"), encoding, caseId, batch];
const takings = [
  account,
  amountOrAll,
  actReference("act"),
  csv("all three", "account,amount,reference"),
  encoding,
  caseId,
  distinct,
  batch,
];

/** Every operation, in the order in which they are listed. What each does is named in `operations.ts`. */
export const OPERATION_ROWS = [
  {
    name: "mint",
    description: "Issue against a bank deposit, or against each deposit of a file",
    options: [
      to,
      amount,
      reference("deposit"),
      csv("all three", "account,amount,reference"),
      encoding,
      distinct,
      { ...batch, description: "Most deposits in one transaction; fewer where they would not fit" },
    ],
    oneNetwork: true,
  },
  {
    name: "burn",
    description: "Redeem the burner's own tokens against a bank payout, or against each payout of a file",
    options: [amount, reference("payout"), csv("both", "amount,reference"), encoding, distinct],
    oneNetwork: true,
  },
  {
    name: "pause",
    description: "Stop transfers, mints, burns, bridges, signatures or seizures at once",
    options: [scopes],
  },
  { name: "unpause", description: "Restart what was paused", options: [scopes] },
  {
    name: "freeze",
    description: "Freeze an account, or those of a file, at once for 72 hours",
    options: accounts,
  },
  {
    name: "ratify",
    description: "Make a freeze last until it is lifted, whether it runs or has lapsed",
    options: accounts,
  },
  { name: "unfreeze", description: "Lift a freeze, or clear the record of a lapsed one", options: accounts },
  {
    name: "seize",
    description: "Move tokens of a frozen account, or of those of a file, to one receiver",
    options: [...takings, to],
    oneNetwork: true,
  },
  {
    name: "wipe",
    description: "Burn tokens of a frozen account, or of those of a file",
    options: takings,
    irreversible: true,
    oneNetwork: true,
  },
  {
    name: "limits",
    description: "Set the refilling limit of a minter or a guardian; without either, show all; the council may set 0",
    options: [
      { name: "minter", description: "The minter" },
      { name: "guardian", description: "The guardian" },
      {
        name: "capacity",
        description: 'The most coins, or accounts, at once: "1000000.00", "500", "0" or "unlimited"',
      },
      { name: "window", description: "In which an empty limit refills, such as 1d" },
    ],
  },
  {
    name: "bridge",
    description: "Set a bridge's limits in either direction; without --bridge, show limits and books of all of them",
    options: [
      { name: "bridge", description: "The bridge" },
      { name: "inbound", description: 'What it may mint here: "250000.00/1d", "0" or "unlimited/1d"' },
      { name: "outbound", description: "What it may burn here, written alike; what is left out stays as it is" },
      { name: "net", description: 'The most it may have minted less what it burned: "2000000.00", "0" or "unlimited"' },
    ],
  },
  {
    name: "roles",
    description: "Give a role to an account or take it; without --grant and --revoke, show who holds what",
    options: [
      { name: "grant", description: "Name of the role to give, such as MINTER" },
      { name: "revoke", description: "Name of the role to take" },
      account,
      at,
    ],
  },
  {
    name: "close-window",
    description: "Close an issuance window early: nothing more is issued under its report on this chain",
    options: [{ name: "sequence", description: "Number of the report; the latest if left out" }],
  },
  {
    name: "resolve-halt",
    description: "Settle conflicts between reports, after a halt or before one: reports up to a number are void",
    options: [{ name: "through", description: "Number up to which reports are void and conflicts settled" }],
  },
  {
    name: "attestors",
    description: "Set attestors and threshold as the coin's file says; do it on every chain",
    options: [
      {
        name: "closeWindows",
        description: 'Whether to close what the replaced attestors signed, as after a theft of keys: "yes" or "no"',
        fallback: "no",
      },
    ],
  },
  {
    name: "reserve-gate",
    description: "Replace the contract that opens issuance windows; none stops issuance",
    options: [{ name: "gate", description: 'The new gate, or "none"' }],
    oneNetwork: true,
  },
  {
    name: "retire",
    description: "End issuance on this chain for good; transfers and redemption go on",
    options: [{ name: "successor", description: "The token to look at instead, none if left out" }],
    irreversible: true,
    oneNetwork: true,
  },
  {
    name: "rescue",
    description: "Return other tokens that were sent to the token's address by mistake",
    options: [
      { name: "token", description: "The stray token" },
      { name: "to", description: "The account that gets them back" },
      { name: "amount", description: 'In whole stray tokens, such as "25.5", or "all"' },
      actReference("return"),
      distinct,
    ],
    oneNetwork: true,
  },
  {
    name: "transfer-admin",
    description: "Hand the default admin of a contract to another account, in two steps with a delay",
    options: [{ name: "to", description: 'The next default admin, or "none" to call a transfer off' }, at],
    irreversible: true,
    oneNetwork: true,
  },
  {
    name: "upgrade",
    description: "Replace the issuer controls by those of this build: deploy, schedule, and after the delay execute",
    options: [
      { name: "contract", description: "The artifact", fallback: CONTROLS },
      { name: "implementation", description: "Its address, if it is deployed already" },
      { name: "call", description: "Calldata to run with the upgrade, in hex", fallback: "0x" },
      { name: "reference", description: "Folder with the deployed version's build info, to compare the storage with" },
    ],
  },
  {
    name: "repair-path",
    description: "Route holder functions to a repair implementation, in an emergency, or back to the token",
    options: [{ name: "state", description: "on or off" }],
  },
  {
    name: "timelock",
    description: "Call off what waits in the timelock; without --cancel, show all that waits there",
    options: [{ name: "cancel", description: "The timelock's id of the operation" }],
    oneNetwork: true,
  },
] as const satisfies readonly OperationRow[];

/** Name of an operation. */
export type OperationName = (typeof OPERATION_ROWS)[number]["name"];
