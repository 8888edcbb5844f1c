import { ContractFactory, Interface } from "ethers";
import { type TestChain } from "../../../test/support/chain.ts";
import type { Compiled } from "../compile.ts";
import type { Candidate, Token } from "../token.ts";

const ISSUER = new Interface([
  "function initialize(address admin)",
  "function mint(address to, uint256 amount)",
  "function burn(uint256 amount)",
  "function freeze(address account)",
]);

/** The tokens that are compiled and measured next to ours, from tools/bench/contracts. */
export function peers(compiled: Compiled): Candidate[] {
  return [
    {
      name: "OpenZeppelin UUPS composition",
      regulated: true,
      async deploy(chain) {
        const implementation = await create(chain, compiled, "OpenZeppelinStablecoin", []);
        const data = ISSUER.encodeFunctionData("initialize", [chain.account(0).address]);
        const proxy = await create(chain, compiled, "OpenZeppelinStablecoinProxy", [implementation, data]);
        return token(chain, proxy, {
          ...PLAIN,
          domainName: "OpenZeppelin Stablecoin",
          authorizations: true,
          freezes: true,
        });
      },
    },
    {
      name: "OpenZeppelin ERC20",
      regulated: false,
      async deploy(chain) {
        const address = await create(chain, compiled, "OpenZeppelinToken", []);
        return token(chain, address, { ...PLAIN, domainName: "OpenZeppelin Token" });
      },
    },
    {
      name: "Solady ERC20",
      regulated: false,
      async deploy(chain) {
        const address = await create(chain, compiled, "SoladyToken", []);
        // It compares the whole word that ecrecover returns with the owner. TRON's carries the prefix 0x41.
        return token(chain, address, { ...PLAIN, domainName: "Solady Token", permits: chain.name !== "TVM" });
      },
    },
  ];
}

interface Traits {
  readonly domainName: string;
  readonly permits: boolean;
  readonly authorizations: boolean;
  readonly freezes: boolean;
}

const PLAIN = { permits: true, authorizations: false, freezes: false } as const;

/** One account does all that an issuer does: it costs the same, whoever it is. */
function token(chain: TestChain, address: string, { freezes, ...traits }: Traits): Token {
  const issuer = chain.account(0);
  return {
    address,
    ...traits,
    burner: issuer,
    mint: (to, amount) => ({ from: issuer, data: ISSUER.encodeFunctionData("mint", [to, amount]) }),
    burn: (amount) => ({ from: issuer, data: ISSUER.encodeFunctionData("burn", [amount]) }),
    freeze: (account) => (freezes ? { from: issuer, data: ISSUER.encodeFunctionData("freeze", [account]) } : null),
    extras: {},
  };
}

async function create(chain: TestChain, compiled: Compiled, name: string, args: readonly unknown[]): Promise<string> {
  const { abi, bytecode } = compiled(name);
  const request = await new ContractFactory(abi, bytecode).getDeployTransaction(...args);
  const { contractAddress } = await chain.send(chain.account(0).sendTransaction(request));
  if (contractAddress === null) throw new Error(`The receipt names no address for ${name}`);
  return contractAddress;
}
