// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Timelock
/// @notice OpenZeppelin's TimelockController without an outside admin: only its own delayed operations can change it. It
/// is the default admin and the upgrader of the token, and the default admin of the reserve attestations.
contract Timelock is TimelockController {
    /// @notice Creates the timelock.
    /// @param minDelay Least seconds between scheduling and executing an operation.
    /// @param proposers Who may schedule and cancel.
    /// @param executors Who may execute once the delay has passed; the zero address means anyone.
    constructor(
        uint256 minDelay,
        address[] memory proposers,
        address[] memory executors
    ) TimelockController(minDelay, proposers, executors, address(0)) {}
}
