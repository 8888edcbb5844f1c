// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {System} from "../helpers/System.sol";

/// @title TransferTest
/// @notice `transfer`, and what holds for every movement by the holder's will.
contract TransferTest is System {
    function setUp() public override {
        super.setUp();
        _issue(alice, 1_000 * UNIT);
    }

    function test_MovesTheAmount() public {
        _expectTransfer(alice, bob, 400 * UNIT);
        vm.prank(alice);
        assertTrue(token.transfer(bob, 400 * UNIT));

        assertEq(token.balanceOf(alice), 600 * UNIT);
        assertEq(token.balanceOf(bob), 400 * UNIT);
        assertEq(token.totalSupply(), 1_000 * UNIT);
    }

    function test_ReturnsExactlyTrue() public {
        vm.prank(alice);
        (bool success, bytes memory returned) = address(token).call(abi.encodeCall(token.transfer, (bob, 1)));
        assertTrue(success);
        assertEq(returned, abi.encode(true));
    }

    function test_EmitsOneEventOnly() public {
        vm.recordLogs();
        vm.prank(alice);
        token.transfer(bob, 1);
        assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_MovesTheWholeBalance() public {
        vm.prank(alice);
        token.transfer(bob, 1_000 * UNIT);
        assertEq(_word(alice), 0);
        assertEq(_word(bob), 1_000 * UNIT);
    }

    function test_ToOneselfChangesNothing() public {
        _expectTransfer(alice, alice, 1_000 * UNIT);
        vm.prank(alice);
        token.transfer(alice, 1_000 * UNIT);
        assertEq(token.balanceOf(alice), 1_000 * UNIT);
        assertEq(token.totalSupply(), 1_000 * UNIT);
    }

    function test_OfNothingChangesNothing() public {
        _expectTransfer(carol, bob, 0);
        vm.prank(carol);
        token.transfer(bob, 0);
        assertEq(token.balanceOf(bob), 0);
        assertEq(token.balanceOf(carol), 0);
    }

    function test_GoesOnWhileOtherScopesArePaused() public {
        _pause(SCOPES & ~TRANSFER);
        vm.prank(alice);
        token.transfer(bob, 1);
        assertEq(token.balanceOf(bob), 1);
    }

    function test_GoesOnWhenIssuanceHasEnded() public {
        vm.prank(timelock);
        token.retire(address(0));
        vm.prank(alice);
        token.transfer(bob, 1);
        assertEq(token.balanceOf(bob), 1);
    }

    function test_AFreezeEndsAtItsSecond() public {
        uint256 until = _freeze(alice);
        vm.warp(until - 1);
        vm.expectRevert(_frozen(alice, until));
        vm.prank(alice);
        token.transfer(bob, 1);

        vm.warp(until);
        vm.prank(alice);
        token.transfer(bob, 1);
        assertEq(token.balanceOf(bob), 1);
    }

    function test_RevertWhen_BalanceIsTooSmall() public {
        vm.expectRevert(_insufficientBalance(alice, 1_000 * UNIT, 1_000 * UNIT + 1));
        vm.prank(alice);
        token.transfer(bob, 1_000 * UNIT + 1);
    }

    function test_RevertWhen_AmountExceedsTheWord() public {
        vm.expectRevert(_insufficientBalance(alice, 1_000 * UNIT, type(uint256).max));
        vm.prank(alice);
        token.transfer(bob, type(uint256).max);
    }

    function test_RevertWhen_ToZero() public {
        vm.expectRevert(_invalidReceiver(address(0)));
        vm.prank(alice);
        token.transfer(address(0), 1);
    }

    function test_RevertWhen_ToTheToken() public {
        vm.expectRevert(_invalidReceiver(address(token)));
        vm.prank(alice);
        token.transfer(address(token), 1);
    }

    function test_RevertWhen_OwnerIsFrozen() public {
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        vm.prank(alice);
        token.transfer(bob, 1);
    }

    function test_RevertWhen_ReceiverIsFrozen() public {
        uint256 until = _freeze(bob);
        vm.expectRevert(_frozen(bob, until));
        vm.prank(alice);
        token.transfer(bob, 1);
    }

    function test_RevertWhen_FrozenMovesNothing() public {
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        vm.prank(alice);
        token.transfer(bob, 0);
    }

    function test_RevertWhen_FrozenForGood() public {
        _freezeForGood(alice);
        vm.warp(UNTIL_UNFROZEN - 1);
        vm.expectRevert(_frozen(alice, UNTIL_UNFROZEN));
        vm.prank(alice);
        token.transfer(alice, 0);
    }

    function test_RevertWhen_TransfersArePaused() public {
        _pause(TRANSFER);
        vm.expectRevert(_paused(TRANSFER));
        vm.prank(alice);
        token.transfer(bob, 0);
    }

    function testFuzz_MovesAnyPartOfTheBalance(uint256 amount, address to) public {
        vm.assume(to != address(0) && to != address(token) && to != alice);
        amount = bound(amount, 0, 1_000 * UNIT);
        vm.prank(alice);
        token.transfer(to, amount);
        assertEq(token.balanceOf(alice), 1_000 * UNIT - amount);
        assertEq(token.balanceOf(to), amount);
    }
}
