// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Timelock} from "../../../contracts/governance/Timelock.sol";
import {ITimelock} from "../../../contracts/interfaces/ITimelock.sol";
import {System} from "../helpers/System.sol";

/// @title TimelockDelaysTest
/// @notice The least delay of all operations is the least of the three kinds, whichever that is.
contract TimelockDelaysTest is System {
    function test_TheLeastDelayIsTheLeastOfTheKinds() public {
        assertEq(_least(ITimelock.Delays({upgrade: 9, roles: 4, attestors: 7})), 4);
        assertEq(_least(ITimelock.Delays({upgrade: 9, roles: 7, attestors: 4})), 4);
        assertEq(_least(ITimelock.Delays({upgrade: 4, roles: 4, attestors: 4})), 4);
    }

    function _least(ITimelock.Delays memory delays) private returns (uint256) {
        return Timelock(payable(_deployTimelock(delays, executor))).getMinDelay();
    }
}
