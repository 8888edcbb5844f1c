// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title Pausing
/// @notice Stops and restarts single scopes: 1 transfer, 2 mint, 4 burn, 8 crosschain, 16 signature, 32 seize (seizures and
/// wipes). Reads, approvals and freezes are never paused.
interface IPausing {
    /// @notice Scopes were paused.
    /// @param account The caller.
    /// @param scopes The scopes, summed.
    event Paused(address indexed account, uint256 scopes);

    /// @notice Scopes were restarted.
    /// @param account The caller.
    /// @param scopes The scopes, summed.
    event Unpaused(address indexed account, uint256 scopes);

    /// @notice The scopes are none, or contain an unknown one.
    /// @param scopes What was given.
    error InvalidScopes(uint256 scopes);

    /// @notice Pauses scopes; those already paused stay so.
    /// @dev Fails with: a missing role or `InvalidScopes`. Emits `Paused`.
    /// @param scopes The scopes, summed.
    function pause(uint256 scopes) external;

    /// @notice Restarts scopes; those not paused stay so.
    /// @dev Fails with: a missing role or `InvalidScopes`. Emits `Unpaused`.
    /// @param scopes The scopes, summed.
    function unpause(uint256 scopes) external;

    /// @notice The scopes that are paused.
    /// @return Sum of 1 transfer, 2 mint, 4 burn, 8 crosschain, 16 signature, 32 seize; zero when everything is on.
    function pausedScopes() external view returns (uint256);
}
