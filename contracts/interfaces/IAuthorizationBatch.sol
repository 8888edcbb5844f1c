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
    /// @param v Recovery id, 27 or 28.
    /// @param r First half of the signature.
    /// @param s Second half of the signature, in the lower half order.
    struct SignedTransfer {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @notice One transfer of a batch failed, so none was made.
    /// @param index Its place in the batch, from zero.
    /// @param reason What `transferWithAuthorization` reverted with; empty if it ran out of gas.
    error AuthorizationBatchFailed(uint256 index, bytes reason);

    /// @notice Executes signed transfers in their order, all or none.
    /// @dev Fails with: `EnforcedPause`, or `AuthorizationBatchFailed` with the reason of the first that fails. A contract
    /// wallet whose signature is not of 65 bytes needs the form for single transfers.
    /// @param transfers The signed transfers.
    function transferWithAuthorizationBatch(SignedTransfer[] calldata transfers) external;
}
