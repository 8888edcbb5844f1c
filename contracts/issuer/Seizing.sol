// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ISeizing} from "../interfaces/ISeizing.sol";
import {Freezing} from "./Freezing.sol";

/// @title Seizing
/// @notice Compliance cannot freeze and a guardian cannot seize, so taking anybody's tokens needs two roles.
abstract contract Seizing is ISeizing, Freezing {
    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function seize(address from, address to, uint256 amount, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _seizeFor(from, to, amount, caseId);
    }

    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function seizeBatch(
        address[] calldata accounts,
        address to,
        uint256[] calldata amounts,
        bytes32 caseId
    ) external onlyRole(COMPLIANCE_ROLE) {
        require(accounts.length == amounts.length, LengthMismatch(accounts.length, amounts.length));
        for (uint256 i = 0; i < accounts.length; ++i) _seizeFor(accounts[i], to, amounts[i], caseId);
    }

    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function wipe(address account, uint256 amount, bytes32 caseId) external onlyRole(COMPLIANCE_ROLE) {
        _wipeFor(account, amount, caseId);
    }

    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function wipeBatch(
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes32 caseId
    ) external onlyRole(COMPLIANCE_ROLE) {
        require(accounts.length == amounts.length, LengthMismatch(accounts.length, amounts.length));
        for (uint256 i = 0; i < accounts.length; ++i) _wipeFor(accounts[i], amounts[i], caseId);
    }

    function _seizeFor(address from, address to, uint256 amount, bytes32 caseId) private {
        _requireCase(caseId);
        _seize(from, to, amount);
        emit Seized(from, to, amount, caseId);
    }

    function _wipeFor(address account, uint256 amount, bytes32 caseId) private {
        _requireCase(caseId);
        _wipe(account, amount);
        emit Wiped(account, amount, caseId);
    }
}
