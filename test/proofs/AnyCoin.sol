// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title AnyCoin
/// @notice A coin that answers a bridge whatever a proof has it answer, and remembers what the bridge did.
contract AnyCoin {
    uint8 private immutable DECIMALS;

    bool private refuses;
    bytes4 private selector;
    address private named;
    bool private role;
    bool private frozen;
    uint256 private scopes;

    uint256 public mints;
    address public receiver;
    uint256 public minted;
    uint256 public burns;
    address public payer;
    uint256 public burned;

    constructor(uint8 decimals_) {
        DECIMALS = decimals_;
    }

    function answer(bool refuses_, bytes4 selector_, address named_) external {
        (refuses, selector, named) = (refuses_, selector_, named_);
    }

    function govern(bool role_, bool frozen_, uint256 scopes_) external {
        (role, frozen, scopes) = (role_, frozen_, scopes_);
    }

    function crosschainMint(address to, uint256 amount) external {
        if (refuses) {
            bytes memory reason = abi.encodeWithSelector(selector, named, uint256(0));
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
        (receiver, minted) = (to, amount);
        ++mints;
    }

    function crosschainBurn(address from, uint256 amount) external {
        (payer, burned) = (from, amount);
        ++burns;
    }

    function decimals() external view returns (uint8) {
        return DECIMALS;
    }

    function hasRole(bytes32, address) external view returns (bool) {
        return role;
    }

    function isFrozen(address) external view returns (bool) {
        return frozen;
    }

    function pausedScopes() external view returns (uint256) {
        return scopes;
    }
}
