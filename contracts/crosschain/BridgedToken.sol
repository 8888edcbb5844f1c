// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ILedgerErrors} from "../interfaces/ILedgerErrors.sol";
import {IStablecoin} from "../interfaces/IStablecoin.sol";

/// @title BridgedToken
/// @notice The coin that a bridge moves, and what a credit of it may fail with.
/// @dev LayerZero's OFT asks for the shared decimals in its constructor, so they are fixed here, in a contract that is
/// constructed before it.
abstract contract BridgedToken {
    uint8 private constant MOST_SHARED_DECIMALS = 6;

    IStablecoin internal immutable TOKEN;
    uint8 internal immutable SHARED_DECIMALS;

    /// @notice Fixes the coin.
    /// @param coin The coin.
    constructor(IStablecoin coin) {
        TOKEN = coin;
        SHARED_DECIMALS = uint8(Math.min(coin.decimals(), MOST_SHARED_DECIMALS));
    }

    /// @dev Refuses this contract as a receiver: what would stand here could never be moved.
    function _requireNotSelf(address to) internal view {
        require(to != address(this), IERC20Errors.ERC20InvalidReceiver(to));
    }

    /// @dev Mints to an account, unless the token refuses this very receiver. Whatever else the token refuses for, also
    /// without a reason, is refused here. What comes back is whether it has the amount. A mint calls nobody, so nothing can
    /// come back in from here.
    function _mintUnlessRefused(address to, uint256 amount) internal returns (bool credited) {
        _requireNotSelf(to);
        try TOKEN.crosschainMint(to, amount) {
            return true;
        } catch (bytes memory reason) {
            if (!_isRefusalOf(to, reason)) LowLevelCall.bubbleRevert(reason);
            return false;
        }
    }

    /// @dev Whether the token would refuse an account as the receiver of any amount.
    function _isRefused(address account) internal view returns (bool) {
        return account == address(0) || account == address(TOKEN) || TOKEN.isFrozen(account);
    }

    /// @dev Whether a mint has failed since this account is frozen or can never receive. A frozen bridge fails with the same
    /// error and its own address.
    function _isRefusalOf(address account, bytes memory reason) private pure returns (bool) {
        if (reason.length < 36) return false;
        bytes4 selector;
        address named;
        assembly ("memory-safe") {
            selector := mload(add(reason, 32))
            named := mload(add(reason, 36))
        }
        if (named != account) return false;
        return
            selector == ILedgerErrors.AccountFrozen.selector || selector == IERC20Errors.ERC20InvalidReceiver.selector;
    }
}
