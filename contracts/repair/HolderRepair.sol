// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC1822Proxiable} from "@openzeppelin/contracts/interfaces/draft-IERC1822.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IStablecoin} from "../interfaces/IStablecoin.sol";
import {HolderPlane} from "../token/HolderPlane.sol";

/// @title HolderRepair
/// @notice What the issuer deploys if a defect is found in the holder plane: the holder plane again, with one rule mended,
/// and behind it the issuer's controls as they are. It is the implementation of the token while the repair path is on:
///
///     token (DELEGATED)  ->  HolderRepair     what moves tokens or takes a signature, checked for pauses here too
///                            HolderRepair  -> IssuerControls     any other selector, by a second delegatecall
///
/// So a repair needs no room beside the controls, and the controls' code is not touched by it. As it stands it mends
/// nothing: the defect's rule is overridden in it, or in the plane it inherits, before it is deployed.
///
/// The contract itself is locked: it hands nothing on unless it runs at another contract's address.
contract HolderRepair is HolderPlane, Proxy, IERC1822Proxiable {
    address private immutable SELF = address(this);
    address private immutable CONTROLS;
    uint64 private immutable CONTROLS_VERSION;

    /// @notice Creates the repair. What the token is called must stay what it was, since signatures depend on it.
    /// @param name_ The token's name.
    /// @param symbol_ The token's symbol.
    /// @param currency_ The token's currency.
    /// @param decimals_ The token's decimals.
    /// @param controls The issuer's controls that stay in force.
    /// @param newVersion Version of the implementation, higher than that of the one in force.
    /// @custom:oz-upgrades-unsafe-allow constructor state-variable-immutable state-variable-assignment
    constructor(
        string memory name_,
        string memory symbol_,
        string memory currency_,
        uint8 decimals_,
        address controls,
        uint64 newVersion
    ) HolderPlane(name_, symbol_, currency_, decimals_) {
        CONTROLS = controls;
        CONTROLS_VERSION = newVersion;
    }

    /// @notice Version of the implementation.
    /// @return The version.
    function controlsVersion() external view returns (uint64) {
        return CONTROLS_VERSION;
    }

    /// @notice Whether this implementation carries the holder plane.
    /// @return True.
    function carriesHolderPlane() external pure returns (bool) {
        return true;
    }

    /// @notice Where the address of the implementation is kept (ERC-1822).
    /// @return ERC-1967's slot.
    function proxiableUUID() external view returns (bytes32) {
        require(address(this) == SELF, IStablecoin.UUPSUnauthorizedCallContext());
        return ERC1967Utils.IMPLEMENTATION_SLOT;
    }

    /// @notice Whether an interface is supported (ERC-165), by the token as a whole.
    /// @param interfaceId The interface's id.
    /// @return True if it is.
    function supportsInterface(bytes4 interfaceId) external view returns (bool) {
        return IERC165(CONTROLS).supportsInterface(interfaceId);
    }

    /// @dev Everything else is the issuer's, and only at the token's address.
    function _implementation() internal view override returns (address) {
        require(address(this) != SELF, IStablecoin.UUPSUnauthorizedCallContext());
        return CONTROLS;
    }

    /// @dev The token has checked the pauses before it handed the call on; this one does not rely on it.
    function _whenOn(uint256 scopes) internal view virtual override {
        _requireNotPaused(scopes);
    }
}
