// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAuthorizationBatch} from "../../../contracts/interfaces/IAuthorizationBatch.sol";
import {IERC3009} from "../../../contracts/interfaces/IERC3009.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title AuthorizationBatchTest
/// @notice Many signed transfers at once: all or none, and the first that fails is named.
contract AuthorizationBatchTest is Signing {
    bytes32 private constant TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    uint256 private constant HELD = 1_000;

    address private relayer = makeAddr("relayer");

    function setUp() public override {
        super.setUp();
        _issue(holder, HELD);
    }

    function test_MovesEveryAmount() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(3);
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectEmit(address(token));
            emit IERC3009.AuthorizationUsed(holder, batch[i].nonce);
            _expectTransfer(holder, batch[i].to, batch[i].value);
        }
        vm.prank(relayer);
        token.transferWithAuthorizationBatch(batch);
        _assertMoved(batch);
    }

    function test_MovesALongBatch() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(40);
        token.transferWithAuthorizationBatch(batch);
        _assertMoved(batch);
    }

    function test_TakesNone() public {
        token.transferWithAuthorizationBatch(new IAuthorizationBatch.SignedTransfer[](0));
        assertEq(token.balanceOf(holder), HELD);
    }

    function test_TakesContractWallets() public {
        _issue(carol, 50);
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(2);
        _makeWallet(carol);
        batch[1].from = carol;
        batch[1].value = 50;
        _sign(batch[1], walletKey, TYPEHASH);
        token.transferWithAuthorizationBatch(batch);
        assertEq(token.balanceOf(carol), 0);
        assertEq(token.balanceOf(batch[1].to), 50);
        assertEq(token.balanceOf(batch[0].to), batch[0].value);
    }

    /// @dev Whichever it is, nothing moves, no nonce is used, and its place and its reason are told.
    function test_RevertWhen_OneHasAnotherSignature() public {
        for (uint256 place = 0; place < 5; ++place) {
            IAuthorizationBatch.SignedTransfer[] memory batch = _batch(5);
            _sign(batch[place], strangerKey, TYPEHASH);
            _assertFails(batch, place, abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, holder));
        }
    }

    function test_RevertWhen_OneIsSignedForReceiving() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(2);
        bytes32 receiving = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        _sign(batch[1], holderKey, receiving);
        _assertFails(batch, 1, abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, holder));
    }

    function test_RevertWhen_OneComesTwice() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(3);
        batch[2] = batch[0];
        _assertFails(
            batch,
            2,
            abi.encodeWithSelector(IERC3009.AuthorizationUsedOrCanceled.selector, holder, batch[0].nonce)
        );
    }

    function test_RevertWhen_OneIsTooEarlyOrTooLate() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(2);
        batch[1].validAfter = block.timestamp;
        _sign(batch[1], holderKey, TYPEHASH);
        _assertFails(batch, 1, abi.encodeWithSelector(IERC3009.AuthorizationNotYetValid.selector, block.timestamp));

        batch = _batch(2);
        batch[0].validBefore = block.timestamp;
        _sign(batch[0], holderKey, TYPEHASH);
        _assertFails(batch, 0, abi.encodeWithSelector(IERC3009.AuthorizationExpired.selector, block.timestamp));

        // Zero is a time like any other, and long ago.
        batch[0].validBefore = 0;
        _sign(batch[0], holderKey, TYPEHASH);
        _assertFails(batch, 0, abi.encodeWithSelector(IERC3009.AuthorizationExpired.selector, 0));
    }

    function test_RevertWhen_TheLastIsMoreThanIsLeft() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(2);
        batch[1].value = HELD - batch[0].value + 1;
        _sign(batch[1], holderKey, TYPEHASH);
        _assertFails(batch, 1, _insufficientBalance(holder, HELD - batch[0].value, HELD - batch[0].value + 1));
    }

    function test_RevertWhen_APartyIsFrozen() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(3);
        uint256 until = _freeze(batch[2].to);
        _assertFails(batch, 2, _frozen(batch[2].to, until));
        until = _freeze(holder);
        _assertFails(batch, 0, _frozen(holder, until));
    }

    function test_RevertWhen_TransfersOrSignaturesArePaused() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(2);
        _pause(SIGNATURE);
        vm.expectRevert(_paused(SIGNATURE));
        token.transferWithAuthorizationBatch(batch);
        _pause(TRANSFER);
        vm.expectRevert(_paused(TRANSFER | SIGNATURE));
        token.transferWithAuthorizationBatch(batch);
        vm.prank(unpauser);
        token.unpause(SIGNATURE);
        vm.expectRevert(_paused(TRANSFER));
        token.transferWithAuthorizationBatch(batch);
    }

    /// @dev The relayer carries signatures and is not asked, as with the single form.
    function test_AFrozenRelayerMayCarryThem() public {
        IAuthorizationBatch.SignedTransfer[] memory batch = _batch(2);
        _freeze(relayer);
        vm.prank(relayer);
        token.transferWithAuthorizationBatch(batch);
        _assertMoved(batch);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _batch(uint256 count) private view returns (IAuthorizationBatch.SignedTransfer[] memory batch) {
        batch = new IAuthorizationBatch.SignedTransfer[](count);
        for (uint256 i = 0; i < count; ++i) {
            batch[i] = IAuthorizationBatch.SignedTransfer({
                from: holder,
                to: address(uint160(0xbeef + i)),
                value: i + 1,
                validAfter: 0,
                validBefore: block.timestamp + 1,
                nonce: keccak256(abi.encode("batch", i)),
                v: 0,
                r: 0,
                s: 0
            });
            _sign(batch[i], holderKey, TYPEHASH);
        }
    }

    function _sign(IAuthorizationBatch.SignedTransfer memory signed, uint256 key, bytes32 typehash) private view {
        bytes32 digest = _typed(
            abi.encode(
                typehash,
                signed.from,
                signed.to,
                signed.value,
                signed.validAfter,
                signed.validBefore,
                signed.nonce
            )
        );
        (signed.v, signed.r, signed.s) = vm.sign(key, digest);
    }

    function _assertMoved(IAuthorizationBatch.SignedTransfer[] memory batch) private view {
        uint256 sum = 0;
        for (uint256 i = 0; i < batch.length; ++i) {
            assertEq(token.balanceOf(batch[i].to), batch[i].value);
            assertTrue(token.authorizationState(holder, batch[i].nonce));
            sum += batch[i].value;
        }
        assertEq(token.balanceOf(holder), HELD - sum);
    }

    function _assertFails(
        IAuthorizationBatch.SignedTransfer[] memory batch,
        uint256 index,
        bytes memory reason
    ) private {
        vm.expectRevert(abi.encodeWithSelector(IAuthorizationBatch.AuthorizationBatchFailed.selector, index, reason));
        vm.prank(relayer);
        token.transferWithAuthorizationBatch(batch);
        assertEq(token.balanceOf(holder), HELD);
        for (uint256 i = 0; i < batch.length; ++i) assertFalse(token.authorizationState(holder, batch[i].nonce));
    }
}
