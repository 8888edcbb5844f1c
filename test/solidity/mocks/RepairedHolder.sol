// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {HolderRepair} from "../../../contracts/repair/HolderRepair.sol";

/// @title RepairedHolder
/// @notice A repair with one rule mended: a frozen account can no longer carry another's authorization to the chain.
contract RepairedHolder is HolderRepair {
    /// @dev Both forms of `transferWithAuthorization`: signature by v, r, s, and as bytes.
    bytes4 private constant BY_PARTS = 0xe3ee160e;
    bytes4 private constant BY_BYTES = 0xcf092995;

    constructor(
        string memory name_,
        string memory symbol_,
        string memory currency_,
        uint8 decimals_,
        address controls,
        uint64 newVersion
    ) HolderRepair(name_, symbol_, currency_, decimals_, controls, newVersion) {}

    function _whenOn(uint256 scopes) internal view override {
        super._whenOn(scopes);
        if (msg.sig == BY_PARTS || msg.sig == BY_BYTES) _requireNotFrozen(msg.sender); // the repair
    }
}
