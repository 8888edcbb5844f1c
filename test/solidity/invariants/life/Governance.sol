// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Books} from "./Books.sol";

/// @title Governance
/// @notice Books of who holds which role, at the token and at the attestations, and of who becomes default admin when.
abstract contract Governance is Books {
    /// @dev OpenZeppelin's default-admin rules, written down a second time.
    struct Admin {
        address current;
        address pending;
        uint256 schedule;
        uint256 delay;
        uint256 pendingDelay;
        uint256 delaySchedule;
        uint256 named; // when the pending admin was named
        uint256 delayWhenNamed;
    }

    /// @dev What each of the two contracts knows, in this order.
    bytes32[] internal allRoles;
    /// @dev Everybody who may come to hold a role.
    address[] internal operators;
    mapping(address target => mapping(bytes32 role => mapping(address account => bool))) internal holds;
    mapping(address target => mapping(bytes32 role => uint256)) internal members;
    mapping(address target => Admin) internal admins;

    function _ifMissing(address target, bytes32 role, address caller) internal view returns (bytes memory) {
        return holds[target][role][caller] ? bytes("") : _missingRole(caller, role);
    }

    /// @dev At the token.
    function _ifMissing(bytes32 role, address caller) internal view returns (bytes memory) {
        return _ifMissing(address(token), role, caller);
    }

    /// @dev Who may set a limit: whoever sets limits; the council only where all of it becomes zero.
    function _ifNoLimiter(address caller, bool closes) internal view returns (bytes memory) {
        if (closes && holds[address(token)][COUNCIL_ROLE][caller]) return "";
        return _ifMissing(LIMITER_ROLE, caller);
    }

    function _grant(address target, bytes32 role, address account) internal {
        if (!holds[target][role][account]) ++members[target][role];
        holds[target][role][account] = true;
    }

    function _revoke(address target, bytes32 role, address account) internal {
        if (holds[target][role][account]) --members[target][role];
        holds[target][role][account] = false;
    }

    /// @dev The delay that counts now: a change counts once its time has passed.
    function _delay(Admin storage admin) internal view returns (uint256) {
        bool changed = admin.delaySchedule != 0 && admin.delaySchedule < block.timestamp;
        return changed ? admin.pendingDelay : admin.delay;
    }

    function _operator(uint256 index) internal view returns (address) {
        return operators[index % operators.length];
    }

    function _role(uint256 index) internal view returns (bytes32) {
        return allRoles[index % allRoles.length];
    }
}
