// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

/// @title Errors of the ledger and its switches
/// @notice What any call that moves tokens can revert with, in addition to the ERC-6093 errors.
interface ILedgerErrors is IERC20Errors {
    /// @notice An account taking part in the movement (owner, recipient or spender) is frozen.
    /// @param account The frozen account.
    /// @param until Unix time in seconds at which the freeze ends; `type(uint40).max` means until unfrozen.
    error AccountFrozen(address account, uint256 until);

    /// @notice The act needs a frozen account and this one is not.
    /// @param account The account.
    error AccountNotFrozen(address account);

    /// @notice The call needs a scope that is paused.
    /// @param scope The paused scopes that stopped the call: 1 transfer, 2 mint, 4 burn, 8 crosschain, 16 signature,
    /// 32 seize.
    error EnforcedPause(uint256 scope);

    /// @notice Issuing this amount would lift the supply above `type(uint216).max`.
    /// @param supply The current supply.
    /// @param amount The amount to be issued.
    error SupplyOverflow(uint256 supply, uint256 amount);
}
