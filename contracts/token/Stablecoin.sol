// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {IInitializing} from "../interfaces/IInitializing.sol";
import {HolderPlane} from "./HolderPlane.sol";

/// @title Stablecoin
/// @notice The token's address. It is the token and an ERC-1967 proxy at once:
///
/// - the holder plane (`HolderPlane`) runs here, natively: no delegatecall, no implementation read. These rules
///   do not change when the issuer's controls are upgraded;
/// - the issuer plane (any other selector) falls through by delegatecall to `IssuerControls`, the ERC-1967
///   implementation, which can be upgraded by `UPGRADER_ROLE`, held by the timelock.
///
/// Each function that moves tokens or takes a signature reads one word of switches. Zero, the normal state, costs one
/// storage read and one jump. Otherwise a paused scope reverts, and `DELEGATED` sends the call to the implementation:
/// the emergency path by which even these functions can be repaired, only through the timelock.
contract Stablecoin is HolderPlane, Proxy {
    /// @notice Creates the token with its controls in one transaction; whoever deploys it gets no power over it.
    /// @param name_ Name of the token and of its signing domain, at most 31 bytes.
    /// @param symbol_ Symbol, at most 31 bytes.
    /// @param currency_ ISO 4217 code of the currency the token is pegged to.
    /// @param decimals_ Number of decimals, the same on every chain.
    /// @param controls The implementation of the issuer plane (`IssuerControls`).
    /// @param parameters The first state of the issuer plane: default admin, roles, reserve gate.
    constructor(
        string memory name_,
        string memory symbol_,
        string memory currency_,
        uint8 decimals_,
        address controls,
        IInitializing.IssuerParameters memory parameters
    ) HolderPlane(name_, symbol_, currency_, decimals_) {
        ERC1967Utils.upgradeToAndCall(controls, abi.encodeCall(IInitializing.initialize, (parameters, decimals_)));
    }

    /// @dev The implementation that handles every selector which is not defined here.
    function _implementation() internal view override returns (address) {
        return ERC1967Utils.getImplementation();
    }

    /// @dev One storage read and one jump as long as everything is on.
    function _whenOn(uint256 scopes) internal override {
        uint256 word = _switches();
        if (word != 0) _slowPath(word, scopes);
    }

    /// @dev Some switch is set. A paused scope always reverts; on the repair path this call does not return here.
    function _slowPath(uint256 word, uint256 scopes) private {
        _requireNotPaused(word, scopes);
        if (word & DELEGATED != 0) _delegate(_implementation());
    }
}
