// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {IRescuing} from "../interfaces/IRescuing.sol";
import {Acts} from "./Acts.sol";
import {Roles} from "./Roles.sol";

/// @title Rescuing
/// @notice Stray tokens of other kinds. It cannot reach the ledger: the token itself is refused, and no balance of the
/// token can stand at its own address anyway.
/// @dev Not OpenZeppelin's `safeTransfer`: USDT on TRON answers `false` to each transfer it makes. Unless the answer is
/// `true` or none, what has moved decides.
abstract contract Rescuing is IRescuing, Roles, Acts {
    using Address for address;

    /// @inheritdoc IRescuing
    /// @custom:access RESCUER_ROLE
    function rescue(IERC20 token, address to, uint256 amount, bytes32 actRef) external onlyRole(RESCUER_ROLE) {
        require(address(token) != address(this), RescueOfOwnToken());
        require(amount != 0, IMinting.ZeroAmount());
        _consumeAct(actRef);
        require(address(token).code.length != 0, SafeERC20.SafeERC20FailedOperation(address(token)));
        uint256 held = token.balanceOf(address(this));
        bytes memory answer = address(token).functionCall(abi.encodeCall(IERC20.transfer, (to, amount)));
        if (answer.length != 0 && bytes32(answer) != bytes32(uint256(1))) {
            uint256 left = token.balanceOf(address(this));
            require(left < held && held - left == amount, SafeERC20.SafeERC20FailedOperation(address(token)));
        }
        emit Rescued(token, to, amount, actRef);
    }
}
