// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {AccessControlDefaultAdminRulesUpgradeable} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlDefaultAdminRulesUpgradeable.sol";
import {AccessControlEnumerableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/extensions/AccessControlEnumerableUpgradeable.sol";
import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGoverned} from "../interfaces/IGoverned.sol";

/// @title Governed
/// @notice OpenZeppelin's default-admin rules (two steps with a delay) with enumerable role members, in ERC-7201 storage.
/// Two differences: the default admin cannot be handed to nobody, so the last admin cannot be lost by renouncing; and a
/// council may take any other role from anyone at once, while the default admin has to wait out the timelock's delay. It
/// gives none, so the worst that a stolen council does is to stop what the default admin then has to start again.
abstract contract Governed is IGoverned, AccessControlDefaultAdminRulesUpgradeable, AccessControlEnumerableUpgradeable {
    /// @inheritdoc IGoverned
    bytes32 public constant COUNCIL_ROLE = keccak256("COUNCIL_ROLE");

    /// @notice Names the next default admin, who can accept after the delay.
    /// @dev Fails with `AccessControlInvalidDefaultAdmin` for the zero address, or a missing role.
    /// @param newAdmin The next default admin.
    /// @custom:access DEFAULT_ADMIN_ROLE
    function beginDefaultAdminTransfer(address newAdmin) public virtual override {
        require(newAdmin != address(0), AccessControlInvalidDefaultAdmin(newAdmin));
        super.beginDefaultAdminTransfer(newAdmin);
    }

    /// @notice Gives a role to an account.
    /// @dev Fails for the default admin's own role, or with a missing role.
    /// @param role The role's id.
    /// @param account The account.
    /// @custom:access DEFAULT_ADMIN_ROLE
    function grantRole(
        bytes32 role,
        address account
    ) public virtual override(AccessControlDefaultAdminRulesUpgradeable, AccessControlUpgradeable, IAccessControl) {
        super.grantRole(role, account);
    }

    /// @notice Takes a role from an account.
    /// @dev Fails for the default admin's own role, or with a missing role.
    /// @param role The role's id.
    /// @param account The account.
    /// @custom:access DEFAULT_ADMIN_ROLE or COUNCIL_ROLE
    function revokeRole(
        bytes32 role,
        address account
    ) public virtual override(AccessControlDefaultAdminRulesUpgradeable, AccessControlUpgradeable, IAccessControl) {
        if (role != DEFAULT_ADMIN_ROLE && hasRole(COUNCIL_ROLE, msg.sender)) _revokeRole(role, account);
        else super.revokeRole(role, account);
    }

    /// @notice Gives up a role of one's own. The default admin's cannot be given up.
    /// @param role The role's id.
    /// @param account The caller.
    /// @custom:access the account itself
    function renounceRole(
        bytes32 role,
        address account
    ) public virtual override(AccessControlDefaultAdminRulesUpgradeable, AccessControlUpgradeable, IAccessControl) {
        super.renounceRole(role, account);
    }

    /// @notice Whether an interface is supported (ERC-165).
    /// @param interfaceId The interface's id.
    /// @return True if it is.
    function supportsInterface(
        bytes4 interfaceId
    )
        public
        view
        virtual
        override(AccessControlDefaultAdminRulesUpgradeable, AccessControlEnumerableUpgradeable)
        returns (bool)
    {
        return super.supportsInterface(interfaceId);
    }

    function _grantRole(
        bytes32 role,
        address account
    )
        internal
        virtual
        override(AccessControlDefaultAdminRulesUpgradeable, AccessControlEnumerableUpgradeable)
        returns (bool)
    {
        return super._grantRole(role, account);
    }

    function _revokeRole(
        bytes32 role,
        address account
    )
        internal
        virtual
        override(AccessControlDefaultAdminRulesUpgradeable, AccessControlEnumerableUpgradeable)
        returns (bool)
    {
        return super._revokeRole(role, account);
    }

    function _setRoleAdmin(
        bytes32 role,
        bytes32 adminRole
    ) internal virtual override(AccessControlDefaultAdminRulesUpgradeable, AccessControlUpgradeable) {
        super._setRoleAdmin(role, adminRole);
    }
}
