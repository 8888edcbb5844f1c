// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {
    MessagingFee,
    MessagingReceipt,
    Origin
} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {Errors} from "@layerzerolabs/lz-evm-protocol-v2/contracts/libs/Errors.sol";
import {OFTReceipt, SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ICrosschain} from "../../../../contracts/interfaces/ICrosschain.sol";
import {IHeldCredits} from "../../../../contracts/interfaces/IHeldCredits.sol";
import {ILayerZeroAdapter} from "../../../../contracts/interfaces/ILayerZeroAdapter.sol";
import {ILedgerErrors} from "../../../../contracts/interfaces/ILedgerErrors.sol";
import {IMinting} from "../../../../contracts/interfaces/IMinting.sol";
import {IMessageLibrary} from "../../helpers/LayerZeroWorkers.sol";
import {Traffic} from "./Traffic.sol";

/// @title Crossing
/// @notice Holders send across through the adapters and LayerZero's own contracts. Verifiers confirm late, in any order, or
/// never; anybody commits, delivers, delivers again, with too little gas or with native coin; what is held is claimed or
/// taken. Beside them one of the two required verifiers lies, together with one that is not required.
abstract contract Crossing is Traffic {
    enum State {
        OnItsWay,
        Held,
        Arrived,
        Skipped // in flight for ever
    }

    struct Message {
        uint256 from; // chain
        address receiver;
        uint256 amount;
        uint64 nonce;
        State state;
        bool lost; // no verifier sees it
    }

    Message[] internal messages;
    uint256 internal sent;
    uint256 internal settled;
    uint256[2] internal held;
    bool[2] internal upgraded;
    /// @dev Which of the two required verifiers lies, always the same in a run.
    uint256 private liar = type(uint256).max;

    // ------------------------------------------------------------------------------------------------ holders

    /// @notice A holder's tokens leave a chain; a message is on its way, now and then for the token's own address.
    function sendAcross(uint256 where, uint256 from_, uint256 to, uint256 amount) external {
        uint256 c = where % 2;
        if (_dead(c)) return;
        address from = _holder(from_);
        amount = _near(tokens[c].balanceOf(from), amount);
        address receiver = to % 8 == 0 ? address(tokens[1 - c]) : _holder(to >> 4);
        if (to % 4 == 1) receiver = _frozenOne(1 - c, to >> 4);
        SendParam memory param = _param(c, _toWord(receiver), amount);
        MessagingFee memory fee = adapters[c].quoteSend(param, false);
        vm.deal(from, fee.nativeFee);
        // solhint-disable-next-line check-send-result
        bytes memory data = abi.encodeCall(adapters[c].send, (param, fee, from));
        (bool success, bytes memory answer) = _send(c, from, address(adapters[c]), data, fee.nativeFee);
        if (!success) return _mustBe("sendAcross", answer, _sendReasons());
        ++done["sendAcross"];
        (MessagingReceipt memory receipt, OFTReceipt memory amounts) = abi.decode(
            answer,
            (MessagingReceipt, OFTReceipt)
        );
        messages.push(Message(c, receiver, amount, receipt.nonce, State.OnItsWay, false));
        (wentOut[c], sent, inFlight) = (wentOut[c] + amount, sent + amount, inFlight + amount);
        if (amounts.amountSentLD != amount || amounts.amountReceivedLD != amount) _saw("XCH18");
        if (_packet(messages[messages.length - 1]).guid != receipt.guid) _saw("XCH18");
    }

    // ------------------------------------------------------------------------------------------------ workers

    /// @notice One required verifier confirms a message, or both do and it is committed, and mostly delivered.
    function confirm(uint256 which, uint256 how) external {
        if (messages.length == 0) return;
        Message storage message = _pick(which, State.OnItsWay);
        uint256 c = 1 - message.from;
        if (message.lost || _dead(c)) return;
        Packet memory packet = _packet(message);
        if (how % 4 != 1) _confirm(c, 0, packet);
        if (how % 4 != 0) _confirm(c, 1, packet);
        if (how % 4 > 1) _tryCommit(c, packet);
        if (how % 4 == 2) _deliver(message, 2);
    }

    /// @notice Anybody commits what both have confirmed.
    function commit(uint256 which) external {
        if (messages.length == 0) return;
        Message storage message = _pick(which, State.OnItsWay);
        if (!_dead(1 - message.from)) _tryCommit(1 - message.from, _packet(message));
    }

    /// @notice Anybody delivers any message, in any order, again, with too little gas, or with native coin.
    function deliver(uint256 which, uint256 how) external {
        if (messages.length == 0) return;
        _deliver(_pick(which, State.OnItsWay), how);
    }

    /// @notice No verifier sees a message: until somebody finds it, or for good.
    function lose(uint256 which, uint256 rarely) external {
        if (messages.length == 0 || rarely % 8 > 3) return;
        Message storage message = messages[which % messages.length];
        if (rarely % 8 == 0) message.lost = true;
        else for (uint256 i = 0; i < messages.length; ++i) messages[i].lost = false;
        ++calls;
        ++successes;
    }

    /// @notice The timelock skips a message that no verifier will ever confirm, so that those behind it arrive.
    function skip(uint256 where) external {
        uint256 c = where % 2;
        bytes32 sender = _toWord(adapters[1 - c]);
        uint64 nonce = places[c].endpoint.inboundNonce(address(adapters[c]), EIDS[1 - c], sender) + 1;
        for (uint256 i = 0; i < messages.length && !_dead(c); ++i) {
            Message storage message = messages[i];
            if (message.from == c || message.nonce != nonce || !message.lost) continue;
            bytes memory data = abi.encodeCall(
                places[c].endpoint.skip,
                (address(adapters[c]), EIDS[1 - c], sender, nonce)
            );
            if (_try("skip", c, timelock, address(places[c].endpoint), data, new bytes4[](0))) {
                message.state = State.Skipped;
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ what is held

    /// @notice Anybody claims any message, held or not.
    function claim(uint256 which) external {
        if (messages.length == 0) return;
        Message storage message = _pick(which, State.Held);
        uint256 c = 1 - message.from;
        if (_dead(c)) return;
        bytes memory data = abi.encodeCall(IHeldCredits.claim, (_packet(message).guid));
        uint256[3] memory before = _stateOf(c, message.receiver);
        if (!_try("claim", c, stranger, address(adapters[c]), data, _heldReasons())) return;
        _paidOut(c, message, before, message.receiver);
    }

    /// @notice Compliance takes what is held for somebody who cannot have it.
    function takeHeld(uint256 which, uint256 to) external {
        if (messages.length == 0 || to % 2 != 0) return; // compliance takes its time
        Message storage message = _pick(which, State.Held);
        uint256 c = 1 - message.from;
        if (_dead(c)) return;
        vm.warp(_local(c));
        bool refused = message.receiver == address(tokens[c]) || tokens[c].isFrozen(message.receiver);
        address taker = _holder(to >> 1);
        bytes memory data = abi.encodeCall(IHeldCredits.takeHeld, (_packet(message).guid, taker, CASE));
        uint256[3] memory before = _stateOf(c, taker);
        if (!_try("takeHeld", c, compliance, address(adapters[c]), data, _heldReasons())) return;
        if (!refused) _saw("XCH19");
        _paidOut(c, message, before, taker);
    }

    // ------------------------------------------------------------------------------------------------ beside them

    /// @notice The issuer replaces the controls of one token while messages are on their way.
    function upgrade(uint256 where, uint256 rarely) external {
        uint256 c = where % 2;
        if (rarely % 8 != 0 || upgraded[c] || _dead(c)) return;
        upgraded[c] = true;
        bytes memory version = abi.encode(tokens[c].controlsVersion() + 1);
        address later = deploy("LaterControls.sol:LaterControls", version);
        bytes memory data = abi.encodeCall(tokens[c].upgradeToAndCall, (later, ""));
        _try("upgrade", c, timelock, address(tokens[c]), data, new bytes4[](0));
    }

    /// @notice One of the two required verifiers and one that is not required confirm what was never sent; whoever has the
    /// executor's key, or none, then tries everything to have it delivered.
    function lie(uint256 where, uint256 who, uint256 which, uint256 to, uint256 amount) external {
        uint256 c = where % 2;
        if (_dead(c)) return;
        if (liar > 1) liar = who % 2;
        Packet memory packet = _lie(c, which, to, amount);
        if (packet.guid == 0) return; // it happens to be the truth
        _confirm(c, liar, packet);
        _confirm(c, 2, packet);
        uint256[3] memory before = _stateOf(c, _holder(to));
        bytes memory data = abi.encodeCall(IMessageLibrary.commitVerification, (packet.header, _payloadHash(packet)));
        address caller = who & 2 == 0 ? places[c].executor : stranger;
        _mustFail(c, caller, address(places[c].receiver), data);
        _mustFail(c, caller, address(places[c].endpoint), _delivery(c, packet));
        data = abi.encodeCall(adapters[c].lzReceive, (packet.origin, packet.guid, packet.message, caller, ""));
        _mustFail(c, caller, address(adapters[c]), data);
        if (keccak256(abi.encode(before)) != keccak256(abi.encode(_stateOf(c, _holder(to))))) _saw("XCH17");
        ++done["lie"];
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev Mostly a message of a direction that is in a state, the oldest of those on their way; otherwise any.
    function _pick(uint256 which, State state) private view returns (Message storage) {
        uint256 start = state == State.Held ? which >> 8 : 0;
        for (uint256 i = 0; i < messages.length && which % 4 != 0; ++i) {
            Message storage message = messages[(start + i) % messages.length];
            if (message.from == (which >> 2) % 2 && message.state == state) return message;
        }
        return messages[which % messages.length];
    }

    function _lie(uint256 c, uint256 which, uint256 to, uint256 amount) private view returns (Packet memory packet) {
        bytes32 sender = _toWord(adapters[1 - c]);
        uint64 known = places[1 - c].endpoint.outboundNonce(address(adapters[1 - c]), EIDS[c], _toWord(adapters[c]));
        Origin memory origin = Origin(EIDS[1 - c], sender, uint64(1 + (which % (known + 2))));
        bytes memory message = _message(_toWord(_holder(to)), uint64(1 + (amount % CAPACITY)));
        packet = _forge(origin, EIDS[c], address(adapters[c]), message);
        for (uint256 i = 0; i < messages.length; ++i) {
            Message storage truth = messages[i];
            if (truth.from == c || truth.nonce != origin.nonce) continue;
            if (_payloadHash(_packet(truth)) == _payloadHash(packet)) packet.guid = 0;
        }
    }

    function _mustFail(uint256 c, address caller, address to, bytes memory data) private {
        (bool success, ) = _send(c, caller, to, data, 0);
        if (success) _saw("XCH17");
    }

    /// @dev A verifier never fails: what it cannot do is an event of its own.
    function _confirm(uint256 c, uint256 verifier, Packet memory packet) private {
        vm.chainId(chainIds[c]);
        vm.warp(_local(c));
        _verify(c, verifier, packet);
        ++calls;
        ++successes;
    }

    function _tryCommit(uint256 c, Packet memory packet) private {
        bytes4[] memory reasons = new bytes4[](2);
        (reasons[0], reasons[1]) = (IMessageLibrary.LZ_ULN_Verifying.selector, Errors.LZ_PathNotVerifiable.selector);
        bytes memory data = abi.encodeCall(IMessageLibrary.commitVerification, (packet.header, _payloadHash(packet)));
        _try("commit", c, stranger, address(places[c].receiver), data, reasons);
    }

    function _deliver(Message storage message, uint256 how) private {
        uint256 c = 1 - message.from;
        if (_dead(c)) return;
        Packet memory packet = _packet(message);
        uint256 value = how % 16 == 0 ? 1 : 0;
        uint256 gas_ = how % 16 == 1 ? 60_000 + ((how >> 8) % 200_000) : gasleft();
        vm.deal(stranger, value);
        uint256[3] memory before = _stateOf(c, message.receiver);
        (bool success, bytes memory answer) = _sendWithin(
            c,
            stranger,
            address(places[c].endpoint),
            _delivery(c, packet),
            value,
            gas_
        );
        if (success) {
            ++done["deliver"];
            _arrived(c, message, before);
            if (value != 0) _saw("XCH18");
        } else if (how % 16 != 1) {
            _mustBe("deliver", answer, _deliverReasons());
        }
    }

    /// @dev A delivery that succeeded has credited its receiver or is held, once and in full.
    function _arrived(uint256 c, Message storage message, uint256[3] memory before) private {
        uint256[3] memory now_ = _stateOf(c, message.receiver);
        if (message.state != State.OnItsWay) _saw("XCH18");
        bool refused = message.receiver == address(tokens[c]) || tokens[c].isFrozen(message.receiver);
        if (refused) {
            message.state = State.Held;
            held[c] += message.amount;
            bool held_ = now_[1] == before[1] + message.amount && now_[0] == before[0] && now_[2] == before[2];
            if (!held_) _saw("XCH18");
        } else {
            _credited(c, message, before, now_);
            if (now_[1] != before[1]) _saw("XCH18");
        }
    }

    function _paidOut(uint256 c, Message storage message, uint256[3] memory before, address to) private {
        if (message.state != State.Held) _saw("XCH19");
        held[c] -= message.amount;
        uint256[3] memory now_ = _stateOf(c, to);
        if (now_[1] != before[1] - message.amount) _saw("XCH19");
        _credited(c, message, before, now_);
    }

    function _credited(uint256 c, Message storage message, uint256[3] memory before, uint256[3] memory now_) private {
        uint256 amount = message.amount;
        message.state = State.Arrived;
        (cameIn[c], settled, inFlight) = (cameIn[c] + amount, settled + amount, inFlight - amount);
        if (now_[0] != before[0] + amount || now_[2] != before[2] + amount) _saw("XCH18");
    }

    /// @dev Supply, what is held, and what an account has.
    function _stateOf(uint256 c, address account) private view returns (uint256[3] memory) {
        return [tokens[c].totalSupply(), adapters[c].heldTotal(), tokens[c].balanceOf(account)];
    }

    function _packet(Message storage message) private view returns (Packet memory) {
        (uint256 from, uint256 to) = (message.from, 1 - message.from);
        Origin memory origin = Origin(EIDS[from], _toWord(adapters[from]), message.nonce);
        bytes memory text = _message(_toWord(message.receiver), uint64(message.amount));
        return _forge(origin, EIDS[to], address(adapters[to]), text);
    }

    function _delivery(uint256 c, Packet memory packet) private view returns (bytes memory) {
        return
            abi.encodeCall(
                places[c].endpoint.lzReceive,
                (packet.origin, address(adapters[c]), packet.guid, packet.message, "")
            );
    }

    // ------------------------------------------------------------------------------------------------ reasons

    function _sendReasons() private pure returns (bytes4[] memory list) {
        list = new bytes4[](5);
        (list[0], list[1]) = (ILedgerErrors.EnforcedPause.selector, ILedgerErrors.AccountFrozen.selector);
        (list[2], list[3]) = (IERC20Errors.ERC20InsufficientBalance.selector, IMinting.ZeroAmount.selector);
        list[4] = ICrosschain.BridgeLimitExceeded.selector;
    }

    function _deliverReasons() private pure returns (bytes4[] memory list) {
        list = new bytes4[](7);
        (list[0], list[1]) = (Errors.LZ_InvalidNonce.selector, Errors.LZ_PayloadHashNotFound.selector);
        (list[2], list[3]) = (ILedgerErrors.EnforcedPause.selector, ILayerZeroAdapter.NativeCoinRefused.selector);
        (list[4], list[5]) = (ICrosschain.BridgeLimitExceeded.selector, ICrosschain.BridgeInflowCapExceeded.selector);
        list[6] = ICrosschain.InflowCapExceeded.selector;
    }

    function _heldReasons() private pure returns (bytes4[] memory list) {
        list = new bytes4[](8);
        (list[0], list[1]) = (IHeldCredits.NotHeld.selector, ILedgerErrors.AccountFrozen.selector);
        (list[2], list[3]) = (ILedgerErrors.EnforcedPause.selector, ILedgerErrors.AccountNotFrozen.selector);
        (list[4], list[5]) = (ICrosschain.BridgeLimitExceeded.selector, ICrosschain.BridgeInflowCapExceeded.selector);
        (list[6], list[7]) = (ICrosschain.InflowCapExceeded.selector, IERC20Errors.ERC20InvalidReceiver.selector);
    }
}
