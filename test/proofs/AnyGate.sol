// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveGate} from "../../contracts/interfaces/IReserveGate.sol";

/// @title AnyGate
/// @notice A gate that answers whatever a proof has it answer.
contract AnyGate is IReserveGate {
    error NoWindow();

    bool private open;
    uint64 private sequence;
    uint256 private mintable;
    uint256 private reserves;
    uint256 private stated;

    function answer(bool open_, uint64 sequence_, uint256 mintable_, uint256 reserves_, uint256 stated_) external {
        (open, sequence, mintable, reserves, stated) = (open_, sequence_, mintable_, reserves_, stated_);
    }

    /// @inheritdoc IReserveGate
    function issuanceWindow() external view returns (uint64, uint256, uint256) {
        require(open, NoWindow());
        return (sequence, mintable, reserves);
    }

    /// @inheritdoc IReserveGate
    function requireOutstanding(uint64 asked, uint256 supply) external view {
        require(supply <= stated, SupplyUnderstated(asked, stated, supply));
    }

    /// @inheritdoc IReserveGate
    function decimals() external pure returns (uint8) {
        return 6;
    }
}
