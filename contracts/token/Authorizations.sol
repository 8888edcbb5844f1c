// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {IHolder} from "../interfaces/IHolder.sol";
import {Ledger} from "./Ledger.sol";
import {TypeHashes} from "./TypeHashes.sol";

/// @title Authorizations
/// @notice What a holder can do by signature: EIP-2612 permits and EIP-3009 authorizations under one EIP-712 domain.
///
/// A signature counts if it is the account's ECDSA signature, and only otherwise if the account's code accepts it
/// (ERC-1271). In this order an EIP-7702 account whose delegate is strict and a contract wallet both work. The price: a
/// key cannot be disabled by delegating the account to code that refuses it, nor, on TRON, by giving the account's
/// permissions to other keys (docs/adr).
///
/// The domain holds the chain id of the block, so nothing signed for one chain is valid on another, and it is rebuilt
/// when the chain id changes (fork) or when this code runs behind another address (repair path).
abstract contract Authorizations is IHolder, Ledger {
    using ShortStrings for *;

    string internal constant VERSION = "1";
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    /// @dev Marks a nonce. A whole word and no bool, since writing a part of a word reads it once more.
    uint256 private constant USED = 1;

    /// @custom:storage-location erc7201:stablecoin.storage.Authorizations
    struct AuthorizationsStorage {
        mapping(address owner => uint256) permitNonces;
        mapping(address authorizer => mapping(bytes32 nonce => uint256)) used;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Authorizations")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant AUTHORIZATIONS_STORAGE =
        0x02ff0bb45088aa83c79fd5785b51a7f2476ebd528b3b5f4f6cd0932463978000;

    ShortString private immutable NAME;
    bytes32 private immutable NAME_HASH;
    uint256 private immutable CACHED_CHAIN_ID;
    address private immutable CACHED_ADDRESS;
    bytes32 private immutable CACHED_SEPARATOR;

    /// @notice Fixes the signing domain.
    /// @param name_ Name of the token and of the signing domain, at most 31 bytes.
    constructor(string memory name_) {
        NAME = name_.toShortString();
        NAME_HASH = keccak256(bytes(name_));
        CACHED_CHAIN_ID = block.chainid;
        CACHED_ADDRESS = address(this);
        CACHED_SEPARATOR = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name_)), VERSION_HASH, block.chainid, address(this))
        );
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
        return (hex"0f", _name(), VERSION, block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    function _name() internal view returns (string memory) {
        return NAME.toString();
    }

    function _domainSeparator() internal view returns (bytes32) {
        // Nested, since the compiler makes a value of `&&` before it jumps: 18 gas on each signature.
        if (block.chainid == CACHED_CHAIN_ID) {
            if (address(this) == CACHED_ADDRESS) return CACHED_SEPARATOR;
        }
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
    }

    function _permitNonce(address owner) internal view returns (uint256) {
        return _authorizations().permitNonces[owner];
    }

    function _authorizationUsed(address authorizer, bytes32 nonce) internal view returns (bool) {
        return _authorizations().used[authorizer][nonce] != 0;
    }

    /// @dev Consumes the owner's next permit nonce and returns the digest that had to be signed.
    function _permitDigest(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline
    ) internal returns (bytes32 digest) {
        require(block.timestamp <= deadline, ERC2612ExpiredSignature(deadline));
        uint256 nonce;
        unchecked {
            nonce = _authorizations().permitNonces[owner]++; // one per permit: 2^256 permits cannot be made
        }
        return _digest(keccak256(abi.encode(TypeHashes.PERMIT, owner, spender, value, nonce, deadline)));
    }

    /// @dev Checks the validity period, consumes the nonce and returns the digest that had to be signed.
    function _authorizationDigest(
        bytes32 typehash,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) internal returns (bytes32 digest) {
        require(block.timestamp > validAfter, AuthorizationNotYetValid(validAfter));
        require(block.timestamp < validBefore, AuthorizationExpired(validBefore));
        _consume(from, nonce);
        emit AuthorizationUsed(from, nonce);
        return _digest(keccak256(abi.encode(typehash, from, to, value, validAfter, validBefore, nonce)));
    }

    /// @dev Consumes the nonce and returns the digest that had to be signed.
    function _cancellationDigest(address authorizer, bytes32 nonce) internal returns (bytes32 digest) {
        _consume(authorizer, nonce);
        emit AuthorizationCanceled(authorizer, nonce);
        return _digest(keccak256(abi.encode(TypeHashes.CANCEL, authorizer, nonce)));
    }

    /// @dev Whether `account` signed `digest`; `signer` is what ECDSA recovers, zero if nothing.
    function _isSignedBy(
        address account,
        bytes32 digest,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) internal view returns (bool valid, address signer) {
        (signer, , ) = ECDSA.tryRecover(digest, v, r, s);
        if (_isAuthentic(account, signer)) return (true, signer);
        return (_isAccepted(account, digest, abi.encodePacked(r, s, v)), signer);
    }

    /// @dev The same for a signature in bytes: ECDSA of 65 bytes or ERC-2098's 64, or ERC-1271 of any length.
    function _isSignedBy(
        address account,
        bytes32 digest,
        bytes memory signature
    ) internal view returns (bool valid, address signer) {
        (uint8 v, bytes32 r, bytes32 s) = ECDSA.parse(signature); // zeros for any other length
        (signer, , ) = ECDSA.tryRecover(digest, v, r, s);
        if (_isAuthentic(account, signer)) return (true, signer);
        return (_isAccepted(account, digest, signature), signer);
    }

    function _isAuthentic(address account, address signer) private pure returns (bool) {
        if (signer == address(0)) return false; // nothing was recovered
        return signer == account;
    }

    function _isAccepted(address account, bytes32 digest, bytes memory signature) private view returns (bool) {
        return account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(account, digest, signature);
    }

    function _consume(address authorizer, bytes32 nonce) private {
        mapping(bytes32 nonce => uint256) storage used = _authorizations().used[authorizer];
        require(used[nonce] == 0, AuthorizationUsedOrCanceled(authorizer, nonce));
        used[nonce] = USED;
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), structHash);
    }

    function _authorizations() private pure returns (AuthorizationsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := AUTHORIZATIONS_STORAGE
        }
    }
}
