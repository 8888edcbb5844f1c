// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
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
        // What lies behind the answer in memory is nothing, or the amount, which is one: so are these receivers.
        for (uint160 account = 0; account < 2; ++account) {
            address to = address(account);
            bytes memory whole = abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, to);
            for (uint256 length = 0; length < whole.length; ++length) {
                bytes memory part = new bytes(length);
                for (uint256 i = 0; i < length; ++i) part[i] = whole[i];
                _refuses(to, part);
            }
            _holds(to, whole);
        }
    }

    function test_RevertWhen_ItFailsWithAReasonInWords() public {
        _refuses(bob, abi.encodeWithSignature("Error(string)", "out of order"));
        _refuses(bob, abi.encodeWithSignature("Panic(uint256)", 0x11));
    }

    /// @dev The coin refuses nothing with `ZeroAmount`, which is not relied on: nothing held would look like none.
    function test_RevertWhen_NothingWouldBeHeld() public {
        bytes memory refusal = abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, bob, 1);
        bytes memory reason = abi.encodeWithSelector(IMinting.ZeroAmount.selector);
        _fails(_arrive(bob, refusal, 0), reason);
        coin.setReason("");
        coin.setWilling(true);
        _fails(_arrive(bob, "", 0), reason);
        assertEq(adapter.heldTotal(), 0);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _holds(address to, bytes memory reason) private {
        Packet memory packet = _arrive(to, reason, 1);
        _deliver(1, address(adapter), packet);
        (address receiver, uint256 amount, uint32 srcEid) = adapter.held(packet.guid);
        assertEq(receiver, to);
        assertEq(amount, 1);
        assertEq(uint256(srcEid), EIDS[0]);
    }

    function _refuses(address to, bytes memory reason) private {
        uint256 before = adapter.heldTotal();
        _fails(_arrive(to, reason, 1), reason);
        assertEq(adapter.heldTotal(), before);
    }

    function _fails(Packet memory packet, bytes memory reason) private {
        (bool success, bytes memory answer) = address(places[1].endpoint).call(
            abi.encodeCall(
                places[1].endpoint.lzReceive,
                (packet.origin, address(adapter), packet.guid, packet.message, "")
            )
        );
        assertFalse(success);
        assertEq(answer, reason);
    }

    function _arrive(address to, bytes memory reason, uint64 amount) private returns (Packet memory packet) {
        coin.setReason(reason);
        Origin memory origin = Origin(EIDS[0], _toWord(adapters[0]), ++nonce);
        packet = _forge(origin, EIDS[1], address(adapter), _message(_toWord(to), amount));
        _verifyByBoth(1, packet);
    }
}
