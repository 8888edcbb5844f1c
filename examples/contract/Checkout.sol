// SPDX-License-Identifier: Apache-2.0

pragma solidity ^0.8.20;

import {IHolder} from "@kgst/integration/contracts/interfaces/IHolder.sol";

/// @title Checkout
/// @notice An example of a contract that takes payments in the coin: by permit, and by an EIP-3009 authorization.
contract Checkout {
    /// @notice The coin.
    IHolder public immutable COIN;

    /// @notice An order was paid.
    /// @param payer Who paid.
    /// @param amount How much, in smallest units.
    /// @param orderId What for.
    event Paid(address indexed payer, uint256 amount, bytes32 indexed orderId);

    /// @notice Sets the coin.
    /// @param coin The token's address.
    constructor(IHolder coin) {
        COIN = coin;
    }

    /// @notice Pays with a permit, in one transaction.
    /// @dev Somebody who saw the permit can submit it first. Then it fails here and the allowance is there: what counts is
    /// whether the payment goes through.
    /// @param amount How much, in smallest units.
    /// @param deadline The permit's deadline.
    /// @param orderId What for.
    /// @param signature The payer's signature.
    function payWithPermit(uint256 amount, uint256 deadline, bytes32 orderId, bytes calldata signature) external {
        try COIN.permit(msg.sender, address(this), amount, deadline, signature) {} catch {}
        COIN.transferFrom(msg.sender, address(this), amount);
        emit Paid(msg.sender, amount, orderId);
    }

    /// @notice Pays with an authorization that only this contract can use; anyone may bring it.
    /// @dev `receive` and not `transfer`: nobody can execute it outside of this function. The order is the nonce.
    /// @param payer Who pays, and signed.
    /// @param amount How much, in smallest units.
    /// @param validBefore Until when the authorization counts.
    /// @param orderId What for; the authorization's nonce.
    /// @param signature The payer's signature.
    function payWithAuthorization(
        address payer,
        uint256 amount,
        uint256 validBefore,
        bytes32 orderId,
        bytes calldata signature
    ) external {
        COIN.receiveWithAuthorization(payer, address(this), amount, 0, validBefore, orderId, signature);
        emit Paid(payer, amount, orderId);
    }
}
