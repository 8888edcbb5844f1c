import { expect } from "chai";
import { DEPLOYMENTS, findDeployment } from "../../../packages/integration/deployments.ts";
import { CHAINS, chainOf, tip712ChainId } from "../../../packages/integration/chains.ts";
import { REMEDIES } from "../../../packages/integration/problem.ts";
import { formatAmount, parseAmount } from "../../../packages/integration/reading/units.ts";
import { parseSigned, stringifySigned } from "../../../packages/integration/signing/json.ts";
import { ORDER_TYPES, orderOf, toWalletJson } from "../../../packages/integration/signing/typed-data.ts";
import { coin } from "../../../config/kgst.ts";
import { NETWORKS } from "../../../packages/hardhat-tron/devnet/options.ts";
import { moduleOf } from "../../../tools/package/deployments.ts";

const domain = { name: "KGST", version: "1", chainId: 56n, verifyingContract: `0x${"11".repeat(20)}` } as const;

const ACCOUNT = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf";
const SPENDER = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF";

describe("The integrators' package", () => {
  it("names the chains as the coin's file does, and TRON's ids as the genesis blocks give them", () => {
    for (const [name, { chainId, explorer, platform }] of Object.entries(CHAINS)) {
      const network = coin.networks[name as keyof typeof CHAINS] as {
        chainId: number;
        explorer: string;
        platform?: string;
      };
      expect([chainId, explorer, platform], name).to.deep.equal([
        BigInt(network.chainId),
        network.explorer,
        network.platform ?? "evm",
      ]);
      expect(chainOf(chainId)?.name).to.equal(name);
    }
    expect(tip712ChainId(`0x${NETWORKS.mainnet}`)).to.equal(CHAINS.tron.chainId);
    expect(tip712ChainId(`0x${NETWORKS.nile}`)).to.equal(CHAINS.nile.chainId);
    expect(tip712ChainId(`0x${NETWORKS.shasta}`)).to.equal(CHAINS.shasta.chainId);
    expect(chainOf(1)).to.equal(undefined);
  });

  it("tells public deployments from the records, and none that does not exist", () => {
    expect(findDeployment(1n)).to.equal(undefined);
    expect(DEPLOYMENTS.every(({ chainId }) => chainOf(chainId) !== undefined)).to.equal(true);
    const contracts = {
      token: { address: "0xa1", block: 12 },
      attestations: { address: "0xa2", block: 11 },
      timelock: { address: "0xa3", block: 10 },
    };
    const record = {
      schema: 1,
      coin: "kgst",
      network: "bsc",
      chainId: "56",
      finishedAt: "2027-01-01T00:00:00Z",
      contracts,
    };
    expect(moduleOf([record])).to.contain(`{
    coin: "kgst",
    network: "bsc",
    chainId: 56n,
    token: "0xa1",
    reserveAttestations: "0xa2",
    timelock: "0xa3",
    adapter: null,
    fromBlock: 12,
  },`);
    const adapter = { address: "0xa4", block: 13 };
    expect(moduleOf([{ ...record, contracts: { ...contracts, adapter } }])).to.contain('adapter: "0xa4",');
  });

  it("reads and writes amounts in whole coins", () => {
    expect(parseAmount("1500.5", 6)).to.equal(1_500_500_000n);
    expect(parseAmount("7", 0)).to.equal(7n);
    expect(() => parseAmount("9".repeat(80), 6)).to.throw(`"${"9".repeat(60)}…" is more than a chain can count.`);
    expect(formatAmount(1_500_500_000n, 6)).to.equal("1,500.50");
    for (const text of ["", "1e3", "-1", ".5", "1.", "0.0000001", "no limit"]) {
      expect(() => parseAmount(text, 6), text).to.throw(/is not an amount|has more than/);
    }
  });

  it("sends signed orders as JSON and reads them back, with its own types", () => {
    const message = { owner: ACCOUNT, spender: SPENDER, value: 2n ** 255n, nonce: 3n, deadline: 4n } as const;
    const signed = { order: orderOf("permit", domain, message), signature: "0x1234" } as const;
    expect(parseSigned(stringifySigned(signed))).to.deep.equal(signed);
    const forged = stringifySigned(signed).replace('"uint256"', '"uint8"');
    expect(parseSigned(forged).order.types).to.deep.equal(ORDER_TYPES.permit);
    expect(() => parseSigned(stringifySigned(signed).replace('"nonce":"3",', ""))).to.throw(
      "The order's nonce is not a number in decimal digits between quotes.",
    );
    expect(() => parseSigned('{"order":{"act":"burn"},"signature":"0x"}')).to.throw('"burn" is no act');
    const shown = JSON.parse(toWalletJson(signed.order)) as { message: { value: string } };
    expect(shown.message.value).to.equal((2n ** 255n).toString());
  });

  it("has a remedy for every refusal", () => {
    for (const remedy of Object.values(REMEDIES)) expect(remedy).to.match(/^[A-Z].+\.$/);
  });
});
