// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IBurning} from "../../../contracts/interfaces/IBurning.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {System} from "../helpers/System.sol";

/// @title BurnTest
/// @notice Redemption: a burner burns its own tokens, once for each payout.
contract BurnTest is System {
    bytes32 private constant REF = keccak256("payout");

    function setUp() public override {
        super.setUp();
        _issue(burner, 100);
    }

    function test_BurnsOwnTokens() public {
        assertFalse(token.isPayoutUsed(REF));
        _expectTransfer(burner, address(0), 30);
        vm.expectEmit(address(token));
        emit IBurning.Burned(burner, 30, REF);
        _burn(30, REF);
        assertEq(token.balanceOf(burner), 70);
        assertEq(token.totalSupply(), 70);
        assertTrue(token.isPayoutUsed(REF));
    }

    function test_BurnsEverything() public {
        _burn(100, REF);
        assertEq(_word(burner), 0);
        assertEq(token.totalSupply(), 0);
    }

    function test_PayoutsAndDepositsAreDifferentLists() public {
        _burn(1, REF);
        assertFalse(token.isDepositUsed(REF));
        _openWindow(1);
        vm.prank(minter);
        token.mint(alice, 1, REF);
        assertTrue(token.isDepositUsed(REF));
    }

    function test_NeverAsksTheGate() public {
        vm.startPrank(timelock);
        token.setReserveGate(IReserveGate(address(0)));
        token.retire(address(0));
        vm.stopPrank();
        _pause(SCOPES & ~BURN);
        _burn(100, REF);
        assertEq(token.totalSupply(), 0);
    }

    function test_RevertWhen_CallerIsNoBurner() public {
        _issue(minter, 1);
        vm.expectRevert(_missingRole(minter, BURNER_ROLE));
        vm.prank(minter);
        token.burn(1, REF);
    }

    function test_RevertWhen_BurningIsPaused() public {
        _pause(BURN);
        vm.expectRevert(_paused(BURN));
        _burn(1, REF);
    }

    function test_RevertWhen_AmountIsZero() public {
        vm.expectRevert(IMinting.ZeroAmount.selector);
        _burn(0, REF);
    }

    function test_RevertWhen_ReferenceIsMissing() public {
        vm.expectRevert(IMinting.ReferenceMissing.selector);
        _burn(1, 0);
    }

    function test_RevertWhen_ReferenceIsUsed() public {
        _burn(1, REF);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, REF));
        _burn(1, REF);
    }

    function test_RevertWhen_BalanceIsTooSmall() public {
        vm.expectRevert(_insufficientBalance(burner, 100, 101));
        _burn(101, REF);
    }

    function test_RevertWhen_BurnerIsFrozen() public {
        uint256 until = _freeze(burner);
        vm.expectRevert(_frozen(burner, until));
        _burn(1, REF);
    }

    function testFuzz_SupplyFollowsTheBalance(uint256 amount) public {
        amount = bound(amount, 1, 100);
        _burn(amount, REF);
        assertEq(token.totalSupply(), 100 - amount);
        assertEq(token.balanceOf(burner), 100 - amount);
    }

    function _burn(uint256 amount, bytes32 payoutRef) private {
        vm.prank(burner);
        token.burn(amount, payoutRef);
    }
}
