"""The coin from Python: vectors with eth-account, payments and deposits with web3.py on BNB Chain and tronpy on TRON."""

import json
import os
from pathlib import Path

import tronpy.tron
from eth_account import Account
from tronpy import Tron
from tronpy.keys import PrivateKey
from tronpy.providers import HTTPProvider
from web3 import Web3

PACKAGE = Path("node_modules/@kgst/integration")
AMOUNT = 1_250_000  # smallest units
TYPES = {
    "permit": ("Permit", ["address owner", "address spender", "uint256 value", "uint256 nonce", "uint256 deadline"]),
    "transfer": ("TransferWithAuthorization", ["address from", "address to", "uint256 value", "uint256 validAfter", "uint256 validBefore", "bytes32 nonce"]),
    "receive": ("ReceiveWithAuthorization", ["address from", "address to", "uint256 value", "uint256 validAfter", "uint256 validBefore", "bytes32 nonce"]),
    "cancel": ("CancelAuthorization", ["address authorizer", "bytes32 nonce"]),
}


def check_vectors() -> int:
    """Signs what the package's vectors say with eth-account, which must give the same signatures."""
    checked = 0
    for path in sorted((PACKAGE / "vectors").glob("*.json")):
        file = json.loads(path.read_text())
        domain = {**file["domain"], "chainId": int(file["domain"]["chainId"])}
        for vector in file["vectors"]:
            if vector["id"] not in TYPES:  # the plain one of each act; others have other forms or are refused
                continue
            primary, members = TYPES[vector["act"]]
            fields = [dict(zip(("type", "name"), member.split())) for member in members]
            message = {field["name"]: value_of(field, vector["message"]) for field in fields}
            signer = next(p for p in file["people"].values() if p["address"] in (message[fields[0]["name"]],))
            signed = Account.sign_typed_data(signer["privateKey"], domain, {primary: fields}, message)
            assert signed.message_hash.to_0x_hex() == vector["digest"], (path, vector["id"])
            assert signed.signature.to_0x_hex() == vector["signature"], (path, vector["id"])
            checked += 1
    assert checked > 0
    return checked


def value_of(field: dict[str, str], message: dict[str, str]) -> object:
    value = message[field["name"]]
    return int(value) if field["type"] == "uint256" else value


def bnb() -> None:
    web3 = Web3(Web3.HTTPProvider(os.environ["KGST_BNB_RPC"]))
    abi = json.loads((PACKAGE / "abi/holder.json").read_text())
    token = web3.eth.contract(Web3.to_checksum_address(os.environ["KGST_BNB_TOKEN"]), abi=abi)
    payer = Account.from_key(os.environ["KGST_PAYER_KEY"])
    payee = Account.from_key(os.environ["KGST_PAYEE_KEY"]).address
    before = token.functions.balanceOf(payee).call()
    call = token.functions.transfer(payee, AMOUNT)
    sending = {"from": payer.address, "nonce": web3.eth.get_transaction_count(payer.address)}
    raw = payer.sign_transaction(call.build_transaction(sending)).raw_transaction
    receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(raw))
    assert receipt["status"] == 1
    final = web3.eth.get_block("finalized")["number"]  # credit nothing newer
    found = token.events.Transfer.get_logs(
        from_block=receipt["blockNumber"], to_block=final, argument_filters={"to": payee}
    )
    assert [log["args"]["value"] for log in found] == [AMOUNT]
    assert token.functions.balanceOf(payee).call() - before == AMOUNT
    print(f"BNB Chain: web3.py paid {AMOUNT} and found the deposit in block {receipt['blockNumber']}")


def tron() -> None:
    client = Tron(HTTPProvider(os.environ["KGST_TRON_URL"]))
    token = client.get_contract(os.environ["KGST_TRON_TOKEN"])  # the ABI is stored with the contract
    payer = PrivateKey(bytes.fromhex(os.environ["KGST_PAYER_KEY"][2:]))
    payee = PrivateKey(bytes.fromhex(os.environ["KGST_PAYEE_KEY"][2:])).public_key.to_base58check_address()
    before = token.functions.balanceOf(payee)
    # tronpy takes the time from this machine, and the embedded chain's clock is another: leave these two lines out elsewhere.
    now = client.get_latest_block()["block_header"]["raw_data"]["timestamp"]
    tronpy.tron.current_timestamp = lambda: now
    call = token.functions.transfer(payee, AMOUNT).with_owner(payer.public_key.to_base58check_address())
    info = call.fee_limit(20_000_000).build().sign(payer).broadcast().wait()
    assert info["receipt"]["result"] == "SUCCESS"
    transfer = Web3.keccak(text="Transfer(address,address,uint256)").hex()
    solid = client.provider.make_request("walletsolidity/gettransactioninfobyblocknum", {"num": info["blockNumber"]})
    found = [
        int(log["data"], 16)
        for one in solid
        for log in one.get("log", [])
        if log["topics"][0] == transfer and "41" + log["topics"][2][-40:] == client.to_hex_address(payee)
    ]
    assert found == [AMOUNT]
    assert token.functions.balanceOf(payee) - before == AMOUNT
    print(f"TRON: tronpy paid {AMOUNT} by the stored ABI and found the deposit in block {info['blockNumber']}")


print(f"{check_vectors()} vectors signed by eth-account: the same digests and signatures")
bnb()
tron()
print("done: the coin from Python on both chains")
