// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IDiscovery} from "../interfaces/IDiscovery.sol";
import {ITransferChecks} from "../interfaces/ITransferChecks.sol";
import {Ledger} from "../token/Ledger.sol";
import {TypeHashes} from "../token/TypeHashes.sol";

/// @title Discovery
/// @notice What a wallet, an exchange or a payment firm asks about the token. These views stand behind the token, since
/// each function in the token's own table adds 22 gas to the hot ones after it.
abstract contract Discovery is IDiscovery, ITransferChecks, Ledger {
    /// @inheritdoc IDiscovery
    bytes32 public constant PERMIT_TYPEHASH = TypeHashes.PERMIT;
    /// @inheritdoc IDiscovery
    bytes32 public constant TRANSFER_WITH_AUTHORIZATION_TYPEHASH = TypeHashes.TRANSFER;
    /// @inheritdoc IDiscovery
    bytes32 public constant RECEIVE_WITH_AUTHORIZATION_TYPEHASH = TypeHashes.RECEIVE;
    /// @inheritdoc IDiscovery
    bytes32 public constant CANCEL_AUTHORIZATION_TYPEHASH = TypeHashes.CANCEL;

    /// @inheritdoc IDiscovery
    function version() external view returns (string memory) {
        (, , string memory ofDomain, , , , ) = IERC5267(address(this)).eip712Domain();
        return ofDomain;
    }

    /// @inheritdoc ITransferChecks
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        return _switches() & TRANSFER == 0 && canSend(from) && canReceive(to) && _balanceOf(from) >= amount;
    }

    /// @inheritdoc ITransferChecks
    function getFrozenTokens(address account) external view returns (uint256) {
        return _isFrozen(account) ? _balanceOf(account) : 0;
    }

    /// @inheritdoc ITransferChecks
    function canSend(address account) public view returns (bool) {
        return !_isFrozen(account);
    }

    /// @inheritdoc ITransferChecks
    function canReceive(address account) public view returns (bool) {
        return account != address(0) && account != address(this) && !_isFrozen(account);
    }
}
