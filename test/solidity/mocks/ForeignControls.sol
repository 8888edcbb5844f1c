// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IUpgrading} from "../../../contracts/interfaces/IUpgrading.sol";

/// @title ForeignControls
/// @notice A proper UUPS implementation of some other contract. Anyone may upgrade it: nothing a token should run.
contract ForeignControls is UUPSUpgradeable {
    function _authorizeUpgrade(address) internal override {}
}

/// @title MisplacedControls
/// @notice Says all the right things but that it belongs behind another storage slot (ERC-1822).
contract MisplacedControls is IERC165 {
    bytes32 public constant proxiableUUID = keccak256("another slot");
    uint64 public constant controlsVersion = type(uint64).max;
    bool public constant carriesHolderPlane = true;

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IUpgrading).interfaceId;
    }
}
