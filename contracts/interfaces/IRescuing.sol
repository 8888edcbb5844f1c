// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Rescuing
/// @notice Returns other tokens that were sent to the token's address by mistake, once per act reference.
interface IRescuing {
    /// @notice Stray tokens were returned.
    /// @param token The stray token.
    /// @param to The receiver.
    /// @param amount The amount in that token's smallest units.
    /// @param actRef The reference of this act, which it has used up.
    event Rescued(IERC20 indexed token, address indexed to, uint256 amount, bytes32 indexed actRef);

    /// @notice The token itself cannot be rescued: its balances belong to holders.
    error RescueOfOwnToken();

    /// @notice Sends stray tokens held by this contract. A token is believed if it answers nothing, or one in the first
    /// whole word; whatever else it answers counts only if exactly the amount has left.
    /// @dev Fails with: a missing role, `RescueOfOwnToken`, `ZeroAmount`, `ReferenceMissing`, `ReferenceUsed`,
    /// `SafeERC20FailedOperation`, or the stray token's own refusal. Emits `Rescued`.
    /// @param token The stray token.
    /// @param to The receiver.
    /// @param amount The amount in that token's smallest units.
    /// @param actRef Hash of the act's reference; a seizure, a wipe or a rescue uses it up.
    function rescue(IERC20 token, address to, uint256 amount, bytes32 actRef) external;
}
