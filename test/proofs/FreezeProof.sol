// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IssuerProof} from "./IssuerProof.sol";

/// @title FreezeProof
/// @notice The states of a freeze, for all accounts, balances and times until the year 36,000 (40 bits of seconds).
contract FreezeProof is IssuerProof {
    bytes32 private constant CASE = "case";
    uint256 private constant LASTING = type(uint40).max;

    /// @notice A guardian's freeze lasts 72 hours from now, and is possible only where none is recorded, neither running nor
    /// lapsed nor lasting, and where this guardian is not barred. The balance, the supply and every other account stay.
    function check_PFRZ01_freezeLasts72Hours(address caller, address account, address other) external {
        uint256 time = _anyDate();
        _anyLimit(keccak256(abi.encode(caller, freezingSlot)));
        uint256 barred = token.guardianBarredUntil(account, caller);
        uint256 word = _assertOnlyFreezeChanges(caller, account, other, abi.encodeCall(token.freeze, (account, CASE)));
        assert(barred <= time && token.guardianBarredUntil(account, caller) == 0);
        assert(_until(word) == 0 && _until(_word(account)) == time + 72 hours);
        assert(account != address(0) && account != address(token));
    }

    /// @notice Compliance makes a recorded freeze last, whether it runs or has lapsed; where none is recorded it cannot. The
    /// balance, the supply and every other account stay.
    function check_PFRZ02_ratifyMakesARecordedFreezeLast(address caller, address account, address other) external {
        _anyDate();
        uint256 word = _assertOnlyFreezeChanges(caller, account, other, abi.encodeCall(token.ratify, (account, CASE)));
        assert(_until(word) != 0 && _until(word) != LASTING && _until(_word(account)) == LASTING);
    }

    /// @notice Compliance lifts a freeze, whether it runs, has lapsed or lasts. The balance, the supply and every other
    /// account stay.
    function check_PFRZ03_unfreezeLiftsAnyFreeze(address caller, address account, address other) external {
        _anyDate();
        uint256 word = _assertOnlyFreezeChanges(
            caller,
            account,
            other,
            abi.encodeCall(token.unfreeze, (account, CASE))
        );
        assert(_until(word) != 0 && _until(_word(account)) == 0);
    }

    /// @notice The views say what the account's word records: its balance, the end of its freeze, and that it is frozen
    /// exactly while that end is in the future.
    function check_PFRZ04_viewsReadTheWord(address account, uint256 time) external {
        vm.warp(time);
        uint256 word = _word(account);
        witness();
        assert(token.balanceOf(account) == _balance(word));
        assert(token.frozenUntil(account) == _until(word));
        assert(token.isFrozen(account) == (time < _until(word)));
    }

    /// @notice What compliance has lifted, the guardian that froze it last cannot freeze again for 72 hours.
    function check_PFRZ05_whatWasLiftedIsNotFrozenAgain(address officer, address guardian, address account) external {
        uint256 time = _anyDate();
        vm.store(
            address(token),
            keccak256(abi.encode(account, uint256(freezingSlot) + 1)),
            bytes32(uint256(uint160(guardian)))
        );
        vm.assume(_call(officer, abi.encodeCall(token.unfreeze, (account, CASE))));
        witness();
        uint256 later = svm.createUint(40, "later");
        vm.assume(later >= time && later < time + 72 hours);
        vm.warp(later);
        assert(!_call(guardian, abi.encodeCall(token.freeze, (account, CASE))));
        assert(token.guardianBarredUntil(account, guardian) == time + 72 hours);
    }

    function _assertOnlyFreezeChanges(
        address caller,
        address account,
        address other,
        bytes memory act
    ) private returns (uint256 word) {
        vm.assume(other != account);
        uint256 wordOther = _word(other);
        (uint256 supply, uint256 switches) = (_supply(), _switches());
        word = _word(account);
        vm.assume(_call(caller, act));
        witness();
        assert(_balance(_word(account)) == _balance(word));
        assert(_word(other) == wordOther && _supply() == supply && _switches() == switches);
    }

    function _anyDate() private returns (uint256 time) {
        time = svm.createUint(40, "time");
        vm.assume(time < LASTING - 72 hours);
        vm.warp(time);
    }
}
