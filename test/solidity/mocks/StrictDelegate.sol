// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title StrictDelegate
/// @notice Code for an EIP-7702 account that accepts no bare ECDSA signature, only its own envelope: the account's key
/// still signs for the account, yet a token that asks the code first would refuse it.
contract StrictDelegate is IERC1271 {
    /// @notice The only envelope this delegate accepts.
    bytes32 public constant ENVELOPE = keccak256("session key");

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata signature) external pure returns (bytes4) {
        bool valid = signature.length == 32 && bytes32(signature) == ENVELOPE;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
