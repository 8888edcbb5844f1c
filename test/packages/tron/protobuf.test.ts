import { expect } from "chai";
import { id, sha256 } from "ethers";
import { utils } from "tronweb";
import { toHex } from "../../../packages/tron/address.ts";
import { storedAbi } from "../../../packages/tron/stored-abi.ts";
import { TronError } from "../../../packages/tron/error.ts";
import { decodeTransaction, encodeTransaction } from "../../../packages/tron/protobuf.ts";
import {
  type Operation,
  type Terms,
  attachSignatures,
  buildTransaction,
  readRawData,
  readTransaction,
} from "../../../packages/tron/transactions.ts";
import { IStablecoin__factory, ReserveAttestations__factory } from "../../../typechain-types/index.js";

/** Expects the library's refusal of a transaction, and its sentence. */
function expectInvalid(act: () => unknown, sentence: string, what?: string): void {
  expect(act, what)
    .to.throw(TronError, new RegExp(`^${sentence.replaceAll(".", "\\.")}$`))
    .with.property("code", "TRANSACTION_INVALID");
}

const FROM = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const TO = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";
const SETTINGS = { userFeePercentage: 100, originEnergyLimit: 10_000_000 };
const VALUES = [0n, 1n, 127n, 128n, 300n, 2n ** 31n, 2n ** 53n - 1n];
const DATA = ["0x", "0x00", `0xa9059cbb${"00".repeat(64)}`, `0x${"ab".repeat(200)}`];

const OPERATIONS: readonly Operation[] = [
  ...VALUES.map((value): Operation => ({ kind: "transfer", from: FROM, to: TO, value })),
  ...VALUES.flatMap((value) => DATA.map((data): Operation => ({ kind: "trigger", from: FROM, to: TO, data, value }))),
  ...DATA.flatMap((data) =>
    ["", "Token", "сом ∞"].map((name): Operation => ({
      kind: "create",
      from: FROM,
      data,
      value: 5n,
      name,
      abi: [],
      settings: SETTINGS,
    })),
  ),
  ...[IStablecoin__factory, ReserveAttestations__factory].map(({ abi }): Operation => ({
    ...{ kind: "create", from: FROM, data: "0x00", value: 0n, name: "Token", settings: SETTINGS },
    abi: storedAbi(abi),
  })),
];

function termsOf(index: number): Terms {
  const number = BigInt(index) * 65_535n + 3n;
  const block = `${number.toString(16).padStart(16, "0")}${id(`block ${index}`).slice(18)}`;
  return {
    reference: { number, id: block, timestamp: 1_800_000_000_000n + BigInt(index) },
    feeLimit: [0n, 1_500_000_000n, 15_000_000_000n][index % 3] ?? 0n,
    lifetime: 60_000n,
    timestamp: 1_800_000_000_123n + BigInt(index),
    permissionId: index % 4,
  };
}

/** What tronweb makes of the same, which took java-tron's own classes. */
function byTronweb(operation: Operation, terms: Terms): string {
  const { reference, feeLimit, lifetime, timestamp, permissionId = 0 } = terms;
  const owner_address = toHex(operation.from);
  const call_value = Number(operation.value);
  const data = operation.kind === "transfer" ? "" : operation.data.slice(2);
  const contracts = {
    transfer: ["TransferContract", { owner_address, to_address: toHex(TO), amount: call_value }],
    trigger: ["TriggerSmartContract", { owner_address, contract_address: toHex(TO), data, call_value }],
    create: [
      "CreateSmartContract",
      {
        owner_address,
        new_contract: {
          origin_address: owner_address,
          consume_user_resource_percent: SETTINGS.userFeePercentage,
          origin_energy_limit: SETTINGS.originEnergyLimit,
          bytecode: data,
          name: operation.kind === "create" ? operation.name : "",
          ...(operation.kind === "create" && operation.abi.length > 0 ? { abi: { entrys: operation.abi } } : {}),
          call_value,
        },
      },
    ],
  } as const;
  const [type, value] = contracts[operation.kind];
  const contract = { type, parameter: { value, type_url: `type.googleapis.com/protocol.${type}` } };
  const message = utils.transaction.txJsonToPb({
    visible: false,
    raw_data: {
      contract: [{ ...contract, ...(permissionId === 0 ? {} : { Permission_id: permissionId }) }],
      ref_block_bytes: (reference.number & 0xffffn).toString(16).padStart(4, "0"),
      ref_block_hash: reference.id.slice(16, 32),
      expiration: Number(reference.timestamp + lifetime),
      timestamp: Number(timestamp),
      ...(operation.kind === "transfer" ? {} : { fee_limit: Number(feeLimit) }),
    },
  }) as { getRawData(): { serializeBinary(): Uint8Array } };
  return `0x${Buffer.from(message.getRawData().serializeBinary()).toString("hex")}`;
}

