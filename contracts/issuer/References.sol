// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../interfaces/IMinting.sol";

/// @title References
/// @notice A bank's reference is consumed once on each chain, so a job that is run again cannot have a second effect.
library References {
    /// @dev Marks a reference as used; reverts if it is missing or was used before.
    function consume(mapping(bytes32 ref => bool) storage used, bytes32 ref) internal {
        require(ref != 0, IMinting.ReferenceMissing());
        require(!used[ref], IMinting.ReferenceUsed(ref));
        used[ref] = true;
    }
}
