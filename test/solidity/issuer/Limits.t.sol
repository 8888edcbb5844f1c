// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {System} from "../helpers/System.sol";

/// @title LimitsTest
/// @notice Refilling limits, seen through a minter's. A bridge's limits are the same code.
contract LimitsTest is System {
    uint48 private constant DAY = 1 days;

    function setUp() public override {
        super.setUp();
        _openWindow(2 ** 127);
    }

    function test_SetsCapacityAndWindow() public {
        vm.expectEmit(address(token));
        emit IMinting.MinterLimitSet(minter, 100, DAY);
        _set(100, DAY);
        _assertLimit(100, DAY, 100);
    }

    function test_UnlimitedIsTheMaximum() public {
        _set(UNLIMITED, DAY);
        _assertLimit(UNLIMITED, DAY, type(uint208).max);
        _mint(2 ** 127);
        assertEq(token.totalSupply(), 2 ** 127);
    }

    function test_TheLargestFiniteLimitIsItself() public {
        _set(type(uint208).max - 1, DAY);
        _assertLimit(type(uint208).max - 1, DAY, type(uint208).max - 1);
    }

    function test_RefillsInProportionToTime() public {
        _set(DAY, DAY); // one a second
        _mint(DAY);
        _assertLimit(DAY, DAY, 0);
        vm.warp(block.timestamp + 90);
        _assertLimit(DAY, DAY, 90);
        _mint(90);
        vm.warp(block.timestamp + DAY - 1);
        _assertLimit(DAY, DAY, DAY - 1);
        vm.warp(block.timestamp + DAY);
        _assertLimit(DAY, DAY, DAY);
    }

    function test_WhatWasUsedStaysUsed() public {
        _set(100, DAY);
        _mint(80);
        _set(300, DAY);
        _assertLimit(300, DAY, 220);
        _set(50, DAY);
        _assertLimit(50, DAY, 0);
        vm.warp(block.timestamp + DAY); // 50 of the 80 have come back
        _assertLimit(50, DAY, 20);
    }

    function test_RefillSoFarIsSettledAtTheOldRate() public {
        _set(100, DAY);
        _mint(100);
        vm.warp(block.timestamp + DAY / 2);
        _set(1_000, DAY);
        _assertLimit(1_000, DAY, 950); // 50 came back, 50 are still used
    }

    function test_ClosingAndOpeningRefillsNothing() public {
        _set(100, DAY);
        _mint(100);
        _set(0, 0);
        vm.warp(block.timestamp + 10 * DAY);
        _set(100, DAY);
        _assertLimit(100, DAY, 0);
    }

    /// @dev Dust is no exception: the smallest mints use the limit up one by one.
    function test_TheSmallestMintsUseTheLimitUp() public {
        _set(3, DAY);
        for (uint256 left = 3; left > 0; --left) {
            _mint(1);
            _assertLimit(3, DAY, left - 1);
        }
        _expectExceeded(1, 0);
        _mint(1);
    }

    /// @dev A refill of less than one unit is none, and a mint loses what of it had begun to come back: rounding is never
    /// in the minter's favour.
    function test_PartsOfAUnitAreNotRefilled() public {
        _set(1, 1_000);
        _mint(1);
        vm.warp(block.timestamp + 999);
        _assertLimit(1, 1_000, 0);
        _expectExceeded(1, 0);
        _mint(1);
        vm.warp(block.timestamp + 1);
        _mint(1);
        _set(3, 1_000); // a unit each 333 1/3 seconds
        _mint(2);
        vm.warp(block.timestamp + 333);
        _assertLimit(3, 1_000, 0);
        vm.warp(block.timestamp + 1);
        _mint(1);
        vm.warp(block.timestamp + 333);
        _expectExceeded(1, 0);
        _mint(1);
        vm.warp(block.timestamp + 1);
        _assertLimit(3, 1_000, 1);
    }

    /// @dev A day of the smallest mints gives no more than one capacity and what refilled.
    function test_DustDoesNotPassBesideTheLimit() public {
        _set(5, 100);
        uint256 minted = 0;
        for (uint256 time = 0; time < 300; time += 3) {
            (, , uint256 available) = token.minterLimit(minter);
            for (; available > 0; --available) {
                _mint(1);
                ++minted;
            }
            _expectExceeded(1, 0);
            _mint(1);
            vm.warp(block.timestamp + 3);
        }
        assertEq(minted, 5 + 14); // 5 at once, then one each 21 seconds
        assertEq(token.totalSupply(), 19);
    }

    function test_EachMinterHasItsOwn() public {
        vm.prank(timelock);
        token.grantRole(MINTER_ROLE, carol);
        _set(100, DAY);
        _mint(100);
        vm.prank(limiter);
        token.setMinterLimit(carol, 40, DAY);
        vm.prank(carol);
        token.mint(alice, 40, _reference());
        assertEq(token.totalSupply(), 140);
    }

    function test_RevertWhen_LimitWasNeverSet() public {
        vm.prank(timelock);
        token.grantRole(MINTER_ROLE, carol);
        (uint256 capacity, uint48 window, uint256 available) = token.minterLimit(carol);
        assertEq(capacity + window + available, 0);
        vm.expectRevert(abi.encodeWithSelector(IMinting.MintLimitExceeded.selector, carol, 1, 0));
        vm.prank(carol);
        token.mint(alice, 1, keccak256("deposit"));
    }

    function test_RevertWhen_LimitIsZero() public {
        _set(0, DAY);
        _expectExceeded(1, 0);
        _mint(1);
        vm.warp(block.timestamp + DAY / 2);
        _expectExceeded(1, 0);
        _mint(1);
    }

    function test_RevertWhen_LimitIsExceeded() public {
        _set(100, DAY);
        _mint(60);
        _expectExceeded(41, 40);
        _mint(41);
    }

    function test_RevertWhen_CapacityHasNoWindow() public {
        vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, 1, 0));
        _set(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, UNLIMITED, 0));
        _set(UNLIMITED, 0);
    }

    function test_RevertWhen_CapacityIsTooLarge() public {
        uint256[3] memory capacities = [uint256(type(uint208).max), 2 ** 208, UNLIMITED - 1];
        for (uint256 i = 0; i < capacities.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, capacities[i], DAY));
            _set(capacities[i], DAY);
            vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, capacities[i], type(uint48).max));
            _set(capacities[i], type(uint48).max);
        }
    }

    function test_RevertWhen_CallerIsNoLimiter() public {
        address[3] memory callers = [minter, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_missingRole(callers[i], LIMITER_ROLE));
            vm.prank(callers[i]);
            token.setMinterLimit(callers[i], 1, DAY);
        }
    }

    /// @dev The refill against a plain model, over changes of the limit as well.
    function testFuzz_RefillModel(uint256[16] memory seeds) public {
        (uint256 capacity, uint256 window, uint256 used, uint256 last) = (0, 0, 0, block.timestamp);
        _set(0, 0);
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint256 time = block.timestamp + ((seeds[i] >> 16) % 10_000);
            if (time >= START + 1 days) break; // the issuance window's end
            vm.warp(time);
            uint256 refill = window == 0 ? 0 : (capacity * (time - last)) / window;
            uint256 usedNow = used > refill ? used - refill : 0;
            uint256 available = capacity > usedNow ? capacity - usedNow : 0;
            _assertLimit(capacity, uint48(window), available);

            if (seeds[i] % 4 == 0 || capacity == 0) {
                (capacity, window) = (1 + ((seeds[i] >> 32) % 5_000), 1 + ((seeds[i] >> 64) % 90_000));
                _set(capacity, uint48(window));
                (used, last) = (usedNow, time);
                continue;
            }
            uint256 amount = 1 + ((seeds[i] >> 96) % 3_000);
            if (amount > available) _expectExceeded(amount, available);
            else (used, last) = (usedNow + amount, time);
            _mint(amount);
        }
    }

    /// @dev However a minter cuts its mints, it never gets more than one capacity and one refill of the time that passed.
    function testFuzz_NeverMoreThanCapacityAndRefill(uint256[12] memory seeds) public {
        uint256 capacity = 10_000;
        _set(capacity, DAY);
        uint256 begin = block.timestamp;
        uint256 minted = 0;
        for (uint256 i = 0; i < seeds.length; ++i) {
            vm.warp(block.timestamp + (seeds[i] % 7_000));
            (, , uint256 available) = token.minterLimit(minter);
            uint256 amount = (seeds[i] >> 32) % (available + 1);
            if (amount == 0) continue;
            _mint(amount);
            minted += amount;
            assertLe(minted, capacity + (capacity * (block.timestamp - begin)) / DAY, "more than capacity and refill");
        }
    }

    function _set(uint256 capacity, uint48 window) private {
        vm.prank(limiter);
        token.setMinterLimit(minter, capacity, window);
    }

    function _mint(uint256 amount) private {
        bytes32 depositRef = _reference();
        vm.prank(minter);
        token.mint(alice, amount, depositRef);
    }

    function _assertLimit(uint256 capacity, uint48 window, uint256 available) private view {
        (uint256 actualCapacity, uint48 actualWindow, uint256 actualAvailable) = token.minterLimit(minter);
        assertEq(actualCapacity, capacity);
        assertEq(actualWindow, window);
        assertEq(actualAvailable, available);
    }

    function _expectExceeded(uint256 amount, uint256 available) private {
        vm.expectRevert(abi.encodeWithSelector(IMinting.MintLimitExceeded.selector, minter, amount, available));
    }
}
