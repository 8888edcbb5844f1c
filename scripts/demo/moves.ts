import { formatUnits } from "ethers";
import { sendParam } from "../../packages/integration/moving/move.ts";
import type { Hex } from "../../packages/integration/signing/typed-data.ts";
import { layerZeroInterface } from "../../issuer/layerzero/package.ts";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import type { LayerZeroWorld } from "../layerzero/world.ts";
import type { Cast, Say } from "./cast.ts";
import type { Stage } from "./stage.ts";

const AMOUNT = "2500.25";

/** A holder moves coins to TRON, somebody there moves them back, and both chains together have what they had. */
export async function goAndReturn({ bnb, tron, layerZero }: Cast, say: Say): Promise<void> {
  const before = await supplies(bnb, tron);
  await go({ from: bnb, to: tron, way: 0, layerZero }, say);
  await go({ from: tron, to: bnb, way: 1, layerZero }, say);
  const after = await supplies(bnb, tron);
  if (before !== after) throw new Error(`The supply of both chains went from ${before} to ${after}.`);
  say(`both chains together have ${bnb.show(after)}, as before`);
}

/** One direction of the moves. */
interface Journey {
  readonly from: Stage;
  readonly to: Stage;
  readonly way: 0 | 1;
  readonly layerZero: LayerZeroWorld;
}

async function go({ from, to, way, layerZero }: Journey, say: Say): Promise<void> {
  const { verifiers } = layerZero.workers[way];
  const { issuer } = verifiers;
  if (issuer === undefined) throw new Error("The issuer's verifier is missing.");
  const [took, fee] = await send(from, to);
  const amount = from.amount(AMOUNT);
  say(`${from.title}: Aida burns ${from.show(amount)} for ${to.title} (${took}), and pays LayerZero ${fee}`);
  const aida = to.person("aida");
  const address = await aida.getAddress();
  const had = await to.contracts.token.balanceOf(address);
  issuer.stopped = true;
  await layerZero.settle();
  await to.expect("Aida's balance", to.contracts.token.balanceOf(address), had);
  say(`${to.title}: LayerZero Labs' verifier alone is not enough: ${await refusal(layerZero, way)}`);
  issuer.stopped = false;
  await layerZero.settle();
  await to.expect("Aida's balance", to.contracts.token.balanceOf(address), had + amount);
  say(
    `${to.title}: the issuer's verifier confirms it too, and LayerZero's executor delivers ${to.show(amount)} to Aida`,
  );
}

/** Has Aida move coins to herself on the other chain. @returns What that took, and what LayerZero asked for. */
async function send(from: Stage, to: Stage): Promise<[took: string, fee: string]> {
  const { chain, desired, outcome } = from.coin;
  const aida = from.person("aida");
  const address = await aida.getAddress();
  const adapter = LayerZeroAdapter__factory.connect(outcome.record?.contracts.adapter?.address ?? "", aida);
  const amount = from.amount(AMOUNT);
  const destination = to.coin.desired.layerzero?.endpointId ?? 0;
  const terms = sendParam({ to: address as Hex, amount, destination });
  const { nativeFee } = await adapter.quoteSend(terms, false);
  await from.done(from.contracts.token.connect(aida).approve(adapter, amount));
  const took = await from.done(adapter.send(terms, { nativeFee, lzTokenFee: 0n }, address, { value: nativeFee }));
  return [took, `${formatUnits(nativeFee, chain.nativeDecimals)} ${desired.network.nativeCoin}`];
}

/** Tries to have the last message of a direction committed. @returns What refuses it. */
async function refusal(layerZero: LayerZeroWorld, way: 0 | 1): Promise<string> {
  const { executor } = layerZero.workers[way];
  const { receiveLibrary, owner } = executor.direction.to;
  const last = executor.last;
  if (last === undefined) throw new Error("Nothing was sent.");
  const data = layerZeroInterface("ReceiveUln302").encodeFunctionData("commitVerification", [
    last.header,
    last.payloadHash,
  ]);
  try {
    await owner.provider?.call({ to: receiveLibrary.target, data, from: await owner.getAddress() });
  } catch {
    return "it cannot be committed (LZ_ULN_Verifying)";
  }
  throw new Error("One verifier alone was enough.");
}

async function supplies(...stages: readonly Stage[]): Promise<bigint> {
  const found = await Promise.all(stages.map(({ contracts }) => contracts.token.totalSupply()));
  return found.reduce((sum, one) => sum + one, 0n);
}
