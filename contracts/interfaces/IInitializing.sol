// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveGate} from "./IReserveGate.sol";

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
    /// @param inflowCap The most that all bridges together may have minted less what they have burned, in smallest units.
    struct IssuerParameters {
        address defaultAdmin;
        uint48 defaultAdminDelay;
        RoleGrant[] roles;
        IReserveGate reserveGate;
        uint256 inflowCap;
    }

    /// @notice Sets the first state; the token's constructor calls it, and it works once.
    /// @dev Fails with: `InvalidInitialization`, `AccessControlInvalidDefaultAdmin`,
    /// `AccessControlEnforcedDefaultAdminRules` or `DecimalsMismatch`.
    /// @param parameters The first state.
    /// @param decimals The token's decimals.
    function initialize(IssuerParameters calldata parameters, uint8 decimals) external;
}
