// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {Move} from "../helpers/Move.sol";

/// @title SendTest
/// @notice What leaves: burned from the holder's own tokens, in full, to a receiver that can be one.
contract SendTest is Move {
    function test_AMoveArrives() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        assertEq(coins[0].balanceOf(alice), 400);
        assertEq(coins[0].totalSupply(), 400);
        _deliver(1, packet);
        assertEq(coins[1].balanceOf(bob), 600);
        assertEq(coins[1].totalSupply(), 600);
    }
}
