// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Proof} from "./Proof.sol";
import {LimitsPart} from "./parts/LimitsPart.sol";

/// @title LimitsProof
/// @notice A refilling limit in any state. Solvers treat the product and quotient in its refill as unknown functions, so
/// what is proved holds for whatever a refill gives; its size is OpenZeppelin's own.
contract LimitsProof is Proof {
    uint256 private constant UNLIMITED = type(uint256).max;
    uint256 private constant USED = type(uint208).max;

    LimitsPart private part;

    function setUp() external {
        part = LimitsPart(deploy("LimitsPart.sol:LimitsPart", ""));
        svm.enableSymbolicStorage(address(part));
    }

    /// @notice What passes is within the capacity, and so is what is used afterwards: at least what passed, and at most what was
    /// used before and what passed. What does not pass changes nothing.
    function check_PLIM01_nothingPassesAboveTheCapacity(uint256 amount) external {
        _anyTime();
        uint256 used = _used();
        uint256 capacity = uint256(vm.load(address(part), 0)) & USED;
        bool passed = _tryConsume(amount);
        if (!passed || amount == 0) {
            assert(_used() == used);
            return;
        }
        witness();
        assert(_lastTime() == block.timestamp);
        assert(_used() <= capacity);
        assert(amount <= _used());
        unchecked {
            assert(_used() - amount <= used);
        }
    }

    /// @notice A limit of zero lets nothing through, at any time, whatever was used before and whatever its window: one that was
    /// never set, or that was set to zero.
    function check_PLIM02_zeroLetsNothingThrough(uint256 amount, uint48 window) external {
        vm.assume(amount != 0);
        vm.warp(svm.createUint(48, "time"));
        vm.assume(_lastTime() <= block.timestamp);
        vm.store(address(part), 0, bytes32(uint256(window) << 208));
        witness();
        assert(_available() == 0 && !_tryConsume(amount));
    }

    /// @notice Only the largest number is unlimited: every other capacity that is accepted is read back as it was set, is
    /// smaller than 2^208 - 1, and has a window unless it is zero.
    function check_PLIM03_unlimitedMustBeSpelt(uint256 capacity, uint48 window) external {
        _anyTime();
        bool success = _set(capacity, window);
        bool fits = capacity < USED || capacity == UNLIMITED;
        if (!success) return;
        assert(fits && (window != 0 || capacity == 0));
        witness();
        (uint256 capacityRead, uint48 windowRead) = part.settings();
        assert(capacityRead == capacity && windowRead == window);
    }

    /// @notice Without time there is no refill: what passes in one second adds up exactly, and passes exactly if it and what
    /// was used before are within the capacity.
    function check_PLIM04_noRefillWithoutTime(uint256 amount) external {
        _anyTime();
        uint256 used = _used();
        uint256 capacity = uint256(vm.load(address(part), 0)) & USED;
        vm.assume(_lastTime() == block.timestamp && used <= capacity && amount != 0);
        bool passed = _tryConsume(amount);
        assert(passed == (amount <= capacity - used));
        if (!passed) return;
        witness();
        assert(_used() == used + amount);
    }

    /// @dev Where a call fails here, the solver has chosen a product above 2^256. None is: 48 and 208 bits are multiplied.
    function _available() private returns (uint256) {
        (bool success, bytes memory answer) = address(part).call(abi.encodeCall(part.available, ()));
        vm.assume(success);
        return abi.decode(answer, (uint256));
    }

    function _tryConsume(uint256 amount) private returns (bool) {
        (bool success, bytes memory answer) = address(part).call(abi.encodeCall(part.tryConsume, (amount)));
        vm.assume(success);
        return abi.decode(answer, (bool));
    }

    function _set(uint256 capacity, uint48 window) private returns (bool success) {
        (success, ) = address(part).call(abi.encodeCall(part.set, (capacity, window)));
    }

    function _item() private pure returns (bytes32) {
        return keccak256(abi.encode(bytes32(0), uint256(1)));
    }

    function _used() private view returns (uint256) {
        return uint256(vm.load(address(part), _item())) & USED;
    }

    function _lastTime() private view returns (uint256) {
        return uint256(vm.load(address(part), _item())) >> 208;
    }

    function _anyTime() private {
        uint256 time = WITNESS ? 1_800_000_000 : svm.createUint(48, "time");
        vm.assume(_lastTime() <= time);
        if (WITNESS) vm.store(address(part), 0, bytes32((uint256(1) << 208) | 1_000_000));
        if (WITNESS) vm.store(address(part), _item(), bytes32((time << 208) | 1_000));
        vm.warp(time);
    }
}
