// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ICrosschain} from "../../../../../contracts/interfaces/ICrosschain.sol";
import {IRescuing} from "../../../../../contracts/interfaces/IRescuing.sol";
import {IssuerActs} from "./IssuerActs.sol";

/// @title BridgeActs
/// @notice Two bridges, their limits, and stray tokens.
abstract contract BridgeActs is IssuerActs {
    uint256 internal constant STRAYS = 10_000;

    address internal secondBridge = makeAddr("second bridge");
    /// @dev Three tokens that were sent to the token: an ordinary one, one that lies, one that refuses.
    address[3] internal strays;
    uint256[3] internal strayLeft;

    function crosschainMint(uint256 by, uint256 to_, uint256 amount) external {
        (address caller, address to) = (_bridge(by), _receiver(to_));
        amount = _near(_mayComeIn(caller, amount), amount);
        Act memory act = _issuerAct(BRIDGE_ROLE, caller, abi.encodeCall(token.crosschainMint, (to, amount)));
        act.scope = CROSSCHAIN;
        act.refusal = _first(
            _entrance(caller, amount),
            _ifOverBridgeLimit(inBucket[caller], caller, amount),
            _ifOverInflow(caller, amount),
            _credit(to)
        );
        act.touched[0] = to;
        bool frozen = until[caller] > block.timestamp;
        if (!_call(act)) return;
        if (frozen) _saw("FRZ04");
        if (inBucket[caller].capacity == 0) _saw("LIM04");
        _consume(inBucket[caller], amount);
        _give(to, amount);
        broughtIn[caller] += amount;
        cameIn += amount;
    }

    /// @dev Around the limit or around one of the caps, whichever the seed picks.
    function _mayComeIn(address caller, uint256 seed) private view returns (uint256 available) {
        (, available) = _state(inBucket[caller]);
        if (seed % 3 == 1) available = _room(inflowCap[caller], broughtIn[caller], takenOut[caller]);
        if (seed % 3 == 2) available = _room(inflowCapOverAll, cameIn, wentOut);
    }

    function crosschainBurn(uint256 by, uint256 from_, uint256 amount) external {
        address caller = _bridge(by);
        address from = from_ % 2 == 0 ? caller : _holder(from_ >> 8);
        amount = _near(amount % 2 == 0 ? balance[from] : allowed[from][caller], amount >> 8);
        Act memory act = _issuerAct(BRIDGE_ROLE, caller, abi.encodeCall(token.crosschainBurn, (from, amount)));
        act.scope = CROSSCHAIN;
        act.refusal = _first(
            _entrance(caller, amount),
            _ifOverBridgeLimit(outBucket[caller], caller, amount),
            from == caller ? bytes("") : _ifNotAllowed(from, caller, amount),
            _debit(from, amount)
        );
        act.touched[0] = from;
        bool frozen = until[caller] > block.timestamp;
        if (!_call(act)) return;
        if (frozen) _saw("FRZ04");
        if (outBucket[caller].capacity == 0) _saw("LIM04");
        if (from != caller && allowed[from][caller] < amount) _saw("BRG02");
        else if (from != caller) _spend(from, caller, amount);
        _consume(outBucket[caller], amount);
        _take(from, amount);
        takenOut[caller] += amount;
        wentOut += amount;
    }

    function setBridgeLimits(uint256 by, uint256 who, uint256 inbound, uint256 outbound, uint256 window_) external {
        (address caller, address bridge_) = (_limiterOrCouncil(by), who % 3 == 0 ? bridge : secondBridge);
        uint48 window = uint48(window_ % 9 == 0 ? 0 : window_ % 2 days);
        uint256 cap = _cap(window_ >> 64);
        (inbound, outbound) = (_capacity(inbound), _capacity(outbound));
        if (caller == council && by % 4 != 0) (inbound, outbound, window, cap) = (0, 0, 0, 0);
        ICrosschain.BridgeLimits memory limits = _bridgeLimits(inbound, window, outbound, window);
        limits.netInflowCap = cap;
        Act memory act = _issuerAct(LIMITER_ROLE, caller, abi.encodeCall(token.setBridgeLimits, (bridge_, limits)));
        act.restricted = false; // two roles: see ROL08
        bool closes = inbound == 0 && outbound == 0 && window == 0 && cap == 0;
        act.refusal = _first(_ifNoLimiter(caller, closes), _ifBadLimit(inbound, window), _ifBadLimit(outbound, window));
        if (!_call(act)) return;
        _limitSet(caller, closes);
        _reset(inBucket[bridge_], _stored(inbound), window);
        _reset(outBucket[bridge_], _stored(outbound), window);
        inflowCap[bridge_] = cap;
    }

    function setInflowCap(uint256 by, uint256 seed) external {
        (address caller, uint256 cap) = (_caller(admins[address(token)].current, by), _cap(seed));
        Act memory act = _issuerAct(DEFAULT_ADMIN_ROLE, caller, abi.encodeCall(token.setInflowCap, (cap)));
        act.refusal = _ifMissing(DEFAULT_ADMIN_ROLE, caller);
        if (_call(act)) inflowCapOverAll = cap;
    }

    /// @dev Caps of all kinds: none, some, and unlimited.
    function _cap(uint256 seed) private pure returns (uint256) {
        if (seed % 9 == 0) return 0;
        return seed % 9 < 4 ? UNLIMITED : (seed >> 8) % 60_000;
    }

    function rescue(uint256 by, uint256 which, uint256 amount, uint256 ref) external {
        address caller = _caller(rescuer, by);
        which %= 5;
        address stray =
            which < 3
                ? strays[which]
                : which == 3
                    ? address(token)
                    : stranger;
        amount = _near(which < 3 ? strayLeft[which] : supply, amount);
        Act memory act = _issuerAct(
            RESCUER_ROLE,
            caller,
            abi.encodeCall(token.rescue, (IERC20(stray), caller, amount, _actRef(ref)))
        );
        act.refusal = _first(
            _ifMissing(RESCUER_ROLE, caller),
            which == 3 ? abi.encodeWithSelector(IRescuing.RescueOfOwnToken.selector) : bytes(""),
            _first(_ifNothing(amount), _ifUsed(actUses, _actRef(ref))),
            _ifNotRescuable(which, stray, amount)
        );
        if (!_call(act)) return;
        ++actUses[_actRef(ref)];
        if (which == 3) _saw("RSC01");
        else if (which < 3) strayLeft[which] -= amount;
    }

    function _ifNotRescuable(uint256 which, address stray, uint256 amount) private view returns (bytes memory) {
        if (which == 3) return ""; // refused before
        bytes memory failed = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, stray);
        if (which == 4) return failed;
        // The refusing token moves nothing and says so.
        if (which == 2) return failed;
        if (amount > strayLeft[which]) {
            return
                abi.encodeWithSelector(
                    IERC20Errors.ERC20InsufficientBalance.selector,
                    address(token),
                    strayLeft[which],
                    amount
                );
        }
        return "";
    }

    /// @dev One of the references that seizures, wipes and rescues share, sometimes none.
    function _actRef(uint256 seed) internal pure returns (bytes32) {
        return bytes32(seed % REFERENCES);
    }

    function _entrance(address caller, uint256 amount) private view returns (bytes memory) {
        return _first(_ifMissing(BRIDGE_ROLE, caller), _ifPaused(CROSSCHAIN), _ifNothing(amount), _ifFrozen(caller));
    }

    function _bridge(uint256 index) private view returns (address) {
        return _caller(index % 5 == 0 ? secondBridge : bridge, index >> 8);
    }
}
