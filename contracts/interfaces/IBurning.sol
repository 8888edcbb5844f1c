// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Burning
/// @notice Redemption: the issuer burns what it received, against a bank payout.
interface IBurning {
    /// @notice Tokens were redeemed.
    /// @param burner The caller, whose tokens ceased to exist.
    /// @param amount The amount in smallest units.
    /// @param payoutRef Hash of the bank's payout reference.
    event Burned(address indexed burner, uint256 amount, bytes32 indexed payoutRef);

    /// @notice Burns the caller's own tokens, once per payout reference.
    /// @dev Works while minting is stopped, retired or without an open window. Fails with: a missing role,
    /// `EnforcedPause(4)`, `ZeroAmount`, `ReferenceMissing`, `ReferenceUsed`, `AccountFrozen` or
    /// `ERC20InsufficientBalance`. Emits `Burned` and `Transfer`.
    /// @param amount The amount in smallest units.
    /// @param payoutRef Hash of the bank's payout reference, never personal data.
    function burn(uint256 amount, bytes32 payoutRef) external;

    /// @notice Whether a payout reference was used on this chain.
    /// @param payoutRef Hash of the bank's payout reference.
    /// @return True once tokens were burned against it.
    function isPayoutUsed(bytes32 payoutRef) external view returns (bool);
}
