// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Seizing
/// @notice Compliance acts on frozen accounts. The freeze stays; pauses do not apply.
interface ISeizing {
    /// @notice Tokens of a frozen account were moved.
    /// @param from The frozen account.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it.
    event Seized(address indexed from, address indexed to, uint256 amount, bytes32 indexed caseId);

    /// @notice Tokens of a frozen account ceased to exist.
    /// @param account The frozen account.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it.
    event Wiped(address indexed account, uint256 amount, bytes32 indexed caseId);

    /// @notice A batch's lists differ in length.
    /// @param accounts Number of accounts.
    /// @param amounts Number of amounts.
    error LengthMismatch(uint256 accounts, uint256 amounts);

    /// @notice Moves tokens of a frozen account.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `AccountNotFrozen`, `ERC20InsufficientBalance`,
    /// `ERC20InvalidReceiver`, or `AccountFrozen` for the receiver. Emits `Seized` and `Transfer`.
    /// @param from The frozen account.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it, a hash, never personal data.
    function seize(address from, address to, uint256 amount, bytes32 caseId) external;

    /// @notice Moves tokens of several frozen accounts to one receiver, all or none.
    /// @dev Fails as `seize` does, or with `LengthMismatch`. Emits `Seized` and `Transfer` for each.
    /// @param accounts The frozen accounts.
    /// @param to The receiver.
    /// @param amounts The amounts in smallest units.
    /// @param caseId The case behind it.
    function seizeBatch(address[] calldata accounts, address to, uint256[] calldata amounts, bytes32 caseId) external;

    /// @notice Burns tokens of a frozen account.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `AccountNotFrozen` or `ERC20InsufficientBalance`.
    /// Emits `Wiped` and `Transfer`.
    /// @param account The frozen account.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it, a hash, never personal data.
    function wipe(address account, uint256 amount, bytes32 caseId) external;

    /// @notice Burns tokens of several frozen accounts, all or none.
    /// @dev Fails as `wipe` does, or with `LengthMismatch`. Emits `Wiped` and `Transfer` for each.
    /// @param accounts The frozen accounts.
    /// @param amounts The amounts in smallest units.
    /// @param caseId The case behind it.
    function wipeBatch(address[] calldata accounts, uint256[] calldata amounts, bytes32 caseId) external;
}
