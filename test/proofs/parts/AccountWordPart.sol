// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {AccountWord} from "../../../contracts/token/AccountWord.sol";

/// @title AccountWordPart
/// @notice The library's functions, one by one.
contract AccountWordPart {
    function balance(AccountWord word) external pure returns (uint256) {
        return word.balance();
    }

    function frozenUntil(AccountWord word) external pure returns (uint256) {
        return word.frozenUntil();
    }

    function isFrozen(AccountWord word) external view returns (bool) {
        return word.isFrozen();
    }

    function plus(AccountWord word, uint256 amount) external pure returns (AccountWord) {
        return word.plus(amount);
    }

    function minus(AccountWord word, uint256 amount) external pure returns (AccountWord) {
        return word.minus(amount);
    }

    function withFrozenUntil(AccountWord word, uint256 until) external pure returns (AccountWord) {
        return word.withFrozenUntil(until);
    }
}
