// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ICrosschain} from "../../../../contracts/interfaces/ICrosschain.sol";
import {IFreezing} from "../../../../contracts/interfaces/IFreezing.sol";
import {ILedgerErrors} from "../../../../contracts/interfaces/ILedgerErrors.sol";
import {IMinting} from "../../../../contracts/interfaces/IMinting.sol";
import {Governance} from "./Governance.sol";

/// @title Refusals
/// @notice The rules of the ledger and of the issuer, each as the exact error it must answer with; empty if it allows.
/// An act lists the rules in the order in which the contracts ask them.
abstract contract Refusals is Governance {
    function _first(bytes memory one, bytes memory two) internal pure returns (bytes memory) {
        return one.length != 0 ? one : two;
    }

    function _first(bytes memory one, bytes memory two, bytes memory three) internal pure returns (bytes memory) {
        return _first(one, _first(two, three));
    }

    function _first(
        bytes memory one,
        bytes memory two,
        bytes memory three,
        bytes memory four
    ) internal pure returns (bytes memory) {
        return _first(_first(one, two), _first(three, four));
    }

    // ------------------------------------------------------------------------------------------------ ledger

    function _ifPaused(uint256 asked) internal view returns (bytes memory) {
        return scopes & asked == 0 ? bytes("") : _paused(scopes & asked);
    }

    function _ifFrozen(address account) internal view returns (bytes memory) {
        return until[account] > block.timestamp ? _frozen(account, until[account]) : bytes("");
    }

    function _ifNotFrozen(address account) internal view returns (bytes memory) {
        return until[account] > block.timestamp ? bytes("") : _notFrozen(account);
    }

    function _ifTooLittle(address account, uint256 amount) internal view returns (bytes memory) {
        return balance[account] >= amount ? bytes("") : _insufficientBalance(account, balance[account], amount);
    }

    /// @dev Taking from an account by its own will.
    function _debit(address from, uint256 amount) internal view returns (bytes memory) {
        return _first(_ifFrozen(from), _ifTooLittle(from, amount));
    }

    /// @dev Taking from an account that compliance acts on.
    function _confiscate(address from, uint256 amount) internal view returns (bytes memory) {
        return _first(_ifNotFrozen(from), _ifTooLittle(from, amount));
    }

    function _credit(address to) internal view returns (bytes memory) {
        if (to == address(0) || to == address(token)) return _invalidReceiver(to);
        return _ifFrozen(to);
    }

    function _ifNotAllowed(address owner, address spender, uint256 amount) internal view returns (bytes memory) {
        uint256 allowance = allowed[owner][spender];
        if (until[spender] > block.timestamp) return _ifFrozen(spender);
        return allowance >= amount ? bytes("") : _insufficientAllowance(spender, allowance, amount);
    }

    // ------------------------------------------------------------------------------------------------ issuer

    function _ifNothing(uint256 amount) internal pure returns (bytes memory) {
        return amount == 0 ? abi.encodeWithSelector(IMinting.ZeroAmount.selector) : bytes("");
    }

    function _ifUsed(mapping(bytes32 ref => uint256) storage uses, bytes32 ref) internal view returns (bytes memory) {
        if (ref == 0) return abi.encodeWithSelector(IMinting.ReferenceMissing.selector);
        return uses[ref] == 0 ? bytes("") : abi.encodeWithSelector(IMinting.ReferenceUsed.selector, ref);
    }

    function _ifOverLimit(
        Bucket storage bucket,
        address actor,
        uint256 amount,
        bytes4 error
    ) internal view returns (bytes memory) {
        (, uint256 available) = _state(bucket);
        return amount <= available ? bytes("") : abi.encodeWithSelector(error, actor, amount, available);
    }

    function _ifOverMintLimit(address minter_, uint256 amount) internal view returns (bytes memory) {
        return _ifOverLimit(mintBucket[minter_], minter_, amount, IMinting.MintLimitExceeded.selector);
    }

    function _ifOverBridgeLimit(
        Bucket storage bucket,
        address bridge_,
        uint256 amount
    ) internal view returns (bytes memory) {
        return _ifOverLimit(bucket, bridge_, amount, ICrosschain.BridgeLimitExceeded.selector);
    }

    /// @dev What may still come in by a cap, where `minted` came in and `burned` went out. The cap is the most there may be.
    function _room(uint256 cap, uint256 minted, uint256 burned) internal pure returns (uint256) {
        if (cap > type(uint256).max - burned) return type(uint256).max - minted;
        return cap + burned > minted ? cap + burned - minted : 0;
    }

    function _ifOverInflow(address bridge_, uint256 amount) internal view returns (bytes memory) {
        uint256 room = _room(inflowCap[bridge_], broughtIn[bridge_], takenOut[bridge_]);
        if (amount > room) {
            return abi.encodeWithSelector(ICrosschain.BridgeInflowCapExceeded.selector, bridge_, amount, room);
        }
        room = _room(inflowCapOverAll, cameIn, wentOut);
        return
            amount <= room ? bytes("") : abi.encodeWithSelector(ICrosschain.InflowCapExceeded.selector, amount, room);
    }

    function _ifOverFreezeLimit(address guardian_, uint256 accounts) internal view returns (bytes memory) {
        bytes4 error = IFreezing.GuardianLimitExceeded.selector;
        return accounts == 0 ? bytes("") : _ifOverLimit(freezeBucket[guardian_], guardian_, accounts, error);
    }

    function _ifBadLimit(uint256 capacity, uint48 window) internal pure returns (bytes memory) {
        bool fits = capacity < type(uint208).max || capacity == UNLIMITED;
        if (fits && (window != 0 || capacity == 0)) return "";
        return abi.encodeWithSelector(IMinting.InvalidLimit.selector, capacity, window);
    }

    // ------------------------------------------------------------------------------------------------ compliance

    function _ifNoCase(bytes32 caseId) internal pure returns (bytes memory) {
        return caseId == 0 ? abi.encodeWithSelector(IFreezing.CaseIdMissing.selector) : bytes("");
    }

    function _ifNotFreezable(address account, address guardian_) internal view returns (bytes memory) {
        if (account == address(0) || account == address(token)) {
            return abi.encodeWithSelector(IFreezing.InvalidAccount.selector, account);
        }
        if (until[account] > block.timestamp) return _ifFrozen(account);
        if (until[account] != 0) {
            return abi.encodeWithSelector(IFreezing.FreezeLapsed.selector, account, until[account]);
        }
        uint256 barred = barredUntil[account][guardian_];
        if (barred <= block.timestamp) return "";
        return abi.encodeWithSelector(IFreezing.GuardianBarred.selector, account, guardian_, barred);
    }

    function _ifNotRatifiable(address account) internal view returns (bytes memory) {
        if (until[account] == 0) return _notFrozen(account);
        if (until[account] != UNTIL_UNFROZEN) return "";
        return abi.encodeWithSelector(IFreezing.FreezeAlreadyRatified.selector, account);
    }

    function _ifNeverFrozen(address account) internal view returns (bytes memory) {
        return
            until[account] == 0 ? abi.encodeWithSelector(ILedgerErrors.AccountNotFrozen.selector, account) : bytes("");
    }
}
