// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC3009 as IERC3009Standard, IERC3009Cancel} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {IAccessControlEnumerable} from "@openzeppelin/contracts/access/extensions/IAccessControlEnumerable.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC5313} from "@openzeppelin/contracts/interfaces/IERC5313.sol";
import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC3009} from "../../../contracts/interfaces/IERC3009.sol";
import {IInitializing} from "../../../contracts/interfaces/IInitializing.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {IUpgrading} from "../../../contracts/interfaces/IUpgrading.sol";
import {System} from "../helpers/System.sol";

/// @title RolesTest
/// @notice Who holds what after deployment, how roles change hands, and what the token says it supports.
contract RolesTest is System {
    // ------------------------------------------------------------------------------------------------ after deployment

    function test_RoleIdsAreTheHashesOfTheirNames() public view {
        assertEq(token.MINTER_ROLE(), MINTER_ROLE);
        assertEq(token.LIMITER_ROLE(), LIMITER_ROLE);
        assertEq(token.BURNER_ROLE(), BURNER_ROLE);
        assertEq(token.PAUSER_ROLE(), PAUSER_ROLE);
        assertEq(token.UNPAUSER_ROLE(), UNPAUSER_ROLE);
        assertEq(token.GUARDIAN_ROLE(), GUARDIAN_ROLE);
        assertEq(token.COMPLIANCE_ROLE(), COMPLIANCE_ROLE);
        assertEq(token.RESCUER_ROLE(), RESCUER_ROLE);
        assertEq(token.BRIDGE_ROLE(), BRIDGE_ROLE);
        assertEq(token.UPGRADER_ROLE(), UPGRADER_ROLE);
        assertEq(token.COUNCIL_ROLE(), COUNCIL_ROLE);
    }

    function test_EachRoleHasExactlyItsMember() public view {
        IInitializing.RoleGrant[] memory grants = _issuerParameters().roles;
        for (uint256 i = 0; i < grants.length; ++i) {
            // The second guardian came later.
            assertEq(token.getRoleMemberCount(grants[i].role), grants[i].role == GUARDIAN_ROLE ? 2 : 1);
            assertEq(token.getRoleMember(grants[i].role, 0), grants[i].account);
            assertEq(token.getRoleAdmin(grants[i].role), DEFAULT_ADMIN_ROLE);
        }
        assertEq(token.getRoleMemberCount(DEFAULT_ADMIN_ROLE), 1);
        assertEq(token.getRoleMember(DEFAULT_ADMIN_ROLE, 0), timelock);
    }

    function test_NoRoleImpliesAnother() public view {
        IInitializing.RoleGrant[] memory grants = _issuerParameters().roles;
        for (uint256 i = 0; i < grants.length; ++i) {
            for (uint256 j = 0; j < grants.length; ++j) {
                assertEq(token.hasRole(grants[i].role, grants[j].account), i == j);
            }
        }
    }

    function test_TheDeployerHasNoRole() public view {
        IInitializing.RoleGrant[] memory grants = _issuerParameters().roles;
        for (uint256 i = 0; i < grants.length; ++i) {
            assertFalse(token.hasRole(grants[i].role, address(this)));
        }
        assertFalse(token.hasRole(DEFAULT_ADMIN_ROLE, address(this)));
    }

    function test_TheOwnerIsTheDefaultAdmin() public view {
        assertEq(token.defaultAdmin(), timelock);
        assertEq(token.owner(), timelock);
        assertEq(token.getOwner(), timelock);
        assertEq(token.defaultAdminDelay(), ADMIN_DELAY);
    }

    // ------------------------------------------------------------------------------------------------ deployment fails

    function test_RevertWhen_DeployedWithoutAdmin() public {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        parameters.defaultAdmin = address(0);
        _assertDeploymentReverts(
            NAME,
            SYMBOL,
            CURRENCY,
            DECIMALS,
            parameters,
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector,
                address(0)
            )
        );
    }

    function test_RevertWhen_DeployedWithASecondAdmin() public {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        parameters.roles[0].role = DEFAULT_ADMIN_ROLE;
        _assertDeploymentReverts(NAME, SYMBOL, CURRENCY, DECIMALS, parameters, _enforcedRules());
    }

    function test_RevertWhen_DeployedWithOtherDecimalsThanTheGate() public {
        uint8[4] memory others = [0, 1, 18, type(uint8).max];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory mismatch = abi.encodeWithSelector(IMinting.DecimalsMismatch.selector, DECIMALS, others[i]);
            _assertDeploymentReverts(NAME, SYMBOL, CURRENCY, others[i], _issuerParameters(), mismatch);
        }
    }

    /// @dev A long list of first roles is granted to its end.
    function test_DeploymentGrantsEveryRole() public {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        parameters.roles = new IInitializing.RoleGrant[](33);
        for (uint160 i = 0; i < 33; ++i)
            parameters.roles[i] = IInitializing.RoleGrant(MINTER_ROLE, address(0x1000 + i));
        IStablecoin deployed = _deployToken(parameters);
        assertEq(deployed.getRoleMemberCount(MINTER_ROLE), 33);
        for (uint160 i = 0; i < 33; ++i) assertTrue(deployed.hasRole(MINTER_ROLE, address(0x1000 + i)));
    }

    function test_RevertWhen_DeployedWithALongNameOrSymbol() public {
        string memory long = "a name of thirty-two bytes, so so";
        bytes memory tooLong = abi.encodeWithSelector(ShortStrings.StringTooLong.selector, long);
        _assertDeploymentReverts(long, SYMBOL, CURRENCY, DECIMALS, _issuerParameters(), tooLong);
        _assertDeploymentReverts(NAME, long, CURRENCY, DECIMALS, _issuerParameters(), tooLong);
        _assertDeploymentReverts(NAME, SYMBOL, long, DECIMALS, _issuerParameters(), tooLong);
    }

    // ------------------------------------------------------------------------------------------------ grants

    function test_TheAdminGrantsAndRevokes() public {
        vm.startPrank(timelock);
        vm.expectEmit(address(token));
        emit IAccessControl.RoleGranted(MINTER_ROLE, carol, timelock);
        token.grantRole(MINTER_ROLE, carol);
        assertEq(token.getRoleMemberCount(MINTER_ROLE), 2);

        vm.expectEmit(address(token));
        emit IAccessControl.RoleRevoked(MINTER_ROLE, minter, timelock);
        token.revokeRole(MINTER_ROLE, minter);
        assertEq(token.getRoleMemberCount(MINTER_ROLE), 1);
        assertEq(token.getRoleMember(MINTER_ROLE, 0), carol);
    }

    function test_AMemberRenounces() public {
        vm.expectEmit(address(token));
        emit IAccessControl.RoleRevoked(MINTER_ROLE, minter, minter);
        vm.prank(minter);
        token.renounceRole(MINTER_ROLE, minter);
        assertEq(token.getRoleMemberCount(MINTER_ROLE), 0);
    }

    function test_RevertWhen_AnotherGrantsOrRevokes() public {
        vm.startPrank(minter);
        vm.expectRevert(_missingRole(minter, DEFAULT_ADMIN_ROLE));
        token.grantRole(MINTER_ROLE, carol);
        vm.expectRevert(_missingRole(minter, DEFAULT_ADMIN_ROLE));
        token.revokeRole(MINTER_ROLE, minter);
    }

    function test_RevertWhen_RenouncingForAnother() public {
        vm.expectRevert(IAccessControl.AccessControlBadConfirmation.selector);
        vm.prank(minter);
        token.renounceRole(BURNER_ROLE, burner);
    }

    // ------------------------------------------------------------------------------------------------ default admin

    function test_TheAdminChangesInTwoStepsWithADelay() public {
        vm.prank(timelock);
        token.beginDefaultAdminTransfer(carol);
        uint48 schedule = uint48(block.timestamp) + ADMIN_DELAY;

        vm.warp(schedule);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector,
                schedule
            )
        );
        vm.prank(carol);
        token.acceptDefaultAdminTransfer();

        vm.warp(schedule + 1);
        vm.prank(carol);
        token.acceptDefaultAdminTransfer();
        assertEq(token.getOwner(), carol);
        assertFalse(token.hasRole(DEFAULT_ADMIN_ROLE, timelock));
    }

    function test_RevertWhen_TheAdminIsHandedToNobody() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector,
                address(0)
            )
        );
        vm.prank(timelock);
        token.beginDefaultAdminTransfer(address(0));
    }

    function test_RevertWhen_TheAdminRenounces() public {
        vm.startPrank(timelock);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector, 0)
        );
        token.renounceRole(DEFAULT_ADMIN_ROLE, timelock);

        token.beginDefaultAdminTransfer(carol);
        uint48 schedule = uint48(block.timestamp) + ADMIN_DELAY;
        vm.warp(schedule + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminDelay.selector,
                schedule
            )
        );
        token.renounceRole(DEFAULT_ADMIN_ROLE, timelock);
        assertEq(token.defaultAdmin(), timelock);
    }

    function test_RevertWhen_TheAdminsRoleIsGrantedOrRevoked() public {
        vm.startPrank(timelock);
        vm.expectRevert(_enforcedRules());
        token.grantRole(DEFAULT_ADMIN_ROLE, carol);
        vm.expectRevert(_enforcedRules());
        token.revokeRole(DEFAULT_ADMIN_ROLE, timelock);
    }

    // ------------------------------------------------------------------------------------------------ ERC-165

    function test_SupportsEachInterface() public view {
        bytes4[13] memory ids = [
            type(IERC165).interfaceId,
            type(IERC20).interfaceId,
            type(IERC20Metadata).interfaceId,
            type(IERC20Permit).interfaceId,
            type(IERC5267).interfaceId,
            type(IERC3009).interfaceId,
            type(IERC3009Standard).interfaceId,
            type(IERC3009Cancel).interfaceId,
            type(IERC7802).interfaceId,
            type(IUpgrading).interfaceId,
            type(IAccessControl).interfaceId,
            type(IAccessControlEnumerable).interfaceId,
            type(IAccessControlDefaultAdminRules).interfaceId
        ];
        for (uint256 i = 0; i < ids.length; ++i) assertTrue(token.supportsInterface(ids[i]));
        assertEq(token.supportsInterface(0xffffffff), false);
        assertEq(token.supportsInterface(type(IERC5313).interfaceId), false);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _assertDeploymentReverts(
        string memory name,
        string memory symbol,
        string memory currency,
        uint8 decimals,
        IInitializing.IssuerParameters memory parameters,
        bytes memory expected
    ) private {
        bytes memory arguments = abi.encode(name, symbol, currency, decimals, controls, parameters);
        try this.tryDeploy(arguments) {
            assertTrue(false, "deployed");
        } catch (bytes memory actual) {
            assertEq(actual, expected);
        }
    }

    /// @dev External, so that a failing constructor can be caught.
    function tryDeploy(bytes calldata arguments) external {
        deploy("Stablecoin.sol:Stablecoin", arguments);
    }

    function _enforcedRules() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminRules.selector);
    }
}
