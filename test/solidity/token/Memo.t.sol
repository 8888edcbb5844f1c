// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IMemo} from "../../../contracts/interfaces/IMemo.sol";
import {System} from "../helpers/System.sol";

/// @title MemoTest
/// @notice Transfers that say what they are for: as `transfer` and `transferFrom`, and one event more.
contract MemoTest is System {
    bytes32 private constant MEMO = keccak256("invoice 17");

    function setUp() public override {
        super.setUp();
        _issue(alice, 100);
    }

    /// @dev BEP-702 and TIP-20 fix these.
    function test_SelectorsAndEventAreThoseOfTheStandards() public pure {
        assertEq(IMemo.transferWithMemo.selector, bytes4(keccak256("transferWithMemo(address,uint256,bytes32)")));
        assertEq(
            IMemo.transferFromWithMemo.selector,
            bytes4(keccak256("transferFromWithMemo(address,address,uint256,bytes32)"))
        );
        assertEq(IMemo.Memo.selector, keccak256("Memo(address,bytes32)"));
    }

    function test_MovesTheAmountAndTellsTheMemoNext() public {
        _expectTransfer(alice, bob, 40);
        vm.expectEmit(address(token));
        emit IMemo.Memo(alice, MEMO);
        vm.prank(alice);
        assertTrue(token.transferWithMemo(bob, 40, MEMO));
        assertEq(token.balanceOf(alice), 60);
        assertEq(token.balanceOf(bob), 40);
    }

    function test_SpendsTheAllowanceAndNamesTheSpender() public {
        vm.prank(alice);
        token.approve(carol, 50);
        _expectTransfer(alice, bob, 40);
        vm.expectEmit(address(token));
        emit IMemo.Memo(carol, MEMO);
        vm.prank(carol);
        assertTrue(token.transferFromWithMemo(alice, bob, 40, MEMO));
        assertEq(token.balanceOf(alice), 60);
        assertEq(token.balanceOf(bob), 40);
        assertEq(token.allowance(alice, carol), 10);
    }

    function test_TakesNothingAndNoMemo() public {
        _expectTransfer(stranger, bob, 0);
        vm.expectEmit(address(token));
        emit IMemo.Memo(stranger, 0);
        vm.prank(stranger);
        assertTrue(token.transferWithMemo(bob, 0, 0));

        _expectTransfer(alice, bob, 0);
        vm.expectEmit(address(token));
        emit IMemo.Memo(stranger, 0);
        vm.prank(stranger);
        assertTrue(token.transferFromWithMemo(alice, bob, 0, 0));
    }

    function test_AnInfiniteAllowanceStays() public {
        vm.prank(alice);
        token.approve(carol, UNLIMITED);
        vm.prank(carol);
        token.transferFromWithMemo(alice, bob, 1, MEMO);
        assertEq(token.allowance(alice, carol), UNLIMITED);
    }

    function test_SpendingOnesOwnNeedsAnAllowanceToo() public {
        vm.expectRevert(_insufficientAllowance(alice, 0, 1));
        vm.prank(alice);
        token.transferFromWithMemo(alice, bob, 1, MEMO);
    }

    function test_RevertWhen_TransfersArePaused() public {
        vm.prank(alice);
        token.approve(carol, 1);
        _pause(TRANSFER);
        vm.expectRevert(_paused(TRANSFER));
        vm.prank(alice);
        token.transferWithMemo(bob, 1, MEMO);
        vm.expectRevert(_paused(TRANSFER));
        vm.prank(carol);
        token.transferFromWithMemo(alice, bob, 1, MEMO);
    }

    function test_GoesOnWhileOtherScopesArePaused() public {
        vm.prank(alice);
        token.approve(carol, 1);
        _pause(SCOPES & ~TRANSFER);
        vm.prank(alice);
        token.transferWithMemo(bob, 1, MEMO);
        vm.prank(carol);
        token.transferFromWithMemo(alice, bob, 1, MEMO);
        assertEq(token.balanceOf(bob), 2);
    }

    function test_RevertWhen_TheHolderIsFrozen() public {
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        vm.prank(alice);
        token.transferWithMemo(bob, 1, MEMO);
    }

    function test_RevertWhen_TheReceiverIsFrozen() public {
        uint256 until = _freeze(bob);
        vm.expectRevert(_frozen(bob, until));
        vm.prank(alice);
        token.transferWithMemo(bob, 1, MEMO);
    }

    function test_RevertWhen_AnyPartyOfASpendingIsFrozen() public {
        vm.prank(alice);
        token.approve(carol, 3);
        address[3] memory parties = [alice, bob, carol];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 until = _freeze(parties[i]);
            vm.expectRevert(_frozen(parties[i], until));
            vm.prank(carol);
            token.transferFromWithMemo(alice, bob, 1, MEMO);
            vm.prank(compliance);
            token.unfreeze(parties[i], CASE);
        }
    }

    function test_RevertWhen_TheBalanceIsTooSmall() public {
        vm.expectRevert(_insufficientBalance(alice, 100, 101));
        vm.prank(alice);
        token.transferWithMemo(bob, 101, MEMO);
    }

    function test_RevertWhen_TheReceiverCannotBeOne() public {
        vm.expectRevert(_invalidReceiver(address(0)));
        vm.prank(alice);
        token.transferWithMemo(address(0), 1, MEMO);
        vm.expectRevert(_invalidReceiver(address(token)));
        vm.prank(alice);
        token.transferWithMemo(address(token), 1, MEMO);
    }

    function test_RevertWhen_NobodysTokensAreSpent() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        vm.prank(carol);
        token.transferFromWithMemo(address(0), bob, 0, MEMO);
    }

    /// @dev What it does to the books is what the plain form does, whatever the amounts.
    function testFuzz_IsTheTransferAndAMemo(uint256 amount, bytes32 memo, bool spends) public {
        amount = bound(amount, 0, 100);
        if (spends) {
            vm.prank(alice);
            token.approve(carol, amount);
        }
        vm.prank(spends ? carol : alice);
        assertTrue(
            spends ? token.transferFromWithMemo(alice, bob, amount, memo) : token.transferWithMemo(bob, amount, memo)
        );
        assertEq(token.balanceOf(alice), 100 - amount);
        assertEq(token.balanceOf(bob), amount);
        assertEq(token.totalSupply(), 100);
    }
}
