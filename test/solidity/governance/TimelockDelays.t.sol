// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Timelock} from "../../../contracts/governance/Timelock.sol";
import {ITimelock} from "../../../contracts/interfaces/ITimelock.sol";
import {System} from "../helpers/System.sol";

/// @title TimelockDelaysTest
/// @notice The least delay of all operations is the least of the three kinds, whichever that is; none of a long batch is
/// forgotten, no delay stands for another, and what is scheduled is told as it was asked for.
contract TimelockDelaysTest is System {
    function test_TheLeastDelayIsTheLeastOfTheKinds() public {
        assertEq(_least(ITimelock.Delays({upgrade: 9, roles: 4, attestors: 7})), 4);
        assertEq(_least(ITimelock.Delays({upgrade: 9, roles: 7, attestors: 4})), 4);
        assertEq(_least(ITimelock.Delays({upgrade: 4, roles: 4, attestors: 4})), 4);
    }

    /// @dev Neither zero nor one stands for "as long as it must be".
    function test_RevertWhen_TheDelayIsNextToNothing() public {
        bytes memory upgrade = abi.encodeCall(token.setDelegated, (true));
        for (uint256 delay = 0; delay < 2; ++delay) {
            _expectInsufficient(delay, UPGRADE_DELAY);
            vm.prank(proposer);
            Timelock(payable(timelock)).schedule(address(token), 0, upgrade, 0, 0, delay);
        }
    }

    function test_RevertWhen_ALongBatchEndsInASlowerCall() public {
        uint256[3] memory lengths = [uint256(17), 33, 100];
        for (uint256 i = 0; i < lengths.length; ++i) {
            (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _grants(lengths[i]);
            payloads[lengths[i] - 1] = abi.encodeCall(token.setDelegated, (true));
            _expectInsufficient(ROLES_DELAY, UPGRADE_DELAY);
            vm.prank(proposer);
            Timelock(payable(timelock)).scheduleBatch(targets, values, payloads, 0, 0, ROLES_DELAY);
        }
    }

    function test_TellsPredecessorAndSalt() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory payloads) = _grants(1);
        Timelock controller = Timelock(payable(timelock));
        bytes32 id = controller.hashOperation(targets[0], 0, payloads[0], "before", "salt");
        vm.expectEmit(timelock);
        emit TimelockController.CallScheduled(id, 0, targets[0], 0, payloads[0], "before", ROLES_DELAY);
        vm.expectEmit(timelock);
        emit TimelockController.CallSalt(id, "salt");
        vm.prank(proposer);
        controller.schedule(targets[0], 0, payloads[0], "before", "salt", ROLES_DELAY);

        id = controller.hashOperationBatch(targets, values, payloads, "before", "salt");
        vm.expectEmit(timelock);
        emit TimelockController.CallScheduled(id, 0, targets[0], 0, payloads[0], "before", ROLES_DELAY);
        vm.expectEmit(timelock);
        emit TimelockController.CallSalt(id, "salt");
        vm.prank(proposer);
        controller.scheduleBatch(targets, values, payloads, "before", "salt", ROLES_DELAY);
    }

    function _grants(
        uint256 count
    ) private view returns (address[] memory targets, uint256[] memory values, bytes[] memory payloads) {
        (targets, values, payloads) = (new address[](count), new uint256[](count), new bytes[](count));
        for (uint256 i = 0; i < count; ++i) {
            (targets[i], payloads[i]) = (address(token), abi.encodeCall(token.grantRole, (MINTER_ROLE, carol)));
        }
    }

    function _expectInsufficient(uint256 delay, uint256 least) private {
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, delay, least));
    }

    function _least(ITimelock.Delays memory delays) private returns (uint256) {
        return Timelock(payable(_deployTimelock(delays, executor))).getMinDelay();
    }
}
