// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IHolder} from "./IHolder.sol";
import {IIssuerControls} from "./IIssuerControls.sol";

/// @title IStablecoin
/// @notice Everything that can be called at the token's address, on every chain: the holder plane, which the token runs
/// itself, and the issuer plane behind it. This is the ABI to import.
interface IStablecoin is IHolder, IIssuerControls {
    /// @notice The upgrade interface in the sense of OpenZeppelin's UUPS: only `upgradeToAndCall` exists.
    /// @return The version string, `5.0.0`.
    function UPGRADE_INTERFACE_VERSION() external view returns (string memory);
}
