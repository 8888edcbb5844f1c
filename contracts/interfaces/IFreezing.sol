// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Freezing
/// @notice Two speeds: a guardian freezes at once for 72 hours, compliance makes it last or lifts it. A guardian can
/// freeze an account only once until compliance has looked at it, so no hot key can freeze anybody for ever.
interface IFreezing {
    /// @notice An account was frozen for a limited time.
    /// @param account The account.
    /// @param caseId The case behind it.
    /// @param guardian The caller.
    /// @param until Unix time in seconds at which the freeze ends by itself.
    event Frozen(address indexed account, bytes32 indexed caseId, address indexed guardian, uint256 until);

    /// @notice A freeze was made to last until lifted.
    /// @param account The account.
    /// @param caseId The case behind it.
    /// @param officer The caller.
    event FreezeRatified(address indexed account, bytes32 indexed caseId, address indexed officer);

    /// @notice A freeze, lasting or lapsed, was lifted.
    /// @param account The account.
    /// @param caseId The case behind it.
    /// @param officer The caller.
    event Unfrozen(address indexed account, bytes32 indexed caseId, address indexed officer);

    /// @notice The case id is zero.
    error CaseIdMissing();

    /// @notice The account's last freeze lapsed; a guardian cannot freeze it again before compliance lifts the record.
    /// @param account The account.
    /// @param until Unix time in seconds at which the freeze lapsed.
    error FreezeLapsed(address account, uint256 until);

    /// @notice The freeze lasts until lifted already.
    /// @param account The account.
    error FreezeAlreadyRatified(address account);

    /// @notice The zero address and the token itself cannot be frozen.
    /// @param account The address.
    error InvalidAccount(address account);

    /// @notice Freezes an account for 72 hours.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `InvalidAccount`, `AccountFrozen` or `FreezeLapsed`.
    /// Emits `Frozen`.
    /// @param account The account.
    /// @param caseId The case behind it, a hash, never personal data.
    function freeze(address account, bytes32 caseId) external;

    /// @notice Freezes several accounts, all or none.
    /// @dev Fails as `freeze` does. Emits `Frozen` for each.
    /// @param accounts The accounts.
    /// @param caseId The case behind it.
    function freezeBatch(address[] calldata accounts, bytes32 caseId) external;

    /// @notice Makes a running freeze last until it is lifted.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `AccountNotFrozen` or `FreezeAlreadyRatified`.
    /// Emits `FreezeRatified`.
    /// @param account The account.
    /// @param caseId The case behind it.
    function ratify(address account, bytes32 caseId) external;

    /// @notice Makes several freezes last, all or none.
    /// @dev Fails as `ratify` does. Emits `FreezeRatified` for each.
    /// @param accounts The accounts.
    /// @param caseId The case behind it.
    function ratifyBatch(address[] calldata accounts, bytes32 caseId) external;

    /// @notice Lifts a freeze, or clears the record of a lapsed one.
    /// @dev Fails with: a missing role, `CaseIdMissing` or `AccountNotFrozen`. Emits `Unfrozen`.
    /// @param account The account.
    /// @param caseId The case behind it.
    function unfreeze(address account, bytes32 caseId) external;

    /// @notice Lifts several freezes, all or none.
    /// @dev Fails as `unfreeze` does. Emits `Unfrozen` for each.
    /// @param accounts The accounts.
    /// @param caseId The case behind it.
    function unfreezeBatch(address[] calldata accounts, bytes32 caseId) external;
}
