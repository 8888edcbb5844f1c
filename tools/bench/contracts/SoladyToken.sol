// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// @title SoladyToken
/// @notice The floor of the comparison: Solady's ERC20 and nothing else. No pause, no freeze, no roles, no proxy; anyone
/// mints.
contract SoladyToken is ERC20 {
    /// @inheritdoc ERC20
    function name() public pure override returns (string memory) {
        return "Solady Token";
    }

    /// @inheritdoc ERC20
    function symbol() public pure override returns (string memory) {
        return "SOLADY";
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @notice Issues tokens; anyone may.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Destroys tokens of the caller.
    /// @param amount The amount in smallest units.
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }
}
