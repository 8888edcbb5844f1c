// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IRescuing} from "../../../contracts/interfaces/IRescuing.sol";
import {System} from "../helpers/System.sol";

/// @title RescueTest
/// @notice Stray tokens leave; the ledger is out of reach.
contract RescueTest is System {
    IERC20 private stray;

    function setUp() public override {
        super.setUp();
        stray = IERC20(deploy("StrayTokens.sol:StrayToken", abi.encode(address(token), 100)));
    }

    function test_SendsStrayTokens() public {
        vm.expectEmit(address(token));
        emit IRescuing.Rescued(stray, alice, 70);
        _rescue(stray, 70);
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
        emit IRescuing.Rescued(lying, alice, 70);
        _rescue(lying, 70);
        assertEq(lying.balanceOf(alice), 70);
        assertEq(lying.balanceOf(address(token)), 30);
    }

    /// @dev A token with a fee moves another amount than it was told to; its own word is enough, and so is none.
    function test_BelievesATokenThatDoesNotAnswerFalse() public {
        bytes[2] memory answers = [bytes(""), abi.encode(true)];
        for (uint256 i = 0; i < answers.length; ++i) {
            IERC20 halving = _halving(answers[i]);
            vm.expectEmit(address(token));
            emit IRescuing.Rescued(halving, alice, 70);
            _rescue(halving, 70);
            assertEq(halving.balanceOf(alice), 35);
        }
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
        _rescue(IERC20(address(token)), 0);
    }

    function test_RevertWhen_TokenRefuses() public {
        IERC20 refusing = IERC20(deploy("StrayTokens.sol:RefusingToken", abi.encode(address(token), 100)));
        for (uint256 amount = 0; amount < 2; ++amount) {
            vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(refusing)));
            _rescue(refusing, amount);
        }
    }

    function test_RevertWhen_ThereIsTooLittle() public {
        vm.expectRevert(_insufficientBalance(address(token), 100, 101));
        _rescue(stray, 101);
    }

    function test_RevertWhen_CallerIsNoRescuer() public {
        vm.expectRevert(_missingRole(timelock, RESCUER_ROLE));
        vm.prank(timelock);
        token.rescue(stray, alice, 1);
    }

    function _halving(bytes memory answer) private returns (IERC20) {
        return IERC20(deploy("StrayTokens.sol:HalvingToken", abi.encode(address(token), 100, answer)));
    }

    function _rescue(IERC20 which, uint256 amount) private {
        vm.prank(rescuer);
        token.rescue(which, alice, amount);
    }
}
