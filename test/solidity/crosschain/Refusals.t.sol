// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {LayerZeroAdapter} from "../../../contracts/crosschain/LayerZeroAdapter.sol";
import {Move} from "../helpers/Move.sol";
import {OddCoin} from "../mocks/OddCoin.sol";

/// @title RefusalsTest
/// @notice An amount is held only if the token's answer says in full that this receiver cannot have it. Whatever else a mint
/// fails with goes through as it is.
contract RefusalsTest is Move {
    OddCoin internal coin;
    LayerZeroAdapter internal adapter;
    uint64 internal nonce;

    function setUp() public override {
        super.setUp();
        coin = new OddCoin();
        adapter = _deployAdapter(1, IStablecoin(address(coin)), _routes(1, _verifiedBy(1, 2), address(adapters[0])));
    }

    function test_HoldsForARefusalOfThisReceiver() public {
        _holds(bob, abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, bob, 1));
        _holds(bob, abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, bob));
        _holds(address(0), abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        assertEq(adapter.heldTotal(), 3);
    }

    function test_RevertWhen_AnotherAccountIsRefused() public {
        _refuses(bob, abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, carol, 1));
        _refuses(bob, abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, address(adapter), 1));
        _refuses(bob, abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, carol));
    }

    function test_RevertWhen_TheReceiverIsNamedByAnotherError() public {
        _refuses(bob, abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, bob));
        _refuses(bob, abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, bob, 0, 1));
        _refuses(bob, abi.encodeWithSelector(ILedgerErrors.AccountNotFrozen.selector, bob));
    }

    function test_RevertWhen_TheAnswerIsNotWhole() public {
        bytes memory whole = abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, address(0));
        for (uint256 length = 0; length < whole.length; ++length) {
            bytes memory part = new bytes(length);
            for (uint256 i = 0; i < length; ++i) part[i] = whole[i];
            // What lies behind it in memory is zero, as this receiver is.
            _refuses(address(0), part);
        }
        _holds(address(0), whole);
    }

    function test_RevertWhen_ItFailsWithAReasonInWords() public {
        _refuses(bob, abi.encodeWithSignature("Error(string)", "out of order"));
        _refuses(bob, abi.encodeWithSignature("Panic(uint256)", 0x11));
    }

    // ------------------------------------------------------------------------------------------------ private

    function _holds(address to, bytes memory reason) private {
        Packet memory packet = _arrive(to, reason);
        _deliver(1, address(adapter), packet);
        (address receiver, uint256 amount, uint32 srcEid) = adapter.held(packet.guid);
        assertEq(receiver, to);
        assertEq(amount, 1);
        assertEq(uint256(srcEid), EIDS[0]);
    }

    function _refuses(address to, bytes memory reason) private {
        uint256 before = adapter.heldTotal();
        Packet memory packet = _arrive(to, reason);
        (bool success, bytes memory answer) = address(places[1].endpoint).call(
            abi.encodeCall(
                places[1].endpoint.lzReceive,
                (packet.origin, address(adapter), packet.guid, packet.message, "")
            )
        );
        assertFalse(success);
        assertEq(answer, reason);
        assertEq(adapter.heldTotal(), before);
    }

    function _arrive(address to, bytes memory reason) private returns (Packet memory packet) {
        coin.setReason(reason);
        Origin memory origin = Origin(EIDS[0], _toWord(adapters[0]), ++nonce);
        packet = _forge(origin, EIDS[1], address(adapter), _message(_toWord(to), 1));
        _verifyByBoth(1, packet);
    }
}
