// SPDX-License-Identifier: MIT

pragma solidity 0.8.29;

import {OFT} from "@layerzerolabs/oft-evm/contracts/OFT.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @notice LayerZero's own token as it comes, to compare with. Whoever makes it has a million of it.
contract PlainOft is OFT {
    constructor(address endpoint) OFT("Plain", "PLAIN", endpoint, msg.sender) Ownable(msg.sender) {
        _mint(msg.sender, 1_000_000e18);
    }
}
