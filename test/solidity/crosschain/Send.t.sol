// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    ILayerZeroEndpointV2,
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {Errors} from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import {IOAppCore} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppCore.sol";
import {IOAppOptionsType3} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppOptionsType3.sol";
import {OAppSender} from "@layerzerolabs/oapp-evm/contracts/oapp/OAppSender.sol";
import {
    IOFT,
    OFTFeeDetail,
    OFTLimit,
    OFTReceipt,
    SendParam
} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {Move} from "../helpers/Move.sol";
import {Vm} from "../helpers/Vm.sol";

/// @title SendTest
/// @notice What leaves: burned from the holder's own tokens, in full, to a receiver that can be one.
contract SendTest is Move {
    // ------------------------------------------------------------------------------------------------ success

    function test_AMoveArrivesInFull() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        bytes32 guid = places[0].endpoint.nextGuid(address(adapters[0]), EIDS[1], _toWord(adapters[1]));
        _expectTransfer(alice, address(0), 600);
        vm.expectEmit(address(token));
        emit IERC7802.CrosschainBurn(alice, 600, address(adapters[0]));
        vm.expectEmit(address(adapters[0]));
        emit IOFT.OFTSent(guid, EIDS[1], alice, 600, 600);
        vm.recordLogs();
        (MessagingReceipt memory receipt, OFTReceipt memory amounts) = _send(alice, param, fee, fee.nativeFee);
        assertEq(receipt.guid, guid);
        assertEq(receipt.nonce, 1);
        assertEq(receipt.fee.nativeFee, fee.nativeFee);
        assertEq(amounts.amountSentLD, 600);
        assertEq(amounts.amountReceivedLD, 600);
        Packet memory packet = _lastPacket(vm.getRecordedLogs());
        assertEq(packet.message, _message(_toWord(bob), 600));

        _verifyByBoth(1, packet);
        vm.expectEmit(address(tokens[1]));
        emit IERC7802.CrosschainMint(bob, 600, address(adapters[1]));
        vm.expectEmit(address(adapters[1]));
        emit IOFT.OFTReceived(guid, EIDS[0], bob, 600);
        vm.prank(stranger);
        _deliver(1, packet);
        assertEq(tokens[0].balanceOf(alice), 400);
        assertEq(tokens[0].totalSupply(), 400);
        assertEq(tokens[1].balanceOf(bob), 600);
        assertEq(tokens[1].totalSupply(), 600);
        _assertBooks(0, 0, 600);
        _assertBooks(1, 600, 0);
    }

    function test_ItComesBack() public {
        _deliver(1, _moveVerified(0, alice, bob, 600));
        _deliver(0, _moveVerified(1, bob, alice, 250));
        assertEq(tokens[0].balanceOf(alice), 650);
        assertEq(tokens[1].balanceOf(bob), 350);
        _assertBooks(0, 250, 600);
        _assertBooks(1, 600, 250);
    }

    function test_ALimitedAllowanceIsUsedUp() public {
        vm.prank(alice);
        token.approve(address(adapters[0]), 600);
        _move(0, alice, bob, 599);
        assertEq(token.allowance(alice, address(adapters[0])), 1);
    }

    function test_FeesReachTheWorkersAndTheRestComesBack() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        uint256 fee = adapters[0].quoteSend(param, false).nativeFee;
        _send(alice, param, MessagingFee(fee + 5, 0), fee + 5);
        assertEq(alice.balance, 100 ether - fee);
        uint256 workers = places[0].sender.fees(places[0].executor);
        for (uint256 i = 0; i < 2; ++i) workers += places[0].sender.fees(address(places[0].verifiers[i]));
        assertEq(places[0].sender.fees(address(places[0].verifiers[2])), 0);
        assertTrue(workers != 0);
        // A tenth goes to LayerZero's treasury.
        assertEq(workers + workers / 10, fee);
    }

    function test_TheRefundGoesWhereTheHolderSays() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        uint256 fee = adapters[0].quoteSend(param, false).nativeFee;
        vm.prank(alice);
        // solhint-disable-next-line check-send-result
        adapters[0].send{value: fee + 5}(param, MessagingFee(fee + 5, 0), carol);
        assertEq(carol.balance, 5);
    }

    function test_OptionsOfTheHolderComeAfterThoseOfTheRoute() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        param.extraOptions = _options(7, 0);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.recordLogs();
        _send(alice, param, fee, fee.nativeFee);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes memory options;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ILayerZeroEndpointV2.PacketSent.selector) continue;
            (, options, ) = abi.decode(logs[i].data, (bytes, bytes, address));
        }
        bytes memory own = abi.encodePacked(uint8(1), uint16(17), uint8(1), uint128(7));
        assertEq(options, bytes.concat(_options(RECEIVE_GAS, 0), own));
    }

    // ------------------------------------------------------------------------------------------------ quotes

    function test_QuotesTellTheRealLimits() public {
        (OFTLimit memory limit, OFTFeeDetail[] memory details, OFTReceipt memory amounts) = _quote(600);
        assertEq(limit.minAmountLD, 1);
        assertEq(limit.maxAmountLD, CAPACITY);
        assertEq(details.length, 0);
        assertEq(amounts.amountSentLD, 600);
        assertEq(amounts.amountReceivedLD, 600);
        _move(0, alice, bob, 600);
        _assertMost(CAPACITY - 600);
    }

    function test_WithoutALimitTheMostIsWhatAMessageCarries() public {
        vm.prank(limiter);
        token.setBridgeLimits(address(adapters[0]), _bridgeLimits(UNLIMITED, 1, UNLIMITED, 1));
        _assertMost(type(uint64).max);
    }

    function test_NothingCanBeSentWithoutTheRole() public {
        vm.prank(timelock);
        token.revokeRole(BRIDGE_ROLE, address(adapters[0]));
        _assertMost(0);
    }

    function test_NothingCanBeSentWhileCrosschainIsPaused() public {
        _pause(SCOPES & ~CROSSCHAIN);
        _assertMost(CAPACITY);
        _pause(CROSSCHAIN);
        _assertMost(0);
    }

    function test_NothingCanBeSentWhileTheAdapterIsFrozen() public {
        _freeze(address(adapters[0]));
        _assertMost(0);
    }

    // ------------------------------------------------------------------------------------------------ refusals

    function test_RevertWhen_TheReceiverIsNone() public {
        _refusesReceiver(0);
        _refusesReceiver(bytes32(uint256(1) << 160));
        _refusesReceiver(bytes32((uint256(0x41) << 160) | uint160(bob)));
        _refusesReceiver(bytes32(type(uint256).max));
    }

    function test_RevertWhen_TheReceiverIsTheOtherAdapter() public {
        _refusesReceiver(_toWord(adapters[1]));
        // The one here is an address like any other over there.
        _move(0, alice, address(adapters[0]), 1);
    }

    function test_RevertWhen_ACallShallFollow() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        param.composeMsg = hex"00";
        _refuses(param, abi.encodeWithSelector(ILayerZeroAdapter.ComposeNotSupported.selector));
    }

    function test_RevertWhen_LessArrivesThanAskedFor() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        param.minAmountLD = 601;
        bytes memory reason = abi.encodeWithSelector(IOFT.SlippageExceeded.selector, 600, 601);
        _refuses(param, reason);
        vm.expectRevert(reason);
        adapters[0].quoteOFT(param);
    }

    function test_RevertWhen_AMessageCannotCarryTheAmount() public {
        uint256 amount = uint256(type(uint64).max) + 1;
        vm.prank(limiter);
        token.setBridgeLimits(address(adapters[0]), _bridgeLimits(UNLIMITED, 1, UNLIMITED, 1));
        _bring(0, alice, amount);
        _refuses(_param(0, _toWord(bob), amount), abi.encodeWithSelector(IOFT.AmountSDOverflowed.selector, amount));
        _move(0, alice, bob, amount - 1);
    }

    function test_RevertWhen_TheCoinDoesNotMoveThere() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        param.dstEid = 1;
        _refuses(param, abi.encodeWithSelector(IOAppCore.NoPeer.selector, 1));
    }

    function test_RevertWhen_OptionsAreOfAnotherType() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        param.extraOptions = hex"00010000";
        _refuses(param, abi.encodeWithSelector(IOAppOptionsType3.InvalidOptions.selector, param.extraOptions));
    }

    function test_RevertWhen_TheFeeIsNotSentAlong() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        uint256 fee = adapters[0].quoteSend(param, false).nativeFee;
        vm.expectRevert(abi.encodeWithSelector(OAppSender.NotEnoughNative.selector, fee - 1));
        _send(alice, param, MessagingFee(fee, 0), fee - 1);
        vm.expectRevert(abi.encodeWithSelector(OAppSender.NotEnoughNative.selector, fee + 1));
        _send(alice, param, MessagingFee(fee, 0), fee + 1);
        vm.expectRevert(abi.encodeWithSelector(Errors.LZ_InsufficientFee.selector, fee, fee - 1, 0, 0));
        _send(alice, param, MessagingFee(fee - 1, 0), fee - 1);
    }

    function test_RevertWhen_TheFeeIsPaidInAnotherToken() public {
        SendParam memory param = _param(0, _toWord(bob), 1);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        fee.lzTokenFee = 1;
        vm.expectRevert(ILayerZeroAdapter.NotSupported.selector);
        _send(alice, param, fee, fee.nativeFee);
        vm.expectRevert(Errors.LZ_LzTokenUnavailable.selector);
        adapters[0].quoteSend(param, true);
    }

    // ------------------------------------------------------------------------------------------------ refusals of the token

    function test_RevertWhen_NothingIsSent() public {
        _refusesToSend(alice, 0, abi.encodeWithSelector(IMinting.ZeroAmount.selector));
    }

    function test_RevertWhen_TheHolderHasLess() public {
        _refusesToSend(alice, 1_001, _insufficientBalance(alice, 1_000, 1_001));
    }

    function test_RevertWhen_TheAllowanceIsLess() public {
        vm.prank(alice);
        token.approve(address(adapters[0]), 599);
        _refusesToSend(alice, 600, _insufficientAllowance(address(adapters[0]), 599, 600));
        _refusesToSend(carol, 1, _insufficientAllowance(address(adapters[0]), 0, 1));
    }

    function test_RevertWhen_TheHolderIsFrozen() public {
        _refusesToSend(alice, 1, _frozen(alice, _freeze(alice)));
    }

    function test_RevertWhen_TheAdapterIsFrozen() public {
        _refusesToSend(alice, 1, _frozen(address(adapters[0]), _freeze(address(adapters[0]))));
    }

    function test_RevertWhen_CrosschainIsPaused() public {
        _pause(CROSSCHAIN);
        _refusesToSend(alice, 1, _paused(CROSSCHAIN));
    }

    function test_RevertWhen_TheOutboundLimitIsUsedUp() public {
        vm.prank(limiter);
        token.setBridgeLimits(address(adapters[0]), _bridgeLimits(CAPACITY, 1 days, 700, 1 days));
        _move(0, alice, bob, 600);
        _refusesToSend(
            alice,
            101,
            abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, address(adapters[0]), 101, 100)
        );
        vm.warp(block.timestamp + 1 days);
        _move(0, alice, bob, 101);
    }

    function test_RevertWhen_TheRoleIsGone() public {
        vm.prank(timelock);
        token.revokeRole(BRIDGE_ROLE, address(adapters[0]));
        _refusesToSend(
            alice,
            1,
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector,
                address(adapters[0]),
                BRIDGE_ROLE
            )
        );
    }

    // ------------------------------------------------------------------------------------------------ private

    function _send(
        address from,
        SendParam memory param,
        MessagingFee memory fee,
        uint256 value
    ) private returns (MessagingReceipt memory, OFTReceipt memory) {
        vm.prank(from);
        // solhint-disable-next-line check-send-result
        return adapters[0].send{value: value}(param, fee, from);
    }

    function _quote(uint256 amount) private view returns (OFTLimit memory, OFTFeeDetail[] memory, OFTReceipt memory) {
        return adapters[0].quoteOFT(_param(0, _toWord(bob), amount));
    }

    function _assertMost(uint256 most) private view {
        (OFTLimit memory limit, , ) = _quote(1);
        assertEq(limit.minAmountLD, 1);
        assertEq(limit.maxAmountLD, most);
    }

    function _assertBooks(uint256 c, uint256 minted, uint256 burned) private view {
        (uint256 in_, uint256 out) = tokens[c].bridgeBooks(address(adapters[c]));
        assertEq(in_, minted);
        assertEq(out, burned);
    }

    function _refusesReceiver(bytes32 to) private {
        _refuses(_param(0, to, 1), abi.encodeWithSelector(ILayerZeroAdapter.InvalidReceiver.selector, to));
    }

    /// @dev The quote and the sending fail alike.
    function _refuses(SendParam memory param, bytes memory reason) private {
        vm.expectRevert(reason);
        adapters[0].quoteSend(param, false);
        vm.expectRevert(reason);
        _send(alice, param, MessagingFee(0, 0), 0);
    }

    /// @dev What only the token knows: the quote does not.
    function _refusesToSend(address from, uint256 amount, bytes memory reason) private {
        SendParam memory param = _param(0, _toWord(bob), amount);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.deal(from, fee.nativeFee);
        vm.expectRevert(reason);
        _send(from, param, fee, fee.nativeFee);
    }
}
