// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessControlDefaultAdminRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {Governed} from "../../../contracts/governance/Governed.sol";
import {Reports} from "../helpers/Reports.sol";

/// @notice Shows what no contract of the system uses: another admin for a role.
contract GovernedHarness is Governed {
    constructor(uint48 delay, address admin) initializer {
        __AccessControlDefaultAdminRules_init(delay, admin);
    }

    function setRoleAdmin(bytes32 role, bytes32 adminRole) external {
        _setRoleAdmin(role, adminRole);
    }
}

/// @title GovernedTest
/// @notice The rules that token and attestations share; their use in the token is tested in Roles.t.sol.
contract GovernedTest is Reports {
    bytes32 private constant ROLE = keccak256("ROLE");

    function test_TheAttestationsAdminCannotBeHandedToNobody() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector,
                address(0)
            )
        );
        vm.prank(timelock);
        attestations.beginDefaultAdminTransfer(address(0));
    }

    function test_TheAttestationsGuardiansChange() public {
        address next = makeAddr("next guardian");
        vm.startPrank(timelock);
        attestations.grantRole(GUARDIAN_ROLE, next);
        attestations.revokeRole(GUARDIAN_ROLE, guardian);
        assertEq(attestations.getRoleMembers(GUARDIAN_ROLE), _list(next));
    }

    function test_TheCouncilTakesRolesAwayAtOnce() public {
        vm.expectEmit(address(attestations));
        emit IAccessControl.RoleRevoked(GUARDIAN_ROLE, guardian, council);
        vm.startPrank(council);
        attestations.revokeRole(GUARDIAN_ROLE, guardian);
        assertFalse(attestations.hasRole(GUARDIAN_ROLE, guardian));
        assertEq(attestations.getRoleMemberCount(GUARDIAN_ROLE), 0);
        attestations.revokeRole(COUNCIL_ROLE, council); // also its own
        assertFalse(attestations.hasRole(COUNCIL_ROLE, council));
        vm.expectRevert(_missingRole(council, bytes32(0)));
        attestations.revokeRole(GUARDIAN_ROLE, guardian);
    }

    function test_RevertWhen_TheCouncilGrants() public {
        bytes32[3] memory roles = [GUARDIAN_ROLE, COUNCIL_ROLE, ROLE];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(_missingRole(council, bytes32(0)));
            vm.prank(council);
            attestations.grantRole(roles[i], council);
        }
    }

    function test_RevertWhen_TheCouncilTakesTheDefaultAdminsRole() public {
        vm.expectRevert(IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminRules.selector);
        vm.prank(council);
        attestations.revokeRole(0, timelock);
        assertEq(attestations.defaultAdmin(), timelock);
    }

    function test_RevertWhen_AnotherTakesARoleAway() public {
        vm.expectRevert(_missingRole(guardian, bytes32(0)));
        vm.prank(guardian);
        attestations.revokeRole(COUNCIL_ROLE, council);
    }

    function test_AnAdminOfARoleGrantsIt() public {
        GovernedHarness governed = new GovernedHarness(1 days, timelock);
        vm.expectEmit(address(governed));
        emit IAccessControl.RoleAdminChanged(ROLE, 0, GUARDIAN_ROLE);
        governed.setRoleAdmin(ROLE, GUARDIAN_ROLE);
        vm.prank(timelock);
        governed.grantRole(GUARDIAN_ROLE, guardian);
        vm.prank(guardian);
        governed.grantRole(ROLE, proposer);
        assertTrue(governed.hasRole(ROLE, proposer));
    }

    function test_RevertWhen_TheDefaultAdminGetsAnotherAdmin() public {
        GovernedHarness governed = new GovernedHarness(1 days, timelock);
        vm.expectRevert(IAccessControlDefaultAdminRules.AccessControlEnforcedDefaultAdminRules.selector);
        governed.setRoleAdmin(0, GUARDIAN_ROLE);
    }

    function test_SupportsAccessControlInterfaces() public view {
        assertTrue(attestations.supportsInterface(type(IAccessControl).interfaceId));
        assertTrue(attestations.supportsInterface(type(IAccessControlDefaultAdminRules).interfaceId));
        assertEq(attestations.supportsInterface(0xffffffff), false);
    }
}
