// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title SmartWallet
/// @notice A contract wallet of one owner: whatever the owner's key signs counts as signed by the wallet (ERC-1271), and
/// the owner can have the wallet call anything. A signature of another length counts if it is the agreed pass phrase.
contract SmartWallet is IERC1271 {
    /// @notice Bytes of no ECDSA length that the wallet accepts.
    bytes32 public constant PASS_PHRASE = keccak256("open sesame");

    address private immutable OWNER;

    error NotOwner(address caller);

    constructor(address owner) {
        OWNER = owner;
    }

    /// @notice Calls a contract in the wallet's name.
    function execute(address target, bytes calldata data) external returns (bytes memory) {
        require(msg.sender == OWNER, NotOwner(msg.sender));
        return Address.functionCall(target, data);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool valid;
        if (signature.length == 32) {
            valid = bytes32(signature) == PASS_PHRASE;
        } else {
            (uint8 v, bytes32 r, bytes32 s) = ECDSA.parseCalldata(signature);
            (address signer, , ) = ECDSA.tryRecover(hash, v, r, s);
            valid = signer == OWNER;
        }
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
