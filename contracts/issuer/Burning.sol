// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IBurning} from "../interfaces/IBurning.sol";
import {IMinting} from "../interfaces/IMinting.sol";
import {Ledger} from "../token/Ledger.sol";
import {References} from "./References.sol";
import {Roles} from "./Roles.sol";

/// @title Burning
/// @notice Redemption. It asks neither the reserve gate nor any limit: holders can be paid out at any time.
abstract contract Burning is IBurning, Roles, Ledger {
    using References for mapping(bytes32 ref => uint256);

    /// @custom:storage-location erc7201:stablecoin.storage.Burning
    struct BurningStorage {
        mapping(bytes32 payoutRef => uint256) payouts;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Burning")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BURNING_STORAGE = 0xa63101e02e031e48155842519d3278be7c6f861dafe5fb7437e03bddc0aa4700;

    /// @inheritdoc IBurning
    /// @custom:access BURNER_ROLE
    function burn(uint256 amount, bytes32 payoutRef) external onlyRole(BURNER_ROLE) {
        _requireNotPaused(BURN);
        require(amount != 0, IMinting.ZeroAmount());
        _burning().payouts.consume(payoutRef);
        _redeem(msg.sender, amount);
        emit Burned(msg.sender, amount, payoutRef);
    }

    /// @inheritdoc IBurning
    function isPayoutUsed(bytes32 payoutRef) external view returns (bool) {
        return _burning().payouts.isUsed(payoutRef);
    }

    function _burning() private pure returns (BurningStorage storage $) {
        assembly ("memory-safe") {
            $.slot := BURNING_STORAGE
        }
    }
}
