// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {MessagingFee, Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {EnforcedOptionParam} from "@layerzerolabs/oapp-evm/contracts/oapp/interfaces/IOAppOptionsType3.sol";
import {SendParam} from "@layerzerolabs/oft-evm/contracts/interfaces/IOFT.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ILayerZeroAdapter} from "../../contracts/interfaces/ILayerZeroAdapter.sol";
import {ILedgerErrors} from "../../contracts/interfaces/ILedgerErrors.sol";
import {LayerZeroAdapter} from "../../contracts/crosschain/LayerZeroAdapter.sol";
import {AnyCoin} from "./AnyCoin.sol";
import {AnyEndpoint} from "./AnyEndpoint.sol";
import {Proof} from "./Proof.sol";

/// @title AdapterProof
/// @notice What the adapter does with any coin and any endpoint, for all callers, messages and states.
contract AdapterProof is Proof {
    struct Arrival {
        Origin origin;
        bytes32 guid;
        bytes32 to;
        uint64 amount;
    }

    struct Release {
        bytes32 guid;
        bool take;
        address to;
        bytes32 caseId;
    }

    struct Held {
        address receiver;
        uint256 amount;
        uint32 srcEid;
    }

    address private constant OWNER = address(0xad);
    uint256 private constant UNIT = 100;
    uint256 private constant SEIZE = 32;

    AnyCoin private coin;
    AnyEndpoint private endpoint;
    LayerZeroAdapter private adapter;

    function setUp() public {
        coin = new AnyCoin(8);
        endpoint = new AnyEndpoint();
        bytes memory arguments = abi.encode(coin, endpoint, OWNER, new ILayerZeroAdapter.Route[](0));
        adapter = LayerZeroAdapter(deploy("LayerZeroAdapter.sol:LayerZeroAdapter", arguments));
    }

    /// @notice What is received comes from the endpoint and from the peer, under the id of its path and number, and names an
    /// address. It is minted to that address in full, once; or, where the coin refuses this very receiver, held for it in
    /// full under the id; or it is refused. The coin has eight decimals, and a message has the length of the adapter's.
    function check_PLZR01_aCreditIsWholeOrHeldOrRefused(
        address caller,
        Arrival calldata arrival,
        bool refuses,
        bytes4 selector,
        address named
    ) external {
        svm.enableSymbolicStorage(address(adapter));
        coin.answer(refuses, selector, named);
        (Held memory before, uint256 total) = (_held(arrival.guid), adapter.heldTotal());
        if (!_call(caller, _delivery(arrival, caller))) return;
        witness();
        assert(caller == address(endpoint));
        assert(arrival.origin.sender != 0 && adapter.peers(arrival.origin.srcEid) == arrival.origin.sender);
        assert(arrival.guid == _idOf(arrival.origin));
        assert(uint256(arrival.to) >> 160 == 0);
        address account = address(uint160(uint256(arrival.to)));
        uint256 amount = arrival.amount * UNIT;
        Held memory now_ = _held(arrival.guid);
        if (refuses) {
            assert(named == account && _isRefusal(selector));
            assert(coin.mints() == 0 && adapter.heldTotal() == total + amount);
            assert(now_.receiver == account && now_.amount == amount && now_.srcEid == arrival.origin.srcEid);
        } else {
            assert(coin.mints() == 1 && coin.receiver() == account && coin.minted() == amount);
            assert(adapter.heldTotal() == total);
            assert(now_.receiver == before.receiver && now_.amount == before.amount && now_.srcEid == before.srcEid);
        }
    }

    /// @notice What is sent is burned from the caller in full, and the message to the peer says the same amount in shared
    /// units and the receiver: no amount with dust, no receiver that is zero, no address or the peer. The coin has eight
    /// decimals; no options are set.
    function check_PLZR02_aDebitIsWhole(
        address caller,
        uint32 eid,
        bytes32 peer,
        bytes32 to,
        uint256 amount,
        uint256 minimum
    ) external {
        vm.prank(OWNER);
        try adapter.setPeer(eid, peer) {} catch {
            return;
        }
        SendParam memory param = SendParam(eid, to, amount, minimum, "", "", "");
        if (!_call(caller, abi.encodeCall(adapter.send, (param, MessagingFee(0, 0), caller)))) return;
        witness();
        assert(minimum <= amount && amount <= uint256(type(uint64).max) * UNIT);
        assert(peer != 0 && to != 0 && to != peer && uint256(to) >> 160 == 0);
        assert(coin.burns() == 1 && coin.payer() == caller && coin.burned() == amount);
        assert(endpoint.messages() == 1 && endpoint.dstEid() == eid && endpoint.receiver() == peer);
        uint64 shared = uint64(amount / UNIT);
        assert(shared * UNIT == amount);
        assert(endpoint.message() == keccak256(abi.encodePacked(to, shared)));
    }

    /// @notice What is held leaves once and in full: by anybody to its receiver; or to whom compliance says, with a case, as
    /// long as the receiver cannot have it and seizing is not paused. Nobody gets it a second time.
    function check_PLZR03_whatIsHeldLeavesOnce(
        address caller,
        Release calldata wanted,
        bool role,
        bool frozen,
        uint256 scopes
    ) external {
        svm.enableSymbolicStorage(address(adapter));
        coin.govern(role, frozen, scopes);
        (Held memory before, uint256 total) = (_held(wanted.guid), adapter.heldTotal());
        if (!_call(caller, _release(wanted, wanted.take))) return;
        witness();
        assert(before.amount != 0 && before.amount <= total);
        assert(coin.mints() == 1 && coin.minted() == before.amount);
        assert(coin.receiver() == (wanted.take ? wanted.to : before.receiver));
        assert(adapter.heldTotal() == total - before.amount);
        Held memory now_ = _held(wanted.guid);
        assert(now_.receiver == address(0) && now_.amount == 0 && now_.srcEid == 0);
        if (wanted.take) {
            assert(role && wanted.caseId != 0 && scopes & SEIZE == 0 && wanted.to != address(adapter));
            assert(frozen || before.receiver == address(0) || before.receiver == address(coin));
        }
        assert(!_call(caller, _release(wanted, false)));
        assert(!_call(caller, _release(wanted, true)));
    }

    /// @notice Nobody but the owner changes peers, options, delegate or owner; and nobody at all, the owner included, gives
    /// the ownership up, sets an inspector, or has a receipt simulated.
    function check_PLZR04_onlyTheOwnerChangesIt(
        address caller,
        uint8 which,
        uint32 eid,
        bytes32 peer,
        address account
    ) external {
        svm.enableSymbolicStorage(address(adapter));
        address owner = adapter.owner();
        bytes32 before = adapter.peers(eid);
        witness();
        bool success = _call(caller, _setting(which, eid, peer, account));
        assert(!success || (caller == owner && which < 4));
        if (!success || which != 0) assert(adapter.peers(eid) == before);
        if (!success || which != 3) assert(adapter.owner() == owner);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _call(address caller, bytes memory data) private returns (bool success) {
        vm.prank(caller);
        (success, ) = address(adapter).call(data);
    }

    function _delivery(Arrival calldata arrival, address caller) private view returns (bytes memory) {
        bytes memory message = abi.encodePacked(arrival.to, arrival.amount);
        return abi.encodeCall(adapter.lzReceive, (arrival.origin, arrival.guid, message, caller, ""));
    }

    function _held(bytes32 guid) private view returns (Held memory held) {
        (held.receiver, held.amount, held.srcEid) = adapter.held(guid);
    }

    function _release(Release calldata wanted, bool take) private view returns (bytes memory) {
        if (take) return abi.encodeCall(adapter.takeHeld, (wanted.guid, wanted.to, wanted.caseId));
        return abi.encodeCall(adapter.claim, (wanted.guid));
    }

    function _setting(uint8 which, uint32 eid, bytes32 peer, address account) private view returns (bytes memory) {
        vm.assume(which < 8);
        if (which == 0) return abi.encodeCall(adapter.setPeer, (eid, peer));
        if (which == 1) return abi.encodeCall(adapter.setDelegate, (account));
        if (which == 2) return abi.encodeCall(adapter.setEnforcedOptions, (new EnforcedOptionParam[](0)));
        if (which == 3) return abi.encodeCall(adapter.transferOwnership, (account));
        if (which == 4) return abi.encodeCall(adapter.renounceOwnership, ());
        if (which == 5) return abi.encodeCall(adapter.setMsgInspector, (account));
        if (which == 6) return abi.encodeCall(adapter.setPreCrime, (account));
        return abi.encodeCall(adapter.lzReceiveSimulate, (Origin(eid, peer, 1), peer, "", account, ""));
    }

    function _idOf(Origin calldata origin) private view returns (bytes32) {
        bytes32 self = bytes32(uint256(uint160(address(adapter))));
        return keccak256(abi.encodePacked(origin.nonce, origin.srcEid, origin.sender, endpoint.eid(), self));
    }

    function _isRefusal(bytes4 selector) private pure returns (bool) {
        return
            selector == ILedgerErrors.AccountFrozen.selector || selector == IERC20Errors.ERC20InvalidReceiver.selector;
    }
}
