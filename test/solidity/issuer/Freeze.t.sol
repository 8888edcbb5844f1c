// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {System} from "../helpers/System.sol";
import {Vm} from "../helpers/Vm.sol";

/// @title FreezeTest
/// @notice The record of an account's freeze and its moves:
///
///     none ── freeze ──> running ── 72 hours ──> lapsed ── unfreeze ──> none
///                        running ── ratify ────> lasting ── unfreeze ─> none
///                        lapsed ─── ratify ────> lasting
///                        running ── unfreeze ──> none
///
/// The guardian whose freeze was lifted is barred from the account for 72 hours.
contract FreezeTest is System {
    bytes32 private constant OTHER_CASE = keccak256("other case");

    // ------------------------------------------------------------------------------------------------ from none

    function test_FreezesFor72Hours() public {
        uint256 until = block.timestamp + 72 hours;
        vm.expectEmit(address(token));
        emit IFreezing.Frozen(alice, CASE, guardian, until);
        _freeze(alice);
        assertEq(token.frozenUntil(alice), until);
        assertTrue(token.isFrozen(alice));
    }

    function test_FreezesABatch() public {
        uint256 until = block.timestamp + 72 hours;
        vm.expectEmit(address(token));
        emit IFreezing.Frozen(alice, CASE, guardian, until);
        vm.expectEmit(address(token));
        emit IFreezing.Frozen(bob, CASE, guardian, until);
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        assertEq(token.frozenUntil(alice), until);
        assertEq(token.frozenUntil(bob), until);
    }

    /// @dev One event a row: what is changed is not passed over, and what is passed over is not changed.
    function test_ABatchTellsOneThingOfEachRow() public {
        vm.recordLogs();
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        vm.startPrank(compliance);
        token.ratifyBatch(_both(), CASE);
        token.unfreezeBatch(_both(), CASE);
        token.unfreezeBatch(_both(), CASE);
        bytes32[4] memory expected = [
            IFreezing.Frozen.selector,
            IFreezing.FreezeRatified.selector,
            IFreezing.Unfrozen.selector,
            IFreezing.PassedOver.selector
        ];
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 8);
        for (uint256 i = 0; i < 8; ++i) assertEq(logs[i].topics[0], expected[i / 2]);
    }

    function test_RevertWhen_OneOfABatchFails() public {
        uint256 until = _freeze(bob);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.FreezeLapsed.selector, bob, until));
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        assertFalse(token.isFrozen(alice));
    }

    function test_RevertWhen_RatifyingOrUnfreezingNothing() public {
        vm.startPrank(compliance);
        vm.expectRevert(_notFrozen(alice));
        token.ratify(alice, CASE);
        vm.expectRevert(_notFrozen(alice));
        token.unfreeze(alice, CASE);
    }

    // ------------------------------------------------------------------------------------------------ from running

    function test_RatifiesARunningFreeze() public {
        _freeze(alice);
        vm.expectEmit(address(token));
        emit IFreezing.FreezeRatified(alice, OTHER_CASE, compliance);
        vm.prank(compliance);
        token.ratify(alice, OTHER_CASE);
        assertEq(token.frozenUntil(alice), UNTIL_UNFROZEN);
        vm.warp(block.timestamp + 100 * 365 days);
        assertTrue(token.isFrozen(alice));
    }

    function test_RatifiesInTheLastSecond() public {
        vm.warp(_freeze(alice) - 1);
        vm.prank(compliance);
        token.ratify(alice, CASE);
        assertEq(token.frozenUntil(alice), UNTIL_UNFROZEN);
    }

    function test_RatifiesABatch() public {
        vm.prank(guardian);
        token.freezeBatch(_both(), CASE);
        vm.prank(compliance);
        token.ratifyBatch(_both(), CASE);
        assertEq(token.frozenUntil(alice), UNTIL_UNFROZEN);
        assertEq(token.frozenUntil(bob), UNTIL_UNFROZEN);
    }

    function test_UnfreezesARunningFreeze() public {
        _freeze(alice);
        vm.expectEmit(address(token));
        emit IFreezing.Unfrozen(alice, OTHER_CASE, compliance);
        vm.prank(compliance);
        token.unfreeze(alice, OTHER_CASE);
        assertEq(token.frozenUntil(alice), 0);
        assertFalse(token.isFrozen(alice));
    }

    function test_RevertWhen_FrozenAlready() public {
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        _freeze(alice);
    }

    // ------------------------------------------------------------------------------------------------ from lapsed

    function test_LapsesByItself() public {
        uint256 until = _freeze(alice);
        vm.warp(until - 1);
        assertTrue(token.isFrozen(alice));
        vm.warp(until);
        assertFalse(token.isFrozen(alice));
        assertEq(token.frozenUntil(alice), until);
    }

    function test_ComplianceReopensALapsedFreezeToAnotherGuardian() public {
        vm.warp(_freeze(alice));
        vm.prank(compliance);
        token.unfreeze(alice, CASE);
        assertEq(token.frozenUntil(alice), 0);
        vm.prank(secondGuardian);
        token.freeze(alice, CASE);
        assertTrue(token.isFrozen(alice));
    }

    function test_RevertWhen_AGuardianFreezesAgainAfterALapse() public {
        uint256 until = _freeze(alice);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.FreezeLapsed.selector, alice, until));
        _freeze(alice);
    }

    function test_RatifiesALapsedFreezeInOneTransaction() public {
        vm.warp(_freeze(alice));
        assertFalse(token.isFrozen(alice));
        _ratifyLapsed();
    }

    function testFuzz_RatifiesAFreezeHoweverLongItHasLapsed(uint32 since) public {
        vm.warp(_freeze(alice) + since);
        _ratifyLapsed();
    }

    function test_RatifiesLapsedAndRunningFreezesInOneBatch() public {
        vm.warp(_freeze(alice));
        _freeze(bob);
        vm.prank(compliance);
        token.ratifyBatch(_both(), CASE);
        assertEq(token.frozenUntil(alice), UNTIL_UNFROZEN);
        assertEq(token.frozenUntil(bob), UNTIL_UNFROZEN);
    }

    // ------------------------------------------------------------------------------------------------ from lasting

    function test_UnfreezesALastingFreeze() public {
        _freezeForGood(alice);
        vm.prank(compliance);
        token.unfreeze(alice, CASE);
        assertEq(token.frozenUntil(alice), 0);
    }

    function test_UnfreezesABatch() public {
        _freezeForGood(alice);
        _freeze(bob);
        vm.prank(compliance);
        token.unfreezeBatch(_both(), CASE);
        assertFalse(token.isFrozen(alice));
        assertFalse(token.isFrozen(bob));
    }

    function test_RevertWhen_RatifiedAlready() public {
        _freezeForGood(alice);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.FreezeAlreadyRatified.selector, alice));
        vm.prank(compliance);
        token.ratify(alice, CASE);
    }

    function test_RevertWhen_FreezingWhatIsFrozenForGood() public {
        _freezeForGood(alice);
        vm.expectRevert(_frozen(alice, UNTIL_UNFROZEN));
        _freeze(alice);
    }

    // ------------------------------------------------------------------------------------------------ caller, case, account

    function test_RevertWhen_AccountCannotBeFrozen() public {
        vm.expectRevert(abi.encodeWithSelector(IFreezing.InvalidAccount.selector, address(0)));
        _freeze(address(0));
        vm.expectRevert(abi.encodeWithSelector(IFreezing.InvalidAccount.selector, address(token)));
        _freeze(address(token));
    }

    function test_RevertWhen_CaseIsMissing() public {
        vm.startPrank(guardian);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.freeze(alice, 0);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.freezeBatch(_both(), 0);
        vm.stopPrank();
        vm.startPrank(compliance);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.ratify(alice, 0);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.unfreeze(alice, 0);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.ratifyBatch(_both(), 0);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.unfreezeBatch(_both(), 0);
    }

    function test_RevertWhen_CallerIsNoGuardian() public {
        address[3] memory callers = [compliance, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            vm.expectRevert(_missingRole(callers[i], GUARDIAN_ROLE));
            token.freeze(alice, CASE);
            vm.expectRevert(_missingRole(callers[i], GUARDIAN_ROLE));
            token.freezeBatch(_both(), CASE);
            vm.stopPrank();
        }
    }

    function test_RevertWhen_CallerIsNotCompliance() public {
        _freeze(alice);
        address[3] memory callers = [guardian, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory missing = _missingRole(callers[i], COMPLIANCE_ROLE);
            vm.startPrank(callers[i]);
            vm.expectRevert(missing);
            token.ratify(alice, CASE);
            vm.expectRevert(missing);
            token.ratifyBatch(_both(), CASE);
            vm.expectRevert(missing);
            token.unfreeze(alice, CASE);
            vm.expectRevert(missing);
            token.unfreezeBatch(_both(), CASE);
            vm.stopPrank();
        }
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    /// @dev Whatever guardians do, an account that compliance never touches is free 72 hours after its first freeze.
    function testFuzz_AGuardianAloneHoldsNobodyBeyond72Hours(uint256[10] memory pauses) public {
        uint256 until = _freeze(alice);
        for (uint256 i = 0; i < pauses.length; ++i) {
            vm.warp(block.timestamp + (pauses[i] % 40 hours));
            vm.prank(guardian);
            try token.freeze(alice, CASE) {
                assertTrue(false, "a guardian froze twice");
            } catch {
                assertEq(token.isFrozen(alice), block.timestamp < until);
            }
        }
    }

    function _ratifyLapsed() private {
        vm.expectEmit(address(token));
        emit IFreezing.FreezeRatified(alice, OTHER_CASE, compliance);
        vm.prank(compliance);
        token.ratify(alice, OTHER_CASE);
        assertEq(token.frozenUntil(alice), UNTIL_UNFROZEN);
        assertTrue(token.isFrozen(alice));
    }

    function _both() private view returns (address[] memory accounts) {
        accounts = new address[](2);
        (accounts[0], accounts[1]) = (alice, bob);
    }
}
