// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IAccessControlDefaultAdminRules as IRules} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";
import {Timelock} from "../../../contracts/governance/Timelock.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {ITimelock} from "../../../contracts/interfaces/ITimelock.sol";
import {System} from "../helpers/System.sol";
import {Vm} from "../helpers/Vm.sol";

/// @title TimelockTest
/// @notice Nobody stands above the timelock, and what only it may do takes its delay.
contract TimelockTest is System {
    Timelock private controller;

    function setUp() public override {
        super.setUp();
        controller = Timelock(payable(timelock));
    }

    function test_OnlyTheTimelockAdministersItself() public view {
        assertTrue(controller.hasRole(0, timelock));
        assertFalse(controller.hasRole(0, address(this)));
        assertFalse(controller.hasRole(0, address(0)));
        assertFalse(controller.hasRole(0, proposer));
        assertFalse(controller.hasRole(0, executor));
        assertEq(controller.getMinDelay(), ATTESTORS_DELAY);
        assertEq(abi.encode(controller.delays()), abi.encode(_delays()));
    }

    function test_DeploymentGrantsNothingElse() public {
        vm.recordLogs();
        address deployed = _deployTimelock(_delays(), executor);
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
        vm.warp(block.timestamp + UPGRADE_DELAY - 1);
        _expectNotReady(upgrade);
        _execute(upgrade);
        vm.warp(block.timestamp + 1);
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
        address next = _deployTimelock(ITimelock.Delays(1 days, 1 days, 1 days), address(0));
        bytes memory begin = abi.encodeCall(token.beginDefaultAdminTransfer, (next));
        _schedule(begin);
        vm.warp(block.timestamp + UPGRADE_DELAY);
        _execute(begin);

        vm.warp(block.timestamp + ADMIN_DELAY);
        bytes memory accept = abi.encodeCall(token.acceptDefaultAdminTransfer, ());
        controller = Timelock(payable(next));
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

    // ------------------------------------------------------------------------------------------------ delays by kind

    function test_EachKindHasItsDelay() public view {
        address gate = address(attestations);
        _assertDelay(gate, abi.encodeCall(attestations.setAttestors, (attestors, 2, true)), ATTESTORS_DELAY);
        _assertDelay(gate, abi.encodeCall(attestations.resolveHalt, (1)), ATTESTORS_DELAY);

        address coin = address(token);
        _assertDelay(coin, abi.encodeCall(token.grantRole, (MINTER_ROLE, carol)), ROLES_DELAY);
        _assertDelay(coin, abi.encodeCall(token.revokeRole, (UPGRADER_ROLE, carol)), ROLES_DELAY);
        _assertDelay(coin, abi.encodeCall(token.setReserveGate, (IReserveGate(carol))), ROLES_DELAY);
        _assertDelay(coin, abi.encodeCall(IRules.cancelDefaultAdminTransfer, ()), ROLES_DELAY);
        _assertDelay(coin, abi.encodeCall(IRules.rollbackDefaultAdminDelay, ()), ROLES_DELAY);
        _assertDelay(timelock, abi.encodeCall(controller.revokeRole, (bytes32(0), carol)), ROLES_DELAY);

        _assertDelay(coin, abi.encodeCall(token.upgradeToAndCall, (carol, "")), UPGRADE_DELAY);
        _assertDelay(coin, abi.encodeCall(token.setDelegated, (true)), UPGRADE_DELAY);
        _assertDelay(coin, abi.encodeCall(token.grantRole, (UPGRADER_ROLE, carol)), UPGRADE_DELAY);
        _assertDelay(coin, abi.encodeCall(IRules.beginDefaultAdminTransfer, (carol)), UPGRADE_DELAY);
        _assertDelay(coin, abi.encodeCall(IRules.acceptDefaultAdminTransfer, ()), UPGRADE_DELAY);
        _assertDelay(coin, abi.encodeCall(IRules.changeDefaultAdminDelay, (1)), UPGRADE_DELAY);
        _assertDelay(coin, abi.encodeCall(token.retire, (carol)), UPGRADE_DELAY);
        _assertDelay(timelock, abi.encodeCall(controller.updateDelay, (1)), UPGRADE_DELAY);
        _assertDelay(
            timelock,
            abi.encodeCall(controller.grantRole, (keccak256("PROPOSER_ROLE"), carol)),
            UPGRADE_DELAY
        );
    }

    /// @dev What is not known waits longest: nothing, too little of a selector, too little of a grant, another selector.
    function test_WhatIsNotKnownWaitsLongest() public view {
        _assertDelay(carol, "", UPGRADE_DELAY);
        _assertDelay(carol, hex"2f2ff1", UPGRADE_DELAY);
        bytes memory grant = abi.encodeCall(token.grantRole, (MINTER_ROLE, carol));
        assembly ("memory-safe") {
            mstore(grant, 35)
        }
        _assertDelay(carol, grant, UPGRADE_DELAY);
        assembly ("memory-safe") {
            mstore(grant, 36)
        }
        _assertDelay(carol, grant, ROLES_DELAY);
    }

    function testFuzz_OnlyKnownCallsAreQuicker(bytes4 selector, bytes calldata rest) public view {
        bytes4[7] memory known = [
            IReserveAttestations.setAttestors.selector,
            IReserveAttestations.resolveHalt.selector,
            IAccessControl.grantRole.selector,
            IAccessControl.revokeRole.selector,
            IMinting.setReserveGate.selector,
            IRules.cancelDefaultAdminTransfer.selector,
            IRules.rollbackDefaultAdminDelay.selector
        ];
        for (uint256 i = 0; i < known.length; ++i) if (selector == known[i]) return;
        _assertDelay(address(token), bytes.concat(selector, rest), UPGRADE_DELAY);
    }

    function test_RevertWhen_TheDelayIsTooShort() public {
        bytes memory grant = abi.encodeCall(token.grantRole, (MINTER_ROLE, carol));
        _expectTooShort(address(token), grant, ROLES_DELAY);
        _expectTooShort(address(token), abi.encodeCall(token.setDelegated, (true)), UPGRADE_DELAY);
        _expectTooShort(address(attestations), abi.encodeCall(attestations.resolveHalt, (1)), ATTESTORS_DELAY);
    }

    /// @dev Each call of a batch counts, wherever it stands.
    function test_RevertWhen_ABatchHidesASlowerCall() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _threeCalls();
        for (uint256 i = 0; i < 3; ++i) {
            _expectInsufficient(UPGRADE_DELAY - 1, UPGRADE_DELAY);
            vm.prank(proposer);
            controller.scheduleBatch(targets, values, payloads, 0, 0, UPGRADE_DELAY - 1);
            (targets[i], targets[(i + 1) % 3]) = (targets[(i + 1) % 3], targets[i]);
            (payloads[i], payloads[(i + 1) % 3]) = (payloads[(i + 1) % 3], payloads[i]);
        }
        vm.prank(proposer);
        controller.scheduleBatch(targets, values, payloads, 0, 0, UPGRADE_DELAY);
        assertTrue(controller.isOperationPending(controller.hashOperationBatch(targets, values, payloads, 0, 0)));
    }

    function test_ABatchWaitsForItsSlowestCallOnly() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _threeCalls();
        (targets[0], payloads[0]) = (targets[1], payloads[1]);
        _expectInsufficient(ROLES_DELAY - 1, ROLES_DELAY);
        vm.prank(proposer);
        controller.scheduleBatch(targets, values, payloads, 0, 0, ROLES_DELAY - 1);
        vm.prank(proposer);
        controller.scheduleBatch(targets, values, payloads, 0, 0, ROLES_DELAY);
    }

    function test_RevertWhen_ABatchIsNotOfEqualLengths() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _threeCalls();
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInvalidOperationLength.selector, 3, 3, 2));
        vm.prank(proposer);
        controller.scheduleBatch(targets, new uint256[](2), payloads, 0, 0, UPGRADE_DELAY);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInvalidOperationLength.selector, 3, 2, 3));
        vm.prank(proposer);
        controller.scheduleBatch(targets, values, new bytes[](2), 0, 0, UPGRADE_DELAY);
    }

    function test_RevertWhen_ABatchIsScheduledByAnother() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _threeCalls();
        bytes32 role = controller.PROPOSER_ROLE();
        vm.expectRevert(_missingRole(executor, role));
        vm.prank(executor);
        controller.scheduleBatch(targets, values, payloads, 0, 0, 1);
    }

    /// @dev The minimum can be raised above all of them, and lowered again, but they stay.
    function test_ARaisedMinimumCountsForAllKinds() public {
        bytes memory resolve = abi.encodeCall(attestations.resolveHalt, (1));
        vm.prank(timelock);
        controller.updateDelay(10 days);
        _assertDelay(address(attestations), resolve, 10 days);
        _assertDelay(address(token), "", 10 days);
        _expectTooShort(address(attestations), resolve, 10 days);
        vm.prank(timelock);
        controller.updateDelay(0);
        _assertDelay(address(attestations), resolve, ATTESTORS_DELAY);
        _assertDelay(address(token), "", UPGRADE_DELAY);
    }

    function test_RevertWhen_DelaysAreInvalid() public {
        uint256[3][5] memory wrong = [
            [UPGRADE_DELAY, 0, 1],
            [UPGRADE_DELAY, 1, 0],
            [uint256(0), 0, 0],
            [uint256(5), 6, 5],
            [uint256(5), 5, 6]
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            ITimelock.Delays memory delays = ITimelock.Delays(wrong[i][0], wrong[i][1], wrong[i][2]);
            vm.expectRevert(
                abi.encodeWithSelector(ITimelock.InvalidDelays.selector, delays.upgrade, delays.roles, delays.attestors)
            );
            this.deployTimelock(delays);
        }
        controller = Timelock(payable(_deployTimelock(ITimelock.Delays(5, 5, 5), executor)));
        assertEq(controller.getMinDelay(), 5);
    }

    /// @dev External, so that a failing constructor can be expected.
    function deployTimelock(ITimelock.Delays calldata delays) external {
        _deployTimelock(delays, executor);
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev An upgrade, a grant, and the settling of a conflict.
    function _threeCalls()
        private
        view
        returns (address[] memory targets, uint256[] memory values, bytes[] memory payloads)
    {
        (targets, values, payloads) = (new address[](3), new uint256[](3), new bytes[](3));
        (targets[0], payloads[0]) = (address(token), abi.encodeCall(token.setDelegated, (true)));
        (targets[1], payloads[1]) = (address(token), abi.encodeCall(token.grantRole, (MINTER_ROLE, carol)));
        (targets[2], payloads[2]) = (address(attestations), abi.encodeCall(attestations.resolveHalt, (1)));
    }

    function _assertDelay(address target, bytes memory data, uint256 delay) private view {
        assertEq(controller.delayOf(target, data), delay);
    }

    function _expectTooShort(address target, bytes memory data, uint256 least) private {
        _expectInsufficient(least - 1, least);
        vm.prank(proposer);
        controller.schedule(target, 0, data, 0, 0, least - 1);
        vm.prank(proposer);
        controller.schedule(target, 0, data, 0, bytes32(least), least);
    }

    function _expectInsufficient(uint256 delay, uint256 least) private {
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, delay, least));
    }

    function _schedule(bytes memory data) private {
        uint256 delay = controller.delayOf(address(token), data);
        vm.prank(proposer);
        controller.schedule(address(token), 0, data, 0, 0, delay);
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
