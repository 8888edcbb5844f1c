// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICrosschain} from "../../contracts/interfaces/ICrosschain.sol";
import {TokenProof} from "./TokenProof.sol";

/// @title RolesProof
/// @notice Who may do what of the issuer's, for all callers, arguments and states.
contract RolesProof is TokenProof {
    /// @notice Whoever does not hold a privileged function's role cannot call it: it reverts with `AccessControlUnauthorizedAccount`, for
    /// any arguments, in any state. The council counts as nobody here unless it sets a limit to zero.
    /// All that take fixed arguments; batches and upgrades are in the next one.
    function check_PROL01_onlyTheRoleMay(
        uint8 which,
        address caller,
        address a,
        address b,
        uint256 x,
        bytes32 y
    ) external {
        (bytes memory act, bytes32 role) = _act(which, a, b, x, y);
        vm.assume(!token.hasRole(role, caller));
        if (role == keccak256("LIMITER_ROLE")) {
            vm.assume(x != 0 || !token.hasRole(keccak256("COUNCIL_ROLE"), caller)); // see PROL04
        }
        vm.assume(a != address(0)); // which is refused first as a default admin
        witness();
        _assertRefused(caller, act, IAccessControl.AccessControlUnauthorizedAccount.selector);
    }

    /// @notice The same for the functions that take lists or code. Bound: lists of two, code of 32 bytes.
    function check_PROL02_onlyTheRoleMayInBatches(
        uint8 which,
        address caller,
        address[2] calldata accounts,
        uint256[2] calldata amounts,
        bytes32 y
    ) external {
        (bytes memory act, bytes32 role) = _batch(which, accounts, amounts, y);
        vm.assume(!token.hasRole(role, caller));
        witness();
        _assertRefused(caller, act, IAccessControl.AccessControlUnauthorizedAccount.selector);
    }

    /// @notice Nobody gets a role but from the default admin: no other caller can grant any, and none but it and the council
    /// can revoke any.
    function check_PROL03_onlyTheAdminGrants(address caller, bytes32 role, address account, bool grant) external {
        vm.assume(!token.hasRole(token.getRoleAdmin(role), caller));
        vm.assume(grant || !token.hasRole(keccak256("COUNCIL_ROLE"), caller)); // see PROL05
        bool held = token.hasRole(role, account);
        bytes memory act =
            grant
                ? abi.encodeCall(token.grantRole, (role, account))
                : abi.encodeCall(token.revokeRole, (role, account));
        bool success = _call(caller, act);
        witness();
        assert(both(!success, token.hasRole(role, account) == held));
    }

    /// @notice What the council revokes is not held afterwards, and it cannot revoke the default admin's role.
    function check_PROL05_theCouncilOnlyRevokes(address caller, bytes32 role, address account) external {
        vm.assume(!token.hasRole(0, caller) && token.hasRole(keccak256("COUNCIL_ROLE"), caller));
        bool held = token.hasRole(role, account);
        bool success = _call(caller, abi.encodeCall(token.revokeRole, (role, account)));
        bool holds = token.hasRole(role, account);
        witness();
        assert(either(both(success, both(role != 0, !holds)), both(!success, holds == held)));
    }

    /// @notice The council can set a limit to zero and to nothing else: whatever a caller without LIMITER_ROLE has brought
    /// about, all of that limit is zero afterwards.
    function check_PROL04_theCouncilOnlyCloses(
        uint8 which,
        address caller,
        address actor,
        uint256[3] calldata sizes,
        uint48[2] calldata windows
    ) external {
        vm.assume(which < 3 && !token.hasRole(keccak256("LIMITER_ROLE"), caller));
        // Asked before: Halmos knows the slot of a constant role only once it has seen the hash, which the compiler made.
        bool council = token.hasRole(keccak256("COUNCIL_ROLE"), caller);
        ICrosschain.BridgeLimits memory limits = ICrosschain.BridgeLimits(
            sizes[0],
            windows[0],
            sizes[1],
            windows[1],
            sizes[2]
        );
        bytes memory act = abi.encodeCall(token.setBridgeLimits, (actor, limits));
        if (which == 0) act = abi.encodeCall(token.setMinterLimit, (actor, sizes[0], windows[0]));
        if (which == 1) act = abi.encodeCall(token.setGuardianLimit, (actor, sizes[0], windows[0]));
        vm.assume(_call(caller, act));
        witness();
        bool closed = both(sizes[0] == 0, windows[0] == 0);
        if (which == 2) closed = both(closed, both(both(sizes[1] == 0, windows[1] == 0), sizes[2] == 0));
        assert(both(council, closed));
    }

    function _act(
        uint8 which,
        address a,
        address b,
        uint256 x,
        bytes32 y
    ) private view returns (bytes memory, bytes32) {
        vm.assume(which < 21);
        if (which == 0) return (abi.encodeCall(token.mint, (a, x, y)), keccak256("MINTER_ROLE"));
        if (which == 1) return (abi.encodeCall(token.burn, (x, y)), keccak256("BURNER_ROLE"));
        if (which == 2)
            return (abi.encodeCall(token.setMinterLimit, (a, x, uint48(uint256(y)))), keccak256("LIMITER_ROLE"));
        if (which == 3)
            return (
                abi.encodeWithSelector(token.setBridgeLimits.selector, a, x, uint48(x), x, uint48(x), x),
                keccak256("LIMITER_ROLE")
            );
        if (which == 4) return (abi.encodeWithSelector(token.setReserveGate.selector, a), 0);
        if (which == 5) return (abi.encodeCall(token.retire, (a)), 0);
        if (which == 6) return (abi.encodeCall(token.pause, (x)), keccak256("PAUSER_ROLE"));
        if (which == 7) return (abi.encodeCall(token.unpause, (x)), keccak256("UNPAUSER_ROLE"));
        if (which == 8) return (abi.encodeCall(token.freeze, (a, y)), keccak256("GUARDIAN_ROLE"));
        if (which == 9) return (abi.encodeCall(token.ratify, (a, y)), keccak256("COMPLIANCE_ROLE"));
        if (which == 10) return (abi.encodeCall(token.unfreeze, (a, y)), keccak256("COMPLIANCE_ROLE"));
        if (which == 11) return (abi.encodeCall(token.seize, (a, b, x, y, y)), keccak256("COMPLIANCE_ROLE"));
        if (which == 12) return (abi.encodeCall(token.wipe, (a, x, y, y)), keccak256("COMPLIANCE_ROLE"));
        if (which == 13) return (abi.encodeCall(token.crosschainMint, (a, x)), keccak256("BRIDGE_ROLE"));
        if (which == 14) return (abi.encodeCall(token.crosschainBurn, (a, x)), keccak256("BRIDGE_ROLE"));
        if (which == 15) return (abi.encodeWithSelector(token.rescue.selector, a, b, x, y), keccak256("RESCUER_ROLE"));
        if (which == 16) return (abi.encodeCall(token.setDelegated, (x != 0)), keccak256("UPGRADER_ROLE"));
        if (which == 17)
            return (abi.encodeCall(token.setGuardianLimit, (a, x, uint48(uint256(y)))), keccak256("LIMITER_ROLE"));
        if (which == 18) return (abi.encodeCall(token.setInflowCap, (x)), 0);
        if (which == 19) return (abi.encodeCall(token.beginDefaultAdminTransfer, (a)), 0);
        return (abi.encodeCall(token.cancelDefaultAdminTransfer, ()), 0);
    }

    function _batch(
        uint8 which,
        address[2] calldata accounts,
        uint256[2] calldata amounts,
        bytes32 y
    ) private view returns (bytes memory, bytes32) {
        vm.assume(which < 6);
        bytes32[] memory refs = new bytes32[](2);
        (refs[0], refs[1]) = (y, bytes32(amounts[0]));
        address[] memory list = new address[](2);
        uint256[] memory sums = new uint256[](2);
        (list[0], list[1], sums[0], sums[1]) = (accounts[0], accounts[1], amounts[0], amounts[1]);
        if (which == 0) return (abi.encodeCall(token.freezeBatch, (list, y)), keccak256("GUARDIAN_ROLE"));
        if (which == 1) return (abi.encodeCall(token.ratifyBatch, (list, y)), keccak256("COMPLIANCE_ROLE"));
        if (which == 2) return (abi.encodeCall(token.unfreezeBatch, (list, y)), keccak256("COMPLIANCE_ROLE"));
        if (which == 3)
            return (abi.encodeCall(token.seizeBatch, (list, list[0], sums, y, refs)), keccak256("COMPLIANCE_ROLE"));
        if (which == 4) return (abi.encodeCall(token.wipeBatch, (list, sums, y, refs)), keccak256("COMPLIANCE_ROLE"));
        bytes memory code = abi.encode(y);
        return (abi.encodeCall(token.upgradeToAndCall, (list[0], code)), keccak256("UPGRADER_ROLE"));
    }
}
