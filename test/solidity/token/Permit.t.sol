// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IHolder} from "../../../contracts/interfaces/IHolder.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title PermitTest
/// @notice EIP-2612 in both forms. The form with `v, r, s` is written `vrs`, the other `bytes`.
contract PermitTest is Signing {
    uint256 private deadline;

    function setUp() public override {
        super.setUp();
        deadline = block.timestamp + 1 hours;
    }

    // ------------------------------------------------------------------------------------------------ domain

    function test_DomainIsWhatItSays() public view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        ) = token.eip712Domain();
        assertEq(bytes32(fields), bytes32(hex"0f"));
        assertEq(name, NAME);
        assertEq(version, "1");
        assertEq(token.version(), "1");
        assertEq(chainId, block.chainid);
        assertEq(verifyingContract, address(token));
        assertEq(salt, 0);
        assertEq(extensions.length, 0);
        assertEq(token.DOMAIN_SEPARATOR(), _separator(block.chainid));
    }

    function test_DomainFollowsTheChainId() public {
        bytes32 before = token.DOMAIN_SEPARATOR();
        vm.chainId(OTHER_CHAIN);
        assertEq(token.DOMAIN_SEPARATOR(), _separator(OTHER_CHAIN));
        assertFalse(token.DOMAIN_SEPARATOR() == before);
    }

    function test_NoncesLieInTheirNamespace() public {
        token.permit(holder, bob, 1, deadline, _signature(holderKey, _permitDigest(1, 0)));
        bytes32 slot = keccak256(abi.encode(holder, _namespace("stablecoin.storage.Authorizations")));
        assertEq(vm.load(address(token), slot), bytes32(uint256(1)));
    }

    // ------------------------------------------------------------------------------------------------ success

    function test_VrsSetsTheAllowance() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _permitDigest(7 * UNIT, 0));
        _expectApproval(7 * UNIT);
        token.permit(holder, bob, 7 * UNIT, deadline, v, r, s);
        assertEq(token.allowance(holder, bob), 7 * UNIT);
        assertEq(token.nonces(holder), 1);
    }

    function test_BytesSetsTheAllowance() public {
        _expectApproval(7 * UNIT);
        token.permit(holder, bob, 7 * UNIT, deadline, _signature(holderKey, _permitDigest(7 * UNIT, 0)));
        assertEq(token.allowance(holder, bob), 7 * UNIT);
        assertEq(token.nonces(holder), 1);
    }

    function test_CompactSignatureIsAccepted() public {
        token.permit(holder, bob, 1, deadline, _compact(holderKey, _permitDigest(1, 0)));
        assertEq(token.allowance(holder, bob), 1);
    }

    function test_ContractWalletIsAskedInBothForms() public {
        _makeWallet(holder);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(walletKey, _permitDigest(1, 0));
        token.permit(holder, bob, 1, deadline, v, r, s);
        assertEq(token.allowance(holder, bob), 1);

        token.permit(holder, bob, 2, deadline, _signature(walletKey, _permitDigest(2, 1)));
        assertEq(token.allowance(holder, bob), 2);
        assertEq(token.nonces(holder), 2);
    }

    function test_OwnKeyCountsThoughTheWalletRefuses() public {
        _makeWallet(holder);
        token.permit(holder, bob, 1, deadline, _signature(holderKey, _permitDigest(1, 0)));
        assertEq(token.allowance(holder, bob), 1);
    }

    function test_SucceedsInTheSecondOfTheDeadline() public {
        bytes memory signature = _signature(holderKey, _permitDigest(1, 0));
        vm.warp(deadline);
        token.permit(holder, bob, 1, deadline, signature);
        assertEq(token.allowance(holder, bob), 1);
    }

    function test_ByAndToFrozenAccountsSucceeds() public {
        _freeze(holder);
        _freeze(bob);
        token.permit(holder, bob, 1, deadline, _signature(holderKey, _permitDigest(1, 0)));
        assertEq(token.allowance(holder, bob), 1);
    }

    function test_SucceedsWhileTransfersArePaused() public {
        _pause(SCOPES & ~SIGNATURE);
        token.permit(holder, bob, 1, deadline, _signature(holderKey, _permitDigest(1, 0)));
        assertEq(token.allowance(holder, bob), 1);
    }

    // ------------------------------------------------------------------------------------------------ failure

    function test_RevertWhen_Expired() public {
        bytes memory signature = _signature(holderKey, _permitDigest(1, 0));
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IHolder.ERC2612ExpiredSignature.selector, deadline));
        token.permit(holder, bob, 1, deadline, signature);
    }

    function test_RevertWhen_VrsIsExpired() public {
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IHolder.ERC2612ExpiredSignature.selector, deadline));
        token.permit(holder, bob, 1, deadline, 27, 0, 0);
    }

    function test_RevertWhen_SignedByAnother() public {
        _expectInvalidSigner(vm.addr(walletKey));
        token.permit(holder, bob, 1, deadline, _signature(walletKey, _permitDigest(1, 0)));
    }

    function test_RevertWhen_VrsIsSignedByAnother() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(walletKey, _permitDigest(1, 0));
        _expectInvalidSigner(vm.addr(walletKey));
        token.permit(holder, bob, 1, deadline, v, r, s);
    }

    function test_RevertWhen_UsedTwice() public {
        bytes32 digest = _permitDigest(1, 0);
        bytes memory signature = _signature(holderKey, digest);
        token.permit(holder, bob, 1, deadline, signature);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, digest);
        _expectInvalidSigner(ecrecover(_permitDigest(1, 1), v, r, s));
        token.permit(holder, bob, 1, deadline, signature);
        assertEq(token.nonces(holder), 1);
    }

    function test_RevertWhen_SignedForAnotherChain() public {
        bytes32 digest = _permitDigest(1, 0);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, digest);
        vm.chainId(OTHER_CHAIN);
        _expectInvalidSigner(ecrecover(_permitDigest(1, 0), v, r, s));
        token.permit(holder, bob, 1, deadline, v, r, s);
    }

    function test_RevertWhen_SIsHigh() public {
        (uint8 v, bytes32 r, bytes32 s) = _highS(holderKey, _permitDigest(1, 0));
        _expectInvalidSigner(address(0));
        token.permit(holder, bob, 1, deadline, v, r, s);
    }

    function test_RevertWhen_VIsZeroBased() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _permitDigest(1, 0));
        _expectInvalidSigner(address(0));
        token.permit(holder, bob, 1, deadline, v - 27, r, s);
    }

    function test_RevertWhen_LengthIsWrong() public {
        bytes memory signature = bytes.concat(_signature(holderKey, _permitDigest(1, 0)), hex"00");
        _expectInvalidSigner(address(0));
        token.permit(holder, bob, 1, deadline, signature);
    }

    function test_RevertWhen_OwnerIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IHolder.ERC2612InvalidSigner.selector, address(0), address(0)));
        token.permit(address(0), bob, 1, deadline, "");
    }

    function test_RevertWhen_SpenderIsZero() public {
        bytes memory signature = _signature(holderKey, _permitDigestTo(address(0), 1, 0));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        token.permit(holder, address(0), 1, deadline, signature);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _permitDigestTo(address(0), 1, 0));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        token.permit(holder, address(0), 1, deadline, v, r, s);
    }

    function test_RevertWhen_WalletRefuses() public {
        _makeWallet(holder);
        _expectInvalidSigner(stranger);
        token.permit(holder, bob, 1, deadline, _signature(strangerKey, _permitDigest(1, 0)));
    }

    function test_RevertWhen_SignaturesArePaused() public {
        _pause(SIGNATURE);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, _permitDigest(1, 0));
        vm.expectRevert(_paused(SIGNATURE));
        token.permit(holder, bob, 1, deadline, v, r, s);
        vm.expectRevert(_paused(SIGNATURE));
        token.permit(holder, bob, 1, deadline, abi.encodePacked(r, s, v));
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    function testFuzz_AnyKeyCanPermit(uint256 key, uint256 value, uint256 nonceCount) public {
        key = bound(key, 1, CURVE_ORDER - 1);
        address owner = vm.addr(key);
        uint256 count = bound(nonceCount, 1, 3);
        for (uint256 nonce = 0; nonce < count; ++nonce) {
            bytes32 digest = _typed(abi.encode(PERMIT_TYPEHASH, owner, bob, value, nonce, deadline));
            token.permit(owner, bob, value, deadline, _signature(key, digest));
        }
        assertEq(token.allowance(owner, bob), value);
        assertEq(token.nonces(owner), count);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _permitDigest(uint256 value, uint256 nonce) private view returns (bytes32) {
        return _permitDigestTo(bob, value, nonce);
    }

    function _permitDigestTo(address spender, uint256 value, uint256 nonce) private view returns (bytes32) {
        return _typed(abi.encode(PERMIT_TYPEHASH, holder, spender, value, nonce, deadline));
    }

    function _expectApproval(uint256 value) private {
        vm.expectEmit(address(token));
        emit IERC20.Approval(holder, bob, value);
    }

    function _expectInvalidSigner(address signer) private {
        vm.expectRevert(abi.encodeWithSelector(IHolder.ERC2612InvalidSigner.selector, signer, holder));
    }
}
