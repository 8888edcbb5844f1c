// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";

/// @title ReentrantWallet
/// @notice Asked for its signature, it calls the token with what it was told to, and accepts whatever it was asked.
contract ReentrantWallet {
    address private immutable TOKEN;
    bytes private again;

    constructor(address token) {
        TOKEN = token;
    }

    function prepare(bytes calldata call) external {
        again = call;
    }

    /// @dev Called by `staticcall`; the token's own call must not be what fails, so its success is asked for.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool moved, ) = TOKEN.call(again);
        return moved ? bytes4(0) : this.isValidSignature.selector;
    }
}

/// @title ReentrantGate
/// @notice A reserve gate that is a minter too, and mints while it is asked anything.
contract ReentrantGate {
    IStablecoin private token;

    function aim(IStablecoin target) external {
        token = target;
    }

    function issuanceWindow() external returns (uint64, uint256, uint256) {
        try token.mint(address(this), 1, keccak256("again")) {
            return (1, 0, 0);
        } catch {
            return (1, 100, 1000);
        }
    }

    function requireOutstanding(uint64, uint256) external {
        try token.mint(address(this), 1, keccak256("again")) {} catch {}
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }
}
