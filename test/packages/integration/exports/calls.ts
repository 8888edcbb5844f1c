import { connectAdapter } from "../../../../packages/integration/moving/ethers.ts";
import { connectToken } from "../../../../packages/integration/connect.ts";
import { runnerOf } from "../../../../packages/integration/tron-calls.ts";
import { orderOf } from "../../../../packages/integration/signing/typed-data.ts";
import { ACCOUNT, type Clients, HASH, KEY, TOKEN, TRANSFER_LOG } from "./node.ts";

/** The arguments of one call that is right, before anything is done to them. */
export type Recipe = (clients: Clients) => unknown[];

const DOMAIN = { name: "KGST", version: "1", chainId: 56n, verifyingContract: TOKEN } as const;
const PERMIT = { owner: ACCOUNT, spender: TOKEN, value: 5n, nonce: 0n, deadline: 1_900_000_000n } as const;
const PAYMENT = {
  from: ACCOUNT,
  to: TOKEN,
  value: 5n,
  validAfter: 0n,
  validBefore: 1_900_000_000n,
  nonce: HASH,
} as const;
const SIGNATURE = `0x${"11".repeat(32)}${"22".repeat(32)}1b` as const;
const WRAPPED = `0x${"00".repeat(31)}60${"00".repeat(31)}20${"00".repeat(31)}60${"00".repeat(32)}${"6492".repeat(16)}`;

const order = () => orderOf("permit", DOMAIN, PERMIT);
const payment = () => orderOf("transfer", DOMAIN, PAYMENT);
const signed = () => ({ order: order(), signature: SIGNATURE });
const paid = () => ({ order: payment(), signature: SIGNATURE });
const text = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one));

const request = { from: ACCOUNT, to: "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC", amount: 5n, destination: 30_420 };
const move = {
  ...{
    messageId: HASH,
    nonce: 1n,
    source: 30_102,
    destination: 30_420,
    sender: `0x${"0".repeat(24)}${TOKEN.slice(2)}`,
  },
  ...{ to: ACCOUNT, amount: 5n },
};
const range = { fromBlock: 1, toBlock: 2 };
const scan = { accounts: [ACCOUNT], cursor: { block: 1, hash: HASH }, blocks: 1, until: "latest" };
const following = { interval: 1, patience: 5 };
const sending = { feeLimit: 1_000_000, patience: 5 };
const receipt = {
  ...{ id: HASH.slice(2), blockNumber: 2, receipt: { result: "SUCCESS" } },
  log: [{ address: TOKEN.slice(2), topics: TRANSFER_LOG.topics.map((topic) => topic.slice(2)), data: HASH.slice(2) }],
};
const refused = {
  code: "CALL_EXCEPTION",
  info: { error: { code: 3, data: `0xe450d38c${"0".repeat(24)}${ACCOUNT.slice(2)}${"0".repeat(127)}5` } },
};
const permit = { ...PERMIT, domain: DOMAIN };
const transfer = { ...PAYMENT, domain: DOMAIN };

