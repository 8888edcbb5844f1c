// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IRescuing} from "../interfaces/IRescuing.sol";
import {Roles} from "./Roles.sol";

/// @title Rescuing
/// @notice Stray tokens of other kinds. It cannot reach the ledger: the token itself is refused, and no balance of the
/// token can stand at its own address anyway.
abstract contract Rescuing is IRescuing, Roles {
    using SafeERC20 for IERC20;

    /// @inheritdoc IRescuing
    /// @custom:access RESCUER_ROLE
    function rescue(IERC20 token, address to, uint256 amount) external onlyRole(RESCUER_ROLE) {
        require(address(token) != address(this), RescueOfOwnToken());
        token.safeTransfer(to, amount);
        emit Rescued(token, to, amount);
    }
}
