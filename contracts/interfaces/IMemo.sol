// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Transfers that say what they are for
/// @notice A payment with a reference of 32 bytes, so that a payee matches it to an invoice or a deposit.
/// @dev Source: BEP-702 (CAS20) and Base's B20, whose selectors and event these are; Tempo's TIP-20 shares the selectors.
/// A longer text, or one that names a person, is hashed off chain.
interface IMemo {
    /// @notice Tells what the `Transfer` directly before it is for.
    /// @param caller Who made the transfer: the holder or its spender.
    /// @param memo The reference, as it was given; zero is allowed.
    event Memo(address indexed caller, bytes32 indexed memo);

    /// @notice `transfer` with a memo.
    /// @dev Fails as `transfer` does. Emits `Transfer` and directly after it `Memo`.
    /// @param to The payee.
    /// @param value The amount in smallest units.
    /// @param memo The reference, never personal data.
    /// @return True; every failure reverts.
    function transferWithMemo(address to, uint256 value, bytes32 memo) external returns (bool);

    /// @notice `transferFrom` with a memo.
    /// @dev Fails as `transferFrom` does. Emits `Transfer` and directly after it `Memo`.
    /// @param from The holder who allowed the caller to spend.
    /// @param to The payee.
    /// @param value The amount in smallest units.
    /// @param memo The reference, never personal data.
    /// @return True; every failure reverts.
    function transferFromWithMemo(address from, address to, uint256 value, bytes32 memo) external returns (bool);
}
