// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Rescuing
/// @notice Returns other tokens that were sent to the token's address by mistake.
interface IRescuing {
    /// @notice Stray tokens were returned.
    /// @param token The stray token.
    /// @param to The receiver.
    /// @param amount The amount in that token's smallest units.
    event Rescued(IERC20 indexed token, address indexed to, uint256 amount);

    /// @notice The token itself cannot be rescued: its balances belong to holders.
    error RescueOfOwnToken();

    /// @notice Sends stray tokens held by this contract. A token that answers `false` is believed only if nothing moved.
    /// @dev Fails with: a missing role, `RescueOfOwnToken`, or the stray token's own refusal. Emits `Rescued`.
    /// @param token The stray token.
    /// @param to The receiver.
    /// @param amount The amount in that token's smallest units.
    function rescue(IERC20 token, address to, uint256 amount) external;
}
