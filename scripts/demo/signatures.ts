import { type ContractTransactionResponse, type Signer, type TypedDataDomain, hexlify, randomBytes } from "ethers";
import type { IStablecoin } from "../../typechain-types/index.ts";

/** Submits something signed, from whichever account the token is connected with. */
export type Submit = (token: IStablecoin) => Promise<ContractTransactionResponse>;

const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

const TRANSFER_TYPES = {
  TransferWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};

/** An owner signs a permit (EIP-2612) under the domain that the token states (ERC-5267). */
export async function signPermit(
  token: IStablecoin,
  owner: Signer,
  spender: string,
  value: bigint,
  deadline: number,
): Promise<Submit> {
  const from = await owner.getAddress();
  const message = { owner: from, spender, value, nonce: await token.nonces(from), deadline };
  const signature = await owner.signTypedData(await domainOf(token), PERMIT_TYPES, message);
  return (connected) =>
    connected["permit(address,address,uint256,uint256,bytes)"](from, spender, value, deadline, signature);
}

/** A payer signs a payment (EIP-3009) that anyone can submit once. */
export async function signTransferAuthorization(
  token: IStablecoin,
  payer: Signer,
  to: string,
  value: bigint,
  validBefore: number,
): Promise<Submit> {
  const from = await payer.getAddress();
  const nonce = hexlify(randomBytes(32));
  const message = { from, to, value, validAfter: 0, validBefore, nonce };
  const signature = await payer.signTypedData(await domainOf(token), TRANSFER_TYPES, message);
  return (connected) =>
    connected["transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"](
      from,
      to,
      value,
      0,
      validBefore,
      nonce,
      signature,
    );
}

async function domainOf(token: IStablecoin): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await token.eip712Domain();
  return { name, version, chainId, verifyingContract };
}
