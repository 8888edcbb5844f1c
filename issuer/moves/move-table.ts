import type { OperationRow } from "../operations/operation-table.ts";

const message = { name: "message", description: "LayerZero's id of the message: npx hardhat move-status tells it" };

/** The operation that moves an account's coins. */
export const MOVE_ROW = {
  name: "move",
  description: "Move an account's coins to another network through LayerZero, and follow them until they are there",
  options: [
    { name: "destination", description: "The network that the coins go to" },
    { name: "to", description: "The account that receives there, in the form of that network" },
    { name: "amount", description: 'In whole coins, such as "1000.50"' },
    {
      name: "reference",
      description: "Your own id of this one move; the same command again goes on with it and never sends it twice",
    },
    {
      name: "distinct",
      description: "References that differ from known ones by case or look only, and stand for something else",
    },
    {
      name: "maxMoveFee",
      description: "The most that LayerZero may ask for, in whole BNB or TRX; no limit if left out",
    },
  ],
  oneNetwork: true,
} as const satisfies OperationRow;

/** The operation that delivers what is verified. */
export const RETRY_ROW = {
  name: "move-retry",
  description: "Deliver a move that all verifiers have confirmed and nobody has delivered; anybody may",
  options: [message],
} as const satisfies OperationRow;

/** The operation that pays what is held. */
export const CLAIM_ROW = {
  name: "move-claim",
  description: "Pay what the adapter holds for an account that can receive again, on the network that the move went to",
  options: [message],
  oneNetwork: true,
} as const satisfies OperationRow;

/** The operation that takes what is held. */
export const TAKE_ROW = {
  name: "move-take",
  description: "Take what the adapter holds for an account that cannot receive, under a case",
  options: [
    message,
    { name: "to", description: "The account that receives" },
    { name: "case", description: "Your own id of the case; only its hash reaches the chain" },
  ],
  oneNetwork: true,
} as const satisfies OperationRow;

/** The operation that changes who signs for the issuer's verifier. */
export const VERIFIER_SIGNERS_ROW = {
  name: "verifier-signers",
  description: "Make signers and quorum of the issuer's verifier what the coin's file says, signed by those before",
  options: [],
} as const satisfies OperationRow;
