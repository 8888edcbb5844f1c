// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IRescuing} from "../../../contracts/interfaces/IRescuing.sol";
import {System} from "../helpers/System.sol";

/// @title RescueTest
/// @notice Stray tokens leave; the ledger is out of reach.
contract RescueTest is System {
    bytes32 private constant ACT = keccak256("act");

    IERC20 private stray;

    function setUp() public override {
        super.setUp();
        stray = IERC20(deploy("StrayTokens.sol:StrayToken", abi.encode(address(token), 100)));
    }

    function test_SendsStrayTokens() public {
        vm.expectEmit(address(token));
        emit IRescuing.Rescued(stray, alice, 70, ACT);
        _rescueAs(stray, 70, ACT);
        assertEq(stray.balanceOf(alice), 70);
        assertEq(stray.balanceOf(address(token)), 30);
    }

    function test_SendsATokenThatReturnsNothing() public {
        IERC20 silent = IERC20(deploy("StrayTokens.sol:SilentToken", abi.encode(address(token), 100)));
        _rescue(silent, 100);
        assertEq(silent.balanceOf(alice), 100);
    }

    /// @dev The likeliest stray of all on TRON is USDT, whose transfers answer `false`.
    function test_SendsATokenThatAnswersFalse() public {
        IERC20 lying = IERC20(deploy("StrayTokens.sol:LyingToken", abi.encode(address(token), 100)));
        vm.expectEmit(address(token));
        emit IRescuing.Rescued(lying, alice, 70, ACT);
        _rescueAs(lying, 70, ACT);
        assertEq(lying.balanceOf(alice), 70);
        assertEq(lying.balanceOf(address(token)), 30);
    }

    /// @dev A token with a fee moves another amount than it was told to; its own word is enough, and so is none.
    function test_BelievesATokenThatDoesNotAnswerFalse() public {
        bytes[3] memory answers = [bytes(""), abi.encode(true), abi.encode(true, 0)];
        for (uint256 i = 0; i < answers.length; ++i) {
            IERC20 halving = _halving(answers[i]);
            bytes32 actRef = _reference();
            vm.expectEmit(address(token));
            emit IRescuing.Rescued(halving, alice, 70, actRef);
            _rescueAs(halving, 70, actRef);
            assertEq(halving.balanceOf(alice), 35);
        }
    }

    /// @dev Only one, in the first whole word, is `true`. Whatever else is answered, what has moved decides.
    function test_RevertWhen_AnswerIsNotTrueAndOnlyAPartMoves() public {
        bytes[10] memory answers = [
            abi.encode(0),
            abi.encode(2),
            abi.encode(2 ** 255),
            abi.encode(UNLIMITED),
            abi.encode(uint256(1) << 8), // one in the wrong place
            abi.encode(uint256(1) << 248), // one in the first byte
            abi.encode(0, 1), // longer than a word
            hex"01", // shorter than a word
            abi.encodePacked(new bytes(30), hex"01"),
            abi.encode("true")
        ];
        for (uint256 i = 0; i < answers.length; ++i) {
            IERC20 halving = _halving(answers[i]);
            vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(halving)));
            _rescueAs(halving, 70, ACT);
            assertEq(halving.balanceOf(alice), 0);
            assertFalse(token.isActUsed(ACT));
        }
    }

    /// @dev The smallest amount is not lost in a comparison: half of one is nothing.
    function test_RevertWhen_AnswerIsFalseAndNothingMoves() public {
        IERC20 halving = _halving(abi.encode(false));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(halving)));
        _rescue(halving, 1);
    }

    /// @dev A hostile token whose balances rise when it "sends": refused with the same error, not with a panic.
    function test_RevertWhen_AnswerIsFalseAndTheBalanceRises() public {
        IERC20 growing = IERC20(deploy("StrayTokens.sol:GrowingToken", abi.encode(address(token), 100)));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(growing)));
        _rescue(growing, 70);
    }

    function test_ReferencesAreUsedOnce() public {
        assertFalse(token.isActUsed(ACT));
        _rescueAs(stray, 40, ACT);
        assertTrue(token.isActUsed(ACT));
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, ACT));
        _rescueAs(stray, 40, ACT);
        _rescueAs(stray, 40, keccak256("other act"));
        assertEq(stray.balanceOf(alice), 80);
    }

    /// @dev Seizures, wipes and rescues share one book.
    function test_RevertWhen_ReferenceWasUsedForAnotherAct() public {
        _issue(bob, 10);
        _freeze(bob);
        vm.startPrank(compliance);
        token.seize(bob, carol, 4, CASE, "seizure");
        token.wipe(bob, 4, CASE, "wipe");
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, bytes32("seizure")));
        _rescueAs(stray, 1, "seizure");
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, bytes32("wipe")));
        _rescueAs(stray, 1, "wipe");
        _rescueAs(stray, 1, ACT);
        vm.startPrank(compliance);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, ACT));
        token.seize(bob, carol, 1, CASE, ACT);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, ACT));
        token.wipe(bob, 1, CASE, ACT);
    }

    function test_RevertWhen_ReferenceIsMissing() public {
        vm.expectRevert(IMinting.ReferenceMissing.selector);
        _rescueAs(stray, 1, 0);
    }

    function test_RevertWhen_AmountIsZero() public {
        vm.expectRevert(IMinting.ZeroAmount.selector);
        _rescueAs(stray, 0, ACT);
        assertFalse(token.isActUsed(ACT));
    }

    function test_RescueGoesOnWhileAllIsPaused() public {
        _pause(SCOPES);
        _rescue(stray, 70);
        assertEq(stray.balanceOf(alice), 70);
    }

    function test_RevertWhen_AnswerIsFalseAndOnlyAPartMoves() public {
        IERC20 halving = _halving(abi.encode(false));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(halving)));
        _rescue(halving, 70);
    }

    function test_RevertWhen_TokenHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, stranger));
        _rescue(IERC20(stranger), 1);
    }

    function test_RevertWhen_TokenIsTheStablecoin() public {
        vm.expectRevert(IRescuing.RescueOfOwnToken.selector);
        _rescue(IERC20(address(token)), 1);
    }

    function test_RevertWhen_TokenRefuses() public {
        IERC20 refusing = IERC20(deploy("StrayTokens.sol:RefusingToken", abi.encode(address(token), 100)));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(refusing)));
        _rescue(refusing, 1);
    }

    /// @dev The largest number is not "all there is".
    function test_RevertWhen_TokenRefusesTheMaximum() public {
        IERC20 refusing = IERC20(deploy("StrayTokens.sol:RefusingToken", abi.encode(address(token), 100)));
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(refusing)));
        _rescue(refusing, UNLIMITED);
    }

    function test_RevertWhen_ThereIsTooLittle() public {
        vm.expectRevert(_insufficientBalance(address(token), 100, 101));
        _rescue(stray, 101);
    }

    function test_RevertWhen_CallerIsNoRescuer() public {
        vm.expectRevert(_missingRole(timelock, RESCUER_ROLE));
        vm.prank(timelock);
        token.rescue(stray, alice, 1, ACT);
    }

    function _halving(bytes memory answer) private returns (IERC20) {
        return IERC20(deploy("StrayTokens.sol:HalvingToken", abi.encode(address(token), 100, answer)));
    }

    function _rescue(IERC20 which, uint256 amount) private {
        _rescueAs(which, amount, _reference());
    }

    function _rescueAs(IERC20 which, uint256 amount, bytes32 actRef) private {
        vm.prank(rescuer);
        token.rescue(which, alice, amount, actRef);
    }
}
