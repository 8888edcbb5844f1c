// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {Limits} from "../../../contracts/issuer/Limits.sol";

/// @title LimitsPart
/// @notice One limit, with the library's functions.
contract LimitsPart {
    using Limits for RateLimiter.RefillingBucket;

    RateLimiter.RefillingBucket private limit;

    function set(uint256 capacity, uint48 window) external {
        limit.set(capacity, window);
    }

    function tryConsume(uint256 amount) external returns (bool) {
        return limit.tryConsume(amount);
    }

    function available() external view returns (uint256) {
        return limit.available();
    }

    function settings() external view returns (uint256 capacity, uint48 window) {
        return limit.settings();
    }
}
