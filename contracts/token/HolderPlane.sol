// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {IAuthorizationBatch} from "../interfaces/IAuthorizationBatch.sol";
import {IERC3009} from "../interfaces/IERC3009.sol";
import {IHolder} from "../interfaces/IHolder.sol";
import {IMemo} from "../interfaces/IMemo.sol";
import {Authorizations} from "./Authorizations.sol";
import {TypeHashes} from "./TypeHashes.sol";

/// @title HolderPlane
/// @notice Every function of a holder, written once: the token runs it natively, and a repair implementation runs it again
/// behind the token with one rule mended.
///
/// Each function that moves tokens or takes a signature enters through `whenOn`, with the scopes it needs.
///
/// Who may call: anyone, for their own tokens, or for those they were allowed or authorized to move.
/// What is not checked: the relayer of an authorization may be frozen, since it only carries the payer's signature.
abstract contract HolderPlane is Authorizations {
    using ShortStrings for *;

    ShortString private immutable SYMBOL;
    ShortString private immutable CURRENCY;
    uint8 private immutable DECIMALS;

    /// @notice Fixes what the token is called and counted in.
    /// @param name_ Name of the token and of its signing domain, at most 31 bytes.
    /// @param symbol_ Symbol, at most 31 bytes.
    /// @param currency_ ISO 4217 code of the currency the token is pegged to.
    /// @param decimals_ Number of decimals, the same on every chain.
    constructor(
        string memory name_,
        string memory symbol_,
        string memory currency_,
        uint8 decimals_
    ) Authorizations(name_) {
        SYMBOL = symbol_.toShortString();
        CURRENCY = currency_.toShortString();
        DECIMALS = decimals_;
    }

    /// @dev The common entrance of the holder plane.
    modifier whenOn(uint256 scopes) {
        _whenOn(scopes);
        _;
    }

    // ------------------------------------------------------------------------------------------------ ERC-20

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _name();
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return SYMBOL.toString();
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external view returns (uint8) {
        return DECIMALS;
    }

    /// @inheritdoc IHolder
    function currency() external view returns (string memory) {
        return CURRENCY.toString();
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _supply();
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) external view returns (uint256) {
        return _balanceOf(account);
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowance(owner, spender);
    }

    /// @inheritdoc IERC20
    /// @custom:access the holder
    function transfer(address to, uint256 value) external whenOn(TRANSFER) returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    /// @custom:access a spender, within its allowance
    function transferFrom(address from, address to, uint256 value) external whenOn(TRANSFER) returns (bool) {
        _spendAllowance(from, msg.sender, value);
        _transfer(from, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    /// @dev Reads no switch: spending is what is checked.
    /// @custom:access the holder
    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    // ------------------------------------------------------------------------------------------------ memos

    /// @inheritdoc IMemo
    /// @custom:access the holder
    function transferWithMemo(address to, uint256 value, bytes32 memo) external whenOn(TRANSFER) returns (bool) {
        _transfer(msg.sender, to, value);
        emit Memo(msg.sender, memo);
        return true;
    }

    /// @inheritdoc IMemo
    /// @custom:access a spender, within its allowance
    function transferFromWithMemo(
        address from,
        address to,
        uint256 value,
        bytes32 memo
    ) external whenOn(TRANSFER) returns (bool) {
        _spendAllowance(from, msg.sender, value);
        _transfer(from, to, value);
        emit Memo(msg.sender, memo);
        return true;
    }

    // ------------------------------------------------------------------------------------------------ state of accounts

    /// @inheritdoc IHolder
    function isFrozen(address account) external view returns (bool) {
        return _isFrozen(account);
    }

    // ------------------------------------------------------------------------------------------------ EIP-712, EIP-2612

    /// @inheritdoc IERC20Permit
    // solhint-disable-next-line func-name-mixedcase, use-natspec
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparator();
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) external view returns (uint256) {
        return _permitNonce(owner);
    }

    /// @inheritdoc IERC20Permit
    /// @custom:access anyone with the owner's signature
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenOn(SIGNATURE) {
        (bool valid, address signer) = _isSignedBy(owner, _permitDigest(owner, spender, value, deadline), v, r, s);
        if (!valid) revert ERC2612InvalidSigner(signer, owner);
        _approve(owner, spender, value);
    }

    /// @inheritdoc IHolder
    /// @custom:access anyone with the owner's signature
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external whenOn(SIGNATURE) {
        (bool valid, address signer) = _isSignedBy(owner, _permitDigest(owner, spender, value, deadline), signature);
        if (!valid) revert ERC2612InvalidSigner(signer, owner);
        _approve(owner, spender, value);
    }

    // ------------------------------------------------------------------------------------------------ EIP-3009

    /// @inheritdoc IERC3009
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool used) {
        return _authorizationUsed(authorizer, nonce);
    }

    /// @inheritdoc IERC3009
    /// @custom:access anyone with the payer's signature
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenOn(TRANSFER | SIGNATURE) {
        bytes32 digest = _authorizationDigest(TypeHashes.TRANSFER, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, v, r, s);
        _transfer(from, to, value);
    }

    /// @inheritdoc IERC3009
    /// @custom:access anyone with the payer's signature
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external whenOn(TRANSFER | SIGNATURE) {
        bytes32 digest = _authorizationDigest(TypeHashes.TRANSFER, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, signature);
        _transfer(from, to, value);
    }

    /// @inheritdoc IAuthorizationBatch
    /// @dev Each transfer is a call to the token's own entrance, so that one that fails can be named.
    /// @custom:access anyone with the payers' signatures
    function transferWithAuthorizationBatch(SignedTransfer[] calldata transfers) external whenOn(TRANSFER | SIGNATURE) {
        for (uint256 i = 0; i < transfers.length; ++i) {
            SignedTransfer calldata signed = transfers[i];
            try
                IERC3009(address(this)).transferWithAuthorization(
                    signed.from,
                    signed.to,
                    signed.value,
                    signed.validAfter,
                    signed.validBefore,
                    signed.nonce,
                    signed.v,
                    signed.r,
                    signed.s
                )
            {} catch (bytes memory reason) {
                revert AuthorizationBatchFailed(i, reason);
            }
        }
    }

    /// @inheritdoc IERC3009
    /// @custom:access the payee with the payer's signature
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenOn(TRANSFER | SIGNATURE) {
        require(msg.sender == to, CallerMustBePayee(msg.sender, to));
        bytes32 digest = _authorizationDigest(TypeHashes.RECEIVE, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, v, r, s);
        _transfer(from, to, value);
    }

    /// @inheritdoc IERC3009
    /// @custom:access the payee with the payer's signature
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external whenOn(TRANSFER | SIGNATURE) {
        require(msg.sender == to, CallerMustBePayee(msg.sender, to));
        bytes32 digest = _authorizationDigest(TypeHashes.RECEIVE, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, signature);
        _transfer(from, to, value);
    }

    /// @inheritdoc IERC3009
    /// @custom:access anyone with the authorizer's signature
    function cancelAuthorization(
        address authorizer,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenOn(SIGNATURE) {
        _requireAuthorized(authorizer, _cancellationDigest(authorizer, nonce), v, r, s);
    }

    /// @inheritdoc IERC3009
    /// @custom:access anyone with the authorizer's signature
    function cancelAuthorization(
        address authorizer,
        bytes32 nonce,
        bytes calldata signature
    ) external whenOn(SIGNATURE) {
        _requireAuthorized(authorizer, _cancellationDigest(authorizer, nonce), signature);
    }

    // ------------------------------------------------------------------------------------------------ internal

    /// @dev Whether a call that needs these scopes may go on here; a paused scope reverts.
    function _whenOn(uint256 scopes) internal virtual;

    function _requireAuthorized(address account, bytes32 digest, uint8 v, bytes32 r, bytes32 s) private view {
        (bool valid, ) = _isSignedBy(account, digest, v, r, s);
        require(valid, AuthorizationInvalidSignature(account));
    }

    function _requireAuthorized(address account, bytes32 digest, bytes calldata signature) private view {
        (bool valid, ) = _isSignedBy(account, digest, signature);
        require(valid, AuthorizationInvalidSignature(account));
    }
}
