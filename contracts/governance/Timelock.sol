// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";
import {ITimelock} from "../interfaces/ITimelock.sol";

/// @title Timelock
/// @notice OpenZeppelin's TimelockController without an outside admin: only its own delayed operations can change it. It
/// is the default admin and the upgrader of the token, and the default admin of the reserve attestations.
///
/// Each kind of operation has a delay of its own. What is not known to be a lesser one waits the longest: a call that a
/// later contract adds can never be quicker than an upgrade by having been forgotten here.
contract Timelock is TimelockController, ITimelock {
    uint256 private constant SELECTOR_AND_WORD = 36;
    bytes32 private constant UPGRADER_ROLE = keccak256("UPGRADER_ROLE");

    uint256 private immutable UPGRADE_DELAY;
    uint256 private immutable ROLES_DELAY;
    uint256 private immutable ATTESTORS_DELAY;

    /// @notice Creates the timelock.
    /// @dev Fails with `InvalidDelays`.
    /// @param delays_ Least seconds between scheduling and executing, by the kind of operation; none is zero, and none
    /// longer than that of upgrades.
    /// @param proposers Who may schedule and cancel.
    /// @param executors Who may execute once the delay has passed; the zero address means anyone.
    constructor(
        Delays memory delays_,
        address[] memory proposers,
        address[] memory executors
    ) TimelockController(Math.min(delays_.roles, delays_.attestors), proposers, executors, address(0)) {
        (uint256 upgrade, uint256 roles, uint256 attestors) = (delays_.upgrade, delays_.roles, delays_.attestors);
        require(
            roles != 0 && attestors != 0 && roles <= upgrade && attestors <= upgrade,
            InvalidDelays(upgrade, roles, attestors)
        );
        (UPGRADE_DELAY, ROLES_DELAY, ATTESTORS_DELAY) = (upgrade, roles, attestors);
    }

    /// @notice Schedules a call.
    /// @dev Fails with: a missing role, `TimelockInsufficientDelay` for less than `delayOf` the call, or
    /// `TimelockUnexpectedOperationState` if it was scheduled before. Emits `CallScheduled` and `CallSalt`.
    /// @param target Whom to call.
    /// @param value Native coin to send along.
    /// @param data What to call there.
    /// @param predecessor Operation that must be done before, zero for none.
    /// @param salt Tells equal operations apart.
    /// @param delay Seconds to wait.
    /// @custom:access PROPOSER_ROLE
    function schedule(
        address target,
        uint256 value,
        bytes calldata data,
        bytes32 predecessor,
        bytes32 salt,
        uint256 delay
    ) public override onlyRole(PROPOSER_ROLE) {
        _requireDelay(target, data, delay);
        super.schedule(target, value, data, predecessor, salt, delay);
    }

    /// @notice Schedules calls that are executed together.
    /// @dev Fails with: a missing role, `TimelockInsufficientDelay` for less than `delayOf` any of the calls,
    /// `TimelockInvalidOperationLength`, or `TimelockUnexpectedOperationState` if it was scheduled before. Emits
    /// `CallScheduled` for each, and `CallSalt`.
    /// @param targets Whom to call.
    /// @param values Native coin to send along.
    /// @param payloads What to call there.
    /// @param predecessor Operation that must be done before, zero for none.
    /// @param salt Tells equal operations apart.
    /// @param delay Seconds to wait.
    /// @custom:access PROPOSER_ROLE
    function scheduleBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt,
        uint256 delay
    ) public override onlyRole(PROPOSER_ROLE) {
        super.scheduleBatch(targets, values, payloads, predecessor, salt, delay);
        // Their lengths are equal by now.
        for (uint256 i = 0; i < targets.length; ++i) _requireDelay(targets[i], payloads[i], delay);
    }

    /// @inheritdoc ITimelock
    function delays() external view returns (Delays memory) {
        return Delays({upgrade: UPGRADE_DELAY, roles: ROLES_DELAY, attestors: ATTESTORS_DELAY});
    }

    /// @inheritdoc ITimelock
    function delayOf(address target, bytes calldata data) public view returns (uint256) {
        return Math.max(_delayOfKind(target, data), getMinDelay());
    }

    function _requireDelay(address target, bytes calldata data, uint256 delay) private view {
        uint256 least = delayOf(target, data);
        require(delay >= least, TimelockInsufficientDelay(delay, least));
    }

    function _delayOfKind(address target, bytes calldata data) private view returns (uint256) {
        if (data.length < 4) return UPGRADE_DELAY;
        bytes4 selector = bytes4(data);
        if (
            selector == IReserveAttestations.setAttestors.selector ||
            selector == IReserveAttestations.resolveHalt.selector
        ) return ATTESTORS_DELAY;
        if (
            selector == IAccessControl.revokeRole.selector ||
            selector == IMinting.setReserveGate.selector ||
            selector == IAccessControlDefaultAdminRules.cancelDefaultAdminTransfer.selector ||
            selector == IAccessControlDefaultAdminRules.rollbackDefaultAdminDelay.selector
        ) return ROLES_DELAY;
        if (selector != IAccessControl.grantRole.selector || data.length < SELECTOR_AND_WORD) return UPGRADE_DELAY;
        // Who proposes here, and who upgrades there, holds what the longest delay protects.
        bytes32 role = bytes32(data[4:SELECTOR_AND_WORD]);
        return target == address(this) || role == UPGRADER_ROLE ? UPGRADE_DELAY : ROLES_DELAY;
    }
}
