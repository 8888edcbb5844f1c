// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ICrosschain} from "../interfaces/ICrosschain.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {Ledger} from "../token/Ledger.sol";
import {Limits} from "./Limits.sol";
import {Roles} from "./Roles.sol";

/// @title Crosschain
/// @notice Existing supply moves between chains. Not gated by reserves, since it issues nothing new: what is minted here
/// was burned elsewhere. A compromised bridge loses at most its inbound limit before it is stopped.
abstract contract Crosschain is ICrosschain, Roles, Ledger {
    using Limits for RateLimiter.RefillingBucket;

    struct Bridge {
        RateLimiter.RefillingBucket inbound;
        RateLimiter.RefillingBucket outbound;
        uint256 minted;
        uint256 burned;
    }

    /// @custom:storage-location erc7201:stablecoin.storage.Crosschain
    struct CrosschainStorage {
        mapping(address bridge => Bridge) bridges;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Crosschain")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant CROSSCHAIN_STORAGE = 0x2c331682a7505e878391e5248cee865d8a57218d136d0c01ad2c8cea75deaf00;

    /// @inheritdoc IERC7802
    /// @custom:access BRIDGE_ROLE
    function crosschainMint(address to, uint256 amount) external onlyRole(BRIDGE_ROLE) {
        Bridge storage bridge = _enter(amount);
        _consume(bridge.inbound, amount);
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
        // A bridge burns its own tokens, or what their holder has allowed it to.
        if (from != msg.sender) _spendAllowance(from, msg.sender, amount);
        _redeem(from, amount);
        emit CrosschainBurn(from, amount, msg.sender);
    }

    /// @inheritdoc ICrosschain
    /// @custom:access LIMITER_ROLE
    function setBridgeLimits(address bridge, BridgeLimits calldata limits) external onlyRole(LIMITER_ROLE) {
        Bridge storage entry = _crosschain().bridges[bridge];
        entry.inbound.set(limits.inboundCapacity, limits.inboundWindow);
        entry.outbound.set(limits.outboundCapacity, limits.outboundWindow);
        emit BridgeLimitsSet(bridge, limits);
    }

    /// @inheritdoc ICrosschain
    function bridgeLimits(
        address bridge
    ) external view returns (BridgeLimits memory limits, uint256 inboundAvailable, uint256 outboundAvailable) {
        Bridge storage entry = _crosschain().bridges[bridge];
        (limits.inboundCapacity, limits.inboundWindow) = entry.inbound.settings();
        (limits.outboundCapacity, limits.outboundWindow) = entry.outbound.settings();
        return (limits, entry.inbound.available(), entry.outbound.available());
    }

    /// @inheritdoc ICrosschain
    function bridgeBooks(address bridge) external view returns (uint256 minted, uint256 burned) {
        Bridge storage entry = _crosschain().bridges[bridge];
        return (entry.minted, entry.burned);
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

    function _crosschain() private pure returns (CrosschainStorage storage $) {
        assembly ("memory-safe") {
            $.slot := CROSSCHAIN_STORAGE
        }
    }
}
