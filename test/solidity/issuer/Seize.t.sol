// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {ISeizing} from "../../../contracts/interfaces/ISeizing.sol";
import {System} from "../helpers/System.sol";

/// @title SeizeTest
/// @notice `seize` and `wipe`, single and in batches: only from frozen accounts, and the freeze stays.
contract SeizeTest is System {
    uint256 private until;

    function setUp() public override {
        super.setUp();
        _issue(alice, 100);
        _issue(bob, 50);
        until = _freeze(alice);
    }

    // ------------------------------------------------------------------------------------------------ seize

    function test_SeizeMovesTheAmount() public {
        _expectTransfer(alice, carol, 60);
        vm.expectEmit(address(token));
        emit ISeizing.Seized(alice, carol, 60, CASE);
        _seize(alice, carol, 60);
        assertEq(token.balanceOf(alice), 40);
        assertEq(token.balanceOf(carol), 60);
        assertEq(token.totalSupply(), 150);
        assertEq(token.frozenUntil(alice), until);
    }

    function test_SeizeGoesOnWhileAllIsPaused() public {
        _pause(SCOPES);
        _seize(alice, carol, 100);
        assertEq(token.balanceOf(carol), 100);
    }

    function test_SeizeBatchMovesAll() public {
        _freeze(bob);
        _expectTransfer(alice, carol, 10);
        vm.expectEmit(address(token));
        emit ISeizing.Seized(alice, carol, 10, CASE);
        _expectTransfer(bob, carol, 20);
        vm.expectEmit(address(token));
        emit ISeizing.Seized(bob, carol, 20, CASE);
        vm.prank(compliance);
        token.seizeBatch(_accounts(), carol, _amounts(), CASE);
        assertEq(token.balanceOf(carol), 30);
        assertEq(token.balanceOf(alice), 90);
        assertEq(token.balanceOf(bob), 30);
    }

    function test_RevertWhen_SeizedAccountIsNotFrozen() public {
        vm.expectRevert(_notFrozen(bob));
        _seize(bob, carol, 1);
    }

    function test_RevertWhen_SeizedAccountsFreezeHasLapsed() public {
        vm.warp(until);
        vm.expectRevert(_notFrozen(alice));
        _seize(alice, carol, 1);
    }

    function test_RevertWhen_SeizingMoreThanTheBalance() public {
        vm.expectRevert(_insufficientBalance(alice, 100, 101));
        _seize(alice, carol, 101);
    }

    function test_RevertWhen_SeizingToAFrozenAccount() public {
        vm.expectRevert(_frozen(alice, until));
        _seize(alice, alice, 1);
        uint256 carolUntil = _freeze(carol);
        vm.expectRevert(_frozen(carol, carolUntil));
        _seize(alice, carol, 1);
    }

    function test_RevertWhen_SeizingToNowhere() public {
        vm.expectRevert(_invalidReceiver(address(0)));
        _seize(alice, address(0), 1);
        vm.expectRevert(_invalidReceiver(address(token)));
        _seize(alice, address(token), 1);
    }

    function test_RevertWhen_OneOfASeizureFails() public {
        vm.expectRevert(_notFrozen(bob));
        vm.prank(compliance);
        token.seizeBatch(_accounts(), carol, _amounts(), CASE);
        assertEq(token.balanceOf(alice), 100);
    }

    // ------------------------------------------------------------------------------------------------ wipe

    function test_WipeBurnsTheAmount() public {
        _expectTransfer(alice, address(0), 60);
        vm.expectEmit(address(token));
        emit ISeizing.Wiped(alice, 60, CASE);
        _wipe(alice, 60);
        assertEq(token.balanceOf(alice), 40);
        assertEq(token.totalSupply(), 90);
        assertEq(token.frozenUntil(alice), until);
    }

    function test_WipeGoesOnWhileAllIsPaused() public {
        _pause(SCOPES);
        _wipe(alice, 100);
        assertEq(token.totalSupply(), 50);
    }

    function test_WipeBatchBurnsAll() public {
        _freeze(bob);
        _expectTransfer(alice, address(0), 10);
        vm.expectEmit(address(token));
        emit ISeizing.Wiped(alice, 10, CASE);
        _expectTransfer(bob, address(0), 20);
        vm.expectEmit(address(token));
        emit ISeizing.Wiped(bob, 20, CASE);
        vm.prank(compliance);
        token.wipeBatch(_accounts(), _amounts(), CASE);
        assertEq(token.totalSupply(), 120);
        assertEq(token.balanceOf(alice), 90);
        assertEq(token.balanceOf(bob), 30);
    }

    function test_RevertWhen_WipedAccountIsNotFrozen() public {
        vm.expectRevert(_notFrozen(bob));
        _wipe(bob, 1);
    }

    function test_RevertWhen_WipingMoreThanTheBalance() public {
        vm.expectRevert(_insufficientBalance(alice, 100, 101));
        _wipe(alice, 101);
    }

    // ------------------------------------------------------------------------------------------------ both

    function test_RevertWhen_CaseIsMissing() public {
        vm.startPrank(compliance);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.seize(alice, carol, 1, 0);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.wipe(alice, 1, 0);
    }

    function test_RevertWhen_ListsDifferInLength() public {
        uint256[] memory three = new uint256[](3);
        vm.startPrank(compliance);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, 3));
        token.seizeBatch(_accounts(), carol, three, CASE);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, 3));
        token.wipeBatch(_accounts(), three, CASE);
    }

    function test_RevertWhen_CallerIsNotCompliance() public {
        address[3] memory callers = [guardian, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory missing = _missingRole(callers[i], COMPLIANCE_ROLE);
            vm.startPrank(callers[i]);
            vm.expectRevert(missing);
            token.seize(alice, carol, 1, CASE);
            vm.expectRevert(missing);
            token.seizeBatch(_accounts(), carol, _amounts(), CASE);
            vm.expectRevert(missing);
            token.wipe(alice, 1, CASE);
            vm.expectRevert(missing);
            token.wipeBatch(_accounts(), _amounts(), CASE);
            vm.stopPrank();
        }
    }

    function _seize(address from, address to, uint256 amount) private {
        vm.prank(compliance);
        token.seize(from, to, amount, CASE);
    }

    function _wipe(address account, uint256 amount) private {
        vm.prank(compliance);
        token.wipe(account, amount, CASE);
    }

    function _accounts() private view returns (address[] memory accounts) {
        accounts = new address[](2);
        (accounts[0], accounts[1]) = (alice, bob);
    }

    function _amounts() private pure returns (uint256[] memory amounts) {
        amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (10, 20);
    }
}
