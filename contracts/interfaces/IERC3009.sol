// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title ERC-3009: transfer with authorization
/// @notice A holder signs a transfer off chain, anyone (or only the payee) submits it. Nonces are random 32-byte
/// values, so authorizations can be used in any order. Every function exists twice: with the signature as `v`, `r`,
/// `s` (the EIP's own form) and as `bytes` (65-byte ECDSA, 64-byte ERC-2098, or whatever an ERC-1271 account takes).
/// @dev Source: EIP-3009 (https://eips.ethereum.org/EIPS/eip-3009); the `bytes` overloads follow ERC-7598.
/// Typed data is hashed under the domain that `eip712Domain()` (ERC-5267) returns, on TRON as in TIP-712.
interface IERC3009 {
    /// @notice An authorization was executed; it cannot be used again.
    /// @param authorizer The account that signed.
    /// @param nonce The authorization's nonce.
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

    /// @notice An authorization was cancelled by its signer before use.
    /// @param authorizer The account that signed.
    /// @param nonce The authorization's nonce.
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    /// @notice The current time is not yet past `validAfter`.
    /// @param validAfter Unix time in seconds after which the authorization becomes valid.
    error AuthorizationNotYetValid(uint256 validAfter);

    /// @notice The current time has reached `validBefore`.
    /// @param validBefore Unix time in seconds before which the authorization had to be used.
    error AuthorizationExpired(uint256 validBefore);

    /// @notice The nonce was used or cancelled before.
    /// @param authorizer The account that signed.
    /// @param nonce The authorization's nonce.
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);

    /// @notice The signature is neither the authorizer's ECDSA signature nor accepted by its ERC-1271 code.
    /// @param authorizer The account whose signature was expected.
    error AuthorizationInvalidSignature(address authorizer);

    /// @notice Only the payee itself may submit a `receiveWithAuthorization`.
    /// @param caller The account that submitted it.
    /// @param payee The account the authorization pays.
    error CallerMustBePayee(address caller, address payee);

    /// @notice Whether a nonce was used or cancelled.
    /// @param authorizer The account that signs.
    /// @param nonce The authorization's nonce.
    /// @return used True once it was executed or cancelled.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool used);

    /// @notice Executes a signed transfer on behalf of `from`.
    /// @dev Reverts with `AuthorizationNotYetValid`, `AuthorizationExpired`, `AuthorizationUsedOrCanceled`,
    /// `AuthorizationInvalidSignature`, `EnforcedPause`, `AccountFrozen`, `ERC20InvalidReceiver` or
    /// `ERC20InsufficientBalance`. Use `receiveWithAuthorization` from a contract: this one can be front-run.
    /// @param from The payer, who signed.
    /// @param to The payee.
    /// @param value The amount in smallest units.
    /// @param validAfter Unix time in seconds after which it may be used.
    /// @param validBefore Unix time in seconds before which it may be used.
    /// @param nonce A random value unique to the payer.
    /// @param v Recovery id, 27 or 28.
    /// @param r First half of the signature.
    /// @param s Second half of the signature, in the lower half order.
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
    ) external;

    /// @notice Executes a signed transfer on behalf of `from`, with the signature as bytes.
    /// @dev Reverts as the `v`, `r`, `s` form does.
    /// @param from The payer, who signed.
    /// @param to The payee.
    /// @param value The amount in smallest units.
    /// @param validAfter Unix time in seconds after which it may be used.
    /// @param validBefore Unix time in seconds before which it may be used.
    /// @param nonce A random value unique to the payer.
    /// @param signature ECDSA (65 bytes or ERC-2098's 64) or ERC-1271 signature.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice Executes a signed transfer to the caller, so that nobody else can submit it first.
    /// @dev Reverts with `CallerMustBePayee` or as `transferWithAuthorization` does.
    /// @param from The payer, who signed.
    /// @param to The payee, which must be the caller.
    /// @param value The amount in smallest units.
    /// @param validAfter Unix time in seconds after which it may be used.
    /// @param validBefore Unix time in seconds before which it may be used.
    /// @param nonce A random value unique to the payer.
    /// @param v Recovery id, 27 or 28.
    /// @param r First half of the signature.
    /// @param s Second half of the signature, in the lower half order.
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
    ) external;

    /// @notice Executes a signed transfer to the caller, with the signature as bytes.
    /// @dev Reverts with `CallerMustBePayee` or as `transferWithAuthorization` does.
    /// @param from The payer, who signed.
    /// @param to The payee, which must be the caller.
    /// @param value The amount in smallest units.
    /// @param validAfter Unix time in seconds after which it may be used.
    /// @param validBefore Unix time in seconds before which it may be used.
    /// @param nonce A random value unique to the payer.
    /// @param signature ECDSA (65 bytes or ERC-2098's 64) or ERC-1271 signature.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice Cancels an authorization that was signed but not used.
    /// @dev Reverts with `AuthorizationUsedOrCanceled`, `AuthorizationInvalidSignature` or `EnforcedPause`.
    /// @param authorizer The account that signed the authorization and this cancellation.
    /// @param nonce The authorization's nonce.
    /// @param v Recovery id, 27 or 28.
    /// @param r First half of the signature.
    /// @param s Second half of the signature, in the lower half order.
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Cancels an authorization, with the signature as bytes.
    /// @dev Reverts as the `v`, `r`, `s` form does.
    /// @param authorizer The account that signed the authorization and this cancellation.
    /// @param nonce The authorization's nonce.
    /// @param signature ECDSA (65 bytes or ERC-2098's 64) or ERC-1271 signature.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;
}
