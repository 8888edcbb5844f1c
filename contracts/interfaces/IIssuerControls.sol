// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControlEnumerable} from "@openzeppelin/contracts/access/extensions/IAccessControlEnumerable.sol";
import {IERC5313} from "@openzeppelin/contracts/interfaces/IERC5313.sol";
import {IBurning} from "./IBurning.sol";
import {ICrosschain} from "./ICrosschain.sol";
import {IFreezing} from "./IFreezing.sol";
import {IMinting} from "./IMinting.sol";
import {IPausing} from "./IPausing.sol";
import {IRescuing} from "./IRescuing.sol";
import {IReserveGate} from "./IReserveGate.sol";
import {ISeizing} from "./ISeizing.sol";
import {IUpgrading} from "./IUpgrading.sol";

/// @title Initializing
/// @notice The first state of the issuer plane, set in the transaction that creates the token.
interface IInitializing {
    /// @notice One role for one account.
    /// @param role The role's id.
    /// @param account The account that gets it.
    struct RoleGrant {
        bytes32 role;
        address account;
    }

    /// @notice The first state of the issuer plane.
    /// @param defaultAdmin Who grants and revokes roles: the timelock.
    /// @param defaultAdminDelay Seconds between naming a new default admin and its acceptance.
    /// @param roles Every other role with its holder.
    /// @param reserveGate The gate that opens issuance windows; zero means that nothing can be minted.
    struct IssuerParameters {
        address defaultAdmin;
        uint48 defaultAdminDelay;
        RoleGrant[] roles;
        IReserveGate reserveGate;
    }

    /// @notice Sets the first state; the token's constructor calls it, and it works once.
    /// @dev Fails with: `InvalidInitialization`, `AccessControlInvalidDefaultAdmin`,
    /// `AccessControlEnforcedDefaultAdminRules` or `DecimalsMismatch`.
    /// @param parameters The first state.
    /// @param decimals The token's decimals.
    function initialize(IssuerParameters calldata parameters, uint8 decimals) external;
}

/// @title Roles
/// @notice One role for each power; none implies another. The default admin grants and revokes them.
interface IRoles is IAccessControlDefaultAdminRules, IERC5313, IAccessControlEnumerable {
    /// @notice Issues tokens against deposits.
    /// @return The role's id.
    function MINTER_ROLE() external view returns (bytes32);

    /// @notice Sets the limits of minters and bridges.
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

    /// @notice Freezes accounts at once for 72 hours.
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

/// @title IIssuerControls
/// @notice Everything the issuer does, reached at the token's address by delegatecall.
interface IIssuerControls is
    IInitializing,
    IMinting,
    IBurning,
    IPausing,
    ISeizing,
    IFreezing,
    ICrosschain,
    IRescuing,
    IUpgrading,
    IRoles
{}
