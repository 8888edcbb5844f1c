// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Campaign} from "./Campaign.sol";
import {LifeHandler} from "./life/LifeHandler.sol";

/// @title LifeTest
/// @notice One coin on one chain under every act there is.
contract LifeTest is Campaign {
    LifeHandler private handler;

    function setUp() public {
        handler = new LifeHandler();
        handler.setUp();
        target = handler;
        _assertAllHold();
        _assertNone(target.brokenAtEnd());
    }

    /// @notice Every property of one chain, after each act: groups SUP to RES of docs/audit/invariants.md.
    function invariant_OneChain() public {
        _assertAllHoldInTurn();
    }

    /// @dev A campaign that never succeeds at an act proves nothing about it. A long walk succeeds at all of them.
    function test_AWalkSucceedsAtEveryFunction() public {
        _walk("walk", 3_600);
        _assertNone(handler.unreached());
    }

    function _name() internal pure override returns (string memory) {
        return "one-chain";
    }
}
