// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {Errors} from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import {IMessageLibrary, UlnConfig} from "../helpers/LayerZeroWorkers.sol";
import {Move} from "../helpers/Move.sol";

/// @title VerifiersTest
/// @notice What a lying verifier can do: with another required one beside it, nothing; alone, everything that the limits of
/// the bridge allow. The same attack runs against both, so that a route with one verifier is seen to fail.
contract VerifiersTest is Move {
    function test_OneOfTwoThatLiesMintsNothing() public {
        uint256 before = vm.snapshotState();
        assertEq(_attack(0), 0);
        vm.revertToState(before); // the two do not lie together
        assertEq(_attack(1), 0);
    }

    function test_OneThatLiesAloneMintsWhatTheLimitsAllow() public {
        _deployAdapters(1);
        assertEq(_attack(0), CAPACITY);
    }

    function test_TheDefaultVerifierMintsNothing() public {
        assertEq(_attack(2), 0);
    }

    /// @dev Why a setting is never left to LayerZero's default.
    function test_TheDefaultVerifierMintsWhereARouteFallsBackToIt() public {
        UlnConfig memory nothing = UlnConfig(0, 0, 0, 0, new address[](0), new address[](0));
        vm.prank(timelock);
        places[1].endpoint.setConfig(address(adapters[1]), address(places[1].receiver), _receiveConfig(1, nothing));
        assertEq(_attack(2), CAPACITY);
    }

    function test_TwoThatLieDifferentlyMintNothing() public {
        Packet memory first = _lie(CAPACITY);
        Packet memory second = _lie(CAPACITY - 1);
        _verify(1, 0, first);
        _verify(1, 1, second);
        _commits(first, false);
        _commits(second, false);
        assertEq(tokens[1].totalSupply(), 0);
    }

    /// @dev The bound when every required verifier lies: the bridge's limits and caps.
    function test_AllThatLieMintWhatTheLimitsAllow() public {
        Packet memory packet = _lie(CAPACITY + 1);
        _verifyByBoth(1, packet);
        (bool success, ) = _tries(packet);
        assertFalse(success);
        assertEq(tokens[1].totalSupply(), 0);
    }

    function test_ALieBesideTheTruthChangesNothing() public {
        Packet memory truth = _move(0, alice, bob, 600);
        Packet memory lie = _lie(CAPACITY);
        _verify(1, 0, lie);
        _verifyByBoth(1, truth);
        _commits(lie, false);
        _deliver(1, truth);
        assertEq(tokens[1].balanceOf(bob), 600);
        assertEq(tokens[1].totalSupply(), 600);
    }

    function test_AVerifierThatIsSilentStopsAndLosesNothing() public {
        Packet memory packet = _move(0, alice, bob, 600);
        _verify(1, 0, packet);
        _commits(packet, false);
        _verify(1, 1, packet);
        _commits(packet, true);
        _deliver(1, packet);
        assertEq(tokens[1].balanceOf(bob), 600);
    }

    function test_FewerConfirmationsThanTheRouteAsksForDoNotCount() public {
        Packet memory packet = _move(0, alice, bob, 600);
        UlnConfig memory uln = _verifiedBy(1, 2);
        uln.confirmations = CONFIRMATIONS + 1;
        vm.prank(timelock);
        places[1].endpoint.setConfig(address(adapters[1]), address(places[1].receiver), _receiveConfig(1, uln));
        _verify(1, 0, packet);
        _verify(1, 1, packet);
        _commits(packet, false);
    }

    /// @dev What the timelock does with a message that a verifier refuses for good: skip its number, so that those behind it
    /// arrive. What was burned for it is then in flight for ever, until the issuer makes it good.
    function test_TheTimelockSkipsAMessageThatIsNeverVerified() public {
        _move(0, alice, bob, 1);
        Packet memory second = _moveVerified(0, alice, bob, 600);
        vm.expectRevert(Errors.LZ_Unauthorized.selector);
        vm.prank(stranger);
        places[1].endpoint.skip(address(adapters[1]), EIDS[0], _toWord(adapters[0]), 1);
        vm.prank(timelock);
        places[1].endpoint.skip(address(adapters[1]), EIDS[0], _toWord(adapters[0]), 1);
        _deliver(1, second);
        assertEq(tokens[1].balanceOf(bob), 600);
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev One verifier confirms messages that were never sent, anybody commits and delivers; returns what it came to.
    function _attack(uint256 which) private returns (uint256 minted) {
        uint256 before = tokens[1].totalSupply();
        Packet memory packet = _lie(CAPACITY);
        _verify(1, which, packet);
        try places[1].receiver.commitVerification(packet.header, _payloadHash(packet)) {} catch (bytes memory reason) {
            assertEq(reason, abi.encodeWithSelector(IMessageLibrary.LZ_ULN_Verifying.selector));
        }
        (bool success, ) = _tries(packet);
        minted = tokens[1].totalSupply() - before;
        assertEq(success, minted != 0);
    }

    function _lie(uint256 amount) private view returns (Packet memory) {
        Origin memory origin = Origin(EIDS[0], _toWord(adapters[0]), 1);
        return _forge(origin, EIDS[1], address(adapters[1]), _message(_toWord(stranger), uint64(amount)));
    }

    function _tries(Packet memory packet) private returns (bool success, bytes memory answer) {
        bytes memory data = abi.encodeCall(
            places[1].endpoint.lzReceive,
            (packet.origin, address(adapters[1]), packet.guid, packet.message, "")
        );
        return address(places[1].endpoint).call(data);
    }

    function _commits(Packet memory packet, bool expected) private {
        if (!expected) vm.expectRevert(IMessageLibrary.LZ_ULN_Verifying.selector);
        _commit(1, packet);
    }
}
