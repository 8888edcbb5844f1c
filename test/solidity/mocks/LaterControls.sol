// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IssuerControls} from "../../../contracts/issuer/IssuerControls.sol";

/// @title LaterControls
/// @notice The issuer's controls of some later version, with one module more: a note the issuer publishes on chain.
contract LaterControls is IssuerControls {
    /// @custom:storage-location erc7201:stablecoin.storage.Notice
    struct NoticeStorage {
        bytes32 notice;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Notice")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant NOTICE_STORAGE = 0xb97d3b4e05ee7ff7bd55827a1f2585477e39594a31ac8df46e1ee7cc12970200;

    uint64 private immutable CONTROLS_VERSION;

    /// @param version Its version.
    constructor(uint64 version) {
        CONTROLS_VERSION = version;
    }

    /// @notice Publishes the first notice, once, together with the upgrade.
    function initializeNotice(bytes32 first) external reinitializer(2) {
        _notice().notice = first;
    }

    /// @notice What this version adds.
    function notice() external view returns (bytes32) {
        return _notice().notice;
    }

    function controlsVersion() public view override returns (uint64) {
        return CONTROLS_VERSION;
    }

    function _notice() private pure returns (NoticeStorage storage $) {
        assembly ("memory-safe") {
            $.slot := NOTICE_STORAGE
        }
    }
}
