// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessControlDefaultAdminRules as IRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {SignatureActs} from "./SignatureActs.sol";

/// @title RoleActs
/// @notice Roles, and the two-step handover of the default admin, at the token and at the attestations alike.
abstract contract RoleActs is SignatureActs {
    // ------------------------------------------------------------------------------------------------ roles

    function grantRole(uint256 by, uint256 where, uint256 role_, uint256 who) external {
        address target = _governed(where);
        (address caller, bytes32 role, address account) = (_adminOf(target, by), _role(role_), _operator(who));
        // Mostly back to who had it from the beginning, so that roles do not die out.
        if (role_ % 3 != 0) account = firstMember[role];
        _callGrant(target, caller, role, account);
    }

    function _callGrant(address target, address caller, bytes32 role, address account) private {
        Act memory act = _adminAct(target, caller, abi.encodeCall(IAccessControl.grantRole, (role, account)));
        act.refusal = _first(_ifAdminRole(role), _ifMissing(target, DEFAULT_ADMIN_ROLE, caller));
        if (_call(act)) _grant(target, role, account);
    }

    function revokeRole(uint256 by, uint256 where, uint256 role_, uint256 who) external {
        address target = _governed(where);
        (address caller, bytes32 role, address account) = (_adminOf(target, by), _role(role_), _operator(who));
        if (role_ % 29 != 0 && account == firstMember[role]) account = stranger;
        if (by % 3 == 0) caller = council;
        Act memory act = _adminAct(target, caller, abi.encodeCall(IAccessControl.revokeRole, (role, account)));
        if (role != DEFAULT_ADMIN_ROLE && holds[target][COUNCIL_ROLE][caller]) act.role = COUNCIL_ROLE;
        act.refusal = _first(_ifAdminRole(role), _ifMissing(target, act.role, caller));
        if (_call(act)) _revoke(target, role, account);
    }

    function renounceRole(uint256 where, uint256 role_, uint256 who, uint256 named) external {
        (address target, bytes32 role, address caller) = (_governed(where), _role(role_), _operator(who));
        if (role_ % 29 != 0 && caller == firstMember[role]) caller = stranger;
        if (role_ % 5 == 0) (role, caller) = (DEFAULT_ADMIN_ROLE, admins[target].current);
        address account = named % 4 == 0 ? _operator(named >> 8) : caller;
        Act memory act = _adminAct(target, caller, abi.encodeCall(IAccessControl.renounceRole, (role, account)));
        act.restricted = false;
        if (role == DEFAULT_ADMIN_ROLE && account == admins[target].current) {
            act.refusal = _enforcedDelay(admins[target].schedule);
        } else if (account != caller) {
            act.refusal = abi.encodeWithSelector(IAccessControl.AccessControlBadConfirmation.selector);
        }
        if (_call(act)) _revoke(target, role, account);
    }

    // ------------------------------------------------------------------------------------------------ default admin

    function beginDefaultAdminTransfer(uint256 by, uint256 where, uint256 who) external {
        address target = _governed(where);
        (address caller, address next) = (_adminOf(target, by), who % 9 == 0 ? address(0) : _successor(who));
        Admin storage admin = admins[target];
        Act memory act = _adminAct(target, caller, abi.encodeCall(IRules.beginDefaultAdminTransfer, (next)));
        act.refusal = _first(
            next == address(0) ? _invalidAdmin(next) : bytes(""),
            _ifMissing(target, DEFAULT_ADMIN_ROLE, caller)
        );
        if (!_call(act)) return;
        (admin.pending, admin.schedule) = (next, block.timestamp + _delay(admin));
        (admin.named, admin.delayWhenNamed) = (block.timestamp, _delay(admin));
    }

    function cancelDefaultAdminTransfer(uint256 by, uint256 where) external {
        address target = _governed(where);
        address caller = _adminOf(target, by);
        Act memory act = _adminAct(target, caller, abi.encodeCall(IRules.cancelDefaultAdminTransfer, ()));
        act.refusal = _ifMissing(target, DEFAULT_ADMIN_ROLE, caller);
        if (_call(act)) (admins[target].pending, admins[target].schedule) = (address(0), 0);
    }

    /// @notice Half of the time once the delay has passed: the rest of it passes first.
    function acceptDefaultAdminTransfer(uint256 where, uint256 who) external {
        address target = _governed(where);
        Admin storage admin = admins[target];
        if (who % 2 == 0 && admin.schedule >= block.timestamp) vm.warp(admin.schedule + 1);
        address caller = who % 3 == 0 || admin.pending == address(0) ? _operator(who >> 8) : admin.pending;
        Act memory act = _adminAct(target, caller, abi.encodeCall(IRules.acceptDefaultAdminTransfer, ()));
        act.restricted = false;
        if (caller != admin.pending) act.refusal = _invalidAdmin(caller);
        else if (admin.schedule == 0 || admin.schedule >= block.timestamp) act.refusal = _enforcedDelay(admin.schedule);
        if (!_call(act)) return;
        bool waited = block.timestamp > admin.named + admin.delayWhenNamed;
        if (caller != admin.pending || !waited) _saw("ROL03");
        _revoke(target, DEFAULT_ADMIN_ROLE, admin.current);
        _grant(target, DEFAULT_ADMIN_ROLE, caller);
        (admin.current, admin.pending, admin.schedule) = (caller, address(0), 0);
    }

    function changeDefaultAdminDelay(uint256 by, uint256 where, uint256 time) external {
        address target = _governed(where);
        (address caller, uint48 next) = (_adminOf(target, by), uint48(time % 6 days));
        Admin storage admin = admins[target];
        Act memory act = _adminAct(target, caller, abi.encodeCall(IRules.changeDefaultAdminDelay, (next)));
        act.refusal = _ifMissing(target, DEFAULT_ADMIN_ROLE, caller);
        if (!_call(act)) return;
        uint256 current = _delay(admin);
        uint256 pause = next > current ? (next < 5 days ? next : 5 days) : current - next;
        (admin.delay, admin.pendingDelay, admin.delaySchedule) = (current, next, block.timestamp + pause);
    }

    function rollbackDefaultAdminDelay(uint256 by, uint256 where) external {
        address target = _governed(where);
        address caller = _adminOf(target, by);
        Admin storage admin = admins[target];
        Act memory act = _adminAct(target, caller, abi.encodeCall(IRules.rollbackDefaultAdminDelay, ()));
        act.refusal = _ifMissing(target, DEFAULT_ADMIN_ROLE, caller);
        if (!_call(act)) return;
        (admin.delay, admin.pendingDelay, admin.delaySchedule) = (_delay(admin), 0, 0);
    }

    // ------------------------------------------------------------------------------------------------ shared

    mapping(bytes32 role => address) internal firstMember;

    function _adminAct(address target, address caller, bytes memory data) internal pure returns (Act memory act) {
        (act.target, act.caller, act.data) = (target, caller, data);
        (act.restricted, act.role) = (true, DEFAULT_ADMIN_ROLE);
    }

    function _governed(uint256 seed) internal view returns (address) {
        return seed % 3 == 0 ? address(attestations) : address(token);
    }

    function _adminOf(address target, uint256 by) internal view returns (address) {
        return _caller(admins[target].current, by);
    }

    /// @dev Who may become the next default admin: mostly the timelock, so that it gets back what was handed away.
    function _successor(uint256 who) private view returns (address) {
        return who % 3 == 0 ? _operator(who >> 8) : timelock;
    }

    function _ifAdminRole(bytes32 role) internal pure returns (bytes memory) {
        if (role != DEFAULT_ADMIN_ROLE) return "";
        return abi.encodeWithSelector(IRules.AccessControlEnforcedDefaultAdminRules.selector);
    }

    function _invalidAdmin(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRules.AccessControlInvalidDefaultAdmin.selector, account);
    }

    function _enforcedDelay(uint256 schedule) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRules.AccessControlEnforcedDefaultAdminDelay.selector, schedule);
    }
}
