// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {Errors} from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import {IOAppCore} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppCore.sol";
import {OAppReceiver} from "@layerzerolabs/oapp-evm/contracts/oapp/OAppReceiver.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {Move} from "../helpers/Move.sol";

/// @title ReceiveTest
/// @notice What arrives: minted in full, or refused so that anybody can deliver it again.
contract ReceiveTest is Move {
    // ------------------------------------------------------------------------------------------------ who delivers

    function test_RevertWhen_TheCallerIsNotTheEndpoint() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        vm.expectRevert(abi.encodeWithSelector(OAppReceiver.OnlyEndpoint.selector, stranger));
        vm.prank(stranger);
        adapters[1].lzReceive(packet.origin, packet.guid, packet.message, stranger, "");
    }

    function test_RevertWhen_TheSenderIsNotThePeer() public {
        Packet memory packet = _forge(
            Origin(EIDS[0], _toWord(stranger), 1),
            EIDS[1],
            address(adapters[1]),
            _message(_toWord(bob), 1)
        );
        _verify(1, 0, packet);
        _verify(1, 1, packet);
        // The endpoint asks the adapter before it takes anything from a path.
        vm.expectRevert(Errors.LZ_PathNotInitializable.selector);
        _commit(1, packet);
        vm.expectRevert(abi.encodeWithSelector(IOAppCore.OnlyPeer.selector, EIDS[0], _toWord(stranger)));
        _receive(packet);
    }

    function test_RevertWhen_ThePeerWasChangedOnTheWay() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        _setPeer(_toWord(stranger));
        vm.expectRevert(abi.encodeWithSelector(IOAppCore.OnlyPeer.selector, EIDS[0], packet.origin.sender));
        _deliver(1, packet);
        _setPeer(0);
        vm.expectRevert(abi.encodeWithSelector(IOAppCore.NoPeer.selector, EIDS[0]));
        _deliver(1, packet);
        _setPeer(packet.origin.sender);
        _deliver(1, packet);
        assertEq(tokens[1].balanceOf(bob), 600);
    }

    function test_RevertWhen_ItWasNotVerified() public {
        Packet memory packet = _move(0, alice, bob, 600);
        vm.expectRevert(abi.encodeWithSelector(Errors.LZ_InvalidNonce.selector, 1));
        _deliver(1, packet);
    }

    function test_RevertWhen_ItWasDeliveredBefore() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        _deliver(1, packet);
        vm.expectRevert(
            abi.encodeWithSelector(Errors.LZ_PayloadHashNotFound.selector, bytes32(0), _payloadHash(packet))
        );
        _deliver(1, packet);
        _verify(1, 0, packet);
        _verify(1, 1, packet);
        vm.expectRevert(Errors.LZ_PathNotVerifiable.selector);
        _commit(1, packet);
        assertEq(tokens[1].totalSupply(), 600);
    }

    function test_RevertWhen_AnotherReceiverOrAmountIsNamed() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        bytes32 verified = _payloadHash(packet);
        packet.message = _message(_toWord(stranger), 600);
        vm.expectRevert(abi.encodeWithSelector(Errors.LZ_PayloadHashNotFound.selector, verified, _payloadHash(packet)));
        _deliver(1, packet);
    }

    function test_LaterMessagesWaitForTheVerificationOfEarlierOnesOnly() public {
        Packet memory first = _move(0, alice, bob, 1);
        Packet memory second = _moveVerified(0, alice, carol, 2);
        vm.expectRevert(abi.encodeWithSelector(Errors.LZ_InvalidNonce.selector, 1));
        _deliver(1, second);
        _verifyByBoth(1, first);
        _deliver(1, second);
        assertEq(tokens[1].balanceOf(carol), 2);
        _deliver(1, first);
        assertEq(tokens[1].balanceOf(bob), 1);
    }

    // ------------------------------------------------------------------------------------------------ refused for now

    function test_RevertWhen_CrosschainIsPaused() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        vm.prank(pauser);
        tokens[1].pause(CROSSCHAIN);
        _refusesForNow(packet, _paused(CROSSCHAIN));
        vm.prank(unpauser);
        tokens[1].unpause(CROSSCHAIN);
        _arrives(packet);
    }

    function test_RevertWhen_TheInboundLimitIsUsedUp() public {
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapters[1]), _bridgeLimits(599, 1 days, CAPACITY, 1 days));
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        _refusesForNow(
            packet,
            abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, address(adapters[1]), 600, 599)
        );
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapters[1]), _bridgeLimits(600, 1 days, CAPACITY, 1 days));
        vm.warp(block.timestamp + 1 days);
        _arrives(packet);
    }

    function test_RevertWhen_ACapIsReached() public {
        ICrosschain.BridgeLimits memory limits = _bridgeLimits(CAPACITY, 1 days, CAPACITY, 1 days);
        limits.netInflowCap = 599;
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapters[1]), limits);
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        _refusesForNow(
            packet,
            abi.encodeWithSelector(ICrosschain.BridgeInflowCapExceeded.selector, address(adapters[1]), 600, 599)
        );
        limits.netInflowCap = 600;
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapters[1]), limits);
        vm.prank(timelock);
        tokens[1].setInflowCap(599);
        _refusesForNow(packet, abi.encodeWithSelector(ICrosschain.InflowCapExceeded.selector, 600, 599));
        vm.prank(timelock);
        tokens[1].setInflowCap(600);
        _arrives(packet);
    }

    function test_RevertWhen_TheRoleWasTakenOnTheWay() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        vm.prank(council);
        tokens[1].revokeRole(BRIDGE_ROLE, address(adapters[1]));
        _refusesForNow(
            packet,
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector,
                address(adapters[1]),
                BRIDGE_ROLE
            )
        );
        vm.prank(timelock);
        tokens[1].grantRole(BRIDGE_ROLE, address(adapters[1]));
        _arrives(packet);
    }

    function test_RevertWhen_TheSupplyWouldNotFit() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        uint256 supply = type(uint216).max - 599;
        vm.store(address(tokens[1]), _supplySlot(), bytes32(supply));
        _refusesForNow(packet, abi.encodeWithSelector(ILedgerErrors.SupplyOverflow.selector, supply, 600));
        vm.store(address(tokens[1]), _supplySlot(), bytes32(supply - 1));
        _arrives(packet);
    }

    function test_RevertWhen_TheAdapterIsFrozen() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        uint256 until = _freezeOver(address(adapters[1]));
        // Also where the receiver is frozen as well: what stops the adapter holds nothing.
        _freezeOver(bob);
        _refusesForNow(packet, _frozen(address(adapters[1]), until));
        vm.startPrank(compliance);
        tokens[1].unfreeze(address(adapters[1]), CASE);
        tokens[1].unfreeze(bob, CASE);
        vm.stopPrank();
        _arrives(packet);
    }

    function test_RevertWhen_TheGasIsNotEnough() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        bytes memory data = abi.encodeCall(
            places[1].endpoint.lzReceive,
            (packet.origin, address(adapters[1]), packet.guid, packet.message, "")
        );
        uint256 refused = 0;
        for (uint256 gas_ = 30_000; ; gas_ += 1_000) {
            (bool success, ) = address(places[1].endpoint).call{gas: gas_}(data);
            assertEq(adapters[1].heldTotal(), 0);
            if (success) break;
            ++refused;
        }
        assertTrue(refused > 10, "it needs less gas than thought");
        assertEq(tokens[1].balanceOf(bob), 600);
    }

    // ------------------------------------------------------------------------------------------------ refused for good

    function test_RevertWhen_NativeCoinComesAlong() public {
        Packet memory packet = _moveVerified(0, alice, bob, 600);
        vm.expectRevert(abi.encodeWithSelector(ILayerZeroAdapter.NativeCoinRefused.selector, 1));
        places[1].endpoint.lzReceive{value: 1}(packet.origin, address(adapters[1]), packet.guid, packet.message, "");
        _arrives(packet);
    }

    function test_RevertWhen_AMessageComesUnderTheIdOfAnother() public {
        Packet memory packet = _forgeFromPeer(_message(_toWord(bob), 1));
        bytes32 expected = packet.guid;
        packet.guid = keccak256("another");
        _verifyByBoth(1, packet);
        vm.expectRevert(abi.encodeWithSelector(ILayerZeroAdapter.MessageIdMismatch.selector, packet.guid, expected));
        _deliver(1, packet);
    }

    function test_RevertWhen_AMessageHasAnotherForm() public {
        bytes memory reason = abi.encodeWithSelector(ILayerZeroAdapter.ComposeNotSupported.selector);
        _refusesForGood(bytes.concat(_message(_toWord(bob), 1), hex"00"), reason);
        _refusesForGood(abi.encodePacked(_toWord(bob), uint56(1)), reason);
        _refusesForGood("", reason);
    }

    function test_RevertWhen_AMessageNamesNoAddress() public {
        bytes32 to = bytes32((uint256(1) << 160) | uint160(bob));
        _refusesForGood(_message(to, 1), abi.encodeWithSelector(ILayerZeroAdapter.InvalidReceiver.selector, to));
    }

    function test_RevertWhen_AMessageNamesTheAdapterItself() public {
        _refusesForGood(_message(_toWord(adapters[1]), 1), _invalidReceiver(address(adapters[1])));
    }

    function test_RevertWhen_AMessageBringsNothing() public {
        _refusesForGood(_message(_toWord(bob), 0), abi.encodeWithSelector(IMinting.ZeroAmount.selector));
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev The adapter asked by the endpoint itself, past everything that the endpoint checks.
    function _receive(Packet memory packet) private {
        vm.prank(address(places[1].endpoint));
        adapters[1].lzReceive(packet.origin, packet.guid, packet.message, address(this), "");
    }

    function _setPeer(bytes32 peer) private {
        vm.prank(timelock);
        adapters[1].setPeer(EIDS[0], peer);
    }

    function _freezeOver(address account) private returns (uint256 until) {
        vm.prank(guardian);
        tokens[1].freeze(account, CASE);
        return block.timestamp + 72 hours;
    }

    /// @dev A message that both verifiers have made up.
    function _forgeFromPeer(bytes memory message) private view returns (Packet memory) {
        uint64 nonce = places[1].endpoint.inboundNonce(address(adapters[1]), EIDS[0], _toWord(adapters[0])) + 1;
        return _forge(Origin(EIDS[0], _toWord(adapters[0]), nonce), EIDS[1], address(adapters[1]), message);
    }

    function _refusesForGood(bytes memory message, bytes memory reason) private {
        Packet memory packet = _forgeFromPeer(message);
        _verifyByBoth(1, packet);
        vm.expectRevert(reason);
        _deliver(1, packet);
        assertEq(tokens[1].totalSupply(), 0);
        assertEq(adapters[1].heldTotal(), 0);
    }

    function _refusesForNow(Packet memory packet, bytes memory reason) private {
        vm.expectRevert(reason);
        _deliver(1, packet);
        assertEq(tokens[1].balanceOf(bob), 0);
        assertEq(adapters[1].heldTotal(), 0);
    }

    /// @dev A stranger brings what was refused before.
    function _arrives(Packet memory packet) private {
        vm.prank(stranger);
        _deliver(1, packet);
        assertEq(tokens[1].balanceOf(bob), 600);
        assertEq(adapters[1].heldTotal(), 0);
    }
}
