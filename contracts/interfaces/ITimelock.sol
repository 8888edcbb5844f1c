// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title ITimelock
/// @notice What the timelock adds to OpenZeppelin's controller: a delay for each kind of operation.
interface ITimelock {
    /// @notice Least seconds between scheduling and executing, by the kind of operation.
    /// @param upgrade Code, its switch to the repair path, who may upgrade, who is default admin, the timelock itself, and
    /// every call that is not known.
    /// @param roles Other roles, the reserve gate, and taking back a change of the default admin.
    /// @param attestors The attestor set and the settling of conflicts.
    struct Delays {
        uint256 upgrade;
        uint256 roles;
        uint256 attestors;
    }

    /// @notice A delay is zero, or the one of upgrades is shorter than another.
    /// @param upgrade Seconds for upgrades.
    /// @param roles Seconds for roles.
    /// @param attestors Seconds for attestors.
    error InvalidDelays(uint256 upgrade, uint256 roles, uint256 attestors);

    /// @notice The delays the timelock was created with.
    /// @return The seconds by kind. The effective ones are never below `getMinDelay()`.
    function delays() external view returns (Delays memory);

    /// @notice Least seconds that a call has to wait.
    /// @param target Whom the timelock will call.
    /// @param data What it will call there.
    /// @return The delay of its kind, or the timelock's minimum if that was raised above it.
    function delayOf(address target, bytes calldata data) external view returns (uint256);
}
