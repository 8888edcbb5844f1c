import { readFileSync } from "node:fs";
import { expect } from "chai";
import { TronWeb } from "tronweb";
import { developmentWallets } from "../../../issuer/signing/keys.ts";
import { shownAbi } from "../../../issuer/model/build.ts";
import { toBase58 } from "../../../packages/tron/address.ts";
import { encode } from "../../../packages/tron/protobuf/codec.ts";
import { Abi } from "../../../packages/tron/protobuf/contracts.ts";
import { readStoredAbi, toAbiMessage } from "../../../packages/tron/stored-abi.ts";
import { TronSigner } from "../../../packages/tron/signer.ts";
import { IStablecoin__factory } from "../../../typechain-types/index.js";
import type { Outcome } from "../../../issuer/engine/run.ts";
import { TronStage } from "./support/stage.ts";

const CONTRACTS = {
  timelock: "Timelock",
  attestations: "ReserveAttestations",
  controls: "IssuerControls",
  token: "Stablecoin",
} as const;

type Method = (...args: unknown[]) => { send(options?: object): Promise<string>; call(): Promise<unknown> };

interface Finding {
  contract(): { at(address: string): Promise<Record<string, Method>> };
}

describe("The ABI that TRON keeps with what is deployed", function () {
  this.timeout(60_000);
  let stage: TronStage;
  let outcome: Outcome;
  before(async () => {
    stage = await TronStage.open({ port: 0 });
    outcome = await stage.run();
  });
  after(async () => {
    await stage.close();
  });

  const addressOf = (key: keyof typeof CONTRACTS): string => outcome.record!.contracts[key]!.address;
  const read = async (key: keyof typeof CONTRACTS) => {
    const value = toBase58(addressOf(key));
    const found = await stage.node.request("/wallet/getcontract", { value, visible: true });
    return (found as { readonly abi: { readonly entrys?: never[] } }).abi.entrys;
  };

  /** What tronweb makes of an address and nothing else. */
  const found = (tronWeb: TronWeb, key: keyof typeof CONTRACTS) =>
    (tronWeb as unknown as Finding).contract().at(toBase58(addressOf(key)));

  it("is that of each contract, and the token's has both planes", async () => {
    for (const key of ["timelock", "attestations", "controls", "token"] as const) {
      expect(readStoredAbi(await read(key)), key).to.deep.equal(shownAbi(stage.build, CONTRACTS[key]));
    }
    const names = readStoredAbi(await read("token")).map(({ name }) => name);
    expect(names).to.include.members(["transfer", "permit", "mint", "freeze", "Transfer"]);
    expect((await stage.verify(outcome)).drifts).to.deep.equal([]);
  });

  it("has the size that the documents say", () => {
    const page = readFileSync(new URL("../../../docs/integration/tron.md", import.meta.url), "utf8");
    for (const name of Object.values(CONTRACTS)) {
      const abi = shownAbi(stage.build, name);
      const bytes = encode(Abi, toAbiMessage(abi)).length;
      const title = name === "Stablecoin" ? `${name}, with both planes` : name;
      const row = `| ${title} | ${abi.length} | ${bytes.toLocaleString("en-US")} | ${(bytes / 1_000).toFixed(2)} |`;
      expect(page).to.contain(row);
    }
  });

  it("lets tronweb call what it finds at the token's address", async () => {
    const [wallet] = developmentWallets();
    const tronWeb = new TronWeb({ fullHost: stage.node.url, privateKey: wallet!.privateKey.slice(2) });
    const token = await found(tronWeb, "token");
    const [owner, spender] = [wallet!.address, developmentWallets()[1]!.address];
    expect(await token["balanceOf"]!(toBase58(owner)).call()).to.equal(0n);
    expect(await token["decimals"]!().call()).to.equal(BigInt(stage.desired.decimals));

    const signer = new TronSigner(wallet!.privateKey, stage.chain().provider);
    const contract = IStablecoin__factory.connect(addressOf("token"), signer);
    const types = {
      Permit: ["owner", "spender", "value", "nonce", "deadline"].map((name) => ({ name, type: "uint256" })),
    };
    for (const index of [0, 1]) types.Permit[index]!.type = "address";
    const { name, version, chainId } = await contract.eip712Domain();
    const domain = { name, version, chainId, verifyingContract: addressOf("token") };
    const deadline = 4_000_000_000n;
    const signature = await signer.signTypedData(domain, types, { owner, spender, value: 7n, nonce: 0n, deadline });
    const [r, s, v] = [signature.slice(0, 66), `0x${signature.slice(66, 130)}`, Number(`0x${signature.slice(130)}`)];
    await token["permit"]!(toBase58(owner), toBase58(spender), 7, deadline.toString(), v, r, s).send({ feeLimit: 1e8 });
    expect(await token["allowance"]!(toBase58(owner), toBase58(spender)).call()).to.equal(7n);

    const id = await token["transfer"]!(toBase58(spender), 0).send({ feeLimit: 1e8 });
    const info = await stage.node.request("/wallet/gettransactioninfobyid", { value: id });
    expect((info as { readonly receipt: object }).receipt).to.include({ result: "SUCCESS" });
    const reports = await found(tronWeb, "attestations");
    expect(await reports["halted"]!().call()).to.equal(false);
  });

  it("is missed by verify-deployment where its creator has cleared it", async () => {
    const tronWeb = new TronWeb({
      fullHost: stage.node.url,
      privateKey: developmentWallets()
        .find(({ address }) => address === outcome.record!.deployer)!
        .privateKey.slice(2),
    });
    const { deployer } = outcome.record!;
    const built = await tronWeb.transactionBuilder.clearABI(toBase58(addressOf("token")), toBase58(deployer));
    const sent = await tronWeb.trx.sendRawTransaction(await tronWeb.trx.sign(built));
    expect(sent.result).to.equal(true);
    expect((await stage.verify(outcome)).drifts).to.deep.equal([
      { path: "platform.token", expected: "as deployed", actual: "stored ABI: none" },
    ]);
  });
});
