// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {Quorums} from "./Quorums.sol";

/// @title ReportRules
/// @notice When the attestations accept a report, each rule as the exact error it must answer with.
abstract contract ReportRules is Quorums {
    /// @dev A report, mostly acceptable: mostly the next one, else a revision of one that is known, or one that goes before
    /// one that waits.
    function _build(
        uint256 numbers,
        uint256 times,
        uint256 mintable,
        uint256 slack
    ) internal view returns (IReserves.ReserveReport memory report) {
        report = _report(_latest() + 1 + uint64((numbers >> 8) % 2), supply, mintable % 60_000);
        report.epoch = numbers % 31 == 7 ? epoch - 1 : epoch;
        report.evidence = bytes32(numbers);
        _divide(report, numbers >> 16);
        _fill(report, slack);
        if (numbers % 7 == 1 && sequences.length != 0) return _revise(report, numbers >> 32, times);
        if (numbers % 7 == 2 && _begun() < sequences.length) return _goBefore(report, times);
        if (numbers % 19 < 2) report.sequence = numbers % 19 == 0 ? _latest() : _latest() + 2 ** 32;
        uint64 end = accepted[_latest()].validUntil;
        if (end > report.validFrom) report.validFrom = end;
        _time(report, times);
    }

    /// @dev The times of a report whose window begins after the last one, some of them wrong.
    function _time(IReserves.ReserveReport memory report, uint256 times) private pure {
        report.validFrom += uint64(times % 2 == 0 ? 0 : (times >> 8) % 1 hours);
        if (times % 17 == 1) report.validFrom -= 30 minutes; // too early, if another window ends late
        if (times % 37 == 2) report.asOf += 1;
        if (times % 41 == 3) report.asOf -= uint64((times >> 16) % (2 * MAXIMUM_AGE));
        if (report.asOf > report.validFrom && times % 5 != 0) report.asOf = report.validFrom;
        uint64 length = uint64(1 hours + ((times >> 32) % 3 days));
        if (times % 23 == 3) length = uint64((times >> 32) % 10 days);
        report.validUntil = report.validFrom + length;
    }

    /// @dev A later revision of one of the last two, mostly lower and with the same times.
    function _revise(
        IReserves.ReserveReport memory report,
        uint256 seed,
        uint256 times
    ) private view returns (IReserves.ReserveReport memory) {
        uint256 back = sequences.length == 1 ? 0 : seed % 2;
        report.sequence = sequences[sequences.length - 1 - back];
        Accepted storage known = accepted[report.sequence];
        (report.asOf, report.validFrom, report.validUntil) = (known.asOf, known.validFrom, known.validUntil);
        if (times % 11 == 4) report.asOf -= 1;
        report.revision = known.revision + uint32(seed % 5 == 0 ? 0 : 1);
        if (seed % 7 == 0) return report; // whatever it says
        for (uint256 i = 0; i < report.allocations.length; ++i) {
            bool here = report.allocations[i].chainId == block.chainid;
            report.allocations[i].mintable %= (here ? known.mintable : known.elsewhere) / 2 + 1;
        }
        (uint256 own, uint256 others) = _shares(report);
        report.supply = own + others > known.reserves ? 0 : known.reserves - own - others;
        report.reserves = own + others + report.supply;
        return report;
    }

    /// @dev Mostly in the room between the last two, of which the last waits.
    function _goBefore(
        IReserves.ReserveReport memory report,
        uint256 times
    ) private view returns (IReserves.ReserveReport memory) {
        uint64 next = _latest();
        uint64 before = sequences.length == 1 ? 0 : sequences[sequences.length - 2];
        report.sequence = next - 1;
        if (accepted[before].validUntil > report.validFrom) report.validFrom = accepted[before].validUntil;
        report.validUntil = accepted[next].validFrom + uint64(times % 3 == 0 ? 1 : 0);
        if (report.asOf > report.validFrom) report.asOf = report.validFrom;
        return report;
    }

    /// @dev Among one to three chains; what this one gets may be nothing.
    function _divide(IReserves.ReserveReport memory report, uint256 seed) private view {
        uint256 count = seed % 3;
        if (count == 0) return;
        uint256 whole = report.allocations[0].mintable;
        report.allocations = new IReserves.Allocation[](count + 1);
        for (uint256 i = 0; i <= count; ++i) {
            uint256 share = i == count ? whole : (seed >> (8 * i + 8)) % (whole + 1);
            whole -= share;
            uint256 chain = i == 0 ? block.chainid : OTHER_CHAIN + i;
            report.allocations[i] = IReserves.Allocation(chain, share);
        }
    }

    /// @dev Mostly covered with something to spare.
    function _fill(IReserves.ReserveReport memory report, uint256 slack) private pure {
        if (slack % 11 != 0) report.reserves += (slack >> 8) % 1_000;
        else if (report.reserves != 0) report.reserves -= 1; // does not cover
        if (slack % 13 == 1) report.allocations[0].chainId += 1; // nothing for this chain
        if (slack % 41 == 2) report.allocations[0].chainId = 0;
        if (slack % 41 == 3) report.reserves = uint256(type(uint128).max) + 1;
    }

    function _ifHalted() internal view returns (bytes memory) {
        return halted ? abi.encodeWithSelector(IReserves.IssuanceHalted.selector) : bytes("");
    }

    /// @dev A report of another epoch, or one that was settled.
    function _ifVoid(IReserves.ReserveReport memory report) internal view returns (bytes memory) {
        if (halted) return _ifHalted();
        if (report.epoch != epoch) {
            return abi.encodeWithSelector(IReserves.EpochNotCurrent.selector, report.epoch, epoch);
        }
        if (report.sequence > resolvedThrough) return "";
        return abi.encodeWithSelector(IReserves.SequenceResolved.selector, report.sequence, resolvedThrough);
    }

    function _ifUntimely(IReserves.ReserveReport memory report) internal view returns (bytes memory) {
        if (report.asOf > block.timestamp) return abi.encodeWithSelector(IReserves.AsOfInFuture.selector, report.asOf);
        bytes memory bad = _ifBadWindow(report);
        if (bad.length != 0) return bad;
        if (report.validFrom > block.timestamp + MAXIMUM_WINDOW) {
            return abi.encodeWithSelector(IReserves.WindowTooFarAhead.selector, report.validFrom);
        }
        if (block.timestamp < report.validUntil) return "";
        return abi.encodeWithSelector(IReserves.WindowExpired.selector, report.sequence, report.validUntil);
    }

    function _ifBadWindow(IReserves.ReserveReport memory report) internal pure returns (bytes memory) {
        (uint64 from, uint64 to) = (report.validFrom, report.validUntil);
        if (report.asOf > from) return abi.encodeWithSelector(IReserves.AsOfAfterWindow.selector, report.asOf, from);
        if (from >= to || to - from > MAXIMUM_WINDOW) {
            return abi.encodeWithSelector(IReserves.InvalidWindow.selector, from, to);
        }
        if (to - report.asOf <= MAXIMUM_AGE) return "";
        return abi.encodeWithSelector(IReserves.ReportTooOld.selector, report.asOf, to);
    }

    function _ifUncovered(IReserves.ReserveReport memory report) internal view returns (bytes memory) {
        if (report.reserves > type(uint128).max) {
            return abi.encodeWithSelector(IReserves.ReservesOutOfRange.selector, report.reserves);
        }
        if (report.allocations[0].chainId == 0) {
            return abi.encodeWithSelector(IReserves.AllocationsNotAscending.selector, 0, 0);
        }
        (uint256 here, uint256 elsewhere) = _shares(report);
        uint256 committed = report.supply + here + elsewhere;
        if (committed <= report.reserves) return "";
        return abi.encodeWithSelector(IReserves.OverAllocated.selector, committed, report.reserves);
    }

    /// @dev What is wrong with its place among the accepted ones.
    function _ifMisplaced(IReserves.ReserveReport memory report) internal view returns (bytes memory) {
        if (accepted[report.sequence].digest != 0) return _ifNotLower(report);
        uint256 begun = _begun();
        uint64 begunLast = begun == 0 ? 0 : sequences[begun - 1];
        if (report.sequence <= begunLast) {
            return abi.encodeWithSelector(IReserves.SequenceNotNewer.selector, report.sequence, begunLast);
        }
        uint256 place = begun;
        while (place < sequences.length && sequences[place] < report.sequence) ++place;
        uint64 before = place == 0 ? 0 : accepted[sequences[place - 1]].validUntil;
        if (report.validFrom < before) {
            return abi.encodeWithSelector(IReserves.WindowOverlap.selector, report.validFrom, before);
        }
        if (place == sequences.length) return _ifTooFar(report.sequence);
        uint64 from = accepted[sequences[place]].validFrom;
        if (report.validUntil <= from) return "";
        return abi.encodeWithSelector(IReserves.NextWindowOverlap.selector, report.validUntil, from);
    }

    function _ifNotLower(IReserves.ReserveReport memory report) private view returns (bytes memory) {
        Accepted storage known = accepted[report.sequence];
        if (report.revision <= known.revision) {
            bytes4 selector = IReserves.RevisionNotNewer.selector;
            return abi.encodeWithSelector(selector, report.sequence, report.revision, known.revision);
        }
        bool same =
            report.asOf == known.asOf &&
                report.validFrom == known.validFrom &&
                report.validUntil == known.validUntil &&
                report.epoch == known.epoch;
        (uint256 here, ) = _shares(report);
        if (same && report.reserves <= known.reserves && here <= known.mintable) return "";
        return abi.encodeWithSelector(IReserves.RevisionNotLower.selector, report.sequence, report.revision);
    }

    function _ifTooFar(uint64 sequence) internal view returns (bytes memory) {
        uint64 latest = _latest() > resolvedThrough ? _latest() : resolvedThrough;
        if (sequence <= latest || sequence - latest < 2 ** 32) return "";
        return abi.encodeWithSelector(IReserves.SequenceTooFarAhead.selector, sequence, latest);
    }

    function _ifNoConflict(
        IReserves.ReserveReport memory one,
        IReserves.ReserveReport memory two
    ) internal view returns (bytes memory) {
        bool overlap = one.validFrom < two.validUntil && two.validFrom < one.validUntil;
        bool conflict = one.epoch == two.epoch && (overlap || one.sequence == two.sequence);
        if (_digestOf(one) == _digestOf(two) || !conflict || _lowers(one, two) || _lowers(two, one)) {
            return abi.encodeWithSelector(IReserves.NoConflict.selector);
        }
        bytes memory bad = _first(_ifBadWindow(one), _ifUncovered(one), _ifBadWindow(two), _ifUncovered(two));
        if (bad.length != 0) return bad;
        uint64 earlier = one.sequence < two.sequence ? one.sequence : two.sequence;
        if (earlier <= resolvedThrough) {
            return abi.encodeWithSelector(IReserves.ConflictResolved.selector, earlier, resolvedThrough);
        }
        if (quorum[one.epoch] == 0) return abi.encodeWithSelector(IReserves.EpochUnknown.selector, one.epoch);
        if (one.epoch == epoch) return _ifTooFar(earlier);
        if (earlier <= lastOf[one.epoch]) return "";
        return abi.encodeWithSelector(IReserves.ConflictAfterEpoch.selector, earlier, lastOf[one.epoch]);
    }

    /// @dev Both have the same chains here, so each share is compared with its own.
    function _lowers(
        IReserves.ReserveReport memory one,
        IReserves.ReserveReport memory two
    ) private pure returns (bool) {
        bool same =
            one.sequence == two.sequence &&
                one.asOf == two.asOf &&
                one.validFrom == two.validFrom &&
                one.validUntil == two.validUntil;
        for (uint256 i = 0; i < one.allocations.length; ++i) {
            if (two.allocations[i].mintable > one.allocations[i].mintable) return false;
        }
        return same && two.revision > one.revision && two.reserves <= one.reserves;
    }

    function _ifNotClosable(uint64 chosen) internal view returns (bytes memory) {
        Accepted storage entry = accepted[chosen];
        if (entry.digest == 0) return abi.encodeWithSelector(IReserves.ReportUnknown.selector, chosen);
        if (entry.closed) return abi.encodeWithSelector(IReserves.WindowClosedEarly.selector, chosen);
        if (block.timestamp < entry.validUntil) return "";
        return abi.encodeWithSelector(IReserves.WindowExpired.selector, chosen, entry.validUntil);
    }

    function _ifNotResolvable(address caller, uint64 through) internal view returns (bytes memory) {
        if (!holds[address(attestations)][DEFAULT_ADMIN_ROLE][caller]) return _missingRole(caller, DEFAULT_ADMIN_ROLE);
        uint64 least = disputed > resolvedThrough ? disputed : resolvedThrough;
        if (through >= least) return _ifTooFar(through);
        return abi.encodeWithSelector(IReserves.ResolutionTooLow.selector, through, least);
    }

    function _resolved(uint64 through) internal {
        (resolvedThrough, halted, disputed) = (through, false, 0);
        _closeAll(through);
    }

    /// @dev What is open or waits, up to a number.
    function _closeAll(uint64 through) internal {
        for (uint256 i = 0; i < sequences.length && sequences[i] <= through; ++i) {
            Accepted storage entry = accepted[sequences[i]];
            if (block.timestamp < entry.validUntil) entry.closed = true;
        }
    }

    function _through(uint256 seed) internal view returns (uint64) {
        if (seed % 7 == 0) return resolvedThrough == 0 ? 0 : resolvedThrough - 1;
        if (seed % 13 == 1) return _latest() + 2 ** 32;
        return _latest();
    }
}
