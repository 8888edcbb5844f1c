// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../interfaces/IMinting.sol";

/// @title References
/// @notice A bank's reference is consumed once on each chain, so a job that is run again cannot have a second effect.
library References {
    /// @dev A whole word and no bool, since writing a part of a word reads it once more.
    uint256 private constant USED = 1;

    /// @dev Marks a reference as used; reverts if it is missing or was used before.
    function consume(mapping(bytes32 ref => uint256) storage used, bytes32 ref) internal {
        require(ref != 0, IMinting.ReferenceMissing());
        require(!isUsed(used, ref), IMinting.ReferenceUsed(ref));
        used[ref] = USED;
    }

    /// @dev Whether a reference was consumed.
    function isUsed(mapping(bytes32 ref => uint256) storage used, bytes32 ref) internal view returns (bool) {
        return used[ref] != 0;
    }
}
