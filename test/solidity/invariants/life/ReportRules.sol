// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {Quorums} from "./Quorums.sol";

/// @title ReportRules
/// @notice When the attestations accept a report, each rule as the exact error it must answer with.
abstract contract ReportRules is Quorums {
    /// @dev A report, mostly acceptable: numbers choose the sequence, times the window.
    function _build(
        uint256 numbers,
        uint256 times,
        uint256 mintable,
        uint256 slack
    ) internal view returns (IReserves.ReserveReport memory report) {
        report = _report(sequence + 1, supply, mintable % 60_000);
        if (numbers % 19 < 2) report.sequence = numbers % 19 == 0 ? sequence : sequence + 2 ** 32;
        if (validUntil > report.validFrom) report.validFrom = validUntil;
        report.validFrom += uint64(times % 2 == 0 ? 0 : (times >> 8) % 1 hours);
        if (times % 17 == 1) report.validFrom -= 30 minutes; // too early, if another window ends late
        if (times % 37 == 2) report.asOf += 1;
        if (report.asOf > report.validFrom && times % 5 != 0) report.asOf = report.validFrom;
        uint64 length = uint64(1 hours + ((times >> 32) % 3 days));
        if (times % 23 == 3) length = uint64((times >> 32) % 10 days);
        report.validUntil = report.validFrom + length;
        report.evidence = bytes32(numbers);
        _fill(report, slack);
    }

    /// @dev Mostly covered with something to spare.
    function _fill(IReserves.ReserveReport memory report, uint256 slack) private pure {
        if (slack % 11 != 0) report.reserves += (slack >> 8) % 1_000;
        else if (report.reserves != 0) report.reserves -= 1; // does not cover
        if (slack % 13 == 1) report.allocations[0].chainId = OTHER_CHAIN; // nothing for this chain
        if (slack % 41 == 2) report.allocations[0].chainId = 0;
        if (slack % 41 == 3) report.reserves = uint256(type(int256).max) + 1;
    }

    function _ifHalted() internal view returns (bytes memory) {
        return halted ? abi.encodeWithSelector(IReserves.IssuanceHalted.selector) : bytes("");
    }

    function _ifNotNext(IReserves.ReserveReport memory report) internal view returns (bytes memory) {
        if (halted) return _ifHalted();
        if (report.sequence <= sequence) {
            return abi.encodeWithSelector(IReserves.SequenceNotNewer.selector, report.sequence, sequence);
        }
        if (report.sequence - sequence < 2 ** 32) return "";
        return abi.encodeWithSelector(IReserves.SequenceTooFarAhead.selector, report.sequence, sequence);
    }

    function _ifUntimely(IReserves.ReserveReport memory report) internal view returns (bytes memory) {
        if (report.asOf > block.timestamp) return abi.encodeWithSelector(IReserves.AsOfInFuture.selector, report.asOf);
        bytes memory bad = _ifBadWindow(report);
        if (bad.length != 0) return bad;
        if (report.validFrom < validUntil) {
            return abi.encodeWithSelector(IReserves.WindowOverlap.selector, report.validFrom, validUntil);
        }
        if (report.validFrom > block.timestamp + MAXIMUM_WINDOW) {
            return abi.encodeWithSelector(IReserves.WindowTooFarAhead.selector, report.validFrom);
        }
        if (block.timestamp < report.validUntil) return "";
        return abi.encodeWithSelector(IReserves.WindowExpired.selector, report.sequence, report.validUntil);
    }

    function _ifBadWindow(IReserves.ReserveReport memory report) internal pure returns (bytes memory) {
        (uint64 from, uint64 to) = (report.validFrom, report.validUntil);
        if (report.asOf > from) return abi.encodeWithSelector(IReserves.AsOfAfterWindow.selector, report.asOf, from);
        if (from < to && to - from <= MAXIMUM_WINDOW) return "";
        return abi.encodeWithSelector(IReserves.InvalidWindow.selector, from, to);
    }

    function _ifUncovered(IReserves.ReserveReport memory report) internal pure returns (bytes memory) {
        if (report.reserves > uint256(type(int256).max)) {
            return abi.encodeWithSelector(IReserves.ReservesOutOfRange.selector, report.reserves);
        }
        if (report.allocations[0].chainId == 0) {
            return abi.encodeWithSelector(IReserves.AllocationsNotAscending.selector, 0, 0);
        }
        uint256 committed = report.supply + report.allocations[0].mintable;
        if (committed <= report.reserves) return "";
        return abi.encodeWithSelector(IReserves.OverAllocated.selector, committed, report.reserves);
    }

    /// @dev A window to come may not be skipped, unless it was closed.
    function _ifSkipping() internal view returns (bytes memory) {
        if (block.timestamp >= validFrom || closed) return "";
        return abi.encodeWithSelector(IReserves.WindowNotBegun.selector, sequence, validFrom);
    }

    function _ifNoConflict(
        IReserves.ReserveReport memory one,
        IReserves.ReserveReport memory two
    ) internal view returns (bytes memory) {
        bool overlap = one.validFrom < two.validUntil && two.validFrom < one.validUntil;
        if (_digestOf(one) == _digestOf(two) || !(overlap || one.sequence == two.sequence)) {
            return abi.encodeWithSelector(IReserves.NoConflict.selector);
        }
        bytes memory bad = _first(_ifBadWindow(one), _ifUncovered(one), _ifBadWindow(two), _ifUncovered(two));
        if (bad.length != 0) return bad;
        uint64 later = one.sequence > two.sequence ? one.sequence : two.sequence;
        if (later > resolvedThrough) return "";
        return abi.encodeWithSelector(IReserves.ConflictResolved.selector, later, resolvedThrough);
    }

    function _ifNotClosable(uint64 chosen) internal view returns (bytes memory) {
        if (chosen != 0 && chosen == running && block.timestamp < validFrom) return "";
        if (chosen != sequence) return abi.encodeWithSelector(IReserves.ReportUnknown.selector, chosen);
        return closed ? abi.encodeWithSelector(IReserves.WindowClosedEarly.selector, chosen) : bytes("");
    }

    function _ifNotResolvable(address caller, uint64 through) internal view returns (bytes memory) {
        if (!holds[address(attestations)][DEFAULT_ADMIN_ROLE][caller]) return _missingRole(caller, DEFAULT_ADMIN_ROLE);
        if (!halted) return abi.encodeWithSelector(IReserves.NotHalted.selector);
        if (through >= resolvedThrough) return "";
        return abi.encodeWithSelector(IReserves.ResolutionWentBack.selector, through, resolvedThrough);
    }

    function _resolved(uint64 through) internal {
        (accepted[sequence].closed, accepted[running].closed) = (true, true);
        (resolvedThrough, halted, closed, running) = (through, false, true, 0);
    }

    function _through(uint256 seed) internal view returns (uint64) {
        if (seed % 7 == 0) return resolvedThrough == 0 ? 0 : resolvedThrough - 1;
        return sequence;
    }
}
