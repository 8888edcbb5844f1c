// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../../../contracts/interfaces/IMinting.sol";
import {ISeizing} from "../../../../../contracts/interfaces/ISeizing.sol";
import {BridgeActs} from "./BridgeActs.sol";

/// @title ComplianceActs
/// @notice Freezes at both speeds, seizures and wipes, one by one and in batches of two.
abstract contract ComplianceActs is BridgeActs {
    // ------------------------------------------------------------------------------------------------ freezes

    function freeze(uint256 by, uint256 who, uint256 caseId) external {
        (address caller, address account) = (_guardian(by), _receiver(who));
        Act memory act = _issuerAct(GUARDIAN_ROLE, caller, abi.encodeCall(token.freeze, (account, _case(caseId))));
        act.refusal = _first(
            _ifMissing(GUARDIAN_ROLE, caller),
            _ifNoCase(_case(caseId)),
            _ifNotFreezable(account, caller),
            _ifOverFreezeLimit(caller, 1)
        );
        if (_call(act)) _frozenBy(caller, account, 1);
    }

    function freezeBatch(uint256 by, uint256 who, uint256 other, uint256 caseId) external {
        (address caller, address[] memory pair) = (_guardian(by), _pair(who, other));
        bytes32 case_ = _case(caseId);
        Act memory act = _issuerAct(GUARDIAN_ROLE, caller, abi.encodeCall(token.freezeBatch, (pair, case_)));
        (bool first, bool second) = (until[pair[0]] > block.timestamp, until[pair[1]] > block.timestamp);
        if (pair[0] == pair[1]) second = true; // frozen by the first
        uint256 count = (first ? 0 : 1) + (second ? 0 : 1);
        act.refusal = _first(
            _first(_ifMissing(GUARDIAN_ROLE, caller), _ifNoCase(case_)),
            first ? bytes("") : _ifNotFreezable(pair[0], caller),
            second ? bytes("") : _ifNotFreezable(pair[1], caller),
            _ifOverFreezeLimit(caller, count)
        );
        if (!_call(act)) return;
        passedOver += 2 - count;
        if (!first) _frozenBy(caller, pair[0], 1);
        if (!second) _frozenBy(caller, pair[1], 1);
    }

    function ratify(uint256 by, uint256 who, uint256 caseId) external {
        (address caller, address account) = (_caller(compliance, by), _holder(who));
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.ratify, (account, _case(caseId))));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(_case(caseId)), _ifNotRatifiable(account));
        if (_call(act)) until[account] = UNTIL_UNFROZEN;
    }

    function ratifyBatch(uint256 by, uint256 who, uint256 other, uint256 caseId) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, other));
        bytes32 case_ = _case(caseId);
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.ratifyBatch, (pair, case_)));
        act.refusal = _first(
            _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(case_)),
            _ifNeverFrozen(pair[0]),
            _ifNeverFrozen(pair[1])
        );
        uint256 count = _countOf(pair, UNTIL_UNFROZEN);
        if (!_call(act)) return;
        passedOver += count;
        (until[pair[0]], until[pair[1]]) = (UNTIL_UNFROZEN, UNTIL_UNFROZEN);
    }

    function unfreeze(uint256 by, uint256 who, uint256 caseId) external {
        (address caller, address account) = (_caller(compliance, by), _holder(who));
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.unfreeze, (account, _case(caseId))));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(_case(caseId)), _ifNeverFrozen(account));
        if (_call(act)) _lifted(account);
    }

    function unfreezeBatch(uint256 by, uint256 who, uint256 other, uint256 caseId) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, other));
        bytes32 case_ = _case(caseId);
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.unfreezeBatch, (pair, case_)));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(case_));
        uint256 count = _countOf(pair, 0);
        if (!_call(act)) return;
        passedOver += count;
        for (uint256 i = 0; i < 2; ++i) if (until[pair[i]] != 0) _lifted(pair[i]);
    }

    function setGuardianLimit(uint256 by, uint256 who, uint256 capacity, uint256 window_) external {
        (address caller, address guardian_) = (_limiterOrCouncil(by), who % 3 == 0 ? guardian : secondGuardian);
        uint48 window = uint48(window_ % 5 == 0 ? 0 : window_ % 2 days);
        capacity = capacity % 3 == 0 ? _capacity(capacity >> 8) : (capacity >> 8) % 6;
        bool closes = capacity == 0 && window == 0;
        bytes memory data = abi.encodeCall(token.setGuardianLimit, (guardian_, capacity, window));
        Act memory act = _issuerAct(LIMITER_ROLE, caller, data);
        act.restricted = false; // two roles: see ROL08
        act.refusal = _first(_ifNoLimiter(caller, closes), _ifBadLimit(capacity, window));
        if (!_call(act)) return;
        _limitSet(caller, closes);
        _reset(freezeBucket[guardian_], _stored(capacity), window);
    }

    // ------------------------------------------------------------------------------------------------ seizures

    function seize(uint256 by, uint256 from_, uint256 to_, uint256 amount, uint256 names) external {
        (address caller, address from, address to) = (_caller(compliance, by), _frozenOne(from_), _receiver(to_));
        amount = _near(balance[from], amount);
        (bytes32 case_, bytes32 ref) = (_case(names), _actRef(names >> 8));
        Act memory act = _complianceAct(caller, abi.encodeCall(token.seize, (from, to, amount, case_, ref)));
        act.refusal = _first(
            _ifMissing(COMPLIANCE_ROLE, caller),
            _ifNoAct(amount, case_, ref),
            _confiscate(from, amount),
            _credit(to)
        );
        act.touched = [from, to, to];
        if (!_call(act)) return;
        ++actUses[ref];
        _move(from, to, amount);
    }

    function seizeBatch(uint256 by, uint256 who, uint256 to_, uint256 amount, uint256 names) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, who >> 128));
        (address to, uint256[] memory amounts, bytes32[] memory refs) = (
            _receiver(to_),
            _amounts(pair, amount),
            _actRefs(names >> 8)
        );
        bytes32 case_ = _case(names);
        Act memory act = _complianceAct(caller, abi.encodeCall(token.seizeBatch, (pair, to, amounts, case_, refs)));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifUnequal(amounts.length, refs.length));
        if (act.refusal.length == 0) {
            act.refusal = _first(_ifNoAct(amounts[0], case_, refs[0]), _confiscate(pair[0], amounts[0]), _credit(to));
        }
        if (act.refusal.length == 0) act.refusal = _ifNoNext(pair, amounts, case_, refs);
        act.touched = [pair[0], pair[1], to];
        if (!_call(act)) return;
        for (uint256 i = 0; i < 2; ++i) {
            ++actUses[refs[i]];
            _move(pair[i], to, amounts[i]);
        }
    }

    function wipe(uint256 by, uint256 from_, uint256 amount, uint256 names) external {
        (address caller, address from) = (_caller(compliance, by), _frozenOne(from_));
        amount = _near(balance[from], amount) / (amount % 3 == 0 ? 1 : 8);
        (bytes32 case_, bytes32 ref) = (_case(names), _actRef(names >> 8));
        Act memory act = _complianceAct(caller, abi.encodeCall(token.wipe, (from, amount, case_, ref)));
        act.refusal = _first(
            _ifMissing(COMPLIANCE_ROLE, caller),
            _ifNoAct(amount, case_, ref),
            _confiscate(from, amount)
        );
        act.touched[0] = from;
        if (!_call(act)) return;
        ++actUses[ref];
        _take(from, amount);
        wiped += amount;
    }

    function wipeBatch(uint256 by, uint256 who, uint256 amount, uint256 names) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, who >> 128));
        (uint256[] memory amounts, bytes32[] memory refs) = (_amounts(pair, amount), _actRefs(names >> 8));
        bytes32 case_ = _case(names);
        Act memory act = _complianceAct(caller, abi.encodeCall(token.wipeBatch, (pair, amounts, case_, refs)));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifUnequal(amounts.length, refs.length));
        if (act.refusal.length == 0) {
            act.refusal = _first(_ifNoAct(amounts[0], case_, refs[0]), _confiscate(pair[0], amounts[0]));
        }
        if (act.refusal.length == 0) act.refusal = _ifNoNext(pair, amounts, case_, refs);
        act.touched = [pair[0], pair[1], pair[1]];
        if (!_call(act)) return;
        for (uint256 i = 0; i < 2; ++i) {
            ++actUses[refs[i]];
            _take(pair[i], amounts[i]);
            wiped += amounts[i];
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev What each row is asked for besides its account.
    function _ifNoAct(uint256 amount, bytes32 caseId, bytes32 ref) private view returns (bytes memory) {
        return _first(_ifPaused(SEIZE), _ifNoCase(caseId), _ifNothing(amount), _ifUsed(actUses, ref));
    }

    /// @dev The second of a batch, after the first has happened.
    function _ifNoNext(
        address[] memory pair,
        uint256[] memory amounts,
        bytes32 caseId,
        bytes32[] memory refs
    ) private view returns (bytes memory) {
        bytes memory refusal = _ifNoAct(amounts[1], caseId, refs[1]);
        if (refusal.length == 0 && refs[0] == refs[1]) refusal = _usedRef(refs[1]);
        return _first(refusal, _confiscateNext(pair, amounts));
    }

    function _confiscateNext(address[] memory pair, uint256[] memory amounts) private view returns (bytes memory) {
        if (pair[0] != pair[1]) return _confiscate(pair[1], amounts[1]);
        uint256 left = balance[pair[0]] > amounts[0] ? balance[pair[0]] - amounts[0] : 0;
        return left >= amounts[1] ? bytes("") : _insufficientBalance(pair[1], left, amounts[1]);
    }

    function _usedRef(bytes32 ref) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMinting.ReferenceUsed.selector, ref);
    }

    function _frozenBy(address guardian_, address account, uint256 uses) private {
        if (barredUntil[account][guardian_] > block.timestamp) _saw("FRZ07");
        if (freezeBucket[guardian_].capacity == 0) _saw("LIM04");
        (until[account], lastGuardian[account]) = (block.timestamp + 72 hours, guardian_);
        _consume(freezeBucket[guardian_], uses);
    }

    function _lifted(address account) private {
        until[account] = 0;
        barredUntil[account][lastGuardian[account]] = block.timestamp + 72 hours;
    }

    /// @dev How many of a batch a given record makes it pass over; the second of a pair of one is as the first was left.
    function _countOf(address[] memory pair, uint256 record) private view returns (uint256 count) {
        count = until[pair[0]] == record ? 1 : 0;
        if (until[pair[1]] == record || pair[0] == pair[1]) ++count;
    }

    function _guardian(uint256 by) private view returns (address) {
        return _caller(by % 4 == 0 ? secondGuardian : guardian, by >> 8);
    }

    /// @dev Two references, sometimes three, which fit no pair.
    function _actRefs(uint256 seed) private pure returns (bytes32[] memory refs) {
        refs = new bytes32[](seed % 19 == 0 ? 3 : 2);
        (refs[0], refs[1]) = (_actRef(seed >> 8), _actRef(seed >> 128));
    }

    function _complianceAct(address caller, bytes memory data) private view returns (Act memory act) {
        act = _issuerAct(COMPLIANCE_ROLE, caller, data);
        (act.compliance, act.scope) = (true, SEIZE);
    }

    function _ifUnequal(uint256 amounts, uint256 refs) private pure returns (bytes memory) {
        if (amounts == 2 && refs == 2) return "";
        return abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 2, amounts == 2 ? refs : amounts);
    }

    /// @dev Two amounts, sometimes three, which fit no pair.
    function _amounts(address[] memory pair, uint256 seed) private view returns (uint256[] memory amounts) {
        amounts = new uint256[](seed % 17 == 0 ? 3 : 2);
        seed >>= 8;
        (amounts[0], amounts[1]) = (_near(balance[pair[0]], seed) / 2, _near(balance[pair[1]], seed >> 128) / 2);
    }

    function _case(uint256 seed) private pure returns (bytes32) {
        return bytes32(seed % 13);
    }

    function _pair(uint256 one, uint256 two) private view returns (address[] memory pair) {
        pair = new address[](2);
        (pair[0], pair[1]) = (_receiver(one), _receiver(two));
    }

    /// @dev Mostly accounts on which compliance can act.
    function _frozenPair(uint256 one, uint256 two) private view returns (address[] memory pair) {
        pair = new address[](2);
        (pair[0], pair[1]) = (_frozenOne(one), _frozenOne(two));
    }

    function _frozenOne(uint256 index) private view returns (address) {
        if (index % 7 == 0) return _holder(index >> 8);
        for (uint256 i = 0; i < holders.length; ++i) {
            address holder = _holder(((index >> 8) % holders.length) + i);
            if (until[holder] > block.timestamp) return holder;
        }
        return _holder(index >> 8);
    }
}
