// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Test} from "../helpers/Test.sol";

/// @title Ledgers of a campaign
/// @notice What every handler tells its campaign.
interface IHandler {
    /// @notice The acts the fuzzer chooses from.
    function acts() external pure returns (bytes4[] memory);

    /// @notice The ids of the properties that do not hold now, with what was seen; empty if all hold.
    function broken() external returns (string memory);

    /// @notice The same, with what is too much work to compare after each act.
    function brokenAtEnd() external returns (string memory);

    /// @notice How many calls were made.
    function count() external view returns (uint256);

    /// @notice One line of figures: calls, successes, and refusals by their error.
    function figures() external view returns (string memory);
}

/// @title Campaign
/// @notice What the fuzzer is told: call the handler's acts in any order, and nothing else. After each act every property
/// is asked; the first that fails ends the campaign with its id.
abstract contract Campaign is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    IHandler internal target;
    /// @dev Every how many calls all properties are asked: one, or FUZZ_INTERVAL. The handler keeps a slip until then.
    uint256 private immutable INTERVAL = _parse(vm.envOr("FUZZ_INTERVAL", string("1")));

    /// @notice Told to the fuzzer: whom it calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(target);
    }

    /// @notice Told to the fuzzer: what it calls there.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(target), target.acts());
    }

    /// @notice Called by the fuzzer at the end of each run. With FUZZ_RECORD set to a folder, figures are left there.
    function afterInvariant() external {
        _assertAllHold();
        _assertNone(target.brokenAtEnd());
        string memory folder = vm.envOr("FUZZ_RECORD", string(""));
        if (bytes(folder).length != 0) vm.writeLine(string.concat(folder, "/", _name(), ".txt"), target.figures());
    }

    /// @dev Asks every property.
    function _assertAllHold() internal {
        _assertNone(target.broken());
    }

    /// @dev Asks every property when it is time.
    function _assertAllHoldInTurn() internal {
        if (INTERVAL == 1 || target.count() % INTERVAL == 0) _assertAllHold();
    }

    /// @dev Fails with the ids of the properties that are broken.
    function _assertNone(string memory ids) internal pure {
        assertTrue(bytes(ids).length == 0, ids);
    }

    /// @dev A long walk over the acts with arguments from a seed: the same acts as the fuzzer's, but a known sequence.
    function _walk(string memory seed, uint256 steps) internal {
        bytes4[] memory acts = target.acts();
        for (uint256 i = 0; i < steps; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            bytes memory words = abi.encode(word >> 8, word >> 16, word >> 24, word >> 32, word >> 40);
            (bool success, bytes memory answer) = address(target).call(bytes.concat(acts[word % acts.length], words));
            if (!success) assertEq(answer, "the handler failed");
            if (i % 8 == 0) _assertAllHold();
        }
        _assertAllHold();
        _assertNone(target.brokenAtEnd());
    }

    function _parse(string memory digits) private pure returns (uint256 number) {
        for (uint256 i = 0; i < bytes(digits).length; ++i) number = number * 10 + uint8(bytes(digits)[i]) - 48;
    }

    /// @dev What the campaign is called in its record.
    function _name() internal pure virtual returns (string memory);
}
