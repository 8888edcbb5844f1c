// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";

/// @title Crosschain
/// @notice Moves existing supply between chains (ERC-7802): burn here, mint there. Each bridge has its own limits in
/// either direction and its own books, so that the books of all chains can be reconciled.
/// @dev `crosschainMint` fails with: a missing role, `EnforcedPause(8)`, `ZeroAmount`, `BridgeLimitExceeded`,
/// `ERC20InvalidReceiver`, `AccountFrozen` or `SupplyOverflow`. `crosschainBurn` fails likewise, or with
/// `ERC20InsufficientAllowance` when it burns tokens of another account than the bridge's own without an allowance, or
/// with `ERC20InsufficientBalance`. Both emit `Transfer` in addition to their own event.
interface ICrosschain is IERC7802 {
    /// @notice Limits of one bridge, in smallest units and seconds. Zero capacity means nothing may pass.
    /// @param inboundCapacity The most it may mint at once; `type(uint256).max` for unlimited.
    /// @param inboundWindow Seconds in which the empty inbound limit refills.
    /// @param outboundCapacity The most it may burn at once; `type(uint256).max` for unlimited.
    /// @param outboundWindow Seconds in which the empty outbound limit refills.
    struct BridgeLimits {
        uint256 inboundCapacity;
        uint48 inboundWindow;
        uint256 outboundCapacity;
        uint48 outboundWindow;
    }

    /// @notice A bridge's limits were set.
    /// @param bridge The bridge.
    /// @param limits Its limits.
    event BridgeLimitsSet(address indexed bridge, BridgeLimits limits);

    /// @notice The amount exceeds what the bridge may move now in this direction.
    /// @param bridge The bridge.
    /// @param amount The amount asked for.
    /// @param available What it may move now.
    error BridgeLimitExceeded(address bridge, uint256 amount, uint256 available);

    /// @notice Sets a bridge's limits.
    /// @dev Fails with: a missing role or `InvalidLimit`. What was used before stays used, as for minters. Emits `BridgeLimitsSet`.
    /// @param bridge The bridge.
    /// @param limits Its limits.
    function setBridgeLimits(address bridge, BridgeLimits calldata limits) external;

    /// @notice A bridge's limits and what is left of them.
    /// @param bridge The bridge.
    /// @return limits Its limits.
    /// @return inboundAvailable What it may mint now, in smallest units.
    /// @return outboundAvailable What it may burn now, in smallest units.
    function bridgeLimits(
        address bridge
    ) external view returns (BridgeLimits memory limits, uint256 inboundAvailable, uint256 outboundAvailable);

    /// @notice A bridge's books since deployment.
    /// @param bridge The bridge.
    /// @return minted All it ever minted here, in smallest units.
    /// @return burned All it ever burned here, in smallest units.
    function bridgeBooks(address bridge) external view returns (uint256 minted, uint256 burned);
}
