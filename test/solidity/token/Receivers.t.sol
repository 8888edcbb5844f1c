// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAuthorizationBatch} from "../../../contracts/interfaces/IAuthorizationBatch.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title ReceiversTest
/// @notice Whatever gives tokens to an account: none gives them to the zero address or to the token itself, and none takes
/// what is not there.
contract ReceiversTest is Signing {
    uint256 private constant AMOUNT = 30;
    uint256 private constant WAYS = 14;

    function setUp() public override {
        super.setUp();
        _issue(holder, 100);
        _issue(alice, 100);
        _freeze(alice);
        _openWindow(100);
        vm.prank(holder);
        token.approve(carol, UNLIMITED);
    }

    function test_RevertWhen_TheReceiverIsZero() public {
        _eachRefuses(address(0));
    }

    function test_RevertWhen_TheReceiverIsTheToken() public {
        _eachRefuses(address(token));
    }

    function test_EachWayGivesToAnyoneElse() public {
        for (uint256 way = 0; way < WAYS; ++way) {
            uint256 start = vm.snapshotState();
            (bool success, ) = _give(way, bob, AMOUNT);
            assertTrue(success);
            assertEq(token.balanceOf(bob), AMOUNT);
            assertTrue(vm.revertToState(start));
        }
    }

    /// @dev Those that take from the holder or from the frozen account; the others make what they give.
    function test_RevertWhen_MoreIsTakenThanThereIs() public {
        for (uint256 way = 0; way < 11; ++way) {
            (bool success, bytes memory reason) = _give(way, bob, 101);
            assertFalse(success);
            assertEq(reason, _reasonOf(way, _insufficientBalance(way < 9 ? holder : alice, 100, 101)));
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    function _eachRefuses(address to) private {
        for (uint256 way = 0; way < WAYS; ++way) {
            (bool success, bytes memory reason) = _give(way, to, AMOUNT);
            assertFalse(success);
            assertEq(reason, _reasonOf(way, _invalidReceiver(to)));
        }
        assertEq(token.balanceOf(to), 0);
    }

    /// @dev A batch of authorizations tells which of them failed.
    function _reasonOf(uint256 way, bytes memory reason) private pure returns (bytes memory) {
        bytes memory first = abi.encodeWithSelector(IAuthorizationBatch.AuthorizationBatchFailed.selector, 0, reason);
        return way == 8 ? first : reason;
    }

    function _give(uint256 way, address to, uint256 amount) private returns (bool, bytes memory) {
        (address caller, bytes memory act) = way < 4
            ? _held(way, to, amount)
            : way < 9
                ? _signed(way, to, amount)
                : _issued(way, to, amount);
        vm.prank(caller);
        return address(token).call(act);
    }

    function _held(uint256 way, address to, uint256 amount) private view returns (address, bytes memory) {
        if (way == 0) return (holder, abi.encodeCall(token.transfer, (to, amount)));
        if (way == 1) return (holder, abi.encodeCall(token.transferWithMemo, (to, amount, CASE)));
        if (way == 2) return (carol, abi.encodeCall(token.transferFrom, (holder, to, amount)));
        return (carol, abi.encodeCall(token.transferFromWithMemo, (holder, to, amount, CASE)));
    }

    function _signed(uint256 way, address to, uint256 amount) private view returns (address, bytes memory) {
        bool receives = way > 5 && way < 8;
        bytes32 digest = _typed(abi.encode(_typehash(receives), holder, to, amount, 0, UNLIMITED, CASE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, digest);
        if (way == 8) {
            IAuthorizationBatch.SignedTransfer[] memory batch = new IAuthorizationBatch.SignedTransfer[](1);
            batch[0] = IAuthorizationBatch.SignedTransfer(holder, to, amount, 0, UNLIMITED, CASE, v, r, s);
            return (carol, abi.encodeCall(token.transferWithAuthorizationBatch, (batch)));
        }
        bytes memory fields = abi.encode(holder, to, amount, 0, UNLIMITED, CASE);
        string memory name = receives ? "receiveWithAuthorization" : "transferWithAuthorization";
        string memory types = "(address,address,uint256,uint256,uint256,bytes32,";
        if (way % 2 == 0) {
            bytes4 selector = bytes4(keccak256(bytes(string.concat(name, types, "uint8,bytes32,bytes32)"))));
            return (to, bytes.concat(selector, fields, abi.encode(v, r, s)));
        }
        bytes4 packed = bytes4(keccak256(bytes(string.concat(name, types, "bytes)"))));
        bytes memory signature = abi.encode(uint256(7 * 32), uint256(65), r, s, bytes32(bytes1(v)));
        return (to, bytes.concat(packed, fields, signature));
    }

    function _issued(uint256 way, address to, uint256 amount) private returns (address, bytes memory) {
        bytes32 ref = _reference();
        if (way == 9) return (compliance, abi.encodeCall(token.seize, (alice, to, amount, CASE, ref)));
        address[] memory accounts = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        bytes32[] memory refs = new bytes32[](1);
        (accounts[0], amounts[0], refs[0]) = (way == 10 ? alice : to, amount, ref);
        if (way == 10) return (compliance, abi.encodeCall(token.seizeBatch, (accounts, to, amounts, CASE, refs)));
        if (way == 11) return (minter, abi.encodeCall(token.mint, (to, amount, ref)));
        if (way == 12) return (minter, abi.encodeCall(token.mintBatch, (accounts, amounts, refs)));
        return (bridge, abi.encodeCall(token.crosschainMint, (to, amount)));
    }

    function _typehash(bool receives) private pure returns (bytes32) {
        return
            keccak256(
                bytes(
                    string.concat(
                        receives ? "ReceiveWithAuthorization" : "TransferWithAuthorization",
                        "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
                    )
                )
            );
    }
}
