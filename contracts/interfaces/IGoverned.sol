// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title IGoverned
/// @notice The role that token and reserve attestations share beside the default admin.
interface IGoverned {
    /// @notice Takes away at once and never gives: roles, limits and windows.
    /// @return The role's id.
    function COUNCIL_ROLE() external view returns (bytes32);
}
