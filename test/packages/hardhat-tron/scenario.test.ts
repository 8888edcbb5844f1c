import { expect } from "chai";
import { AbiCoder, Interface } from "ethers";
import { TronWeb } from "tronweb";
import { toEvm } from "../../../packages/tron/address.ts";
import { createTronNode, type TronNode } from "../../../packages/hardhat-tron/devnet/node.ts";
import { type Recorded, scenario, type Step } from "./support/recording.ts";

const key = (number: number): string => number.toString(16).padStart(64, "0");
const OWNER = TronWeb.address.fromPrivateKey(key(3)) as string;
const BOB = TronWeb.address.fromPrivateKey(key(2)) as string;

interface Deployed {
  readonly address: string;
  readonly abi: Interface;
}

describe("The recorded scenario agrees with java-tron 4.8.0", function () {
  this.timeout(60_000);
  const { artifacts, steps } = scenario();
  const names = new Map<string, string>([
    ["me", toEvm(OWNER)],
    ["bob", toEvm(BOB)],
  ]);
  const contracts = new Map<string, Deployed>();
  let node: TronNode;
  let tronWeb: TronWeb;

  before(async () => {
    node = await createTronNode({ version: "4.8.0" });
    tronWeb = new TronWeb({ fullHost: node.url, privateKey: key(3) });
  });
  after(async () => {
    await node.close();
  });

  const value = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(value);
    return typeof given === "string" && given.startsWith("$") ? (names.get(given.slice(1)) ?? given) : given;
  };

  const shapeOf = (info: Recorded): Recorded => {
    const receipt = info["receipt"] as Recorded;
    const logs = ((info["log"] ?? []) as Recorded[]).map(({ topics, data }) => ({
      topics: topics ?? [],
      data: data ?? "",
    }));
    const [ret] = info["contractResult"] as [string];
    return { result: receipt["result"], energy: receipt["energy_usage_total"] ?? 0, ret, logs };
  };

  const send = async (transaction: unknown): Promise<Recorded> => {
    const signed = await tronWeb.trx.sign(transaction as never);
    const answer = (await node.request("/wallet/broadcasttransaction", signed)) as Recorded;
    if (answer["result"] !== true) return { refused: answer["code"] };
    return shapeOf(
      (await node.request("/wallet/gettransactioninfobyid", { value: answer["txid"] as string })) as Recorded,
    );
  };

  const deploy = async (step: Step): Promise<Recorded> => {
    const { abi, bytecode } = artifacts[step.contract!]!;
    const constructor = abi.find(({ type }) => type === "constructor");
    const types = ((constructor?.["inputs"] ?? []) as { type: string }[]).map(({ type }) => type);
    const parameter = AbiCoder.defaultAbiCoder().encode(types, value(step.args ?? []) as unknown[]);
    const transaction = await tronWeb.transactionBuilder.createSmartContract(
      {
        abi: abi as never,
        bytecode,
        rawParameter: parameter.slice(2),
        feeLimit: step.feeLimit ?? 1e9,
        callValue: 0,
        userFeePercentage: 100,
        originEnergyLimit: 1e7,
        name: step.as!,
      },
      OWNER,
    );
    const address = (transaction as unknown as { contract_address: string }).contract_address;
    const outcome = await send(transaction);
    contracts.set(step.as!, { address, abi: new Interface(abi) });
    names.set(step.as!, `0x${address.slice(2)}`);
    return { ...outcome, ret: `length ${(outcome["ret"] as string).length}` };
  };

  const request = (step: Step): Recorded => {
    const { address, abi } = contracts.get(step.to!)!;
    const face = step.abi === undefined ? abi : new Interface(artifacts[step.abi]!.abi);
    const data = face.encodeFunctionData(step.fn!, value(step.args ?? []) as unknown[]).slice(2);
    const owner_address = TronWeb.address.toHex(OWNER);
    return { owner_address, contract_address: address, data, call_value: step.callValue ?? 0 };
  };

  const trigger = async (step: Step): Promise<Recorded> => {
    const body = { ...request(step), fee_limit: step.feeLimit ?? 1e9 };
    const answer = (await node.request("/wallet/triggersmartcontract", body)) as Recorded;
    if (answer["transaction"] === undefined) return { refused: (answer["result"] as Recorded)["code"] };
    return send(answer["transaction"]);
  };

  const call = async (step: Step): Promise<Recorded> => {
    const answer = (await node.request("/wallet/triggerconstantcontract", request(step) as never)) as Recorded;
    const { result, code, message } = answer["result"] as Recorded;
    const [ret] = (answer["constant_result"] ?? [""]) as [string];
    return { ok: result === true && message === undefined, code, energy: answer["energy_used"] ?? 0, ret };
  };

  for (const step of steps) {
    it(step.id, async () => {
      for (const [name, bound] of Object.entries(step.expect.bind ?? {})) names.set(name, bound);
      const outcome = await { deploy, send: trigger, call }[step.op](step);
      const volatile = new Set([...(step.volatile ?? []), "bind"]);
      const comparable = (shape: Recorded): Recorded =>
        Object.fromEntries(
          Object.entries(shape)
            .filter(([field, content]) => content !== undefined && !volatile.has(field))
            .map(([field, content]) => [
              field,
              field === "logs" && volatile.has("topics") ? (content as []).length : content,
            ]),
        );
      expect(comparable(outcome)).to.deep.equal(comparable(step.expect));
    });
  }

  it("has 62 steps", () => {
    expect(steps).to.have.length(62);
  });
});
