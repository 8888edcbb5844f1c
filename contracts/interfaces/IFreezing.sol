// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Freezing
/// @notice Two speeds: a guardian freezes at once for 72 hours, compliance makes it last or lifts it. A guardian can freeze
/// only as many accounts as its refilling limit lets it, each only once until compliance has looked at it, and not again for
/// 72 hours what compliance has lifted: no hot key can freeze everybody, or anybody for ever.
/// @dev Batches are all or none. They pass over accounts that are as wanted already and say so by `PassedOver`, so that a
/// job that is run again finishes; the single forms revert instead.
interface IFreezing {
    /// @notice An account was frozen for a limited time.
    /// @param account The account.
    /// @param caseId The case behind it.
    /// @param guardian The caller.
    /// @param until Unix time in seconds at which the freeze ends by itself.
    event Frozen(address indexed account, bytes32 indexed caseId, address indexed guardian, uint256 until);

    /// @notice A freeze, running or lapsed, was made to last until lifted.
    /// @param account The account.
    /// @param caseId The case behind it.
    /// @param officer The caller.
    event FreezeRatified(address indexed account, bytes32 indexed caseId, address indexed officer);

    /// @notice A freeze, running, lapsed or lasting, was lifted.
    /// @param account The account.
    /// @param caseId The case behind it.
    /// @param officer The caller.
    event Unfrozen(address indexed account, bytes32 indexed caseId, address indexed officer);

    /// @notice A batch has left an account as it is, since it is as wanted already.
    /// @param account The account.
    /// @param caseId The case behind the batch.
    /// @param caller The caller.
    /// @param until The recorded end of the account's freeze, Unix time in seconds; zero for none.
    event PassedOver(address indexed account, bytes32 indexed caseId, address indexed caller, uint256 until);

    /// @notice A guardian's limit was set.
    /// @param guardian The guardian.
    /// @param capacity The most accounts it may freeze at once.
    /// @param window Seconds in which an empty limit refills to the capacity.
    event GuardianLimitSet(address indexed guardian, uint256 capacity, uint48 window);

    /// @notice The case id is zero.
    error CaseIdMissing();

    /// @notice The account's last freeze lapsed; a guardian cannot freeze it again before compliance has ratified or lifted it.
    /// @param account The account.
    /// @param until Unix time in seconds at which the freeze lapsed.
    error FreezeLapsed(address account, uint256 until);

    /// @notice The freeze lasts until lifted already.
    /// @param account The account.
    error FreezeAlreadyRatified(address account);

    /// @notice The zero address and the token itself cannot be frozen.
    /// @param account The address.
    error InvalidAccount(address account);

    /// @notice Compliance has lifted this guardian's freeze of the account; another guardian can freeze it now.
    /// @param account The account.
    /// @param guardian The caller.
    /// @param until Unix time in seconds from which this guardian can.
    error GuardianBarred(address account, address guardian, uint256 until);

    /// @notice The guardian has no limit, or more accounts are to be frozen than are left of it.
    /// @param guardian The caller.
    /// @param accounts Number of accounts to be frozen.
    /// @param available How many it may freeze now.
    error GuardianLimitExceeded(address guardian, uint256 accounts, uint256 available);

    /// @notice Freezes an account for 72 hours.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `InvalidAccount`, `AccountFrozen`, `FreezeLapsed`,
    /// `GuardianBarred` or `GuardianLimitExceeded`. Emits `Frozen`.
    /// @param account The account.
    /// @param caseId The case behind it, a hash, never personal data.
    function freeze(address account, bytes32 caseId) external;

    /// @notice Freezes several accounts, all or none. Passes over those whose freeze runs or lasts; they use up no limit.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `InvalidAccount`, `FreezeLapsed`, `GuardianBarred` or
    /// `GuardianLimitExceeded`. Emits `Frozen` or `PassedOver` for each.
    /// @param accounts The accounts.
    /// @param caseId The case behind it.
    function freezeBatch(address[] calldata accounts, bytes32 caseId) external;

    /// @notice Makes a freeze last until it is lifted, whether it runs or has lapsed.
    /// @dev Fails with: a missing role, `CaseIdMissing`, `AccountNotFrozen` where no freeze is recorded, or
    /// `FreezeAlreadyRatified`. Emits `FreezeRatified`.
    /// @param account The account.
    /// @param caseId The case behind it.
    function ratify(address account, bytes32 caseId) external;

    /// @notice Makes several freezes last, all or none. Passes over those that last already.
    /// @dev Fails with: a missing role, `CaseIdMissing`, or `AccountNotFrozen` where no freeze is recorded. Emits
    /// `FreezeRatified` or `PassedOver` for each.
    /// @param accounts The accounts.
    /// @param caseId The case behind it.
    function ratifyBatch(address[] calldata accounts, bytes32 caseId) external;

    /// @notice Lifts a freeze, or clears the record of a lapsed one. The guardian that froze the account last is barred from
    /// freezing it again for 72 hours.
    /// @dev Fails with: a missing role, `CaseIdMissing` or `AccountNotFrozen`. Emits `Unfrozen`.
    /// @param account The account.
    /// @param caseId The case behind it.
    function unfreeze(address account, bytes32 caseId) external;

    /// @notice Lifts several freezes, all or none. Passes over accounts without any.
    /// @dev Fails with: a missing role or `CaseIdMissing`. Emits `Unfrozen` or `PassedOver` for each.
    /// @param accounts The accounts.
    /// @param caseId The case behind it.
    function unfreezeBatch(address[] calldata accounts, bytes32 caseId) external;

    /// @notice Sets how many accounts a guardian may freeze. Zero, which is the beginning, means that it may freeze none.
    /// @dev The council may set it to zero, with a window of zero, and to nothing else. Fails with: a missing role or
    /// `InvalidLimit`. What was used before stays used, as for minters. Emits `GuardianLimitSet`.
    /// @param guardian The guardian.
    /// @param capacity The most accounts it may freeze at once; `type(uint256).max` for unlimited.
    /// @param window Seconds in which an empty limit refills to the capacity.
    function setGuardianLimit(address guardian, uint256 capacity, uint48 window) external;

    /// @notice A guardian's limit and what is left of it.
    /// @param guardian The guardian.
    /// @return capacity The most accounts it may freeze at once; `type(uint256).max` means unlimited.
    /// @return window Seconds in which an empty limit refills.
    /// @return available How many it may freeze now.
    function guardianLimit(address guardian) external view returns (uint256 capacity, uint48 window, uint256 available);

    /// @notice Until when a guardian is barred from freezing an account, since compliance has lifted its freeze.
    /// @param account The account.
    /// @param guardian The guardian.
    /// @return Unix time in seconds from which it can; zero, or a time in the past, if it is not barred.
    function guardianBarredUntil(address account, address guardian) external view returns (uint256);

    /// @notice The recorded end of an account's freeze.
    /// @param account The account.
    /// @return Unix time in seconds; zero if never frozen or unfrozen, `type(uint40).max` until unfrozen; a time in the
    /// past means the freeze has lapsed and awaits compliance.
    function frozenUntil(address account) external view returns (uint256);
}
