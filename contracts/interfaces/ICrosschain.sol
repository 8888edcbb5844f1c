// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";

/// @title Crosschain
/// @notice Moves existing supply between chains (ERC-7802): burn here, mint there. Each bridge has its own limits in
/// either direction and its own books, so that the books of all chains can be reconciled. Beside the limits stand two caps
/// on what has come in net, minted less burned: one of each bridge and one over all of them.
///
/// Bridges issue nothing, so they go on after `retire`, within their limits and caps: what was burned on one chain can
/// arrive on the other, and holders can move to where the successor is. To stop them, pause crosschain or set their
/// limits to zero.
/// @dev `crosschainMint` fails with: a missing role, `EnforcedPause(8)`, `ZeroAmount`, `AccountFrozen`,
/// `BridgeLimitExceeded`, `BridgeInflowCapExceeded`, `InflowCapExceeded`, `ERC20InvalidReceiver` or `SupplyOverflow`.
/// `crosschainBurn` fails with a missing role, `EnforcedPause(8)`, `ZeroAmount`, `AccountFrozen`, `BridgeLimitExceeded`,
/// `ERC20InsufficientAllowance` when it burns tokens of another account than the bridge's own without an allowance, or
/// `ERC20InsufficientBalance`. Both emit `Transfer` in addition to their own event.
interface ICrosschain is IERC7802 {
    /// @notice Limits of one bridge, in smallest units and seconds. Zero capacity means nothing may pass, and a cap of zero
    /// that no more may come in than went out.
    /// @param inboundCapacity The most it may mint at once; `type(uint256).max` for unlimited.
    /// @param inboundWindow Seconds in which the empty inbound limit refills.
    /// @param outboundCapacity The most it may burn at once; `type(uint256).max` for unlimited.
    /// @param outboundWindow Seconds in which the empty outbound limit refills.
    /// @param netInflowCap The most that it may ever have minted less what it has burned; `type(uint256).max` for unlimited.
    struct BridgeLimits {
        uint256 inboundCapacity;
        uint48 inboundWindow;
        uint256 outboundCapacity;
        uint48 outboundWindow;
        uint256 netInflowCap;
    }

    /// @notice A bridge's limits were set.
    /// @param bridge The bridge.
    /// @param limits Its limits.
    event BridgeLimitsSet(address indexed bridge, BridgeLimits limits);

    /// @notice The cap on the net inflow over all bridges was set.
    /// @param cap The most that all bridges together may have minted less what they have burned, in smallest units.
    event InflowCapSet(uint256 cap);

    /// @notice The amount exceeds what the bridge may move now in this direction.
    /// @param bridge The bridge.
    /// @param amount The amount asked for.
    /// @param available What it may move now.
    error BridgeLimitExceeded(address bridge, uint256 amount, uint256 available);

    /// @notice More would have come in through the bridge, less what went out, than its cap allows.
    /// @param bridge The bridge.
    /// @param amount The amount asked for.
    /// @param available What may still come in through it.
    error BridgeInflowCapExceeded(address bridge, uint256 amount, uint256 available);

    /// @notice More would have come in through all bridges, less what went out, than the cap over all of them allows.
    /// @param amount The amount asked for.
    /// @param available What may still come in through all of them.
    error InflowCapExceeded(uint256 amount, uint256 available);

    /// @notice Sets a bridge's limits and its cap. A cap below what has come in net lets nothing in before as much went out.
    /// @dev The council may set all of them to zero at once, and to nothing else. Fails with: a missing role or
    /// `InvalidLimit`. What was used before stays used, as for minters, and what has come in stays counted. Emits
    /// `BridgeLimitsSet`.
    /// @param bridge The bridge.
    /// @param limits Its limits.
    function setBridgeLimits(address bridge, BridgeLimits calldata limits) external;

    /// @notice Sets the cap on the net inflow over all bridges.
    /// @dev Fails with a missing role. Emits `InflowCapSet`.
    /// @param cap The most that all bridges together may have minted less what they have burned, in smallest units; zero lets
    /// no more in than went out, `type(uint256).max` is unlimited.
    function setInflowCap(uint256 cap) external;

    /// @notice A bridge's limits and what is left of them.
    /// @param bridge The bridge.
    /// @return limits Its limits.
    /// @return inboundAvailable What it may mint now, within its limit and both caps, in smallest units.
    /// @return outboundAvailable What it may burn now, in smallest units.
    function bridgeLimits(
        address bridge
    ) external view returns (BridgeLimits memory limits, uint256 inboundAvailable, uint256 outboundAvailable);

    /// @notice A bridge's books since deployment.
    /// @param bridge The bridge.
    /// @return minted All it ever minted here, in smallest units.
    /// @return burned All it ever burned here, in smallest units.
    function bridgeBooks(address bridge) external view returns (uint256 minted, uint256 burned);

    /// @notice The cap over all bridges and what it is compared with.
    /// @return cap The most that all bridges together may have minted less what they have burned, in smallest units.
    /// @return netInflow What they have minted less what they have burned; negative where more went out. A bridge that has lost
    /// its role still counts.
    function inflowCap() external view returns (uint256 cap, int256 netInflow);
}
