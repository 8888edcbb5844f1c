import { expect } from "chai";
import { inProcessClient } from "../../../packages/hardhat-tron/devnet/node.ts";
import { toEvm } from "../../../packages/tron/address.ts";
import { type Execution, execute } from "../../../packages/tron/costs.ts";
import type { JsonValue } from "../../../packages/tron/json.ts";
import { encodeTransaction } from "../../../packages/tron/protobuf.ts";
import {
  type Operation,
  buildTransaction,
  createdAddress,
  readTransaction,
} from "../../../packages/tron/transactions.ts";
import type { WireTransaction } from "../../../packages/tron/wire.ts";
import { exchanges } from "../hardhat-tron/support/recording.ts";

const SENT = ["TransferContract", "TriggerSmartContract", "CreateSmartContract"];

interface Broadcast extends WireTransaction {
  readonly raw_data_hex: string;
  readonly contract_address?: string;
}

/** Transactions of the recording that tronweb has built and java-tron has judged, of the kinds that are sent from here. */
function broadcasts(): { readonly label: string; readonly request: Broadcast }[] {
  return exchanges()
    .filter(({ path }) => path === "/wallet/broadcasttransaction")
    .map(({ label, request }) => ({ label, request: request as Broadcast }))
    .filter(({ request }) => (request as Partial<Broadcast>).raw_data !== undefined)
    .filter(({ request }) => SENT.includes(request.raw_data.contract[0]?.type ?? ""));
}

describe("What java-tron was recorded to say and take", () => {
  it("is read back from its protobuf with the recorded id", () => {
    const read = broadcasts().map(({ label, request: { txID, raw_data_hex, signature = [] } }) => {
      const transaction = readTransaction(encodeTransaction(raw_data_hex, signature));
      expect(transaction.hash, label).to.equal(`0x${txID}`);
      return transaction.operation.kind;
    });
    expect(new Set(read)).to.deep.equal(new Set(["create", "trigger", "transfer"]));
    expect(read.length).to.be.greaterThan(15);
  });

  it("is built with the same bytes, where nothing but the operation was said", () => {
    let built = 0;
    for (const { label, request } of broadcasts()) {
      const { raw_data_hex, raw_data } = request;
      const content = raw_data as typeof raw_data & { data?: string; ref_block_hash: string; ref_block_bytes: string };
      const contract = content.contract[0] as { readonly Permission_id?: number } | undefined;
      const { operation, feeLimit, expiration } = readTransaction(encodeTransaction(raw_data_hex, []));
      // A memo, a permission and an ABI are nothing that is sent from here.
      if (content.data !== undefined || contract?.Permission_id !== undefined || operation.kind === "create") continue;
      const reference = {
        number: BigInt(`0x${content.ref_block_bytes}`),
        id: `${"0".repeat(16)}${content.ref_block_hash}${"0".repeat(32)}`,
        timestamp: expiration,
      };
      const terms = { reference, feeLimit, lifetime: 0n, timestamp: BigInt(content.timestamp ?? 0) };
      expect(buildTransaction(operation, terms).rawData, label).to.equal(`0x${raw_data_hex}`);
      built += 1;
    }
    expect(built).to.be.greaterThan(10);
  });

  it("puts contracts where the transaction's id says", () => {
    const creations = broadcasts().filter(({ request }) => request.contract_address !== undefined);
    expect(creations.length).to.be.greaterThan(0);
    for (const { label, request } of creations) {
      const owner = request.raw_data.contract[0]?.parameter.value.owner_address ?? "";
      const expected = toEvm(request.contract_address ?? "");
      expect(createdAddress(`0x${request.txID}`, toEvm(owner)), label).to.equal(expected);
    }
  });

  const FROM = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
  const CALL: Operation = { kind: "trigger", from: FROM, to: FROM, data: "0x", value: 0n };
  const outcomes: readonly (readonly [label: string, expected: Partial<Execution>])[] = [
    ["constant", { outcome: "succeeded", energy: 519n, data: `0x${"0".repeat(63)}a` }],
    ["constant transfer (logs)", { outcome: "succeeded", energy: 12_977n }],
    ["constant revert", { outcome: "reverted", energy: 909n, reason: "REVERT opcode executed" }],
    [
      "constant unknown contract",
      { outcome: "missing", energy: 0n, data: "0x", reason: "Smart contract is not exist." },
    ],
    ["constant deploy (no contract_address)", { outcome: "succeeded", energy: 5_810_492n }],
  ];
  for (const [label, expected] of outcomes) {
    it(`is understood: ${label}`, async () => {
      const recorded = exchanges().find((exchange) => exchange.label === label && exchange.path !== undefined);
      const client = inProcessClient({ request: () => Promise.resolve(recorded?.response as JsonValue) });
      const execution = await execute(client, CALL);
      expect(execution).to.include(expected);
      if (expected.outcome === "reverted") expect(execution.data).to.match(/^0xfb8f41b2/); // ERC20InsufficientAllowance
    });
  }
});
