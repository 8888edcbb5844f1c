// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ITransferChecks} from "../../../contracts/interfaces/ITransferChecks.sol";
import {System} from "../helpers/System.sol";

/// @title DiscoveryTest
/// @notice What wallets and exchanges ask: ERC-7943's views say what a transfer does, and the constants are the EIPs'.
contract DiscoveryTest is System {
    function setUp() public override {
        super.setUp();
        _issue(alice, 100);
    }

    // ------------------------------------------------------------------------------------------------ constants

    function test_TellsTheVersionOfTheDomain() public view {
        (, , string memory ofDomain, , , , ) = token.eip712Domain();
        assertEq(token.version(), "1");
        assertEq(token.version(), ofDomain);
    }

    function test_TellsTheCurrency() public view {
        assertEq(token.currency(), "KGS");
    }

    /// @dev The values of EIP-2612 and EIP-3009, as their texts have them.
    function test_TellsTheTypeHashes() public view {
        assertEq(token.PERMIT_TYPEHASH(), 0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9);
        assertEq(
            token.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(),
            0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267
        );
        assertEq(
            token.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(),
            0xd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8
        );
        assertEq(
            token.CANCEL_AUTHORIZATION_TYPEHASH(),
            0x158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429
        );
    }

    function test_TellsTrc3009() public view {
        assertTrue(token.supportsInterface(0xbff533ba));
    }

    /// @dev ERC-7943's id covers acts that this token does not have.
    function test_DoesNotClaimErc7943() public view {
        assertFalse(token.supportsInterface(0x3edbb4c4));
        assertFalse(token.supportsInterface(type(ITransferChecks).interfaceId));
    }

    // ------------------------------------------------------------------------------------------------ transfers

    function test_AnyoneNotFrozenCanSendAndReceive() public view {
        assertTrue(token.canSend(alice));
        assertTrue(token.canReceive(stranger));
        assertTrue(token.canTransfer(alice, stranger, 100));
        assertEq(token.getFrozenTokens(alice), 0);
    }

    function test_AFrozenAccountCannot() public {
        uint256 until = _freeze(alice);
        assertFalse(token.canSend(alice));
        assertFalse(token.canReceive(alice));
        assertFalse(token.canTransfer(alice, bob, 0));
        assertFalse(token.canTransfer(bob, alice, 0));
        assertEq(token.getFrozenTokens(alice), 100);

        vm.warp(until - 1);
        assertFalse(token.canSend(alice));
        vm.warp(until);
        assertTrue(token.canSend(alice));
        assertTrue(token.canReceive(alice));
        assertEq(token.getFrozenTokens(alice), 0);
    }

    function test_AnAddressThatCannotHoldTokensCannotReceive() public view {
        assertFalse(token.canReceive(address(0)));
        assertFalse(token.canReceive(address(token)));
        assertFalse(token.canTransfer(alice, address(0), 0));
        assertFalse(token.canTransfer(alice, address(token), 0));
    }

    function test_NobodyCanTransferMoreThanTheBalance() public view {
        assertTrue(token.canTransfer(alice, bob, 100));
        assertFalse(token.canTransfer(alice, bob, 101));
        assertFalse(token.canTransfer(alice, bob, UNLIMITED));
    }

    function test_NobodyCanTransferWhileTransfersArePaused() public {
        _pause(SCOPES & ~TRANSFER);
        assertTrue(token.canTransfer(alice, bob, 1));
        _pause(TRANSFER);
        assertFalse(token.canTransfer(alice, bob, 1));
        assertTrue(token.canSend(alice)); // the account is free; the token is what has stopped
    }

    /// @dev The view is the transfer's own answer, in whatever state.
    function testFuzz_TheViewIsWhatATransferDoes(uint256 amount, uint8 state, uint8 receiver) public {
        amount = bound(amount, 0, 101);
        address to = [bob, alice, address(0), address(token)][receiver % 4];
        if (state & 1 != 0) _freeze(alice);
        if (state & 2 != 0) _freeze(bob);
        if (state & 4 != 0) _pause(TRANSFER);
        if (state & 8 != 0) _pause(SCOPES & ~TRANSFER);
        bool expected = token.canTransfer(alice, to, amount);
        vm.prank(alice);
        (bool moved, ) = address(token).call(abi.encodeCall(token.transfer, (to, amount)));
        assertEq(moved, expected);
    }
}
