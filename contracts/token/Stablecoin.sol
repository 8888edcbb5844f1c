// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {IERC3009} from "../interfaces/IERC3009.sol";
import {IHolder} from "../interfaces/IHolder.sol";
import {IInitializing} from "../interfaces/IInitializing.sol";
import {Authorizations} from "./Authorizations.sol";

/// @title Stablecoin
/// @notice The token's address. It is the token and an ERC-1967 proxy at once:
///
/// - the holder plane (every function below) runs here, natively: no delegatecall, no implementation read. These rules
///   do not change when the issuer's controls are upgraded;
/// - the issuer plane (any other selector) falls through by delegatecall to `IssuerControls`, the ERC-1967
///   implementation, which can be upgraded by `UPGRADER_ROLE`, held by the timelock.
///
/// Each function that moves tokens or takes a signature reads one word of switches. Zero, the normal state, costs one
/// storage read and one jump. Otherwise a paused scope reverts, and `DELEGATED` sends the call to the implementation:
/// the emergency path by which even these functions can be repaired, only through the timelock.
///
/// Who may call: anyone, for their own tokens, or for those they were allowed or authorized to move.
/// What is not checked: the relayer of an authorization may be frozen, since it only carries the payer's signature.
contract Stablecoin is IHolder, Authorizations, Proxy {
    using ShortStrings for *;

    ShortString private immutable SYMBOL;
    uint8 private immutable DECIMALS;

    /// @notice Creates the token with its controls in one transaction; whoever deploys it gets no power over it.
    /// @param name_ Name of the token and of its signing domain, at most 31 bytes.
    /// @param symbol_ Symbol, at most 31 bytes.
    /// @param decimals_ Number of decimals, the same on every chain.
    /// @param controls The implementation of the issuer plane (`IssuerControls`).
    /// @param parameters The first state of the issuer plane: default admin, roles, reserve gate.
    constructor(
        string memory name_,
        string memory symbol_,
        uint8 decimals_,
        address controls,
        IInitializing.IssuerParameters memory parameters
    ) Authorizations(name_) {
        SYMBOL = symbol_.toShortString();
        DECIMALS = decimals_;
        ERC1967Utils.upgradeToAndCall(controls, abi.encodeCall(IInitializing.initialize, (parameters, decimals_)));
    }

    /// @dev The common entrance of the holder plane.
    modifier whenOn(uint256 scopes) {
        _whenOn(scopes);
        _;
    }

    // ------------------------------------------------------------------------------------------------ ERC-20

    /// @inheritdoc IHolder
    function version() external pure returns (string memory) {
        return VERSION;
    }

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

    // ------------------------------------------------------------------------------------------------ state of accounts

    /// @inheritdoc IHolder
    function isFrozen(address account) external view returns (bool) {
        return _isFrozen(account);
    }

    /// @inheritdoc IHolder
    function frozenUntil(address account) external view returns (uint256) {
        return _frozenUntil(account);
    }

    /// @inheritdoc IHolder
    function pausedScopes() external view returns (uint256) {
        return _switches() & SCOPES;
    }

    /// @inheritdoc IHolder
    function delegated() external view returns (bool) {
        return _switches() & DELEGATED != 0;
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
        bytes32 digest = _authorizationDigest(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
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
        bytes32 digest = _authorizationDigest(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
        _requireAuthorized(from, digest, signature);
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
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenOn(TRANSFER | SIGNATURE) {
        require(msg.sender == to, CallerMustBePayee(msg.sender, to));
        bytes32 digest = _authorizationDigest(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
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
        bytes32 digest = _authorizationDigest(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce);
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

    /// @dev The implementation that handles every selector which is not defined here.
    function _implementation() internal view override returns (address) {
        return ERC1967Utils.getImplementation();
    }

    /// @dev One storage read and one jump as long as everything is on.
    function _whenOn(uint256 scopes) private {
        uint256 word = _switches();
        if (word != 0) _slowPath(word, scopes);
    }

    /// @dev Some switch is set. A paused scope always reverts; on the repair path this call does not return here.
    function _slowPath(uint256 word, uint256 scopes) private {
        _requireNotPaused(word, scopes);
        if (word & DELEGATED != 0) _delegate(_implementation());
    }

    function _requireAuthorized(address account, bytes32 digest, uint8 v, bytes32 r, bytes32 s) private view {
        (bool valid, ) = _isSignedBy(account, digest, v, r, s);
        require(valid, AuthorizationInvalidSignature(account));
    }

    function _requireAuthorized(address account, bytes32 digest, bytes calldata signature) private view {
        (bool valid, ) = _isSignedBy(account, digest, signature);
        require(valid, AuthorizationInvalidSignature(account));
    }
}
