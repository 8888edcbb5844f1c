// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ICrosschain} from "../interfaces/ICrosschain.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {Ledger} from "../token/Ledger.sol";
import {Limits} from "./Limits.sol";
import {Roles} from "./Roles.sol";

/// @title Crosschain
/// @notice Existing supply moves between chains. Not gated by reserves, since it issues nothing new: what is minted here
/// was burned elsewhere. For the same reason retirement does not stop it: a message on its way must arrive.
///
/// A stolen bridge mints at most its inbound capacity and what refills until it is stopped, and never more than what is
/// left of its cap on net inflow and of the cap over all bridges, however long it takes.
abstract contract Crosschain is ICrosschain, Roles, Ledger {
    using Limits for RateLimiter.RefillingBucket;

    struct Bridge {
        RateLimiter.RefillingBucket inbound;
        RateLimiter.RefillingBucket outbound;
        uint256 minted;
        uint256 burned;
        uint256 netInflowCap;
    }

    /// @custom:storage-location erc7201:stablecoin.storage.Crosschain
    struct CrosschainStorage {
        mapping(address bridge => Bridge) bridges;
        uint256 inflowCap;
        int256 netInflow;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Crosschain")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant CROSSCHAIN_STORAGE = 0x2c331682a7505e878391e5248cee865d8a57218d136d0c01ad2c8cea75deaf00;

    /// @inheritdoc IERC7802
    /// @custom:access BRIDGE_ROLE
    function crosschainMint(address to, uint256 amount) external onlyRole(BRIDGE_ROLE) {
        Bridge storage bridge = _enter(amount);
        _consume(bridge.inbound, amount);
        _letIn(bridge, amount);
        bridge.minted += amount;
        _issue(to, amount);
        emit CrosschainMint(to, amount, msg.sender);
    }

    /// @inheritdoc IERC7802
    /// @custom:access BRIDGE_ROLE
    function crosschainBurn(address from, uint256 amount) external onlyRole(BRIDGE_ROLE) {
        Bridge storage bridge = _enter(amount);
        _consume(bridge.outbound, amount);
        bridge.burned += amount;
        _crosschain().netInflow -= int256(amount); // < 2^208, as every limit is
        // A bridge burns its own tokens, or what their holder has allowed it to.
        if (from != msg.sender) _spendAllowance(from, msg.sender, amount);
        _redeem(from, amount);
        emit CrosschainBurn(from, amount, msg.sender);
    }

    /// @inheritdoc ICrosschain
    /// @custom:access LIMITER_ROLE; COUNCIL_ROLE to set all to zero
    function setBridgeLimits(address bridge, BridgeLimits calldata limits) external {
        uint256 sizes = limits.inboundCapacity | limits.outboundCapacity | limits.netInflowCap;
        _requireLimiter(sizes | limits.inboundWindow | limits.outboundWindow == 0);
        Bridge storage entry = _crosschain().bridges[bridge];
        entry.inbound.set(limits.inboundCapacity, limits.inboundWindow);
        entry.outbound.set(limits.outboundCapacity, limits.outboundWindow);
        entry.netInflowCap = limits.netInflowCap;
        emit BridgeLimitsSet(bridge, limits);
    }

    /// @inheritdoc ICrosschain
    /// @custom:access DEFAULT_ADMIN_ROLE
    function setInflowCap(uint256 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setInflowCap(cap);
    }

    /// @inheritdoc ICrosschain
    function bridgeLimits(
        address bridge
    ) external view returns (BridgeLimits memory limits, uint256 inboundAvailable, uint256 outboundAvailable) {
        Bridge storage entry = _crosschain().bridges[bridge];
        (limits.inboundCapacity, limits.inboundWindow) = entry.inbound.settings();
        (limits.outboundCapacity, limits.outboundWindow) = entry.outbound.settings();
        limits.netInflowCap = entry.netInflowCap;
        inboundAvailable = Math.min(entry.inbound.available(), Math.min(_room(entry), _roomOverAll()));
        outboundAvailable = entry.outbound.available();
    }

    /// @inheritdoc ICrosschain
    function bridgeBooks(address bridge) external view returns (uint256 minted, uint256 burned) {
        Bridge storage entry = _crosschain().bridges[bridge];
        return (entry.minted, entry.burned);
    }

    /// @inheritdoc ICrosschain
    function inflowCap() external view returns (uint256 cap, int256 netInflow) {
        CrosschainStorage storage $ = _crosschain();
        return ($.inflowCap, $.netInflow);
    }

    /// @dev Sets the cap over all bridges.
    function _setInflowCap(uint256 cap) internal {
        _crosschain().inflowCap = cap;
        emit InflowCapSet(cap);
    }

    /// @dev The common entrance of both directions: pause, amount, and a bridge that is not frozen.
    function _enter(uint256 amount) private view returns (Bridge storage bridge) {
        _requireNotPaused(CROSSCHAIN);
        require(amount != 0, IMinting.ZeroAmount());
        _requireNotFrozen(msg.sender);
        return _crosschain().bridges[msg.sender];
    }

    function _consume(RateLimiter.RefillingBucket storage limit, uint256 amount) private {
        if (!limit.tryConsume(amount)) revert BridgeLimitExceeded(msg.sender, amount, limit.available());
    }

    /// @dev Counts an amount into the net inflow, within both caps.
    function _letIn(Bridge storage bridge, uint256 amount) private {
        uint256 room = _room(bridge);
        require(amount <= room, BridgeInflowCapExceeded(msg.sender, amount, room));
        room = _roomOverAll();
        require(amount <= room, InflowCapExceeded(amount, room));
        _crosschain().netInflow += int256(amount); // < 2^208, as every limit is
    }

    function _room(Bridge storage bridge) private view returns (uint256) {
        return _room(bridge.netInflowCap, int256(bridge.minted) - int256(bridge.burned));
    }

    function _roomOverAll() private view returns (uint256) {
        CrosschainStorage storage $ = _crosschain();
        return _room($.inflowCap, $.netInflow);
    }

    /// @dev What may still come in: the cap less the net inflow, which is negative where more went out than came in.
    function _room(uint256 cap, int256 net) private pure returns (uint256) {
        return net < 0 ? Math.saturatingAdd(cap, uint256(-net)) : Math.saturatingSub(cap, uint256(net));
    }

    function _crosschain() private pure returns (CrosschainStorage storage $) {
        assembly ("memory-safe") {
            $.slot := CROSSCHAIN_STORAGE
        }
    }
}
