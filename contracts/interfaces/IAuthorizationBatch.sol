// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Many signed transfers in one transaction
/// @notice What a payment firm settles at once: each authorization is valid, or nothing happens.
interface IAuthorizationBatch {
    /// @notice One `transferWithAuthorization` (EIP-3009).
    /// @param from The payer, who signed.
    /// @param to The payee.
    /// @param value The amount in smallest units.
    /// @param validAfter Unix time in seconds after which it may be used.
    /// @param validBefore Unix time in seconds before which it may be used.
    /// @param nonce A random value unique to the payer.
    /// @param signature ECDSA (65 bytes or ERC-2098's 64) or ERC-1271 signature.
    struct SignedTransfer {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
        bytes signature;
    }

    /// @notice One transfer of a batch failed, so none was made.
    /// @param index Its place in the batch, from zero.
    /// @param reason What `transferWithAuthorization` reverted with; empty if it ran out of gas.
    error AuthorizationBatchFailed(uint256 index, bytes reason);

    /// @notice Executes signed transfers in their order, all or none.
    /// @dev Fails with: `EnforcedPause`, or `AuthorizationBatchFailed` with the reason of the first that fails.
    /// @param transfers The signed transfers.
    function transferWithAuthorizationBatch(SignedTransfer[] calldata transfers) external;
}
