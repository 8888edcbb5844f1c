// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControlEnumerable} from "@openzeppelin/contracts/access/extensions/IAccessControlEnumerable.sol";
import {IERC5313} from "@openzeppelin/contracts/interfaces/IERC5313.sol";
import {IGoverned} from "./IGoverned.sol";

/// @title Roles
/// @notice One role for each power; none implies another. The default admin grants and revokes them, and the council revokes.
interface IRoles is IGoverned, IAccessControlDefaultAdminRules, IERC5313, IAccessControlEnumerable {
    /// @notice Issues tokens against deposits.
    /// @return The role's id.
    function MINTER_ROLE() external view returns (bytes32);

    /// @notice Sets the limits of minters, bridges and guardians.
    /// @return The role's id.
    function LIMITER_ROLE() external view returns (bytes32);

    /// @notice Redeems its own tokens against payouts.
    /// @return The role's id.
    function BURNER_ROLE() external view returns (bytes32);

    /// @notice Pauses scopes.
    /// @return The role's id.
    function PAUSER_ROLE() external view returns (bytes32);

    /// @notice Restarts scopes.
    /// @return The role's id.
    function UNPAUSER_ROLE() external view returns (bytes32);

    /// @notice Freezes accounts at once for 72 hours, within a limit.
    /// @return The role's id.
    function GUARDIAN_ROLE() external view returns (bytes32);

    /// @notice Ratifies and lifts freezes, seizes and wipes frozen accounts.
    /// @return The role's id.
    function COMPLIANCE_ROLE() external view returns (bytes32);

    /// @notice Returns stray tokens.
    /// @return The role's id.
    function RESCUER_ROLE() external view returns (bytes32);

    /// @notice Moves supply between chains.
    /// @return The role's id.
    function BRIDGE_ROLE() external view returns (bytes32);

    /// @notice Upgrades the issuer plane and switches the repair path: the timelock.
    /// @return The role's id.
    function UPGRADER_ROLE() external view returns (bytes32);

    /// @notice The owner in the sense of BEP-20: the default admin.
    /// @return The default admin.
    function getOwner() external view returns (address);
}
