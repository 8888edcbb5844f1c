// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IActs} from "../interfaces/IActs.sol";
import {References} from "./References.sol";

/// @title Acts
/// @notice References of seizures, wipes and rescues, each consumed once.
abstract contract Acts is IActs {
    using References for mapping(bytes32 ref => uint256);

    /// @custom:storage-location erc7201:stablecoin.storage.Acts
    struct ActsStorage {
        mapping(bytes32 actRef => uint256) acts;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Acts")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ACTS_STORAGE = 0xda5d1250556d375a68861d80850f6a85c094236d9868f5d737e5b99c49bc9500;

    /// @inheritdoc IActs
    function isActUsed(bytes32 actRef) external view returns (bool) {
        return _acts().acts.isUsed(actRef);
    }

    /// @dev Reverts if the reference is missing or was used for any act before.
    function _consumeAct(bytes32 actRef) internal {
        _acts().acts.consume(actRef);
    }

    function _acts() private pure returns (ActsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := ACTS_STORAGE
        }
    }
}
