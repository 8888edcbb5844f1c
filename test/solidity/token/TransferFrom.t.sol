// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {System} from "../helpers/System.sol";

/// @title TransferFromTest
/// @notice `transferFrom`: the owner's and receiver's rules of `transfer`, and the spender's.
contract TransferFromTest is System {
    address private spender = makeAddr("spender");

    function setUp() public override {
        super.setUp();
        _issue(alice, 1_000 * UNIT);
        _allow(500 * UNIT);
    }

    function test_MovesTheAmountAndUsesTheAllowance() public {
        _expectTransfer(alice, bob, 200 * UNIT);
        assertTrue(_spend(bob, 200 * UNIT));
        assertEq(token.balanceOf(alice), 800 * UNIT);
        assertEq(token.balanceOf(bob), 200 * UNIT);
        assertEq(token.balanceOf(spender), 0);
        assertEq(token.allowance(alice, spender), 300 * UNIT);
    }

    function test_ReturnsExactlyTrue() public {
        vm.prank(spender);
        (bool success, bytes memory returned) = address(token).call(
            abi.encodeCall(token.transferFrom, (alice, bob, 1))
        );
        assertTrue(success);
        assertEq(returned, abi.encode(true));
    }

    function test_EmitsNoApproval() public {
        vm.recordLogs();
        _spend(bob, 1);
        assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_UsesTheWholeAllowance() public {
        _spend(bob, 500 * UNIT);
        assertEq(token.allowance(alice, spender), 0);
    }

    function test_KeepsAnInfiniteAllowance() public {
        _allow(type(uint256).max);
        _spend(bob, 1_000 * UNIT);
        assertEq(token.allowance(alice, spender), type(uint256).max);
    }

    function test_ReducesTheLargestFiniteAllowance() public {
        _allow(type(uint256).max - 1);
        _spend(bob, 1);
        assertEq(token.allowance(alice, spender), type(uint256).max - 2);
    }

    function test_OfNothingNeedsNoAllowance() public {
        _expectTransfer(alice, bob, 0);
        vm.prank(stranger);
        token.transferFrom(alice, bob, 0);
    }

    function test_ToTheOwnerUsesTheAllowance() public {
        _spend(alice, 100 * UNIT);
        assertEq(token.balanceOf(alice), 1_000 * UNIT);
        assertEq(token.allowance(alice, spender), 400 * UNIT);
    }

    function test_AnUnfrozenSpenderCanSpendAgain() public {
        _freezeForGood(spender);
        vm.prank(compliance);
        token.unfreeze(spender, CASE);
        _spend(bob, 1);
        assertEq(token.balanceOf(bob), 1);
    }

    function test_RevertWhen_AllowanceIsTooSmall() public {
        vm.expectRevert(_insufficientAllowance(spender, 500 * UNIT, 500 * UNIT + 1));
        _spend(bob, 500 * UNIT + 1);
    }

    function test_RevertWhen_OwnerMovesOwnTokensWithoutAllowance() public {
        vm.expectRevert(_insufficientAllowance(alice, 0, 1));
        vm.prank(alice);
        token.transferFrom(alice, bob, 1);
    }

    /// @dev Else anyone could emit a `Transfer` from the zero address, which reads as an issuance.
    function test_RevertWhen_NothingIsMovedFromZero() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        vm.prank(spender);
        token.transferFrom(address(0), bob, 0);
    }

    function test_RevertWhen_BalanceIsTooSmall() public {
        _allow(type(uint256).max);
        vm.expectRevert(_insufficientBalance(alice, 1_000 * UNIT, 1_001 * UNIT));
        _spend(bob, 1_001 * UNIT);
    }

    function test_RevertWhen_ToZero() public {
        vm.expectRevert(_invalidReceiver(address(0)));
        _spend(address(0), 1);
    }

    function test_RevertWhen_ToTheToken() public {
        vm.expectRevert(_invalidReceiver(address(token)));
        _spend(address(token), 1);
    }

    function test_RevertWhen_OwnerIsFrozen() public {
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        _spend(bob, 1);
    }

    function test_RevertWhen_ReceiverIsFrozen() public {
        uint256 until = _freeze(bob);
        vm.expectRevert(_frozen(bob, until));
        _spend(bob, 1);
    }

    function test_RevertWhen_SpenderIsFrozen() public {
        uint256 until = _freeze(spender);
        vm.expectRevert(_frozen(spender, until));
        _spend(bob, 1);
    }

    function test_RevertWhen_FrozenSpenderHasAnInfiniteAllowance() public {
        _allow(type(uint256).max);
        uint256 until = _freeze(spender);
        vm.expectRevert(_frozen(spender, until));
        _spend(bob, 0);
    }

    function test_RevertWhen_TransfersArePaused() public {
        _pause(TRANSFER | BURN);
        vm.expectRevert(_paused(TRANSFER));
        _spend(bob, 1);
    }

    function testFuzz_UsesExactlyTheAmount(uint256 allowed, uint256 amount) public {
        allowed = bound(allowed, 0, type(uint256).max - 1);
        amount = bound(amount, 0, allowed < 1_000 * UNIT ? allowed : 1_000 * UNIT);
        _allow(allowed);
        _spend(bob, amount);
        assertEq(token.allowance(alice, spender), allowed - amount);
        assertEq(token.balanceOf(bob), amount);
        assertEq(token.balanceOf(alice), 1_000 * UNIT - amount);
    }

    function _allow(uint256 amount) private {
        vm.prank(alice);
        token.approve(spender, amount);
    }

    function _spend(address to, uint256 amount) private returns (bool) {
        vm.prank(spender);
        return token.transferFrom(alice, to, amount);
    }
}
