// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IFreezing} from "../interfaces/IFreezing.sol";
import {AccountWords} from "../token/AccountWord.sol";
import {Ledger} from "../token/Ledger.sol";
import {Roles} from "./Roles.sol";

/// @title Freezing
/// @notice A freeze at two speeds, recorded above the balance. An account's record is one of:
///
///     none     frozenUntil is zero               a guardian may freeze
///     running  frozenUntil is in the future      compliance may ratify or unfreeze
///     lapsed   frozenUntil is in the past        compliance may unfreeze; a guardian may not freeze again
///     lasting  frozenUntil is the maximum        compliance may unfreeze
abstract contract Freezing is IFreezing, Roles, Ledger {
    /// @dev How long a guardian's freeze lasts unless it is ratified.
    uint256 internal constant GUARDIAN_FREEZE = 72 hours;

    /// @inheritdoc IFreezing
    /// @custom:access GUARDIAN_ROLE
    function freeze(address account, bytes32 caseId) external onlyRole(GUARDIAN_ROLE) {
        _freeze(account, caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access GUARDIAN_ROLE
    function freezeBatch(address[] calldata accounts, bytes32 caseId) external onlyRole(GUARDIAN_ROLE) {
        for (uint256 i = 0; i < accounts.length; ++i) _freeze(accounts[i], caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function ratify(address account, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _ratify(account, caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function ratifyBatch(address[] calldata accounts, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        for (uint256 i = 0; i < accounts.length; ++i) _ratify(accounts[i], caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function unfreeze(address account, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _unfreeze(account, caseId);
    }

    /// @inheritdoc IFreezing
    /// @custom:access COMPLIANCE_ROLE
    function unfreezeBatch(address[] calldata accounts, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        for (uint256 i = 0; i < accounts.length; ++i) _unfreeze(accounts[i], caseId);
    }

    /// @dev Every act on an account names the case behind it.
    function _requireCase(bytes32 caseId) internal pure {
        require(caseId != 0, CaseIdMissing());
    }

    function _freeze(address account, bytes32 caseId) private {
        _requireCase(caseId);
        require(account != address(0) && account != address(this), InvalidAccount(account));
        _requireNotFrozen(account);
        uint256 lapsed = _frozenUntil(account);
        require(lapsed == 0, FreezeLapsed(account, lapsed));
        uint256 until = block.timestamp + GUARDIAN_FREEZE;
        _setFrozenUntil(account, until);
        emit Frozen(account, caseId, msg.sender, until);
    }

    function _ratify(address account, bytes32 caseId) private {
        _requireCase(caseId);
        _requireFrozen(account);
        require(_frozenUntil(account) != AccountWords.UNTIL_UNFROZEN, FreezeAlreadyRatified(account));
        _setFrozenUntil(account, AccountWords.UNTIL_UNFROZEN);
        emit FreezeRatified(account, caseId, msg.sender);
    }

    function _unfreeze(address account, bytes32 caseId) private {
        _requireCase(caseId);
        require(_frozenUntil(account) != 0, AccountNotFrozen(account));
        _setFrozenUntil(account, 0);
        emit Unfrozen(account, caseId, msg.sender);
    }
}
