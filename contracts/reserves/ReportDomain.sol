// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";

/// @title ReportDomain
/// @notice The EIP-712 domain that reserve reports are signed under: name, version and salt, so that one signature is
/// valid on every chain of a coin, and on no chain of another coin.
abstract contract ReportDomain is IERC5267 {
    using ShortStrings for *;

    bytes32 private constant DOMAIN_TYPEHASH = keccak256("EIP712Domain(string name,string version,bytes32 salt)");
    string private constant VERSION = "1";

    ShortString private immutable NAME;
    bytes32 internal immutable TOKEN_ID;
    bytes32 private immutable SEPARATOR;

    /// @notice Fixes the domain.
    /// @param name Name of the domain, at most 31 bytes.
    /// @param tokenId Salt of the domain: the coin's identity, the same on every chain of one deployment.
    constructor(string memory name, bytes32 tokenId) {
        NAME = name.toShortString();
        TOKEN_ID = tokenId;
        SEPARATOR = keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(VERSION)), tokenId));
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        // The fields that are used: bits 0, 1 and 4.
        return (hex"13", NAME.toString(), VERSION, 0, address(0), TOKEN_ID, new uint256[](0));
    }

    /// @dev What is signed for a report with this struct hash.
    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(SEPARATOR, structHash);
    }

    function _domainName() internal view returns (string memory) {
        return NAME.toString();
    }
}
