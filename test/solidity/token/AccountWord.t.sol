// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {AccountWord, AccountWords} from "../../../contracts/token/AccountWord.sol";
import {Test} from "../helpers/Test.sol";

/// @title AccountWordTest
/// @notice Both halves of an account word are independent.
contract AccountWordTest is Test {
    function test_LayoutIsFreezeAboveBalance() public pure {
        AccountWord word = AccountWord.wrap((uint256(0x0123456789) << 216) | 42);
        assertEq(word.frozenUntil(), 0x0123456789);
        assertEq(word.balance(), 42);
    }

    function test_UntilUnfrozenIsTheMaximum() public pure {
        assertEq(AccountWords.UNTIL_UNFROZEN, 2 ** 40 - 1);
    }

    function testFuzz_RoundTrip(uint40 until, uint216 balance) public pure {
        AccountWord word = _pack(until, balance);
        assertEq(word.frozenUntil(), until);
        assertEq(word.balance(), balance);
        assertEq(AccountWord.unwrap(word), uint256(until) * 2 ** 216 + balance);
    }

    function testFuzz_PlusKeepsTheFreeze(uint40 until, uint216 balance, uint216 amount) public pure {
        amount = uint216(bound(amount, 0, type(uint216).max - balance));
        AccountWord word = _pack(until, balance).plus(amount);
        assertEq(word.frozenUntil(), until);
        assertEq(word.balance(), uint256(balance) + amount);
    }

    function testFuzz_MinusKeepsTheFreeze(uint40 until, uint216 balance, uint216 amount) public pure {
        amount = uint216(bound(amount, 0, balance));
        AccountWord word = _pack(until, balance).minus(amount);
        assertEq(word.frozenUntil(), until);
        assertEq(word.balance(), uint256(balance) - amount);
    }

    function testFuzz_WithFrozenUntilKeepsTheBalance(uint40 before, uint40 until, uint216 balance) public pure {
        AccountWord word = _pack(before, balance).withFrozenUntil(until);
        assertEq(word.frozenUntil(), until);
        assertEq(word.balance(), balance);
    }

    function testFuzz_IsFrozenBeforeItsSecond(uint40 until, uint40 time, uint216 balance) public {
        vm.warp(time);
        assertEq(_pack(until, balance).isFrozen(), time < until);
    }

    function _pack(uint40 until, uint216 balance) private pure returns (AccountWord) {
        return AccountWord.wrap(uint256(bytes32(abi.encodePacked(until, uint216(balance)))));
    }
}
