// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IHolder} from "./IHolder.sol";
import {IIssuerControls} from "./IIssuerControls.sol";

/// @title IStablecoin
/// @notice Everything that can be called at the token's address, on every chain: the holder plane, which the token runs
/// itself, and the issuer plane behind it. This is the ABI to import.
/// @dev What is declared here comes from OpenZeppelin's code behind the token, which has no interface of its own for it.
interface IStablecoin is IHolder, IIssuerControls {
    /// @notice The issuer plane was replaced (ERC-1967).
    /// @param implementation The new implementation.
    event Upgraded(address indexed implementation);

    /// @notice The issuer plane was initialised.
    /// @param version Number of the initialisation.
    event Initialized(uint64 version);

    /// @notice The issuer plane was initialised already, or is locked.
    error InvalidInitialization();

    /// @notice The call must come through the token, or must not.
    error UUPSUnauthorizedCallContext();

    /// @notice The new implementation keeps its address in another slot.
    /// @param slot The slot it names.
    error UUPSUnsupportedProxiableUUID(bytes32 slot);

    /// @notice The new implementation has no code, or cannot be upgraded.
    /// @param implementation The address.
    error ERC1967InvalidImplementation(address implementation);

    /// @notice Native coin was sent along with an upgrade that makes no call.
    error ERC1967NonPayable();

    /// @notice A call that belongs to an upgrade, or of a rescued token, failed without a reason.
    error FailedCall();

    /// @notice A call that belongs to an upgrade went to an address without code.
    /// @param target The address.
    error AddressEmptyCode(address target);

    /// @notice A rescued token has refused the transfer.
    /// @param token The token.
    error SafeERC20FailedOperation(address token);

    /// @notice A number does not fit where OpenZeppelin's limits and delays keep it. Values that came so far do fit.
    /// @param bits Width of the place.
    /// @param value The value.
    error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value);

    /// @notice Grants and revokes every other role: the timelock.
    /// @return The role's id.
    function DEFAULT_ADMIN_ROLE() external view returns (bytes32);

    /// @notice All holders of a role.
    /// @param role The role's id.
    /// @return Their addresses.
    function getRoleMembers(bytes32 role) external view returns (address[] memory);

    /// @notice The upgrade interface in the sense of OpenZeppelin's UUPS: only `upgradeToAndCall` exists.
    /// @return The version string, `5.0.0`.
    function UPGRADE_INTERFACE_VERSION() external view returns (string memory);
}
