import { HardhatPluginError } from "hardhat/plugins";
import { TRON_REMEDIES, TronError, type TronErrorCode } from "../packages/tron/error.ts";
import { visibleLine } from "./characters/visible.ts";

/** Every refusal an operator can meet: its code, and what to do about it unless the place that throws knows better. */
export const REMEDIES = {
  // configuration
  COIN_UNKNOWN: "Name a file of config/ without its extension, such as --coin kgst.",
  CONFIG_INVALID: "Correct the named fields in the coin's file under config/ and run again.",
  NETWORK_UNKNOWN: "Add the network to `networks` in the coin's file, or choose another with --network.",
  NETWORKS_MIXED: "Choose with --networks: mainnet, testnet, development, or names with commas between them.",
  EXAMPLE_ADDRESS: "Replace the example addresses by accounts of the issuer; their keys are public.",
  ROLES_CONFLICT: "Give the two powers to different accounts.",
  DEPLOYER_HOLDS_ROLE: "Deploy from an account that appears nowhere in the coin's file.",
  THRESHOLD_TOO_LOW: "Raise the threshold to a majority of the attestors, at least two.",
  DELAY_TOO_SHORT: "Raise the delay in the coin's file.",
  UPGRADER_NOT_TIMELOCK: 'Set roles.UPGRADER to ["timelock"].',
  LIMIT_WITHOUT_ROLE: "Grant the role in the coin's file, or remove the limit.",
  VERIFIERS_TOO_FEW: "Name at least two verifiers of different owners under layerzero.required in the coin's file.",
  LAYERZERO_UNKNOWN: "Take `layerzero` out of the network's section in the coin's file, or give addresses there.",
  ATTESTORS_DIFFER: "Use the same attestors and threshold on every chain of one environment.",
  PREFLIGHT_REFUSED: "Correct each of the points above and run again.",
  // network and account
  CHAIN_MISMATCH: "Point the network's RPC URL at the right chain, or correct chainId in the coin's file.",
  CHAIN_UNREACHABLE: "Check the RPC URL and the connection, then run again.",
  NODE_URL_INVALID:
    "Give the variable one URL, or several with commas between them: https://a.example,https://b.example.",
  NODE_THROTTLED: "The node limits requests. Run again later, or use a node or a plan that allows more.",
  NODE_DENIED:
    "The node does not accept the key, or its plan is used up. Check the variable with its URL and the plan.",
  NODE_ANSWER_INVALID:
    "What answers at this URL is not a node of this kind, or something in between changes its answers.",
  NODE_BEHIND: "The node has not got the newest blocks yet. Run again in a minute, or use another node.",
  NODES_DISAGREE: "Find out which node is right, and take the other one out of the list of URLs.",
  HISTORY_MISSING: "The node has not kept what is asked for. Use one that keeps more (an archive node).",
  SIGNER_OF_ANOTHER_ACCOUNT:
    "Put the key of the account that is needed under this name. If it is to sign elsewhere, leave the entry empty: then what is to be signed is written into a file.",
  SIGNER_MISSING: "Store the key with `npx hardhat keystore set DEPLOYER_PRIVATE_KEY` or set it in the environment.",
  SIGNER_INVALID:
    "Give a private key, aws-kms:<key id or ARN>, or ledger:m/44'/60'/0'/0/0 (on TRON ledger:m/44'/195'/0'/0/0).",
  SIGNER_UNAVAILABLE: "Remove the cause named above and run again; nothing was signed.",
  SIGNER_REFUSED: "Nothing was signed. Find out why it was refused; run again when it may be signed.",
  SIGNER_UNSUPPORTED: "Sign with another kind of signer: docs/issuer/signers.md says which signs what.",
  SIGNATURE_WRONG: "Do not use the signature. Check which key and which transaction were signed.",
  // files that are passed around for signatures
  SIGNING_FILE_INVALID: "Do not sign it. Ask whoever passed it on for the file as it was written.",
  SAFE_UNKNOWN:
    "Name the Safe with --safe, from your own records and not from the file. If the file is for another one, do not sign.",
  SIGNING_FILES_DIFFER:
    "Do not merge them. Find out who signed which transaction: only copies of one file belong together.",
  SIGNING_FILE_EXPIRED: "It can have no effect any more. Run the command that wrote it again: it writes a new one.",
  SIGNER_NOT_PERMITTED: "Sign with one of the keys that the permission names, or correct the account's permission.",
  PERMISSION_CHANGED: "Run the command that wrote the file again once this one has expired, or restore the permission.",
  PERMISSION_INSUFFICIENT:
    "Change the account's permission (AccountPermissionUpdate), then have the file written again.",
  SIGNATURES_MISSING: "Pass the file on to those named above; merge copies with tron-merge.",
  BALANCE_TOO_LOW: "Fund the account with the missing amount and run again.",
  FOREIGN_TRANSACTIONS: "Wait until the account's other transactions are mined, or use an account of its own.",
  CONFIRMATION_NEEDED: "Read the plan with --dry-run, then run again with --yes.",
  PLAN_CHANGED:
    "Nothing that was not confirmed has been signed. Run again and read the new plan; if it changes each time, the node cannot be trusted: use another one.",
  DECLINED: "Nothing was sent. Run again when you are ready.",
  HARDHAT_REFUSED: "Read Hardhat's message above; it names the setting or the variable that is missing.",

  // the machine
  DISK_FULL:
    "Make room and run the same command again: what was sent is in the journal, and nothing is sent a second time.",
  FILE_REFUSED: "Correct the path or its permissions and run the same command again.",
  INPUT_ENDED: "Run it on a terminal, or answer beforehand with --yes.",
  INTERRUPTED: "Run the same command again: it goes on where it was, and nothing is sent a second time.",
  KEYSTORE_LOCKED:
    "Put the value into the environment variable, or into a file of that name in $CREDENTIALS_DIRECTORY (systemd's LoadCredential), or give the keystore's password with KEYSTORE_PASSWORD_FILE or KEYSTORE_PASSWORD_FD; keys can also stay in AWS KMS. docs/issuer/signers.md says how.",
  UNEXPECTED:
    "This is a fault of this program, or something it has not met before. Look at the state with status, then run the same command again: nothing is sent a second time. Set KGST_TRACE=1 to see where it happened.",

  // operations
  ARGUMENT_INVALID: "Correct the argument and run again; `npx hardhat <task> --help` lists them.",
  AMOUNT_INVALID: 'Give the amount in whole coins, such as "1000.50", without separators.',
  CSV_INVALID: "Correct the file at the place named above and run again. Nothing of it was sent.",
  DECIMALS_DIFFER: "Find out which of both is right before you move any amount; check --coin and --network.",
  ROLE_MISSING: "Name an account that holds the role with --from, or have it granted: npx hardhat roles --grant.",
  SCOPE_PAUSED: "Find out why it was paused; then npx hardhat unpause.",
  LIMIT_EXCEEDED: "Wait until the limit has refilled, take less, or have the LIMITER raise it: npx hardhat limits.",
  HEADROOM_EXCEEDED: "Take less, or have the attestors sign the next report.",
  WINDOW_CLOSED: "Submit the next report of the attestors; transfers and redemption go on.",
  ISSUANCE_RETIRED: "Look at the successor that was named on retirement.",
  ACCOUNT_FROZEN: "Choose another receiver, or have compliance lift the freeze: npx hardhat unfreeze.",
  ACCOUNT_INVALID: "Check the address.",
  FREEZE_LAPSED:
    "Compliance ratifies it (npx hardhat ratify), or lifts the record (npx hardhat unfreeze); then a guardian can freeze again.",
  GUARDIAN_BARRED: "Have another guardian freeze the account (--from), or wait until the time that is named.",
  NOT_FROZEN: "A guardian freezes the account first: npx hardhat freeze.",
  AMOUNT_EXCEEDED: "Take less; nothing was sent.",
  REFERENCE_INVALID: "Give the bank's own id of the transaction, or the number of the case, as plain text.",
  REFERENCE_ALIKE: "Compare with the bank: it may be one payment, typed in two ways. If not, say so with --distinct.",
  REFERENCE_USED:
    "Do not pay twice: compare with the bank. A second deposit has an id of its own; give that one to --reference.",
  UPGRADE_UNSAFE: "Correct the contract as the validator says. Nothing was deployed.",
  UPGRADE_FOREIGN: "Name an implementation that is built from these sources.",
  UPGRADE_DOWNGRADE: "Raise controlsVersion() in the new implementation.",
  IRREVERSIBLE: "It cannot be undone. If you mean it, run again with --irreversible and the coin's symbol.",
  OPERATION_REFUSED: "Correct each of the points above and run again. Nothing was sent.",
  // sending
  SIMULATION_REVERTED: "Read the reason above; nothing was sent for this step. Correct the cause and run again.",
  BROADCAST_REFUSED:
    "Remove the cause the node names, then run again: the same transaction is sent again, never a second one.",
  NOT_MINED: "Run again: the run waits for the same transaction, and raises its fee if the network asks for more.",
  FEE_UNKNOWN: "Name what is to be offered with --priority-fee, or use another node.",
  FEE_ABOVE_CAP:
    "Wait until the network asks for less, or raise --max-fee; the network's cap is in the coin's file. For what is sent already, speed-up shows a higher offer and asks.",
  DONE_ELSEWHERE:
    "Nothing more is to be done. On TRON the transaction here expires within minutes; on an EVM chain send any other transaction of the account to use up its nonce. Then run again.",
  STEP_REVERTED: "Read the reason above. Correct the cause and run again: finished steps are kept.",
  EFFECT_MISSING: "Run verify-deployment and compare; the transaction succeeded without the effect that was planned.",
  REORGANISED: "Run again: the run looks the transaction up again.",
  // records
  CONCURRENT_RUN: "Wait for the other run to end. If there is none, remove the lock file named above.",
  RECORD_NOT_WRITTEN:
    "Make room or give the right to write there, then run again. Nothing was sent without a record of it.",
  REGISTER_DAMAGED: "Restore it from a backup before anything is signed: it keeps two reports from contradicting.",
  JOURNAL_DAMAGED:
    "Restore the journal from version control or a backup. Do not edit it or move it away: it keeps acts from being done twice.",
  RECORD_DAMAGED:
    "Restore the file from version control, or run deploy again, which rebuilds it from the journal. Do not edit it.",
  RECORD_OF_ANOTHER_CHAIN:
    "Point the network's RPC URL at the chain that the record is of. Only a development chain can be gone: then its folder goes too.",
  CONFIG_CHANGED:
    "Restore the old values, change the coin through the operations, or move the records away to deploy another coin.",
  BUILD_CHANGED: "Check out the commit that was deployed and build it. New code reaches the chain through an upgrade.",
  BUILD_MIXED: "Compile everything in one run: npm run build:clean.",
  CONTRACT_MISSING: "Check --network and the RPC node; the recorded contract has no code there.",
  LIMIT_ALREADY_SET: "Make the coin's file say what the chain says, or let the LIMITER set it as planned.",
  NOT_DEPLOYED: "Deploy first: npx hardhat deploy --network <name>.",
  DRIFT: "Each line above says what differs. Find out who changed it before you change anything.",
  HANDOVER_INCOMPLETE: "Each line above says what differs. Do not use this deployment before you know why.",
  // books
  BOOKS_OF_ANOTHER_COIN: "Name the right file with --books, or move this one away: it is rebuilt from the chains.",
  NOT_BOOKS: "Name the file that reconcile has written with --books, or none. Nothing was written to this one.",
  ANCHOR_INVALID: "Use the file as reconcile --anchor has written it, of these books; do not edit it.",
  ANCHOR_UNKNOWN: "Give the file that --anchor wrote then, or the books that the head was printed for.",
  BOOKS_DAMAGED: "Move the file away: the books are rebuilt from the chains.",
  NETWORKS_INCOMPLETE: "Name all networks of the books with --networks, or another file with --books.",
  LOGS_INCOMPLETE: "Nothing of this range was entered. Use another node: this one leaves events out.",
  STATE_UNSTEADY: "Run again. If it stays, use a node of your own: this one answers from several that are apart.",
  BANK_FILE_INVALID: "Correct the line and run again. docs/issuer/books.md describes the file.",

  // moves between chains
  MOVE_CONTRADICTED: "Confirm nothing of it. Compare the transaction with another node; if it stays, pause crosschain.",
  MOVE_FEE_ABOVE_CAP: "Wait until LayerZero asks for less, or raise --max-move-fee; nothing was sent.",
  MOVE_NOT_READY: "Nothing was sent. Run `npx hardhat move-status` for what it waits for, and again once that is over.",
  MOVE_OVER: "Nothing is left to be done, and nothing was sent.",
  MOVE_NOT_FOUND:
    "Check the message id: OFTSent of the adapter names it, where the coins left. Name that network, too.",

  // reserve reports
  REPORT_UNSAFE: "Correct each of the points above; nothing was built, signed or sent.",
  CHAINS_DISAGREE: "Make the chains equal through their timelocks first. See docs/issuer/attestation.md.",
  GATE_HALTED: "The timelock has to resolve the contradiction on that chain (resolveHalt) before the next report.",
  GATE_REPLACED: "Find out who replaced the gate. If it was you, put the new contract into the deployment's record.",
  SUPPLY_TOO_LOW: "Build the report again from the chains; do not edit the file.",
  NOT_COVERED: "Lower the allocations, or wait until deposits or ended windows free reserves.",
  ALLOCATION_TWICE: "Name each network once.",
  CHAIN_UNKNOWN: "Name networks of the coin's file on which it is deployed.",
  CHAIN_LEFT_OUT: "Every chain of the coin counts. Bring it back, or answer for it with --assume NETWORK=SUPPLY.",
  COUNTED_TOO_LATE: "Let the window begin after the reserves were counted.",
  COUNTED_IN_FUTURE: "Use the time of the bank's statement. If it is right, wait: the chain's final block is older.",
  COUNT_TOO_OLD: "Count the reserves again, or shorten the window.",
  EPOCH_DIFFERS: "The attestors were replaced on that chain. Build the report again; the set that signs now signs it.",
  REVISION_UNKNOWN:
    "Name with --revise the number of a report that a chain has accepted, or whose file is in the folder.",
  WINDOW_LENGTH: "Shorten the window with --window, at most the longest window of the coin's file.",
  WINDOW_OVERLAP: "Let the window begin when the last one has ended, or leave --valid-from out.",
  WINDOW_OVER: "The report came too late. Build the next one.",
  WINDOW_TOO_FAR: "Post it later, or let the window begin earlier.",
  SEQUENCE_USED: "Leave --sequence out: the desk counts from the last report of all chains.",
  SEQUENCE_TOO_FAR: "Use the next number. A chain far behind needs a new attestation contract.",
  REPORTS_CONTRADICT:
    "Never sign both. Build for a window after the other one's end and with a higher number; see docs/issuer/attestation.md.",
  REPORT_FILE_INVALID: "Build the file again; do not edit it.",
  REPORT_FILES_DIFFER: "Merge only files of the same report: compare their digests with attest check.",
  EVIDENCE_MISSING: "Name the auditor's document with --evidence FILE.",
  EVIDENCE_DIFFERS: "The document is not the one that was hashed. Ask the desk which one is meant.",
  NO_ATTESTOR: "Sign with the key of an attestor of every chain.",
  SIGNATURE_INVALID: "Sign the typed data of this very file again; its digest is shown by attest check.",
  QUORUM_MISSING: "Collect more signatures and merge them: attest merge FILE FILE.",
  REPORT_REGISTERED: "This key has signed a report that contradicts this one. Signing both would halt issuance.",
  EVENTS_MISSING:
    "Use a node that serves eth_getLogs from the deployment on; many public ones keep events only for days.",
  // monitor
  MONITOR_STATE_INVALID: "Name another file with --state, or move this one away to begin again.",
  WEBHOOK_REFUSED: "Check the receiver. What it has not taken is kept and told again at the next run.",
  // TRON
  TRON_SERVICE_MISSING:
    "Check the node's URL. A bare java-tron serves /walletsolidity and /jsonrpc on ports of their own.",
  TRON_NODE_REFUSED: "The node could not answer; its own words are above. Check its version and that it is in sync.",
  FEE_LIMIT_TOO_LOW:
    "Raise the network's `tron.feeLimit` in scripts/networks.ts, or `rpc.feeLimit` in the coin's file; or stake TRX for energy.",
  TRANSACTION_INVALID: "Neither sign nor send it. Ask for the transaction as it was built.",
  TRANSACTION_EXPIRED: "Nothing happened on the chain, and nothing can any more. Send it again.",
  ADDRESS_FROM_NONCE: "Deploy through deployContract(), which takes the address from the receipt.",
  // the package for integrators
  BROWSER_MISSING: "Install Chromium (on Debian: apt-get install chromium), or name it in CHROMIUM_PATH.",
  PACKAGE_MISSING: "Run npm run package first.",
  // explorers
  EXPLORER_UNSUPPORTED: "Set the explorer's API key (ETHERSCAN_API_KEY) and use a network that has an explorer.",
  EXPLORER_REFUSED: "Read the explorer's answer above; most refusals pass after a minute. Run again.",
} as const satisfies Record<string, string> & Record<TronErrorCode, string>;

