// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    MessagingFee,
    MessagingReceipt
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {IOFT, OFTReceipt, SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ILayerZeroAdapter} from "../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {Move} from "../helpers/Move.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title SendWithPermitTest
/// @notice A holder moves with a signature instead of an approval; whoever uses the signature up before changes nothing.
contract SendWithPermitTest is Move, Signing {
    uint256 internal deadline;
    bytes internal signature;

    function setUp() public override(Move, Signing) {
        super.setUp();
        deadline = block.timestamp + 1 hours;
        _bring(0, holder, 1_000);
        vm.deal(holder, 1 ether);
        signature = _permitFor(600, 0, holderKey);
    }

    function test_MovesWithoutAnApproval() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        bytes32 guid = places[0].endpoint.nextGuid(address(adapters[0]), EIDS[1], _toWord(adapters[1]));
        vm.expectEmit(address(adapters[0]));
        emit IOFT.OFTSent(guid, EIDS[1], holder, 600, 600);
        vm.prank(holder);
        (MessagingReceipt memory receipt, OFTReceipt memory amounts) = adapters[0].sendWithPermit{value: fee.nativeFee}(
            param,
            fee,
            holder,
            deadline,
            signature
        );
        assertEq(receipt.guid, guid);
        assertEq(amounts.amountSentLD, 600);
        assertEq(amounts.amountReceivedLD, 600);
        assertEq(token.balanceOf(holder), 400);
        assertEq(token.allowance(holder, address(adapters[0])), 0);
        assertEq(token.nonces(holder), 1);
    }

    function test_ARefundComesBack() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        uint256 fee = adapters[0].quoteSend(param, false).nativeFee + 9;
        vm.prank(holder);
        adapters[0].sendWithPermit{value: fee}(param, MessagingFee(fee, 0), carol, deadline, signature);
        assertEq(carol.balance, 9);
    }

    function test_APermitThatSomebodyUsedBeforeStillCounts() public {
        vm.prank(stranger);
        token.permit(holder, address(adapters[0]), 600, deadline, signature);
        _send(600);
        assertEq(token.balanceOf(holder), 400);
        assertEq(token.allowance(holder, address(adapters[0])), 0);
    }

    function test_AnAllowanceThatIsThereIsEnough() public {
        _approve(0, holder);
        _pause(SIGNATURE);
        _send(600);
        assertEq(token.balanceOf(holder), 400);
        assertEq(token.nonces(holder), 0);
    }

    function test_ContractWalletsSignToo() public {
        _makeWallet(holder);
        signature = _permitFor(600, 0, walletKey);
        _send(600);
        assertEq(token.balanceOf(holder), 400);
    }

    function test_ThePermitIsForTheAmountWhateverTheLeastIs() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        param.minAmountLD = 0;
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.prank(holder);
        adapters[0].sendWithPermit{value: fee.nativeFee}(param, fee, holder, deadline, signature);
        assertEq(token.balanceOf(holder), 400);
    }

    function test_RevertWhen_SendWouldRefuseIt() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        param.composeMsg = hex"00";
        _refuses(param, abi.encodeWithSelector(ILayerZeroAdapter.ComposeNotSupported.selector));
        param = _param(0, 0, 600);
        _refuses(param, abi.encodeWithSelector(ILayerZeroAdapter.InvalidReceiver.selector, bytes32(0)));
        param = _param(0, _toWord(bob), 600);
        param.minAmountLD = 601;
        _refuses(param, abi.encodeWithSelector(IOFT.SlippageExceeded.selector, 600, 601));
    }

    function test_RevertWhen_ThePermitIsForLess() public {
        SendParam memory param = _param(0, _toWord(bob), 601);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        bytes32 digest = _digest(601, 0);
        (address recovered) = _recover(digest);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612InvalidSigner.selector, recovered, holder));
        vm.prank(holder);
        adapters[0].sendWithPermit{value: fee.nativeFee}(param, fee, holder, deadline, signature);
    }

    function test_RevertWhen_SomebodyElseBringsIt() public {
        SendParam memory param = _param(0, _toWord(bob), 600);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.prank(stranger);
        token.permit(holder, address(adapters[0]), 600, deadline, signature);
        vm.deal(stranger, fee.nativeFee);
        // The allowance is the holder's to use, and nobody else's.
        (bool success, ) = _callAs(stranger, param, fee);
        assertFalse(success);
        assertEq(token.balanceOf(holder), 1_000);
    }

    function test_RevertWhen_ItHasExpired() public {
        vm.warp(deadline + 1);
        SendParam memory param = _param(0, _toWord(bob), 600);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, deadline));
        vm.prank(holder);
        adapters[0].sendWithPermit{value: fee.nativeFee}(param, fee, holder, deadline, signature);
    }

    function test_RevertWhen_SignaturesArePausedAndNothingIsAllowed() public {
        vm.prank(holder);
        token.approve(address(adapters[0]), 599);
        _pause(SIGNATURE);
        SendParam memory param = _param(0, _toWord(bob), 600);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.expectRevert(_paused(SIGNATURE));
        vm.prank(holder);
        adapters[0].sendWithPermit{value: fee.nativeFee}(param, fee, holder, deadline, signature);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _send(uint256 amount) private {
        SendParam memory param = _param(0, _toWord(bob), amount);
        MessagingFee memory fee = adapters[0].quoteSend(param, false);
        vm.prank(holder);
        adapters[0].sendWithPermit{value: fee.nativeFee}(param, fee, holder, deadline, signature);
    }

    function _refuses(SendParam memory param, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(holder);
        adapters[0].sendWithPermit(param, MessagingFee(0, 0), holder, deadline, signature);
    }

    function _callAs(
        address caller,
        SendParam memory param,
        MessagingFee memory fee
    ) private returns (bool success, bytes memory answer) {
        bytes memory data = abi.encodeCall(adapters[0].sendWithPermit, (param, fee, caller, deadline, signature));
        vm.prank(caller);
        return address(adapters[0]).call{value: fee.nativeFee}(data);
    }

    function _permitFor(uint256 amount, uint256 nonce, uint256 key) private view returns (bytes memory) {
        return _signature(key, _digest(amount, nonce));
    }

    function _digest(uint256 amount, uint256 nonce) private view returns (bytes32) {
        return _typed(abi.encode(PERMIT_TYPEHASH, holder, address(adapters[0]), amount, nonce, deadline));
    }

    function _recover(bytes32 digest) private view returns (address) {
        bytes memory bytes_ = signature;
        (bytes32 r, bytes32 s) = (bytes32(0), bytes32(0));
        assembly ("memory-safe") {
            r := mload(add(bytes_, 32))
            s := mload(add(bytes_, 64))
        }
        return ecrecover(digest, uint8(bytes_[64]), r, s);
    }
}
