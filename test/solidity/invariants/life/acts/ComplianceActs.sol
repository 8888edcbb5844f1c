// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ISeizing} from "../../../../../contracts/interfaces/ISeizing.sol";
import {BridgeActs} from "./BridgeActs.sol";

/// @title ComplianceActs
/// @notice Freezes at both speeds, seizures and wipes, one by one and in batches of two.
abstract contract ComplianceActs is BridgeActs {
    // ------------------------------------------------------------------------------------------------ freezes

    function freeze(uint256 by, uint256 who, uint256 caseId) external {
        (address caller, address account) = (_caller(guardian, by), _receiver(who));
        Act memory act = _issuerAct(GUARDIAN_ROLE, caller, abi.encodeCall(token.freeze, (account, _case(caseId))));
        act.refusal = _first(_ifMissing(GUARDIAN_ROLE, caller), _ifNoCase(_case(caseId)), _ifNotFreezable(account));
        if (_call(act)) until[account] = block.timestamp + 72 hours;
    }

    function freezeBatch(uint256 by, uint256 who, uint256 other) external {
        (address caller, address[] memory pair) = (_caller(guardian, by), _pair(who, other));
        Act memory act = _issuerAct(GUARDIAN_ROLE, caller, abi.encodeCall(token.freezeBatch, (pair, CASE)));
        act.refusal = _first(_ifMissing(GUARDIAN_ROLE, caller), _ifNotFreezable(pair[0]));
        uint256 end = block.timestamp + 72 hours;
        if (act.refusal.length == 0) {
            act.refusal = pair[0] == pair[1] ? _frozen(pair[1], end) : _ifNotFreezable(pair[1]);
        }
        if (_call(act)) (until[pair[0]], until[pair[1]]) = (end, end);
    }

    function ratify(uint256 by, uint256 who, uint256 caseId) external {
        (address caller, address account) = (_caller(compliance, by), _holder(who));
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.ratify, (account, _case(caseId))));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(_case(caseId)), _ifNotRatifiable(account));
        if (_call(act)) until[account] = UNTIL_UNFROZEN;
    }

    function ratifyBatch(uint256 by, uint256 who, uint256 other) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, other));
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.ratifyBatch, (pair, CASE)));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNotRatifiable(pair[0]), _ifNotRatifiable(pair[1]));
        if (act.refusal.length == 0 && pair[0] == pair[1]) act.refusal = _alreadyRatified(pair[0]);
        if (_call(act)) (until[pair[0]], until[pair[1]]) = (UNTIL_UNFROZEN, UNTIL_UNFROZEN);
    }

    function unfreeze(uint256 by, uint256 who, uint256 caseId) external {
        (address caller, address account) = (_caller(compliance, by), _holder(who));
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.unfreeze, (account, _case(caseId))));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(_case(caseId)), _ifNeverFrozen(account));
        if (_call(act)) until[account] = 0;
    }

    function unfreezeBatch(uint256 by, uint256 who, uint256 other) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, other));
        Act memory act = _issuerAct(COMPLIANCE_ROLE, caller, abi.encodeCall(token.unfreezeBatch, (pair, CASE)));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNeverFrozen(pair[0]), _ifNeverFrozen(pair[1]));
        if (act.refusal.length == 0 && pair[0] == pair[1]) act.refusal = _notFrozen(pair[0]);
        if (_call(act)) (until[pair[0]], until[pair[1]]) = (0, 0);
    }

    // ------------------------------------------------------------------------------------------------ seizures

    function seize(uint256 by, uint256 from_, uint256 to_, uint256 amount, uint256 caseId) external {
        (address caller, address from, address to) = (_caller(compliance, by), _frozenOne(from_), _receiver(to_));
        amount = _near(balance[from], amount);
        Act memory act = _complianceAct(caller, abi.encodeCall(token.seize, (from, to, amount, _case(caseId))));
        act.refusal = _first(
            _ifMissing(COMPLIANCE_ROLE, caller),
            _ifNoCase(_case(caseId)),
            _confiscate(from, amount),
            _credit(to)
        );
        act.touched = [from, to, to];
        if (_call(act)) _move(from, to, amount);
    }

    function seizeBatch(uint256 by, uint256 who, uint256 other, uint256 to_, uint256 amount) external {
        (address caller, address[] memory pair, address to) = (
            _caller(compliance, by),
            _frozenPair(who, other),
            _receiver(to_)
        );
        uint256[] memory amounts = _amounts(pair, amount);
        Act memory act = _complianceAct(caller, abi.encodeCall(token.seizeBatch, (pair, to, amounts, CASE)));
        act.refusal = _first(
            _ifMissing(COMPLIANCE_ROLE, caller),
            _ifUnequal(pair, amounts),
            _confiscate(pair[0], amounts[0])
        );
        act.refusal = _first(act.refusal, _credit(to), _confiscateNext(pair, amounts));
        act.touched = [pair[0], pair[1], to];
        if (!_call(act)) return;
        for (uint256 i = 0; i < 2; ++i) _move(pair[i], to, amounts[i]);
    }

    function wipe(uint256 by, uint256 from_, uint256 amount, uint256 caseId) external {
        (address caller, address from) = (_caller(compliance, by), _frozenOne(from_));
        amount = _near(balance[from], amount) / (amount % 3 == 0 ? 1 : 8);
        Act memory act = _complianceAct(caller, abi.encodeCall(token.wipe, (from, amount, _case(caseId))));
        act.refusal = _first(_ifMissing(COMPLIANCE_ROLE, caller), _ifNoCase(_case(caseId)), _confiscate(from, amount));
        act.touched[0] = from;
        if (!_call(act)) return;
        _take(from, amount);
        wiped += amount;
    }

    function wipeBatch(uint256 by, uint256 who, uint256 other, uint256 amount) external {
        (address caller, address[] memory pair) = (_caller(compliance, by), _frozenPair(who, other));
        uint256[] memory amounts = _amounts(pair, amount);
        Act memory act = _complianceAct(caller, abi.encodeCall(token.wipeBatch, (pair, amounts, CASE)));
        act.refusal = _first(
            _ifMissing(COMPLIANCE_ROLE, caller),
            _ifUnequal(pair, amounts),
            _confiscate(pair[0], amounts[0])
        );
        act.refusal = _first(act.refusal, _confiscateNext(pair, amounts));
        act.touched = [pair[0], pair[1], pair[1]];
        if (!_call(act)) return;
        for (uint256 i = 0; i < 2; ++i) {
            _take(pair[i], amounts[i]);
            wiped += amounts[i];
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev The second of a batch, after the first has happened.
    function _confiscateNext(address[] memory pair, uint256[] memory amounts) private view returns (bytes memory) {
        if (pair[0] != pair[1]) return _confiscate(pair[1], amounts[1]);
        uint256 left = balance[pair[0]] > amounts[0] ? balance[pair[0]] - amounts[0] : 0;
        return left >= amounts[1] ? bytes("") : _insufficientBalance(pair[1], left, amounts[1]);
    }

    function _complianceAct(address caller, bytes memory data) private view returns (Act memory act) {
        act = _issuerAct(COMPLIANCE_ROLE, caller, data);
        act.compliance = true;
    }

    function _ifUnequal(address[] memory pair, uint256[] memory amounts) private pure returns (bytes memory) {
        if (pair.length == amounts.length) return "";
        return abi.encodeWithSelector(ISeizing.LengthMismatch.selector, pair.length, amounts.length);
    }

    function _alreadyRatified(address account) private pure returns (bytes memory) {
        return abi.encodeWithSignature("FreezeAlreadyRatified(address)", account);
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
