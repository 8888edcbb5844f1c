// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../interfaces/IMinting.sol";
import {ISeizing} from "../interfaces/ISeizing.sol";
import {Acts} from "./Acts.sol";
import {Freezing} from "./Freezing.sol";

/// @title Seizing
/// @notice Compliance cannot freeze and a guardian cannot seize, so taking anybody's tokens needs two roles. Each act has a
/// reference of its own, in a batch as well, and takes once.
abstract contract Seizing is ISeizing, Freezing, Acts {
    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function seize(
        address from,
        address to,
        uint256 amount,
        bytes32 caseId,
        bytes32 actRef
    ) external onlyRole(COMPLIANCE_ROLE) {
        _seizeFor(from, to, amount, caseId, actRef);
    }

    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function seizeBatch(
        address[] calldata accounts,
        address to,
        uint256[] calldata amounts,
        bytes32 caseId,
        bytes32[] calldata actRefs
    ) external onlyRole(COMPLIANCE_ROLE) {
        _requireLengths(accounts.length, amounts.length, actRefs.length);
        for (uint256 i = 0; i < accounts.length; ++i) _seizeFor(accounts[i], to, amounts[i], caseId, actRefs[i]);
    }

    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function wipe(address account, uint256 amount, bytes32 caseId, bytes32 actRef) external onlyRole(COMPLIANCE_ROLE) {
        _wipeFor(account, amount, caseId, actRef);
    }

    /// @inheritdoc ISeizing
    /// @custom:access COMPLIANCE_ROLE
    function wipeBatch(
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes32 caseId,
        bytes32[] calldata actRefs
    ) external onlyRole(COMPLIANCE_ROLE) {
        _requireLengths(accounts.length, amounts.length, actRefs.length);
        for (uint256 i = 0; i < accounts.length; ++i) _wipeFor(accounts[i], amounts[i], caseId, actRefs[i]);
    }

    function _seizeFor(address from, address to, uint256 amount, bytes32 caseId, bytes32 actRef) private {
        _enter(amount, caseId, actRef);
        _seize(from, to, amount);
        emit Seized(from, to, amount, caseId, actRef);
    }

    function _wipeFor(address account, uint256 amount, bytes32 caseId, bytes32 actRef) private {
        _enter(amount, caseId, actRef);
        _wipe(account, amount);
        emit Wiped(account, amount, caseId, actRef);
    }

    /// @dev What every row is asked for. Taking nothing would use up a reference without an effect, so it is refused.
    function _enter(uint256 amount, bytes32 caseId, bytes32 actRef) private {
        _requireNotPaused(SEIZE);
        _requireCase(caseId);
        require(amount != 0, IMinting.ZeroAmount());
        _consumeAct(actRef);
    }

    function _requireLengths(uint256 accounts, uint256 amounts, uint256 actRefs) private pure {
        require(accounts == amounts, LengthMismatch(accounts, amounts));
        require(accounts == actRefs, LengthMismatch(accounts, actRefs));
    }
}
