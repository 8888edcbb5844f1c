// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IPausing} from "../interfaces/IPausing.sol";
import {Switches} from "../token/Switches.sol";
import {Roles} from "./Roles.sol";

/// @title Pausing
/// @notice Whoever stops and whoever restarts hold different roles.
abstract contract Pausing is IPausing, Roles, Switches {
    /// @inheritdoc IPausing
    /// @custom:access PAUSER_ROLE
    function pause(uint256 scopes) external onlyRole(PAUSER_ROLE) {
        _requireValid(scopes);
        _turnOn(scopes);
        emit Paused(msg.sender, scopes);
    }

    /// @inheritdoc IPausing
    /// @custom:access UNPAUSER_ROLE
    function unpause(uint256 scopes) external onlyRole(UNPAUSER_ROLE) {
        _requireValid(scopes);
        _turnOff(scopes);
        emit Unpaused(msg.sender, scopes);
    }

    /// @inheritdoc IPausing
    function pausedScopes() external view returns (uint256) {
        return _switches() & SCOPES;
    }

    function _requireValid(uint256 scopes) private pure {
        require(scopes != 0 && scopes & ~SCOPES == 0, InvalidScopes(scopes));
    }
}
