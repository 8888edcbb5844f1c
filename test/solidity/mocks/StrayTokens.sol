// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title StrayToken
/// @notice An ordinary ERC-20 that somebody sent to the wrong address.
contract StrayToken is ERC20 {
    constructor(address holder, uint256 amount) ERC20("Stray", "STRAY") {
        _mint(holder, amount);
    }
}

/// @title SilentToken
/// @notice Its `transfer` returns nothing, as early tokens do.
contract SilentToken {
    mapping(address account => uint256 balance) public balanceOf;

    constructor(address holder, uint256 amount) {
        balanceOf[holder] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}

/// @title LyingToken
/// @notice Its `transfer` moves what it was told to and answers `false`, as USDT does on TRON.
contract LyingToken is StrayToken {
    constructor(address holder, uint256 amount) StrayToken(holder, amount) {}

    function transfer(address to, uint256 amount) public override returns (bool) {
        super.transfer(to, amount);
        return false;
    }
}

/// @title RefusingToken
/// @notice Its `transfer` moves nothing and says so with `false`.
contract RefusingToken is StrayToken {
    constructor(address holder, uint256 amount) StrayToken(holder, amount) {}

    function transfer(address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// @title HalvingToken
/// @notice Its `transfer` moves half of what it was told to and answers whatever it was created with.
contract HalvingToken {
    mapping(address account => uint256 balance) public balanceOf;
    bytes private answer;

    constructor(address holder, uint256 amount, bytes memory answer_) {
        balanceOf[holder] = amount;
        answer = answer_;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount / 2;
        balanceOf[to] += amount / 2;
        bytes memory reply = answer;
        assembly ("memory-safe") {
            return(add(reply, 32), mload(reply))
        }
    }
}

/// @title GrowingToken
/// @notice Its `transfer` gives the sender what it was told to take, and says `false`.
contract GrowingToken is StrayToken {
    constructor(address holder, uint256 amount) StrayToken(holder, amount) {}

    function transfer(address, uint256 amount) public override returns (bool) {
        _mint(msg.sender, amount);
        return false;
    }
}