/** What needs no node, for every entry that has it. */
const PURE: Readonly<Record<string, Recipe>> = {
  toAccount: () => [ACCOUNT],
  toBase58: () => [ACCOUNT],
  toHex: () => [ACCOUNT],
  isTronAddress: () => ["TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC"],
  chainOf: () => [56n],
  tip712ChainId: () => ["0x2b6653dc"],
  accountId: () => [728_126_428n, ACCOUNT],
  assetId: () => [56n, TOKEN],
  transactionId: () => [HASH.slice(2)],
  transactionUrl: () => [56n, HASH],
  watchAsset: ({ injected }) => [injected, { address: TOKEN, symbol: "KGST", decimals: 6, image: "https://…" }, "evm"],
  isIntegrationError: () => [new Error("of others")],
  explainError: () => [refused, { decimals: 6, symbol: "KGST", platform: "tron" }],
  roleName: () => [HASH],
  scopeNames: () => [33n],
  parseAmount: () => ["1 500,50", 6, { locale: "ky-KG" }],
  formatAmount: () => [1_500_500_000n, 6, { locale: "ru" }],
  callOf: () => [signed(), "vrs"],
  digestOf: () => [order()],
  stringifySigned: () => [signed()],
  parseSigned: () => [text(signed())],
  randomNonce: () => [],
  recoverSigner: () => [signed()],
  withSignature: () => [order(), WRAPPED],
  compactSignature: () => [SIGNATURE],
  serializeSignature: () => [{ r: HASH, s: HASH, v: 27 }],
  parseSignature: () => [{ r: HASH, s: HASH, yParity: 1 }],
  tokenForm: () => [SIGNATURE],
  orderOf: () => ["transfer", DOMAIN, PAYMENT],
  signerOf: () => [order()],
  toWalletJson: () => [order()],
  typesOf: () => ["permit"],
  findDeployment: () => [56n, "kgst"],
};

const token = ({ provider }: Clients) => connectToken(TOKEN, provider);
const adapter = ({ wallet }: Clients) => connectAdapter(TOKEN, wallet);

/** The calls of the main entry's functions that ask a node. */
const ETHERS: Readonly<Record<string, Recipe>> = {
  connectToken: ({ provider }) => [TOKEN, provider],
  connectAttestations: (clients) => [token(clients)],
  connectAdapter: ({ provider }) => [TOKEN, provider],
  quoteMove: (clients) => [adapter(clients), request],
  buildMove: (clients) => [
    adapter(clients),
    request,
    7n,
    { order: orderOf("permit", DOMAIN, PERMIT), signature: SIGNATURE },
  ],
  submitMove: (clients) => [adapter(clients), request, 7n],
  readMoves: () => [[TRANSFER_LOG], TOKEN],
  moveStanding: (clients) => [move, adapter(clients)],
  followMove: (clients) => [move, adapter(clients), following],
  readUnit: (clients) => [token(clients)],
  discover: (clients) => [token(clients)],
  readAccount: (clients) => [token(clients), ACCOUNT],
  isFrozen: (clients) => [token(clients), ACCOUNT],
  readCoin: (clients) => [token(clients)],
  headroom: (clients) => [token(clients)],
  coverage: (clients) => [token(clients)],
  readEvents: () => [[TRANSFER_LOG], TOKEN],
  scanDeposits: (clients) => [token(clients), scan],
  findDeposits: (clients) => [token(clients), [ACCOUNT], range],
  finalBlock: ({ provider }) => [provider],
  readDomain: (clients) => [token(clients), 56n],
  buildPermit: (clients) => [token(clients), permit],
  buildTransfer: (clients) => [token(clients), { from: ACCOUNT, to: TOKEN, value: 5n }],
  buildReceive: (clients) => [token(clients), transfer],
  buildCancel: (clients) => [token(clients), { authorizer: ACCOUNT, nonce: HASH }],
  signOrder: ({ wallet, injected, tronWeb, client }) => {
    const signers = [wallet, injected, tronWeb, { trx: { _signTypedData: () => SIGNATURE } }];
    return [order(), signers[client.uid.charCodeAt(0) % signers.length]];
  },
  submitOrder: ({ wallet }) => [paid(), wallet, "bytes"],
  simulateOrder: ({ provider }) => [paid(), provider],
  submitPermit: ({ wallet }) => [signed(), wallet],
  isPermitted: ({ provider }) => [signed(), provider],
  verifySignature: ({ provider }) => [signed(), provider],
};

