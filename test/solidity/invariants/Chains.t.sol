// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Test} from "../helpers/Test.sol";
import {Campaign} from "./Campaign.sol";
import {ChainsHandler, SingleVerifierHandler, StolenKeyHandler} from "./chains/ChainsHandler.sol";

/// @title ChainsTest
/// @notice One coin on two chains, with a desk, relayers, and adapters on LayerZero between them; every holder of a role is honest,
/// and one of two required verifiers is not.
contract ChainsTest is Campaign {
    ChainsHandler internal handler;

    function setUp() public {
        handler = _handler();
        handler.setUp();
        target = handler;
        _assertAllHold();
        _assertNone(target.brokenAtEnd());
    }

    /// @notice Every property over both chains, after each act: group XCH of docs/audit/invariants.md.
    function invariant_TwoChains() public {
        _assertAllHoldInTurn();
    }

    /// @dev A campaign that never succeeds at an act proves nothing about it.
    function test_AWalkSucceedsAtEachAct() public virtual {
        _walk("two chains", 3_000);
        _assertDone(
            "attest relay closeWindow mint burn transfer freeze unfreeze wipe pause unpause "
            "sendAcross commit deliver skip claim takeHeld upgrade lie"
        );
        assertTrue(handler.timesRefused() != 0, "no report promised too much");
    }

    function _assertDone(string memory names) internal view {
        bytes memory text = bytes(names);
        uint256 start = 0;
        for (uint256 i = 0; i <= text.length; ++i) {
            if (i < text.length && text[i] != " ") continue;
            bytes memory act = new bytes(i - start);
            for (uint256 j = start; j < i; ++j) act[j - start] = text[j];
            assertTrue(handler.times(string(act)) != 0, string.concat(string(act), " never succeeded"));
            start = i + 1;
        }
    }

    function _handler() internal virtual returns (ChainsHandler) {
        return new ChainsHandler();
    }

    function _name() internal pure virtual override returns (string memory) {
        return "two-chains";
    }
}

/// @title StolenKeyTest
/// @notice The same two chains, and one key of the issuer in the wrong hands.
contract StolenKeyTest is ChainsTest {
    /// @dev Each key in turn: minter, bridge, guardian, limiter, burner, pauser, unpauser and compliance succeed at
    /// something, the rescuer and an attestor alone at nothing.
    function test_AWalkSucceedsAtEachAct() public override {
        _walkWith(0, 3);
    }

    /// @dev One test has gas for so many keys only.
    function test_AWalkWithTheLimitersBurnersAndPausersKeys() public {
        _walkWith(3, 6);
    }

    function test_AWalkWithTheUnpausersAndCompliancesKeys() public {
        _walkWith(6, 8);
    }

    function test_AWalkWithTheRescuersAndAnAttestorsKeys() public {
        _walkWith(8, 10);
    }

    function _walkWith(uint256 first, uint256 end) private {
        for (uint256 key = first; key < end; ++key) {
            setUp();
            StolenKeyHandler(address(handler)).give(key);
            _walk("stolen key", key == 7 ? 1_200 : 600); // compliance finds somebody frozen rarely
            assertTrue(
                (handler.times("attack") != 0) == (key < 8),
                string.concat("not what this key can do: ", vm.toString(key))
            );
            _assertDone("mint sendAcross deliver");
        }
    }

    function _handler() internal override returns (ChainsHandler) {
        return new StolenKeyHandler();
    }

    function _name() internal pure override returns (string memory) {
        return "stolen-key";
    }
}

/// @title SingleVerifierTest
/// @notice That the campaign would see a route with one required verifier: the same lie that comes to nothing with two mints
/// there.
contract SingleVerifierTest is Test {
    function test_OneVerifierAloneBreaksTheCampaign() public {
        assertEq(_lieTo(new SingleVerifierHandler()), "XCH01 XCH02 XCH03 XCH06 XCH16 XCH17 ");
        assertEq(_lieTo(new ChainsHandler()), "");
    }

    function _lieTo(ChainsHandler handler) private returns (string memory) {
        handler.setUp();
        assertEq(handler.broken(), "");
        // The first verifier, in the place of the message that is on its way, nearly all that the limit lets in.
        handler.lie(1, 0, 0, 1, 39_998);
        return handler.broken();
    }
}