describe("Transactions in TRON's protobuf", () => {
  it("have the bytes that tronweb gives them, and are read back as they were meant", () => {
    for (const [index, operation] of OPERATIONS.entries()) {
      const terms = termsOf(index);
      const { rawData, hash, expiration } = buildTransaction(operation, terms);
      expect(rawData, `${index}: ${operation.kind}`).to.equal(byTronweb(operation, terms));
      expect(hash).to.equal(sha256(rawData));
      const read = readRawData(rawData);
      expect(read.operation).to.deep.equal(operation);
      expect([read.expiration, read.permissionId]).to.deep.equal([expiration, terms.permissionId]);
      expect(read.feeLimit).to.equal(operation.kind === "transfer" ? 0n : terms.feeLimit);
    }
    expect(OPERATIONS.length).to.equal(49);
  });

  it("hold all that 63 bits do, and nothing beyond", () => {
    const of = (value: bigint): Operation => ({ kind: "transfer", from: FROM, to: TO, value });
    for (const value of [2n ** 53n, 2n ** 63n - 1n]) {
      expect(readRawData(buildTransaction(of(value), termsOf(1)).rawData).operation).to.deep.equal(of(value));
    }
    for (const value of [-1n, 2n ** 63n]) {
      expectInvalid(
        () => buildTransaction(of(value), termsOf(1)),
        `${value} is beyond what a TRON transaction can hold.`,
      );
    }
  });

  it("are refused with anything besides their raw data and signatures", () => {
    const unsigned = buildTransaction(OPERATIONS[0]!, termsOf(1));
    const signature = `0x${"11".repeat(65)}`;
    const { raw } = attachSignatures(unsigned, [signature, signature]);
    expect(readTransaction(raw).hash).to.equal(unsigned.hash);
    expect(decodeTransaction(raw.slice(2)).signatures).to.deep.equal([signature.slice(2), signature.slice(2)]);
    const other = encodeTransaction(buildTransaction(OPERATIONS[1]!, termsOf(2)).rawData.slice(2), []);
    for (const [what, spoilt] of [
      ["a second transaction behind it", raw + other],
      ["a result", `${raw}2a021801`],
      ["an unknown field", `${raw}7801`],
      ["a length in more bytes than it takes", "0x0a810000"],
    ] as const) {
      expectInvalid(
        () => readTransaction(spoilt),
        "The transaction has parts besides its raw data and its signatures.",
        what,
      );
    }
    for (const cut of [raw.slice(0, -2), "0x0a", "0xff", "0xf", "0xzz", "a transaction"]) {
      expectInvalid(() => readTransaction(cut), "The bytes are not a transaction of TRON.", cut);
    }
    for (const cut of ["0xff", "0xf", "0xzz", "", "0a"]) {
      expectInvalid(() => readRawData(cut), "The bytes are not a transaction of TRON.", cut);
    }
    expectInvalid(() => readTransaction("0x"), "Transactions of type none are not sent from here.");
    const memo = `${unsigned.rawData}520568656c6c6f`;
    expectInvalid(() => readRawData(memo), "The transaction holds more than can be shown.");
  });
});