/** Code of a refusal. */
export type ErrorCode = keyof typeof REMEDIES;

/** One of several reasons for a refusal. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The most characters of one line of a refusal. */
const LONGEST_LINE = 4_000;

/**
 * A refusal an operator can act upon: a code for programs, a sentence for people, and the remedy. What others have written
 * is a part of many: each text is one line, with everything that cannot be seen as an escape.
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  readonly code: ErrorCode;
  /** The message; more than one line only where it was given as several. */
  readonly lines: readonly string[];
  readonly remedy: string;
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string | readonly string[],
    options: { remedy?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    const lines = (typeof message === "string" ? [message] : message).map(oneLine);
    super(lines.join("\n"), options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.lines = lines;
    this.remedy = oneLine(options.remedy ?? REMEDIES[code]);
    const problems = options.problems?.map((problem) => ({ ...problem, message: oneLine(problem.message) }));
    this.problems = problems ?? [{ code, message: this.message }];
  }

  /** Returns the refusal for `--json`. */
  toJSON(): { code: ErrorCode; message: string; remedy: string; problems: readonly Problem[] } {
    return { code: this.code, message: this.message, remedy: this.remedy, problems: this.problems };
  }
}

/** What operators do about an error of the TRON library where it is not what they do about the code elsewhere. */
const ON_TRON: Partial<Record<TronErrorCode, string>> = {
  SIGNER_MISSING: "Add it to the network's `accounts` in scripts/networks.ts, or sign with a signer that has it.",
};

