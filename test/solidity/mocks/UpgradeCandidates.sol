// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IssuerControls} from "../../../contracts/issuer/IssuerControls.sol";

/// @title NextControls
/// @notice The issuer's controls of the next version, as an issuer would upgrade to.
contract NextControls is IssuerControls {
    /// @notice What this version adds.
    function motto() external pure returns (string memory) {
        return "next";
    }

    function controlsVersion() public pure override returns (uint64) {
        return 2;
    }
}

/// @title StaleControls
/// @notice Other code under the old version number.
contract StaleControls is IssuerControls {
    /// @notice What makes it other code.
    function motto() external pure returns (string memory) {
        return "stale";
    }
}

/// @title RashControls
/// @notice Lets anybody run any code in the token's storage.
contract RashControls is IssuerControls {
    /// @notice The hole.
    function run(address target, bytes calldata data) external returns (bool success) {
        (success, ) = target.delegatecall(data);
    }

    function controlsVersion() public pure override returns (uint64) {
        return 2;
    }
}
