// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title IGoverned
/// @notice The role that token and reserve attestations share beside the default admin.
interface IGoverned {
    /// @notice Takes roles away at once, and can give none.
    /// @return The role's id.
    function COUNCIL_ROLE() external view returns (bytes32);
}
