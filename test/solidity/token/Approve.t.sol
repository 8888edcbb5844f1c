// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {System} from "../helpers/System.sol";

/// @title ApproveTest
/// @notice `approve`: never asks freezes or pauses, since spending is what is checked.
contract ApproveTest is System {
    function test_SetsTheAllowance() public {
        vm.expectEmit(address(token));
        emit IERC20.Approval(alice, bob, 5 * UNIT);
        vm.prank(alice);
        assertTrue(token.approve(bob, 5 * UNIT));
        assertEq(token.allowance(alice, bob), 5 * UNIT);
        assertEq(token.allowance(bob, alice), 0);
    }

    function test_ReturnsExactlyTrue() public {
        (bool success, bytes memory returned) = address(token).call(abi.encodeCall(token.approve, (bob, 1)));
        assertTrue(success);
        assertEq(returned, abi.encode(true));
    }

    function test_ReplacesAnAllowance() public {
        vm.startPrank(alice);
        token.approve(bob, 5);
        token.approve(bob, 7);
        assertEq(token.allowance(alice, bob), 7);
        token.approve(bob, 0);
        assertEq(token.allowance(alice, bob), 0);
    }

    function test_ByAFrozenOwnerSucceeds() public {
        _freeze(alice);
        vm.prank(alice);
        token.approve(bob, 1);
        assertEq(token.allowance(alice, bob), 1);
    }

    function test_ToAFrozenSpenderSucceeds() public {
        _freeze(bob);
        vm.prank(alice);
        token.approve(bob, 1);
        assertEq(token.allowance(alice, bob), 1);
    }

    function test_SucceedsWhileAllIsPaused() public {
        _pause(SCOPES);
        vm.prank(alice);
        token.approve(bob, 1);
        assertEq(token.allowance(alice, bob), 1);
    }

    function test_RevertWhen_SpenderIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        vm.prank(alice);
        token.approve(address(0), 1);
    }

    function test_RevertWhen_OwnerIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidApprover.selector, address(0)));
        vm.prank(address(0));
        token.approve(bob, 1);
    }

    function testFuzz_SetsAnyAllowance(address owner, address spender, uint256 amount) public {
        vm.assume(owner != address(0) && spender != address(0));
        vm.prank(owner);
        token.approve(spender, amount);
        assertEq(token.allowance(owner, spender), amount);
    }
}
