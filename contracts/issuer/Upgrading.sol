// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {IUpgrading} from "../interfaces/IUpgrading.sol";
import {Switches} from "../token/Switches.sol";
import {Roles} from "./Roles.sol";

/// @title Upgrading
/// @notice UUPS with three more refusals: an implementation that is not issuer controls, one that is not newer, and, while
/// the repair path is on, one that cannot run the holder plane.
abstract contract Upgrading is IUpgrading, Roles, Switches, UUPSUpgradeable {
    /// @inheritdoc IUpgrading
    /// @custom:access UPGRADER_ROLE
    function upgradeToAndCall(
        address newImplementation,
        bytes memory data
    ) public payable override(IUpgrading, UUPSUpgradeable) {
        super.upgradeToAndCall(newImplementation, data);
    }

    /// @inheritdoc IUpgrading
    /// @custom:access UPGRADER_ROLE
    function setDelegated(bool enabled) external onlyRole(UPGRADER_ROLE) {
        if (enabled) {
            bool carries = IUpgrading(address(this)).carriesHolderPlane();
            require(carries, HolderPlaneMissing(ERC1967Utils.getImplementation()));
            _turnOn(DELEGATED);
        } else {
            _turnOff(DELEGATED);
        }
        emit DelegationSet(enabled);
    }

    /// @inheritdoc IUpgrading
    function controlsVersion() external view virtual returns (uint64) {
        return 1;
    }

    /// @inheritdoc IUpgrading
    function carriesHolderPlane() external view virtual returns (bool) {
        return false;
    }

    /// @inheritdoc IUpgrading
    function delegated() external view returns (bool) {
        return _switches() & DELEGATED != 0;
    }

    /// @dev That this code runs at a token's address and not at its own, which has no implementation. OpenZeppelin's check
    /// also asks that the implementation be this code. It is not while a repair implementation stands in front of it and
    /// hands the issuer's calls on.
    function _checkProxy() internal view override {
        require(ERC1967Utils.getImplementation() != address(0), UUPSUnauthorizedCallContext());
    }

    /// @dev Who may upgrade, and to what.
    function _authorizeUpgrade(address newImplementation) internal view override onlyRole(UPGRADER_ROLE) {
        require(
            ERC165Checker.supportsInterface(newImplementation, type(IUpgrading).interfaceId),
            ForeignImplementation(newImplementation)
        );
        // Asked at the token's address, since a repair implementation may stand in front of this code.
        uint64 current = IUpgrading(address(this)).controlsVersion();
        uint64 proposed = IUpgrading(newImplementation).controlsVersion();
        require(proposed > current, ImplementationDowngrade(current, proposed));
        require(
            _switches() & DELEGATED == 0 || IUpgrading(newImplementation).carriesHolderPlane(),
            HolderPlaneMissing(newImplementation)
        );
    }
}
