import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { sendParam } from "../../packages/integration/moving/move.ts";
import type { Hex } from "../../packages/integration/signing/typed-data.ts";
import { openCoin } from "../../issuer/coin/open.ts";
import { developmentWallets } from "../../issuer/signing/keys.ts";
import { LayerZeroAdapter__factory } from "../../typechain-types/index.js";
import { parseAmount } from "../../packages/integration/reading/units.ts";

/** People without any role, by index of the development accounts. */
export const PEOPLE = { aida: 17, bakyt: 18, shop: 19 } as const;

/** Who acts besides the issuer's staff. */
export type Person = keyof typeof PEOPLE;

/** The address of one of the people; the same key on both chains. */
export function addressOf(person: Person): string {
  return developmentWallets()[PEOPLE[person]]?.address ?? "";
}

/** A customer's payment, by a wallet that knows nothing of these scripts. */
export async function pay(
  hre: HardhatRuntimeEnvironment,
  network: string,
  from: Person,
  to: string,
  amount: string,
): Promise<void> {
  await onToken(hre, network, addressOf(from), (token, value) => token.transfer(to, value), amount);
}

/** A move between chains as the bridge's own contracts would make it: burned here, minted there. */
export async function cross(
  hre: HardhatRuntimeEnvironment,
  [from, to]: readonly [string, string],
  holder: string,
  amount: string,
): Promise<void> {
  const bridge = await bridgeOf(hre, from);
  await onToken(hre, from, bridge, (token, value) => token.crosschainBurn(bridge, value), amount);
  await onToken(hre, to, bridge, (token, value) => token.crosschainMint(holder, value), amount);
}

/** A customer's own move between chains, through the adapter and LayerZero, to the same account there. */
export async function move(
  hre: HardhatRuntimeEnvironment,
  network: string,
  from: Person,
  amount: string,
): Promise<void> {
  const coin = await openCoin(hre, { network });
  try {
    const account = addressOf(from);
    const key = await coin.keys.find(account);
    const [route] = coin.desired.layerzero?.routes ?? [];
    const { adapter } = coin.addresses;
    if (key === null || route === undefined || adapter === undefined) throw new Error(`${from} cannot move coins.`);
    const signer = coin.chain.signer(key);
    const value = parseAmount(amount, coin.desired.decimals);
    await (await coin.contracts.token.connect(signer).approve(adapter, value)).wait();
    const contract = LayerZeroAdapter__factory.connect(adapter, signer);
    const terms = sendParam({ to: account as Hex, amount: value, destination: route.endpointId });
    const { nativeFee } = await contract.quoteSend(terms, false);
    await (await contract.send(terms, { nativeFee, lzTokenFee: 0n }, account, { value: nativeFee })).wait();
  } finally {
    await coin.close();
  }
}

type Token = Awaited<ReturnType<typeof openCoin>>["contracts"]["token"];

async function onToken(
  hre: HardhatRuntimeEnvironment,
  network: string,
  by: string,
  act: (token: Token, value: bigint) => ReturnType<Token["transfer"]>,
  amount: string,
): Promise<void> {
  const coin = await openCoin(hre, { network });
  try {
    const key = await coin.keys.find(by);
    if (key === null) throw new Error(`There is no key for ${by}.`);
    const token = coin.contracts.token.connect(coin.chain.signer(key));
    await (await act(token, parseAmount(amount, coin.desired.decimals))).wait();
  } finally {
    await coin.close();
  }
}

async function bridgeOf(hre: HardhatRuntimeEnvironment, network: string): Promise<string> {
  const coin = await openCoin(hre, { network });
  await coin.close();
  return coin.desired.roles.BRIDGE[0] ?? "";
}
