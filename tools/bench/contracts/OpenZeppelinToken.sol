// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title OpenZeppelinToken
/// @notice OpenZeppelin's ERC20 with permits. No pause, no freeze, no roles, no proxy; anyone mints.
contract OpenZeppelinToken is ERC20Burnable, ERC20Permit {
    /// @notice Creates the token.
    constructor() ERC20("OpenZeppelin Token", "OZ") ERC20Permit("OpenZeppelin Token") {}

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
}
