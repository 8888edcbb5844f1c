// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title What a wallet asks before it asks for a signature
/// @notice The constants of this token's typed data. `eip712Domain()` (ERC-5267) tells the whole domain.
interface IDiscovery {
    /// @notice The version in the EIP-712 domain.
    /// @return The version string.
    function version() external view returns (string memory);

    /// @notice Type hash of `permit` (EIP-2612).
    /// @return The EIP-712 type hash.
    function PERMIT_TYPEHASH() external view returns (bytes32);

    /// @notice Type hash of `transferWithAuthorization` (EIP-3009).
    /// @return The EIP-712 type hash.
    function TRANSFER_WITH_AUTHORIZATION_TYPEHASH() external view returns (bytes32);

    /// @notice Type hash of `receiveWithAuthorization` (EIP-3009).
    /// @return The EIP-712 type hash.
    function RECEIVE_WITH_AUTHORIZATION_TYPEHASH() external view returns (bytes32);

    /// @notice Type hash of `cancelAuthorization` (EIP-3009).
    /// @return The EIP-712 type hash.
    function CANCEL_AUTHORIZATION_TYPEHASH() external view returns (bytes32);
}