/** Those of viem's entry. */
const VIEM: Readonly<Record<string, Recipe>> = {
  quoteMove: ({ client }) => [client, TOKEN, request],
  buildMove: () => [TOKEN, request, 7n, { order: orderOf("permit", DOMAIN, PERMIT), signature: SIGNATURE }],
  submitMove: ({ client }) => [client, TOKEN, request, 7n],
  readMoves: () => [[TRANSFER_LOG], TOKEN],
  moveStanding: ({ client }) => [move, client, TOKEN],
  followMove: ({ client }) => [move, client, TOKEN, following],
  readUnit: ({ client }) => [client, TOKEN],
  discover: ({ client }) => [client, TOKEN],
  readAccount: ({ client }) => [client, TOKEN, ACCOUNT],
  isFrozen: ({ client }) => [client, TOKEN, ACCOUNT],
  readCoin: ({ client }) => [client, TOKEN],
  headroom: ({ client }) => [client, TOKEN],
  coverage: ({ client }) => [client, TOKEN],
  readEvents: () => [[TRANSFER_LOG], TOKEN],
  scanDeposits: ({ client }) => [client, TOKEN, scan],
  findDeposits: ({ client }) => [client, TOKEN, [ACCOUNT], range],
  finalBlock: ({ client }) => [client],
  readDomain: ({ client }) => [client, TOKEN, 56n],
  buildPermit: ({ client }) => [client, TOKEN, permit],
  buildTransfer: ({ client }) => [client, TOKEN, { from: ACCOUNT, to: TOKEN, value: 5n }],
  buildReceive: ({ client }) => [client, TOKEN, transfer],
  buildCancel: ({ client }) => [client, TOKEN, { authorizer: ACCOUNT, nonce: HASH }],
  signOrder: ({ client }) => [order(), client, ACCOUNT],
  submitOrder: ({ client }) => [paid(), client, "bytes"],
  simulateOrder: ({ client }) => [paid(), client],
  submitPermit: ({ client }) => [signed(), client],
  isPermitted: ({ client }) => [signed(), client],
  verifySignature: ({ client }) => [signed(), client],
};

const tronAdapter = ({ tronWeb }: Clients) => connectAdapter(TOKEN, runnerOf(tronWeb));

/** Those of tronweb's entry. */
const TRON: Readonly<Record<string, Recipe>> = {
  connectTron: ({ tronWeb }) => [tronWeb, TOKEN],
  connectTronAdapter: ({ tronWeb }) => [tronWeb, TOKEN],
  quoteMove: (clients) => [tronAdapter(clients), request],
  buildMove: (clients) => [tronAdapter(clients), request, 7n],
  moveStanding: (clients) => [move, tronAdapter(clients)],
  followMove: (clients) => [move, tronAdapter(clients), following],
  submitMove: ({ tronWeb }) => [tronWeb, TOKEN, request, { fee: 7n, sending }],
  movesOf: () => [receipt, TOKEN],
  submitOrder: ({ tronWeb }) => [paid(), tronWeb, sending],
  submitPermit: ({ tronWeb }) => [signed(), tronWeb, sending],
  sendCall: ({ tronWeb }) => [tronWeb, TOKEN, "transfer(address,uint256)", [ACCOUNT, 5n], sending],
  eventsOf: () => [receipt, TOKEN],
  solidBlock: ({ tronWeb }) => [tronWeb],
  scanDeposits: ({ tronWeb }) => [tronWeb, TOKEN, scan],
  depositsInBlock: ({ tronWeb }) => [tronWeb, TOKEN, [ACCOUNT], 2],
};

/** What is called of each entry of the package, by name. */
export const RECIPES: Readonly<Record<string, Readonly<Record<string, Recipe>>>> = {
  index: { ...PURE, ...ETHERS },
  viem: { ...PURE, ...VIEM },
  tron: { ...PURE, ...TRON },
  deployments: PURE,
  "tron-provider": {
    ...PURE,
    tronProvider: () => [{ fullNode: "http://127.0.0.1:9" }, { feeLimit: 5 }],
    tronSigner: ({ provider }) => [KEY, provider],
    httpTransports: () => [{ fullNode: "http://127.0.0.1:9" }],
  },
};
