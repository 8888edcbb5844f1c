// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {AccountWord} from "../../contracts/token/AccountWord.sol";
import {Proof} from "./Proof.sol";
import {AccountWordPart} from "./parts/AccountWordPart.sol";

/// @title AccountWordProof
/// @notice The account word, function by function: for all words, amounts and times.
contract AccountWordProof is Proof {
    uint256 private constant LARGEST = type(uint216).max;

    AccountWordPart private part;

    function setUp() external {
        part = AccountWordPart(deploy("AccountWordPart.sol:AccountWordPart", ""));
    }

    /// @notice A word is its two halves: balance and end of freeze give it back, and no bit is lost.
    function check_PACC01_aWordIsItsTwoHalves(AccountWord word) external view {
        witness();
        assert(part.balance(word) <= LARGEST && part.frozenUntil(word) <= type(uint40).max);
        assert((part.frozenUntil(word) << 216) | part.balance(word) == AccountWord.unwrap(word));
    }

    /// @notice A new end of freeze is what is read back, and the balance stays.
    function check_PACC02_aFreezeKeepsTheBalance(AccountWord word, uint40 until) external view {
        witness();
        AccountWord changed = part.withFrozenUntil(word, until);
        assert(part.frozenUntil(changed) == until);
        assert(part.balance(changed) == part.balance(word));
    }

    /// @notice A larger balance that fits is what is read back, and the freeze stays.
    function check_PACC03_aCreditKeepsTheFreeze(AccountWord word, uint216 amount) external view {
        vm.assume(part.balance(word) + amount <= LARGEST);
        witness();
        AccountWord changed = part.plus(word, amount);
        assert(part.balance(changed) == part.balance(word) + amount);
        assert(part.frozenUntil(changed) == part.frozenUntil(word));
    }

    /// @notice A smaller balance is what is read back, and the freeze stays.
    function check_PACC04_aDebitKeepsTheFreeze(AccountWord word, uint256 amount) external view {
        vm.assume(amount <= part.balance(word));
        witness();
        AccountWord changed = part.minus(word, amount);
        assert(part.balance(changed) == part.balance(word) - amount);
        assert(part.frozenUntil(changed) == part.frozenUntil(word));
    }

    /// @notice An account is frozen exactly while the end of its freeze is in the future: not at that second, not after it,
    /// and at no time if none is recorded.
    function check_PACC05_frozenExactlyUntilItsEnd(AccountWord word, uint256 time) external {
        vm.warp(time);
        witness();
        uint256 until = AccountWord.unwrap(word) / 2 ** 216;
        assert(part.isFrozen(word) == (time < until));
    }
}
