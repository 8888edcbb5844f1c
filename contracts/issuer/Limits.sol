// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {IMinting} from "../interfaces/IMinting.sol";

/// @title Limits
/// @notice Refilling limits of single actors on OpenZeppelin's `RateLimiter`, closed by default: a limit that was never
/// set, or set to zero, lets nothing through. Unlimited must be spelt `type(uint256).max`.
library Limits {
    using RateLimiter for RateLimiter.RefillingBucket;

    // Each actor has a limiter of its own, so its single bucket needs no key.
    bytes32 private constant ONLY = 0;
    uint208 private constant UNLIMITED = type(uint208).max;

    /// @dev Sets capacity and window. What was used stays used: the refill so far is settled at the old rate first.
    function set(RateLimiter.RefillingBucket storage limit, uint256 capacity, uint48 window) internal {
        bool fits = capacity < UNLIMITED || capacity == type(uint256).max;
        require(fits && (window != 0 || capacity == 0), IMinting.InvalidLimit(capacity, window));
        limit.sync(ONLY);
        limit.updateSettings(window, capacity == type(uint256).max ? UNLIMITED : uint208(capacity)); // fits, see above
    }

    /// @dev Uses up part of the limit; false and no change if there is not enough left.
    function tryConsume(RateLimiter.RefillingBucket storage limit, uint256 amount) internal returns (bool) {
        return limit.tryConsume(ONLY, amount);
    }

    /// @dev What may pass now.
    function available(RateLimiter.RefillingBucket storage limit) internal view returns (uint256) {
        return limit.available(ONLY);
    }

    /// @dev Capacity as it was set, and window.
    function settings(
        RateLimiter.RefillingBucket storage limit
    ) internal view returns (uint256 capacity, uint48 window) {
        capacity = limit._capacity == UNLIMITED ? type(uint256).max : limit._capacity;
        window = limit._window;
    }
}
