// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @notice One account in one storage word: `frozenUntil` (40 bits, Unix seconds) above `balance` (216 bits).
type AccountWord is uint256;

using AccountWords for AccountWord global;

/// @title AccountWords
/// @notice Reads and changes one half of an account word without touching the other.
/// @dev A freeze costs a transfer no extra storage read, and it ends by itself once the time has come.
library AccountWords {
    /// @dev A freeze that lasts until it is lifted.
    uint256 internal constant UNTIL_UNFROZEN = type(uint40).max;

    uint256 private constant BALANCE_BITS = 216;
    uint256 private constant BALANCE_MASK = type(uint216).max;

    /// @dev The balance in smallest units.
    function balance(AccountWord word) internal pure returns (uint256) {
        return AccountWord.unwrap(word) & BALANCE_MASK;
    }

    /// @dev Recorded end of the freeze in Unix seconds, zero for none.
    function frozenUntil(AccountWord word) internal pure returns (uint256) {
        return AccountWord.unwrap(word) >> BALANCE_BITS;
    }

    /// @dev Whether the freeze lasts at this block.
    function isFrozen(AccountWord word) internal view returns (bool) {
        return frozenUntil(word) > block.timestamp;
    }

    /// @dev The word with a larger balance. The caller guarantees that balance + amount fits in 216 bits.
    function plus(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        unchecked {
            return AccountWord.wrap(AccountWord.unwrap(word) + amount);
        }
    }

    /// @dev The word with a smaller balance. The caller guarantees that amount <= balance.
    function minus(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        unchecked {
            return AccountWord.wrap(AccountWord.unwrap(word) - amount);
        }
    }

    /// @dev The word with another end of freeze. `until` must fit in 40 bits.
    function withFrozenUntil(AccountWord word, uint256 until) internal pure returns (AccountWord) {
        return AccountWord.wrap((until << BALANCE_BITS) | balance(word));
    }
}
