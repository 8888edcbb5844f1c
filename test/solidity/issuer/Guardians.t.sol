// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {System} from "../helpers/System.sol";

/// @title GuardiansTest
/// @notice What bounds a guardian's key: how many accounts it can freeze, and that it cannot freeze again for 72 hours what
/// compliance has lifted.
contract GuardiansTest is System {
    uint48 private constant DAY = 1 days;

    // ------------------------------------------------------------------------------------------------ limit

    function test_SetsAndShowsALimit() public {
        vm.expectEmit(address(token));
        emit IFreezing.GuardianLimitSet(guardian, 3, DAY);
        _limit(3);
        _assertLimit(3, DAY, 3);
        _freeze(alice);
        _assertLimit(3, DAY, 2);
    }

    function test_RevertWhen_AGuardianHasNoLimit() public {
        vm.prank(timelock);
        token.grantRole(GUARDIAN_ROLE, carol);
        (uint256 capacity, uint48 window, uint256 available) = token.guardianLimit(carol);
        assertEq(capacity + window + available, 0);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.GuardianLimitExceeded.selector, carol, 1, 0));
        vm.prank(carol);
        token.freeze(alice, CASE);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.GuardianLimitExceeded.selector, carol, 2, 0));
        vm.prank(carol);
        token.freezeBatch(_both(), CASE);
    }

    function test_RevertWhen_TheLimitIsZero() public {
        _limitTo(0, DAY);
        vm.warp(block.timestamp + 10 * DAY);
        _expectExceeded(1, 0);
        _freeze(alice);
    }

    function test_UnlimitedIsTheMaximum() public {
        _limit(UNLIMITED);
        _assertLimit(UNLIMITED, DAY, type(uint208).max);
        _freeze(alice);
        _assertLimit(UNLIMITED, DAY, type(uint208).max - 1);
    }

    /// @dev A batch of many uses as much as its accounts one by one.
    function test_ABatchUsesOneForEachAccountItFreezes() public {
        _limit(40);
        vm.startPrank(guardian);
        token.freezeBatch(_accounts(0, 17), CASE);
        _assertLimit(40, DAY, 23);
        token.freezeBatch(_accounts(17, 40), CASE);
        _assertLimit(40, DAY, 0);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.GuardianLimitExceeded.selector, guardian, 1, 0));
        token.freezeBatch(_accounts(40, 41), CASE);
    }

    function test_RevertWhen_ABatchExceedsTheLimitByOne() public {
        _limit(16);
        _expectExceeded(17, 16);
        vm.prank(guardian);
        token.freezeBatch(_accounts(0, 17), CASE);
        assertFalse(token.isFrozen(_accounts(0, 1)[0]));
        vm.prank(guardian);
        token.freezeBatch(_accounts(0, 16), CASE);
        _assertLimit(16, DAY, 0);
    }

    /// @dev Whom a batch passes over costs nothing: neither limit nor being the last guardian.
    function test_PassingOverUsesNoLimit() public {
        vm.prank(secondGuardian);
        token.freeze(alice, CASE);
        _limit(1);
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        _assertLimit(1, DAY, 0);
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        vm.startPrank(compliance);
        token.unfreezeBatch(_both(), CASE);
        assertEq(token.guardianBarredUntil(alice, guardian), 0);
        assertEq(token.guardianBarredUntil(alice, secondGuardian), block.timestamp + 72 hours);
        assertEq(token.guardianBarredUntil(bob, guardian), block.timestamp + 72 hours);
    }

    function test_AnAccountNamedTwiceIsFrozenOnce() public {
        _limit(1);
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (alice, alice);
        vm.expectEmit(address(token));
        emit IFreezing.Frozen(alice, CASE, guardian, block.timestamp + 72 hours);
        vm.expectEmit(address(token));
        emit IFreezing.PassedOver(alice, CASE, guardian, block.timestamp + 72 hours);
        vm.prank(guardian);
        token.freezeBatch(twice, CASE);
        _assertLimit(1, DAY, 0);
    }

    /// @dev Lifting gives nothing back: only time does.
    function test_RefillsWithTimeAndNotByLifting() public {
        _limit(2);
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        vm.prank(compliance);
        token.unfreezeBatch(_both(), CASE);
        _expectExceeded(1, 0);
        _freeze(carol);
        vm.warp(block.timestamp + DAY / 2 - 1);
        _expectExceeded(1, 0);
        _freeze(carol);
        vm.warp(block.timestamp + 1);
        _assertLimit(2, DAY, 1);
        _freeze(carol);
        _assertLimit(2, DAY, 0);
    }

    function test_EachGuardianHasItsOwn() public {
        _limit(1);
        _freeze(alice);
        _expectExceeded(1, 0);
        _freeze(bob);
        vm.prank(secondGuardian);
        token.freeze(bob, CASE);
        assertTrue(token.isFrozen(bob));
    }

    function test_RevertWhen_LimitIsInvalid() public {
        vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, 1, 0));
        _limitTo(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, UNLIMITED - 1, DAY));
        _limitTo(UNLIMITED - 1, DAY);
    }

    function test_RevertWhen_LimitIsSetByAnother() public {
        address[4] memory callers = [guardian, compliance, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_missingRole(callers[i], LIMITER_ROLE));
            vm.prank(callers[i]);
            token.setGuardianLimit(callers[i], 1, DAY);
        }
    }

    // ------------------------------------------------------------------------------------------------ bar

    function test_RevertWhen_TheSameGuardianFreezesWhatWasLifted() public {
        _freeze(alice);
        uint256 lifted = block.timestamp + 10 hours;
        vm.warp(lifted);
        _lift(alice);
        assertEq(token.guardianBarredUntil(alice, guardian), lifted + 72 hours);
        _expectBarred(guardian, lifted + 72 hours);
        _freeze(alice);
        vm.warp(lifted + 72 hours - 1);
        _expectBarred(guardian, lifted + 72 hours);
        _freeze(alice);
        _freeze(bob); // only that account
        vm.warp(lifted + 72 hours);
        _freeze(alice);
        assertEq(token.frozenUntil(alice), lifted + 144 hours);
        assertEq(token.guardianBarredUntil(alice, guardian), 0);
    }

    function test_AnotherGuardianFreezesWhatWasLifted() public {
        _freeze(alice);
        _lift(alice);
        assertEq(token.guardianBarredUntil(alice, secondGuardian), 0);
        vm.prank(secondGuardian);
        token.freeze(alice, CASE);
        assertTrue(token.isFrozen(alice));
    }

    /// @dev Two guardians that take turns are each barred from the time of their own lifting on.
    function test_ABarOutlivesAnotherGuardiansFreeze() public {
        uint256 start = block.timestamp;
        _freeze(alice);
        _lift(alice);
        vm.warp(start + 1 hours);
        vm.prank(secondGuardian);
        token.freeze(alice, CASE);
        vm.warp(start + 2 hours);
        _lift(alice);
        assertEq(token.guardianBarredUntil(alice, guardian), start + 72 hours);
        assertEq(token.guardianBarredUntil(alice, secondGuardian), start + 74 hours);
        _expectBarred(guardian, start + 72 hours);
        _freeze(alice);
        _expectBarred(secondGuardian, start + 74 hours);
        vm.prank(secondGuardian);
        token.freeze(alice, CASE);
        vm.warp(start + 72 hours);
        _freeze(alice);
        assertEq(token.guardianBarredUntil(alice, secondGuardian), start + 74 hours);
        _lift(alice);
        assertEq(token.guardianBarredUntil(alice, guardian), start + 144 hours);
        _expectBarred(secondGuardian, start + 74 hours);
        vm.prank(secondGuardian);
        token.freeze(alice, CASE);
    }

    /// @dev A lasting freeze and a lapsed one are lifted like a running one.
    function test_LiftingAnyFreezeBarsItsGuardian() public {
        _freezeForGood(alice);
        _freeze(bob);
        vm.warp(block.timestamp + 365 days);
        vm.prank(compliance);
        token.unfreezeBatch(_both(), CASE);
        assertEq(token.guardianBarredUntil(alice, guardian), block.timestamp + 72 hours);
        assertEq(token.guardianBarredUntil(bob, guardian), block.timestamp + 72 hours);
    }

    /// @dev A freeze that nobody lifted bars nobody: that it lapsed is what stops the guardian.
    function test_ALapseBarsNobody() public {
        vm.warp(_freeze(alice));
        assertEq(token.guardianBarredUntil(alice, guardian), 0);
    }

    function _lift(address account) private {
        vm.prank(compliance);
        token.unfreeze(account, CASE);
    }

    function _limit(uint256 capacity) private {
        _limitTo(capacity, DAY);
    }

    function _limitTo(uint256 capacity, uint48 window) private {
        vm.prank(limiter);
        token.setGuardianLimit(guardian, capacity, window);
    }

    function _assertLimit(uint256 capacity, uint48 window, uint256 available) private view {
        (uint256 actual, uint48 actualWindow, uint256 left) = token.guardianLimit(guardian);
        assertEq(actual, capacity);
        assertEq(actualWindow, window);
        assertEq(left, available);
    }

    function _expectExceeded(uint256 accounts, uint256 available) private {
        bytes4 error = IFreezing.GuardianLimitExceeded.selector;
        vm.expectRevert(abi.encodeWithSelector(error, guardian, accounts, available));
    }

    function _expectBarred(address who, uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IFreezing.GuardianBarred.selector, alice, who, until));
    }

    function _both() private view returns (address[] memory accounts) {
        accounts = new address[](2);
        (accounts[0], accounts[1]) = (alice, bob);
    }

    function _accounts(uint256 from, uint256 to) private pure returns (address[] memory accounts) {
        accounts = new address[](to - from);
        for (uint256 i = 0; i < accounts.length; ++i) accounts[i] = address(uint160(0x1000 + from + i));
    }
}
