// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title IHeldCredits
/// @notice Amounts that have arrived for receivers who cannot be credited: a frozen account, or the token itself. They were
/// burned on the other chain and are minted here once the receiver can have them, or once compliance takes them. Until then
/// they are in no supply, and count as outstanding.
interface IHeldCredits {
    /// @notice An amount has arrived for a receiver that cannot be credited, and is held for it.
    /// @param guid Id of the message.
    /// @param srcEid LayerZero's id of the chain it came from.
    /// @param receiver Whom it is for.
    /// @param amount The amount in smallest units.
    event CreditHeld(bytes32 indexed guid, uint32 srcEid, address indexed receiver, uint256 amount);

    /// @notice A held amount has reached its receiver.
    /// @param guid Id of the message.
    /// @param receiver Whom it is for.
    /// @param amount The amount in smallest units.
    event HeldClaimed(bytes32 indexed guid, address indexed receiver, uint256 amount);

    /// @notice Compliance has taken a held amount.
    /// @param guid Id of the message.
    /// @param receiver Whom it was for.
    /// @param to Who has it now, which `Transfer` indexes.
    /// @param amount The amount in smallest units.
    /// @param caseId The case behind it.
    event HeldTaken(bytes32 indexed guid, address indexed receiver, address to, uint256 amount, bytes32 indexed caseId);

    /// @notice Nothing is held under this id: it never was, or it was claimed or taken.
    /// @param guid The id.
    error NotHeld(bytes32 guid);

    /// @notice Mints a held amount to its receiver. Anybody may call it.
    /// @dev Fails with `NotHeld`, or as the token's `crosschainMint` does: as long as the receiver is frozen, always for one that
    /// can never be credited, and with a pause, a missing role, a limit or a cap. Emits `HeldClaimed` after what the token emits.
    /// @param guid Id of the message.
    function claim(bytes32 guid) external;

    /// @notice Mints a held amount to another account under a case, as a seizure does with a balance: only as long as the
    /// receiver cannot be credited.
    /// @dev Fails with: a missing role, `EnforcedPause(32)`, `CaseIdMissing`, `NotHeld`, `AccountNotFrozen` where the receiver
    /// could have it, `ERC20InvalidReceiver`, or as the token's `crosschainMint` does. Emits `HeldTaken` after what the
    /// token emits.
    /// @param guid Id of the message.
    /// @param to Who gets it.
    /// @param caseId The case behind it, a hash, never personal data.
    function takeHeld(bytes32 guid, address to, bytes32 caseId) external;

    /// @notice What is held under an id.
    /// @param guid Id of the message.
    /// @return receiver Whom it is for; zero where nothing is held.
    /// @return amount The amount in smallest units; zero where nothing is held.
    /// @return srcEid LayerZero's id of the chain it came from.
    function held(bytes32 guid) external view returns (address receiver, uint256 amount, uint32 srcEid);

    /// @notice All that is held.
    /// @return The amount in smallest units.
    function heldTotal() external view returns (uint256);
}
