// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Governed} from "../governance/Governed.sol";
import {IRoles} from "../interfaces/IRoles.sol";

/// @title Roles
/// @notice One role for each power; none implies another. The default admin grants and revokes; the council revokes.
abstract contract Roles is IRoles, Governed {
    /// @inheritdoc IRoles
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant LIMITER_ROLE = keccak256("LIMITER_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant BURNER_ROLE = keccak256("BURNER_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant UNPAUSER_ROLE = keccak256("UNPAUSER_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant COMPLIANCE_ROLE = keccak256("COMPLIANCE_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant RESCUER_ROLE = keccak256("RESCUER_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant BRIDGE_ROLE = keccak256("BRIDGE_ROLE");
    /// @inheritdoc IRoles
    bytes32 public constant UPGRADER_ROLE = keccak256("UPGRADER_ROLE");

    /// @inheritdoc IRoles
    function getOwner() external view returns (address) {
        return defaultAdmin();
    }

    /// @dev Whoever sets limits; and the council, which can close one at once and do nothing else.
    function _requireLimiter(bool closes) internal view {
        if (!closes || !hasRole(COUNCIL_ROLE, msg.sender)) _checkRole(LIMITER_ROLE);
    }
}
