// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {IFreezing} from "../interfaces/IFreezing.sol";
import {AccountWords} from "../token/AccountWord.sol";
import {Ledger} from "../token/Ledger.sol";
import {Limits} from "./Limits.sol";
import {Roles} from "./Roles.sol";

/// @title Freezing
/// @notice A freeze at two speeds, recorded above the balance. An account's record is one of:
///
///     none     frozenUntil is zero               a guardian may freeze, within its limit
///     running  frozenUntil is in the future      compliance may ratify or unfreeze
///     lapsed   frozenUntil is in the past        compliance may ratify or unfreeze; a guardian may not freeze again
///     lasting  frozenUntil is the maximum        compliance may unfreeze
///
/// The guardian whose freeze compliance has lifted cannot freeze the same account again for 72 hours. Another can.
abstract contract Freezing is IFreezing, Roles, Ledger {
    using Limits for RateLimiter.RefillingBucket;

    /// @dev One word: who froze the account last, and until when that guardian is barred from doing so again.
    struct LastFreeze {
        address guardian;
        uint48 barredUntil;
    }

    /// @custom:storage-location erc7201:stablecoin.storage.Freezing
    struct FreezingStorage {
        mapping(address guardian => RateLimiter.RefillingBucket) limits;
        mapping(address account => LastFreeze) last;
        mapping(address account => mapping(address guardian => uint256)) earlierBars;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Freezing")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant FREEZING_STORAGE = 0x933ce4a4a9d6f4311f2a50bb1473376d19c1d887769a4ea205db6549470fe900;

    /// @dev How long a guardian's freeze lasts unless it is ratified.
    uint256 internal constant GUARDIAN_FREEZE = 72 hours;
    /// @dev How long a guardian is barred from freezing again what compliance has lifted.
    uint256 internal constant GUARDIAN_BAR = 72 hours;

    /// @inheritdoc IFreezing
    /// @custom:access GUARDIAN_ROLE
    function freeze(address account, bytes32 caseId) external onlyRole(GUARDIAN_ROLE) {
        _requireCase(caseId);
        _requireNotFrozen(account);
        _freeze(account, caseId);
        _consumeFreezes(1);
    }

    /// @inheritdoc IFreezing
    /// @custom:access GUARDIAN_ROLE
    function freezeBatch(address[] calldata accounts, bytes32 caseId) external onlyRole(GUARDIAN_ROLE) {
        _requireCase(caseId);
        uint256 frozen = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (_passOver(account, caseId, _isFrozen(account))) continue;
            _freeze(account, caseId);
            ++frozen;
        }
        _consumeFreezes(frozen);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function ratify(address account, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _requireCase(caseId);
        require(!_isLasting(account), FreezeAlreadyRatified(account));
        _ratify(account, caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function ratifyBatch(address[] calldata accounts, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _requireCase(caseId);
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (!_passOver(account, caseId, _isLasting(account))) _ratify(account, caseId);
        }
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function unfreeze(address account, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _requireCase(caseId);
        _requireRecord(account);
        _unfreeze(account, caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function unfreezeBatch(address[] calldata accounts, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _requireCase(caseId);
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (!_passOver(account, caseId, _frozenUntil(account) == 0)) _unfreeze(account, caseId);
        }
    }

    /// @inheritdoc IFreezing
    /// @custom:access LIMITER_ROLE; COUNCIL_ROLE to set it to zero
    function setGuardianLimit(address guardian, uint256 capacity, uint48 window) external {
        _requireLimiter(capacity == 0 && window == 0);
        _freezing().limits[guardian].set(capacity, window);
        emit GuardianLimitSet(guardian, capacity, window);
    }

    /// @inheritdoc IFreezing
    function guardianLimit(
        address guardian
    ) external view returns (uint256 capacity, uint48 window, uint256 available) {
        RateLimiter.RefillingBucket storage limit = _freezing().limits[guardian];
        (capacity, window) = limit.settings();
        available = limit.available();
    }

    /// @inheritdoc IFreezing
    function guardianBarredUntil(address account, address guardian) external view returns (uint256) {
        return _barredUntil(_freezing(), account, guardian);
    }

    /// @inheritdoc IFreezing
    function frozenUntil(address account) external view returns (uint256) {
        return _frozenUntil(account);
    }

    /// @dev Every act on an account names the case behind it.
    function _requireCase(bytes32 caseId) internal pure {
        require(caseId != 0, CaseIdMissing());
    }

    function _freeze(address account, bytes32 caseId) private {
        require(account != address(0) && account != address(this), InvalidAccount(account));
        uint256 lapsed = _frozenUntil(account);
        require(lapsed == 0, FreezeLapsed(account, lapsed));
        _recordGuardian(account);
        uint256 until = block.timestamp + GUARDIAN_FREEZE;
        _setFrozenUntil(account, until);
        emit Frozen(account, caseId, msg.sender, until);
    }

    function _ratify(address account, bytes32 caseId) private {
        _requireRecord(account);
        _setFrozenUntil(account, AccountWords.UNTIL_UNFROZEN);
        emit FreezeRatified(account, caseId, msg.sender);
    }

    function _unfreeze(address account, bytes32 caseId) private {
        _setFrozenUntil(account, 0);
        _freezing().last[account].barredUntil = uint48(block.timestamp + GUARDIAN_BAR);
        emit Unfrozen(account, caseId, msg.sender);
    }

    /// @dev Makes the caller the account's last guardian, unless it is barred. The bar of the one before outlives that.
    function _recordGuardian(address account) private {
        FreezingStorage storage $ = _freezing();
        uint256 barred = _barredUntil($, account, msg.sender);
        require(barred <= block.timestamp, GuardianBarred(account, msg.sender, barred));
        LastFreeze storage last = $.last[account];
        (address before, uint256 until) = (last.guardian, last.barredUntil);
        if (before != msg.sender && until > block.timestamp) $.earlierBars[account][before] = until;
        (last.guardian, last.barredUntil) = (msg.sender, 0);
    }

    /// @dev Uses up the caller's limit by the number of accounts it has frozen.
    function _consumeFreezes(uint256 accounts) private {
        RateLimiter.RefillingBucket storage limit = _freezing().limits[msg.sender];
        if (!limit.tryConsume(accounts)) revert GuardianLimitExceeded(msg.sender, accounts, limit.available());
    }

    /// @dev Says so of an account in a batch that is as wanted already.
    function _passOver(address account, bytes32 caseId, bool asWanted) private returns (bool) {
        if (asWanted) emit PassedOver(account, caseId, msg.sender, _frozenUntil(account));
        return asWanted;
    }

    function _barredUntil(FreezingStorage storage $, address account, address guardian) private view returns (uint256) {
        LastFreeze storage last = $.last[account];
        return last.guardian == guardian ? last.barredUntil : $.earlierBars[account][guardian];
    }

    function _isLasting(address account) private view returns (bool) {
        return _frozenUntil(account) == AccountWords.UNTIL_UNFROZEN;
    }

    function _requireRecord(address account) private view {
        require(_frozenUntil(account) != 0, AccountNotFrozen(account));
    }

    function _freezing() private pure returns (FreezingStorage storage $) {
        assembly ("memory-safe") {
            $.slot := FREEZING_STORAGE
        }
    }
}
