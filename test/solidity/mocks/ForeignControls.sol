// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
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

/// @title PromisingControls
/// @notice Says all the right things, that it carries the holder plane among them. It carries nothing.
contract PromisingControls is IERC165 {
    bytes32 public constant proxiableUUID = ERC1967Utils.IMPLEMENTATION_SLOT;
    uint64 public constant controlsVersion = type(uint64).max;
    bool public constant carriesHolderPlane = true;

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IUpgrading).interfaceId;
    }
}
