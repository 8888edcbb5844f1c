// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title OddCoin
/// @notice A coin whose mint fails with whatever a test wants: what a bridge may hold for, and what it may not.
contract OddCoin {
    bytes private reason;
    bool private willing;

    function setReason(bytes calldata reason_) external {
        reason = reason_;
    }

    /// @dev Whether a mint succeeds, also one of nothing.
    function setWilling(bool willing_) external {
        willing = willing_;
    }

    function crosschainMint(address, uint256) external view {
        if (willing) return;
        bytes memory failure = reason;
        assembly ("memory-safe") {
            revert(add(failure, 32), mload(failure))
        }
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }
}
