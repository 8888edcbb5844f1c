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