/**
 * Returns an error as the refusal that it is; null if it is none. Errors of the TRON library, bare or out of its
 * Hardhat plugin, keep their code and sentence, and get the operator's remedy in place of the programmer's.
 */
export function asOperatorError(error: unknown): OperatorError | null {
  if (error instanceof OperatorError) return error; // eslint-disable-line no-restricted-syntax -- the place that tells them apart
  if (HardhatPluginError.isHardhatPluginError(error)) return asOperatorError(error.cause);
  if (!(error instanceof TronError)) return null;
  const { code, message } = error;
  const remedy = error.remedy === TRON_REMEDIES[code] ? ON_TRON[code] : error.remedy;
  return new OperatorError(code, message, { cause: error, ...(remedy === undefined ? {} : { remedy }) });
}

/** Returns whether an error is a refusal with one of these codes, whoever has thrown it. */
export function isRefusal(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  const refusal = asOperatorError(error);
  return refusal !== null && codes.includes(refusal.code);
}

function oneLine(text: string): string {
  return visibleLine(text, LONGEST_LINE);
}

/** Throws the problems as one refusal; does nothing if there are none. */
export function refuse(problems: readonly Problem[], many: ErrorCode): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw new OperatorError(first.code, first.message);
  const lines = problems.map((problem) => `- [${problem.code}] ${problem.message}`);
  throw new OperatorError(many, [`${problems.length} problems were found:`, ...lines], { problems });
}
