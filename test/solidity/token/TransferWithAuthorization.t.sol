// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC3009} from "../../../contracts/interfaces/IERC3009.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title TransferWithAuthorizationTest
/// @notice EIP-3009: transfer, receive and cancel share one set of nonces. Each exists in two forms, `v, r, s` and
/// `bytes`; the rules are tested on one and both are tested to work and to refuse.
contract TransferWithAuthorizationTest is Signing {
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL_TYPEHASH = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 private constant NONCE = keccak256("nonce");
    uint256 private constant AMOUNT = 30;

    address private relayer = makeAddr("relayer");
    uint256 private validAfter;
    uint256 private validBefore;

    function setUp() public override {
        super.setUp();
        _issue(holder, 100);
        validAfter = block.timestamp - 1;
        validBefore = block.timestamp + 1 hours;
    }

    // ------------------------------------------------------------------------------------------------ transfer

    function test_TransferMovesTheAmount() public {
        _expectUsed();
        _expectTransfer(holder, bob, AMOUNT);
        _transferBytes(_signature(holderKey, _transferDigest()));
        _assertMoved();
    }

    function test_TransferVrsMovesTheAmount() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _transferDigest());
        _expectUsed();
        _expectTransfer(holder, bob, AMOUNT);
        _transferVrs(v, r, s);
        _assertMoved();
    }

    function test_TransferTakesACompactSignature() public {
        _transferBytes(_compact(holderKey, _transferDigest()));
        _assertMoved();
    }

    function test_TransferAsksAContractWallet() public {
        _makeWallet(holder);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(walletKey, _transferDigest());
        _transferVrs(v, r, s);
        _assertMoved();
    }

    function test_TransferTakesTheOwnKeyThoughTheWalletRefuses() public {
        _makeWallet(holder);
        _transferBytes(_signature(holderKey, _transferDigest()));
        _assertMoved();
    }

    function test_TransferByAFrozenRelayerSucceeds() public {
        _freeze(relayer);
        _transferBytes(_signature(holderKey, _transferDigest()));
        _assertMoved();
    }

    function test_RevertWhen_TransferIsNotYetValid() public {
        bytes memory signature = _signature(holderKey, _transferDigest());
        vm.warp(validAfter);
        vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationNotYetValid.selector, validAfter));
        _transferBytes(signature);
    }

    function test_RevertWhen_TransferIsExpired() public {
        bytes memory signature = _signature(holderKey, _transferDigest());
        vm.warp(validBefore);
        vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationExpired.selector, validBefore));
        _transferBytes(signature);
    }

    function test_RevertWhen_TransferIsUsedTwice() public {
        bytes memory signature = _signature(holderKey, _transferDigest());
        _transferBytes(signature);
        _expectUsedOrCanceled();
        _transferBytes(signature);
    }

    function test_RevertWhen_TransferIsSignedByAnother() public {
        _expectInvalidSignature();
        _transferBytes(_signature(strangerKey, _transferDigest()));
    }

    function test_RevertWhen_TransferVrsIsSignedByAnother() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(strangerKey, _transferDigest());
        _expectInvalidSignature();
        _transferVrs(v, r, s);
    }

    function test_RevertWhen_WalletRefuses() public {
        _makeWallet(holder);
        _expectInvalidSignature();
        _transferBytes(_signature(strangerKey, _transferDigest()));
    }

    function test_RevertWhen_TransferHasAHighS() public {
        (uint8 v, bytes32 r, bytes32 s) = _highS(holderKey, _transferDigest());
        _expectInvalidSignature();
        _transferVrs(v, r, s);
    }

    function test_RevertWhen_TransferIsSignedForAnotherChain() public {
        bytes memory signature = _signature(holderKey, _transferDigest());
        vm.chainId(OTHER_CHAIN);
        _expectInvalidSignature();
        _transferBytes(signature);
    }

    function test_RevertWhen_AReceiveIsUsedAsATransfer() public {
        _expectInvalidSignature();
        _transferBytes(_signature(holderKey, _receiveDigest()));
    }

    function test_RevertWhen_PayerIsFrozen() public {
        uint256 until = _freeze(holder);
        bytes memory signature = _signature(holderKey, _transferDigest());
        vm.expectRevert(_frozen(holder, until));
        _transferBytes(signature);
        assertFalse(token.authorizationState(holder, NONCE));
    }

    function test_RevertWhen_PayeeIsFrozen() public {
        uint256 until = _freeze(bob);
        bytes memory signature = _signature(holderKey, _transferDigest());
        vm.expectRevert(_frozen(bob, until));
        _transferBytes(signature);
    }

    function test_RevertWhen_PayerHasTooLittle() public {
        bytes32 digest = _digest(TRANSFER_TYPEHASH, bob, 101);
        bytes memory signature = _signature(holderKey, digest);
        vm.expectRevert(_insufficientBalance(holder, 100, 101));
        token.transferWithAuthorization(holder, bob, 101, validAfter, validBefore, NONCE, signature);
    }

    function test_RevertWhen_PayerIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, address(0)));
        token.transferWithAuthorization(address(0), bob, 0, validAfter, validBefore, NONCE, "");
    }

    // ------------------------------------------------------------------------------------------------ receive

    function test_ReceiveMovesTheAmount() public {
        bytes memory signature = _signature(holderKey, _receiveDigest());
        _expectUsed();
        _expectTransfer(holder, bob, AMOUNT);
        vm.prank(bob);
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, signature);
        _assertMoved();
    }

    function test_ReceiveVrsMovesTheAmount() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _receiveDigest());
        _expectUsed();
        _expectTransfer(holder, bob, AMOUNT);
        vm.prank(bob);
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, v, r, s);
        _assertMoved();
    }

    function test_RevertWhen_CallerIsNotThePayee() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _receiveDigest());
        vm.startPrank(relayer);
        _expectNotPayee();
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, v, r, s);
        _expectNotPayee();
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, abi.encodePacked(r, s, v));
    }

    function test_RevertWhen_ATransferIsUsedAsAReceive() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _transferDigest());
        vm.startPrank(bob);
        _expectInvalidSignature();
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, v, r, s);
        _expectInvalidSignature();
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, abi.encodePacked(r, s, v));
    }

    function test_RevertWhen_ReceiveComesAfterATransferOfItsNonce() public {
        _transferBytes(_signature(holderKey, _transferDigest()));
        bytes memory signature = _signature(holderKey, _receiveDigest());
        _expectUsedOrCanceled();
        vm.prank(bob);
        token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, signature);
    }

    // ------------------------------------------------------------------------------------------------ cancel

    function test_CancelUsesUpTheNonce() public {
        _expectCanceled();
        token.cancelAuthorization(holder, NONCE, _signature(holderKey, _cancelDigest()));
        assertTrue(token.authorizationState(holder, NONCE));

        bytes memory signature = _signature(holderKey, _transferDigest());
        _expectUsedOrCanceled();
        _transferBytes(signature);
    }

    function test_CancelVrsUsesUpTheNonce() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _cancelDigest());
        _expectCanceled();
        token.cancelAuthorization(holder, NONCE, v, r, s);
        assertTrue(token.authorizationState(holder, NONCE));
    }

    function test_CancelOfAFrozenAccountSucceeds() public {
        _freeze(holder);
        token.cancelAuthorization(holder, NONCE, _signature(holderKey, _cancelDigest()));
        assertTrue(token.authorizationState(holder, NONCE));
    }

    function test_CancelSucceedsWhileTransfersArePaused() public {
        _pause(TRANSFER);
        token.cancelAuthorization(holder, NONCE, _signature(holderKey, _cancelDigest()));
        assertTrue(token.authorizationState(holder, NONCE));
    }

    function test_CancelOfOneHolderLeavesAnothersNonce() public {
        token.cancelAuthorization(holder, NONCE, _signature(holderKey, _cancelDigest()));
        assertFalse(token.authorizationState(alice, NONCE));
    }

    function test_RevertWhen_CancelIsSignedByAnother() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(strangerKey, _cancelDigest());
        _expectInvalidSignature();
        token.cancelAuthorization(holder, NONCE, v, r, s);
        _expectInvalidSignature();
        token.cancelAuthorization(holder, NONCE, abi.encodePacked(r, s, v));
        assertFalse(token.authorizationState(holder, NONCE));
    }

    function test_RevertWhen_CancelComesTooLate() public {
        _transferBytes(_signature(holderKey, _transferDigest()));
        bytes memory signature = _signature(holderKey, _cancelDigest());
        _expectUsedOrCanceled();
        token.cancelAuthorization(holder, NONCE, signature);
    }

    // ------------------------------------------------------------------------------------------------ pauses

    function test_RevertWhen_TransfersOrSignaturesArePaused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _transferDigest());
        uint256[3] memory scopes = [TRANSFER, SIGNATURE, TRANSFER | SIGNATURE];
        for (uint256 i = 0; i < scopes.length; ++i) {
            vm.prank(unpauser);
            token.unpause(SCOPES);
            _pause(scopes[i]);
            vm.expectRevert(_paused(scopes[i]));
            _transferVrs(v, r, s);
            vm.expectRevert(_paused(scopes[i]));
            _transferBytes(abi.encodePacked(r, s, v));
            vm.expectRevert(_paused(scopes[i]));
            token.receiveWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, v, r, s);
            vm.expectRevert(_paused(scopes[i]));
            token.receiveWithAuthorization(
                holder,
                bob,
                AMOUNT,
                validAfter,
                validBefore,
                NONCE,
                abi.encodePacked(r, s, v)
            );
        }
    }

    function test_RevertWhen_CancellationsArePaused() public {
        _pause(SIGNATURE);
        vm.expectRevert(_paused(SIGNATURE));
        token.cancelAuthorization(holder, NONCE, 27, 0, 0);
        vm.expectRevert(_paused(SIGNATURE));
        token.cancelAuthorization(holder, NONCE, "");
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    function testFuzz_ValidOnlyBetweenItsTimes(uint256 from, uint256 until, uint256 time) public {
        validAfter = bound(from, 0, type(uint64).max);
        validBefore = bound(until, 0, type(uint64).max);
        time = bound(time, block.timestamp, type(uint40).max);
        bytes memory signature = _signature(holderKey, _transferDigest());
        vm.warp(time);
        if (time <= validAfter) {
            vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationNotYetValid.selector, validAfter));
        } else if (time >= validBefore) {
            vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationExpired.selector, validBefore));
        }
        _transferBytes(signature);
    }

    function testFuzz_NoOtherFieldsThanTheSigned(address to, uint256 value, bytes32 nonce) public {
        vm.assume(to != bob || value != AMOUNT || nonce != NONCE);
        bytes memory signature = _signature(holderKey, _transferDigest());
        _expectInvalidSignature();
        token.transferWithAuthorization(holder, to, value, validAfter, validBefore, nonce, signature);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _digest(bytes32 typehash, address to, uint256 value) private view returns (bytes32) {
        return _typed(abi.encode(typehash, holder, to, value, validAfter, validBefore, NONCE));
    }

    function _transferDigest() private view returns (bytes32) {
        return _digest(TRANSFER_TYPEHASH, bob, AMOUNT);
    }

    function _receiveDigest() private view returns (bytes32) {
        return _digest(RECEIVE_TYPEHASH, bob, AMOUNT);
    }

    function _cancelDigest() private view returns (bytes32) {
        return _typed(abi.encode(CANCEL_TYPEHASH, holder, NONCE));
    }

    function _transferBytes(bytes memory signature) private {
        vm.prank(relayer);
        token.transferWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, signature);
    }

    function _transferVrs(uint8 v, bytes32 r, bytes32 s) private {
        vm.prank(relayer);
        token.transferWithAuthorization(holder, bob, AMOUNT, validAfter, validBefore, NONCE, v, r, s);
    }

    function _assertMoved() private view {
        assertEq(token.balanceOf(holder), 70);
        assertEq(token.balanceOf(bob), 30);
        assertTrue(token.authorizationState(holder, NONCE));
    }

    function _expectUsed() private {
        vm.expectEmit(address(token));
        emit IERC3009.AuthorizationUsed(holder, NONCE);
    }

    function _expectCanceled() private {
        vm.expectEmit(address(token));
        emit IERC3009.AuthorizationCanceled(holder, NONCE);
    }

    function _expectInvalidSignature() private {
        vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, holder));
    }

    function _expectUsedOrCanceled() private {
        vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationUsedOrCanceled.selector, holder, NONCE));
    }

    function _expectNotPayee() private {
        vm.expectRevert(abi.encodeWithSelector(IERC3009.CallerMustBePayee.selector, relayer, bob));
    }
}
