// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {System} from "../helpers/System.sol";
import {Vm} from "../helpers/Vm.sol";

/// @title TimelockTest
/// @notice Nobody stands above the timelock, and what only it may do takes its delay.
contract TimelockTest is System {
    TimelockController private controller;

    function setUp() public override {
        super.setUp();
        controller = TimelockController(payable(timelock));
    }

    function test_OnlyTheTimelockAdministersItself() public view {
        assertTrue(controller.hasRole(0, timelock));
        assertFalse(controller.hasRole(0, address(this)));
        assertFalse(controller.hasRole(0, address(0)));
        assertFalse(controller.hasRole(0, proposer));
        assertFalse(controller.hasRole(0, executor));
        assertEq(controller.getMinDelay(), 2 days);
    }

    function test_DeploymentGrantsNothingElse() public {
        vm.recordLogs();
        address deployed = deploy("Timelock.sol:Timelock", abi.encode(2 days, _list(proposer), _list(executor)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32[4] memory roles = [
            bytes32(0),
            controller.PROPOSER_ROLE(),
            controller.CANCELLER_ROLE(),
            controller.EXECUTOR_ROLE()
        ];
        address[4] memory holders = [deployed, proposer, proposer, executor];
        uint256 grants = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IAccessControl.RoleGranted.selector) continue;
            assertEq(logs[i].topics[1], roles[grants]);
            assertEq(address(uint160(uint256(logs[i].topics[2]))), holders[grants]);
            ++grants;
        }
        assertEq(grants, 4);
    }

    function test_RolesAreThoseGiven() public view {
        assertTrue(controller.hasRole(controller.PROPOSER_ROLE(), proposer));
        assertTrue(controller.hasRole(controller.CANCELLER_ROLE(), proposer));
        assertTrue(controller.hasRole(controller.EXECUTOR_ROLE(), executor));
        assertFalse(controller.hasRole(controller.EXECUTOR_ROLE(), proposer));
        assertFalse(controller.hasRole(controller.PROPOSER_ROLE(), executor));
    }

    function test_AGrantTakesTheDelay() public {
        bytes memory grant = abi.encodeCall(token.grantRole, (MINTER_ROLE, carol));
        _schedule(grant);
        vm.warp(block.timestamp + 2 days - 1);
        _expectNotReady(grant);
        _execute(grant);

        vm.warp(block.timestamp + 1);
        _execute(grant);
        assertTrue(token.hasRole(MINTER_ROLE, carol));
    }

    function test_AnUpgradeTakesTheDelay() public {
        address later = deploy("LaterControls.sol:LaterControls", abi.encode(2));
        bytes memory upgrade = abi.encodeCall(token.upgradeToAndCall, (later, ""));
        _schedule(upgrade);
        vm.warp(block.timestamp + 2 days);
        _execute(upgrade);
        assertEq(token.controlsVersion(), 2);
    }

    function test_ProposersCancel() public {
        bytes memory grant = abi.encodeCall(token.grantRole, (MINTER_ROLE, carol));
        _schedule(grant);
        bytes32 id = controller.hashOperation(address(token), 0, grant, 0, 0);
        vm.prank(proposer);
        controller.cancel(id);
        vm.warp(block.timestamp + 2 days);
        _expectNotReady(grant);
        _execute(grant);
    }

    /// @dev Taking the gate away, even with the whole delay, only stops issuance.
    function test_RemovingTheGateNeverOpensIssuance() public {
        bytes memory removal = abi.encodeCall(token.setReserveGate, (IReserveGate(address(0))));
        _schedule(removal);
        vm.warp(block.timestamp + 2 days);
        _openWindow(100);
        _execute(removal);
        vm.expectRevert(IMinting.ReserveGateMissing.selector);
        vm.prank(minter);
        token.mint(alice, 1, CASE);
    }

    /// @dev The way to a new timelock: named by the old one and accepted by the new one, each with its delay.
    function test_TheTokenMovesToANewTimelock() public {
        address next = deploy("Timelock.sol:Timelock", abi.encode(1 days, _list(proposer), _list(address(0))));
        bytes memory begin = abi.encodeCall(token.beginDefaultAdminTransfer, (next));
        _schedule(begin);
        vm.warp(block.timestamp + 2 days);
        _execute(begin);

        vm.warp(block.timestamp + ADMIN_DELAY);
        bytes memory accept = abi.encodeCall(token.acceptDefaultAdminTransfer, ());
        controller = TimelockController(payable(next));
        _schedule(accept);
        vm.warp(block.timestamp + 2 days);
        vm.prank(stranger); // anyone may execute there
        controller.execute(address(token), 0, accept, 0, 0);
        assertEq(token.getOwner(), next);
    }

    function test_RevertWhen_ScheduledByAnother() public {
        bytes32 role = controller.PROPOSER_ROLE();
        vm.expectRevert(_missingRole(executor, role));
        vm.prank(executor);
        controller.schedule(address(token), 0, "", 0, 0, 2 days);
    }

    function test_RevertWhen_TheDelayIsTooShort() public {
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, 2 days - 1, 2 days)
        );
        vm.prank(proposer);
        controller.schedule(address(token), 0, "", 0, 0, 2 days - 1);
    }

    function _schedule(bytes memory data) private {
        vm.prank(proposer);
        controller.schedule(address(token), 0, data, 0, 0, 2 days);
    }

    function _execute(bytes memory data) private {
        vm.prank(executor);
        controller.execute(address(token), 0, data, 0, 0);
    }

    function _expectNotReady(bytes memory data) private {
        bytes32 id = controller.hashOperation(address(token), 0, data, 0, 0);
        bytes32 ready = bytes32(1 << uint8(TimelockController.OperationState.Ready));
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockUnexpectedOperationState.selector, id, ready)
        );
    }
}
