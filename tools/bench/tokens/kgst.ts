import { deploySystem } from "../../../test/support/system.ts";
import type { Candidate } from "../token.ts";

/** The system as it is deployed: the token at its own address, its controls, and the reserve gate with an open window. */
export const KGST: Candidate = {
  name: "KGST",
  regulated: true,
  async deploy(chain) {
    const { actors, address, token } = await deploySystem(chain);
    const { interface: abi } = token;
    return {
      address,
      domainName: await token.name(),
      permits: true,
      authorizations: true,
      burner: actors.burner,
      mint: (to, amount, reference) => ({
        from: actors.minter,
        data: abi.encodeFunctionData("mint", [to, amount, reference]),
      }),
      burn: (amount, reference) => ({
        from: actors.burner,
        data: abi.encodeFunctionData("burn", [amount, reference]),
      }),
      freeze: (account, reference) => ({
        from: actors.guardian,
        data: abi.encodeFunctionData("freeze", [account, reference]),
      }),
      extras: {
        memos: true,
        settles: true,
        mintBatch: (accounts, amount, references) => ({
          from: actors.minter,
          data: abi.encodeFunctionData("mintBatch", [[...accounts], accounts.map(() => amount), [...references]]),
        }),
        freezeBatch: (accounts, reference) => ({
          from: actors.guardian,
          data: abi.encodeFunctionData("freezeBatch", [[...accounts], reference]),
        }),
        unfreeze: (account, reference) => ({
          from: actors.compliance,
          data: abi.encodeFunctionData("unfreeze", [account, reference]),
        }),
      },
    };
  },
};
