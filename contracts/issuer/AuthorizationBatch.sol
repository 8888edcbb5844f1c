// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAuthorizationBatch} from "../interfaces/IAuthorizationBatch.sol";
import {IERC3009} from "../interfaces/IERC3009.sol";
import {Switches} from "../token/Switches.sol";

/// @title AuthorizationBatch
/// @notice Signed transfers, many at once. It holds no rule of its own: each is a call to the token's own entrance, which
/// checks everything again, and can be named when it fails.
abstract contract AuthorizationBatch is IAuthorizationBatch, Switches {
    /// @inheritdoc IAuthorizationBatch
    /// @custom:access anyone with the payers' signatures
    function transferWithAuthorizationBatch(SignedTransfer[] calldata transfers) external {
        _requireNotPaused(TRANSFER | SIGNATURE);
        for (uint256 i = 0; i < transfers.length; ++i) {
            SignedTransfer calldata signed = transfers[i];
            try
                IERC3009(address(this)).transferWithAuthorization(
                    signed.from,
                    signed.to,
                    signed.value,
                    signed.validAfter,
                    signed.validBefore,
                    signed.nonce,
                    signed.signature
                )
            {} catch (bytes memory reason) {
                revert AuthorizationBatchFailed(i, reason);
            }
        }
    }
}
