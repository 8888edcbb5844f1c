// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC1822Proxiable} from "@openzeppelin/contracts/interfaces/draft-IERC1822.sol";

/// @title Upgrading
/// @notice Replaces the issuer plane, and in an emergency routes the holder plane to it.
interface IUpgrading is IERC1822Proxiable {
    /// @notice The emergency repair path was switched.
    /// @param enabled Whether holder functions now run in the implementation.
    event DelegationSet(bool enabled);

    /// @notice The address holds no issuer controls.
    /// @param implementation The address.
    error ForeignImplementation(address implementation);

    /// @notice The new implementation is not newer than the current one.
    /// @param current Version in force.
    /// @param proposed Version offered.
    error ImplementationDowngrade(uint64 current, uint64 proposed);

    /// @notice The implementation does not carry the holder plane that the repair path needs.
    /// @param implementation The address.
    error HolderPlaneMissing(address implementation);

    /// @notice Replaces the implementation and calls it.
    /// @dev Source: ERC-1822, ERC-1967. Fails with: a missing role, `ForeignImplementation`, `ImplementationDowngrade`,
    /// `HolderPlaneMissing` while the repair path is on, or a failing call. Emits `Upgraded` (ERC-1967).
    /// @param newImplementation The new implementation.
    /// @param data A call to make on it afterwards, empty for none.
    function upgradeToAndCall(address newImplementation, bytes calldata data) external payable;

    /// @notice Routes the holder functions that move tokens or take a signature to the implementation, or back to the token.
    /// @dev Fails with: a missing role or `HolderPlaneMissing`. Emits `DelegationSet`.
    /// @param enabled Whether holder functions shall run in the implementation.
    function setDelegated(bool enabled) external;

    /// @notice Version of the issuer controls, rising with each upgrade.
    /// @return The version.
    function controlsVersion() external view returns (uint64);

    /// @notice Whether this implementation carries the holder plane, so that the repair path can use it.
    /// @return True for a repair implementation.
    function carriesHolderPlane() external view returns (bool);

    /// @notice Whether what moves tokens or takes a signature is routed to the issuer's implementation (emergency repair).
    /// @return True while the repair path is on.
    function delegated() external view returns (bool);
}
