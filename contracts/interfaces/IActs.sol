// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Acts
/// @notice What compliance and the rescuer take, they take once: `seize`, `wipe` and `rescue` share one book of references,
/// so that a job that is run again, by whatever node or wallet and in whatever groups, takes nothing a second time.
interface IActs {
    /// @notice Whether the reference of a seizure, a wipe or a rescue was used on this chain.
    /// @param actRef Hash of the act's reference.
    /// @return True once something was taken under it.
    function isActUsed(bytes32 actRef) external view returns (bool);
}
