// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Seizing
/// @notice Compliance acts on frozen accounts, once per act reference. The freeze stays. The only pause that applies is
/// the one of this scope, 32.
interface ISeizing {
    /// @notice Tokens of a frozen account were moved.
    /// @param from The frozen account.
    /// @param to The receiver, which `Transfer` indexes.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it.
    /// @param actRef The reference of this act, which it has used up.
    event Seized(address indexed from, address to, uint256 amount, bytes32 indexed caseId, bytes32 indexed actRef);

    /// @notice Tokens of a frozen account ceased to exist.
    /// @param account The frozen account.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it.
    /// @param actRef The reference of this act, which it has used up.
    event Wiped(address indexed account, uint256 amount, bytes32 indexed caseId, bytes32 indexed actRef);

    /// @notice A batch's lists differ in length.
    /// @param accounts Number of accounts.
    /// @param others Number of entries of the first list that has another.
    error LengthMismatch(uint256 accounts, uint256 others);

    /// @notice Moves tokens of a frozen account, once per reference. Nothing stands for all that it has.
    /// @dev Fails with: a missing role, `EnforcedPause(32)`, `CaseIdMissing`, `ZeroAmount`, `ReferenceMissing`,
    /// `ReferenceUsed`, `AccountNotFrozen`, `ERC20InsufficientBalance`, `ERC20InvalidReceiver`, or `AccountFrozen` for the
    /// receiver. Emits `Seized` and `Transfer`.
    /// @param from The frozen account.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it, a hash, never personal data.
    /// @param actRef Hash of the act's reference; a seizure, a wipe or a rescue uses it up.
    function seize(address from, address to, uint256 amount, bytes32 caseId, bytes32 actRef) external;

    /// @notice Moves tokens of several frozen accounts to one receiver, all or none, each under a reference of its own: a
    /// job that is run again in other groups takes nothing twice.
    /// @dev Fails as `seize` does, or with `LengthMismatch`. Emits `Seized` and `Transfer` for each.
    /// @param accounts The frozen accounts.
    /// @param to The receiver.
    /// @param amounts The amounts in smallest units.
    /// @param caseId The case behind it.
    /// @param actRefs Hashes of the acts' references.
    function seizeBatch(
        address[] calldata accounts,
        address to,
        uint256[] calldata amounts,
        bytes32 caseId,
        bytes32[] calldata actRefs
    ) external;

    /// @notice Burns tokens of a frozen account, once per reference. Nothing stands for all that it has.
    /// @dev Fails with: a missing role, `EnforcedPause(32)`, `CaseIdMissing`, `ZeroAmount`, `ReferenceMissing`,
    /// `ReferenceUsed`, `AccountNotFrozen` or `ERC20InsufficientBalance`. Emits `Wiped` and `Transfer`.
    /// @param account The frozen account.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it, a hash, never personal data.
    /// @param actRef Hash of the act's reference; a seizure, a wipe or a rescue uses it up.
    function wipe(address account, uint256 amount, bytes32 caseId, bytes32 actRef) external;

    /// @notice Burns tokens of several frozen accounts, all or none, each under a reference of its own.
    /// @dev Fails as `wipe` does, or with `LengthMismatch`. Emits `Wiped` and `Transfer` for each.
    /// @param accounts The frozen accounts.
    /// @param amounts The amounts in smallest units.
    /// @param caseId The case behind it.
    /// @param actRefs Hashes of the acts' references.
    function wipeBatch(
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes32 caseId,
        bytes32[] calldata actRefs
    ) external;
}
