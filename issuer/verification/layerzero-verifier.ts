import { Contract, type ContractRunner, ZeroHash, id } from "ethers";
import type { LayerZeroTarget } from "../coin-file/resolve.ts";
import type { Chain } from "../chains/chain.ts";
import { layerZeroInterface } from "../layerzero/package.ts";
import { type Line, told } from "./layerzero-lines.ts";
import { showAccounts } from "./state-comparison.ts";
import { readRoleHolders } from "./timelock-roles.ts";

/** Roles of LayerZero's verifier contract. It keeps no list of who holds them. */
const ROLES = { admins: id("ADMIN_ROLE"), libraries: id("MESSAGE_LIB_ROLE"), roleAdmins: ZeroHash } as const;

/** Accounts that it serves alone, and that it does not serve, would hold these. */
const CLOSED = { allowed: id("ALLOWLIST"), denied: id("DENYLIST") } as const;

/**
 * Reads the issuer's verifier: LayerZero's contract with the issuer's signers.
 * @param creation - Where it stands and where it was created.
 * @param reads - What many views are asked through.
 */
export async function readVerifier(
  chain: Chain,
  target: LayerZeroTarget,
  issuer: NonNullable<LayerZeroTarget["issuer"]>,
  creation: { readonly address: string; readonly transaction: string; readonly block: number },
  reads: ContractRunner,
): Promise<{ readonly lines: readonly Line[]; readonly notes: readonly string[] }> {
  const contract = new Contract(creation.address, layerZeroInterface("DVN"), reads);
  const ask = async <T>(view: string, ...args: readonly unknown[]): Promise<T> =>
    (await contract.getFunction(view)(...args)) as T;
  const candidates = [...issuer.admins, ...issuer.signers, target.places.sendLibrary, target.places.receiveLibrary];
  const holders = await readRoleHolders(
    new Contract(creation.address, contract.interface, chain.provider),
    creation,
    { roles: [...Object.values(ROLES), ...Object.values(CLOSED)], candidates },
    await chain.provider.getBlockNumber(),
    reads,
  );
  const held = (role: string): string => showAccounts(holders.holders.get(role) ?? []);
  const shut = held(CLOSED.denied);
  const lines: Line[] = [
    ["layerzero.verifier.admins", held(ROLES.admins)],
    ["layerzero.verifier.roleAdmins", held(ROLES.roleAdmins)],
    ["layerzero.verifier.libraries", held(ROLES.libraries)],
    ["layerzero.verifier.shutOut", shut],
    ...(await Promise.all([
      told("layerzero.verifier.signers", ask<readonly string[]>("getSigners").then(showAccounts)),
      told("layerzero.verifier.quorum", ask<bigint>("quorum")),
      told("layerzero.verifier.chain", ask<bigint>("vid")),
      told("layerzero.verifier.feeLibrary", ask<string>("workerFeeLib")),
      told("layerzero.verifier.priceFeed", ask<string>("priceFeed")),
      told("layerzero.verifier.allowed", ask<bigint>("allowlistSize"), (size) =>
        size === 0n ? "everybody" : `${size}`,
      ),
      ...target.routes.map(({ endpointId, network }) => {
        const [path, config] = [
          `layerzero.verifier.charges.${network}`,
          ask<readonly [bigint]>("dstConfig", endpointId),
        ];
        return told(
          path,
          config.then(([gas]) => gas),
        );
      }),
    ])),
  ];
  const note = "The node does not serve the verifier's old events: roles granted later were not looked for.";
  return { lines, notes: holders.complete ? [] : [note] };
}
