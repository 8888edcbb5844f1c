// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {ISeizing} from "../../../contracts/interfaces/ISeizing.sol";
import {System} from "../helpers/System.sol";

/// @title SeizeTest
/// @notice `seize` and `wipe`, single and in batches of two: only from frozen accounts, once per reference, and the freeze
/// stays. Longer batches: Batches.t.sol.
contract SeizeTest is System {
    bytes32 private constant ACT = keccak256("act");
    bytes32 private constant OTHER_ACT = keccak256("other act");

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
        emit ISeizing.Seized(alice, carol, 60, CASE, ACT);
        vm.prank(compliance);
        token.seize(alice, carol, 60, CASE, ACT);
        assertEq(token.balanceOf(alice), 40);
        assertEq(token.balanceOf(carol), 60);
        assertEq(token.totalSupply(), 150);
        assertEq(token.frozenUntil(alice), until);
    }

    function test_SeizeGoesOnWhileAllElseIsPaused() public {
        _pause(SCOPES & ~SEIZE);
        _seize(alice, carol, 100);
        assertEq(token.balanceOf(carol), 100);
    }

    function test_SeizeBatchMovesAll() public {
        _freeze(bob);
        _expectTransfer(alice, carol, 10);
        vm.expectEmit(address(token));
        emit ISeizing.Seized(alice, carol, 10, CASE, ACT);
        _expectTransfer(bob, carol, 20);
        vm.expectEmit(address(token));
        emit ISeizing.Seized(bob, carol, 20, CASE, OTHER_ACT);
        vm.prank(compliance);
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, _acts());
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
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, _acts());
        assertEq(token.balanceOf(alice), 100);
    }

    // ------------------------------------------------------------------------------------------------ wipe

    function test_WipeBurnsTheAmount() public {
        _expectTransfer(alice, address(0), 60);
        vm.expectEmit(address(token));
        emit ISeizing.Wiped(alice, 60, CASE, ACT);
        vm.prank(compliance);
        token.wipe(alice, 60, CASE, ACT);
        assertEq(token.balanceOf(alice), 40);
        assertEq(token.totalSupply(), 90);
        assertEq(token.frozenUntil(alice), until);
    }

    function test_WipeGoesOnWhileAllElseIsPaused() public {
        _pause(SCOPES & ~SEIZE);
        _wipe(alice, 100);
        assertEq(token.totalSupply(), 50);
    }

    function test_WipeBatchBurnsAll() public {
        _freeze(bob);
        _expectTransfer(alice, address(0), 10);
        vm.expectEmit(address(token));
        emit ISeizing.Wiped(alice, 10, CASE, ACT);
        _expectTransfer(bob, address(0), 20);
        vm.expectEmit(address(token));
        emit ISeizing.Wiped(bob, 20, CASE, OTHER_ACT);
        vm.prank(compliance);
        token.wipeBatch(_accounts(), _amounts(), CASE, _acts());
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

    // ------------------------------------------------------------------------------------------------ references

    function test_ASeizureUsesItsReferenceUp() public {
        assertFalse(token.isActUsed(ACT));
        vm.startPrank(compliance);
        token.seize(alice, carol, 60, CASE, ACT);
        assertTrue(token.isActUsed(ACT));
        assertFalse(token.isActUsed(OTHER_ACT));
        vm.expectRevert(_used(ACT));
        token.seize(alice, carol, 40, CASE, ACT);
        vm.expectRevert(_used(ACT));
        token.wipe(alice, 1, keccak256("other case"), ACT);
        assertEq(token.balanceOf(alice), 40);
    }

    function test_AWipeUsesItsReferenceUp() public {
        vm.startPrank(compliance);
        token.wipe(alice, 60, CASE, ACT);
        assertTrue(token.isActUsed(ACT));
        vm.expectRevert(_used(ACT));
        token.wipe(alice, 40, CASE, ACT);
        vm.expectRevert(_used(ACT));
        token.seize(alice, carol, 1, CASE, ACT);
        assertEq(token.balanceOf(alice), 40);
    }

    /// @dev A job of two that was cut into single acts the first time takes nothing twice when it is run as a batch.
    function test_ABatchDoesNotRepeatWhatWasDoneSingly() public {
        _freeze(bob);
        vm.startPrank(compliance);
        token.seize(bob, carol, 20, CASE, OTHER_ACT);
        vm.expectRevert(_used(OTHER_ACT));
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, _acts());
        vm.expectRevert(_used(OTHER_ACT));
        token.wipeBatch(_accounts(), _amounts(), CASE, _acts());
        assertEq(token.balanceOf(alice), 100);
        assertEq(token.balanceOf(carol), 20);
        assertFalse(token.isActUsed(ACT));
    }

    /// @dev Nor the other way round.
    function test_ASingleActDoesNotRepeatWhatWasDoneInABatch() public {
        _freeze(bob);
        vm.startPrank(compliance);
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, _acts());
        vm.expectRevert(_used(ACT));
        token.seize(alice, carol, 10, CASE, ACT);
        vm.expectRevert(_used(OTHER_ACT));
        token.wipe(bob, 20, CASE, OTHER_ACT);
    }

    function test_RevertWhen_ABatchNamesOneReferenceTwice() public {
        _freeze(bob);
        bytes32[] memory twice = new bytes32[](2);
        (twice[0], twice[1]) = (ACT, ACT);
        vm.startPrank(compliance);
        vm.expectRevert(_used(ACT));
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, twice);
        vm.expectRevert(_used(ACT));
        token.wipeBatch(_accounts(), _amounts(), CASE, twice);
    }

    /// @dev Deposits, payouts and acts have a book each.
    function test_ReferencesOfDepositsAndPayoutsAreOthers() public {
        _openWindow(100);
        vm.prank(minter);
        token.mint(burner, 2, ACT);
        vm.prank(burner);
        token.burn(1, ACT);
        assertFalse(token.isActUsed(ACT));
        vm.prank(compliance);
        token.seize(alice, carol, 1, CASE, ACT);
        assertTrue(token.isActUsed(ACT));
    }

    function test_RevertWhen_ReferenceIsMissing() public {
        vm.startPrank(compliance);
        vm.expectRevert(IMinting.ReferenceMissing.selector);
        token.seize(alice, carol, 1, CASE, 0);
        vm.expectRevert(IMinting.ReferenceMissing.selector);
        token.wipe(alice, 1, CASE, 0);
        assertFalse(token.isActUsed(0));
    }

    /// @dev Nothing is not all, and does not use a reference up.
    function test_RevertWhen_AmountIsZero() public {
        vm.startPrank(compliance);
        vm.expectRevert(IMinting.ZeroAmount.selector);
        token.seize(alice, carol, 0, CASE, ACT);
        vm.expectRevert(IMinting.ZeroAmount.selector);
        token.wipe(alice, 0, CASE, ACT);
        assertFalse(token.isActUsed(ACT));
        assertEq(token.balanceOf(alice), 100);
    }

    /// @dev Neither is the maximum.
    function test_RevertWhen_AmountIsTheMaximum() public {
        vm.startPrank(compliance);
        vm.expectRevert(_insufficientBalance(alice, 100, UNLIMITED));
        token.seize(alice, carol, UNLIMITED, CASE, ACT);
        vm.expectRevert(_insufficientBalance(alice, 100, UNLIMITED));
        token.wipe(alice, UNLIMITED, CASE, ACT);
        assertFalse(token.isActUsed(ACT));
    }

    function test_RevertWhen_SeizuresArePaused() public {
        _pause(SEIZE | TRANSFER);
        vm.startPrank(compliance);
        vm.expectRevert(_paused(SEIZE));
        token.seize(alice, carol, 1, CASE, ACT);
        vm.expectRevert(_paused(SEIZE));
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, _acts());
        vm.expectRevert(_paused(SEIZE));
        token.wipe(alice, 1, CASE, ACT);
        vm.expectRevert(_paused(SEIZE));
        token.wipeBatch(_accounts(), _amounts(), CASE, _acts());
        vm.stopPrank();
        vm.prank(unpauser);
        token.unpause(SEIZE);
        vm.prank(compliance);
        token.seize(alice, carol, 1, CASE, ACT);
        assertEq(token.balanceOf(carol), 1);
    }

    // ------------------------------------------------------------------------------------------------ both

    function test_RevertWhen_CaseIsMissing() public {
        vm.startPrank(compliance);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.seize(alice, carol, 1, 0, ACT);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.wipe(alice, 1, 0, ACT);
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.seizeBatch(_accounts(), carol, _amounts(), 0, _acts());
        vm.expectRevert(IFreezing.CaseIdMissing.selector);
        token.wipeBatch(_accounts(), _amounts(), 0, _acts());
    }

    function test_RevertWhen_ListsDifferInLength() public {
        uint256[] memory three = new uint256[](3);
        vm.startPrank(compliance);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, 3));
        token.seizeBatch(_accounts(), carol, three, CASE, _acts());
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, 3));
        token.wipeBatch(_accounts(), three, CASE, _acts());
        bytes32[] memory one = new bytes32[](1);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, 1));
        token.seizeBatch(_accounts(), carol, _amounts(), CASE, one);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, 1));
        token.wipeBatch(_accounts(), _amounts(), CASE, one);
    }

    /// @dev Every combination of zero, one and two: no length stands for "as many as there are".
    function test_RevertWhen_AnyTwoLengthsDiffer() public {
        for (uint256 n = 0; n < 27; ++n) {
            (uint256 rows, uint256 amounts, uint256 acts) = (n / 9, (n / 3) % 3, n % 3);
            if (rows == amounts && rows == acts) continue;
            bytes memory mismatch = abi.encodeWithSelector(
                ISeizing.LengthMismatch.selector,
                rows,
                rows == amounts ? acts : amounts
            );
            vm.startPrank(compliance);
            vm.expectRevert(mismatch);
            token.seizeBatch(new address[](rows), carol, new uint256[](amounts), CASE, new bytes32[](acts));
            vm.expectRevert(mismatch);
            token.wipeBatch(new address[](rows), new uint256[](amounts), CASE, new bytes32[](acts));
            vm.stopPrank();
        }
    }

    function test_RevertWhen_CallerIsNotCompliance() public {
        address[3] memory callers = [guardian, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory missing = _missingRole(callers[i], COMPLIANCE_ROLE);
            vm.startPrank(callers[i]);
            vm.expectRevert(missing);
            token.seize(alice, carol, 1, CASE, ACT);
            vm.expectRevert(missing);
            token.seizeBatch(_accounts(), carol, _amounts(), CASE, _acts());
            vm.expectRevert(missing);
            token.wipe(alice, 1, CASE, ACT);
            vm.expectRevert(missing);
            token.wipeBatch(_accounts(), _amounts(), CASE, _acts());
            vm.stopPrank();
        }
    }

    function _seize(address from, address to, uint256 amount) private {
        bytes32 actRef = _reference();
        vm.prank(compliance);
        token.seize(from, to, amount, CASE, actRef);
    }

    function _wipe(address account, uint256 amount) private {
        bytes32 actRef = _reference();
        vm.prank(compliance);
        token.wipe(account, amount, CASE, actRef);
    }

    function _used(bytes32 actRef) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMinting.ReferenceUsed.selector, actRef);
    }

    function _accounts() private view returns (address[] memory accounts) {
        accounts = new address[](2);
        (accounts[0], accounts[1]) = (alice, bob);
    }

    function _acts() private pure returns (bytes32[] memory acts) {
        acts = new bytes32[](2);
        (acts[0], acts[1]) = (ACT, OTHER_ACT);
    }

    function _amounts() private pure returns (uint256[] memory amounts) {
        amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (10, 20);
    }
}
