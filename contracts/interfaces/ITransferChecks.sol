// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title What a holder can do now
/// @notice The four views of ERC-7943, so that an exchange or a wallet asks before it sends.
/// @dev Source: ERC-7943. Its id (0x3edbb4c4) is not claimed: it also covers acts that this token does not have. A freeze
/// here concerns the whole account, never a part of its balance.
interface ITransferChecks {
    /// @notice Whether an account may send.
    /// @param account The account.
    /// @return True unless it is frozen.
    function canSend(address account) external view returns (bool);

    /// @notice Whether an account may receive.
    /// @param account The account.
    /// @return True unless it is frozen, the zero address or the token itself.
    function canReceive(address account) external view returns (bool);

    /// @notice Whether a transfer by the holder would succeed now.
    /// @param from The holder.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    /// @return True if both may take part, the balance suffices and transfers are not paused.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);

    /// @notice How much of an account's balance is frozen.
    /// @param account The account.
    /// @return All of its balance while it is frozen, zero otherwise.
    function getFrozenTokens(address account) external view returns (uint256);
}
