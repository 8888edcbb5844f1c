// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";

/// @title ReportList
/// @notice The accepted reports as a list: sequences rise along it, and windows follow each other without overlap. The
/// head is the report whose window has begun last; those behind it wait, any number of them. Which window is open follows
/// from the list and the clock alone, so neither early nor late nor out-of-order reports change it.
abstract contract ReportList is IReserveAttestations {
    /// @dev An accepted report: two words for each mint, the rest for who asks.
    struct Entry {
        uint40 asOf;
        uint40 validFrom;
        uint40 validUntil;
        uint64 next; // the report that follows, zero for none
        uint32 epoch;
        uint32 revision;
        bool closed; // for good
        uint128 reserves;
        uint128 mintable;
        uint128 supply;
        uint128 outstanding;
        bytes32 evidence;
        bytes32 digest; // zero only where no report is
    }

    /// @custom:storage-location erc7201:stablecoin.storage.ReportList
    struct ReportListStorage {
        uint64 head;
        uint64 tail;
        uint64 resolvedThrough;
        uint64 disputed; // the earlier sequence of the proven conflict, zero unless issuance is halted
        mapping(uint64 sequence => Entry) entries;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.ReportList")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant REPORT_LIST_STORAGE = 0x13e04430d5f3955f05a2af80c8c98fe786033e2712ca574ab0f31ae323141200;

    /// @dev How far a sequence may lie above the last one. Within it, no mistake can use up all numbers.
    uint64 private constant MAXIMUM_STEP = type(uint32).max;

    /// @dev Begins the list behind a report of another contract, which is closed here.
    function _beginList(uint64 sequence, uint40 validUntil) internal {
        ReportListStorage storage $ = _list();
        ($.head, $.tail) = (sequence, sequence);
        Entry storage entry = $.entries[sequence];
        (entry.validUntil, entry.closed) = (validUntil, true);
    }

    /// @dev Puts a report in its place: numbers and windows strictly between those of its neighbours.
    function _insert(ReserveReport calldata newReport, Entry memory entry) internal {
        ReportListStorage storage $ = _list();
        uint64 sequence = newReport.sequence;
        (uint64 before, Entry storage previous) = _begun();
        require(sequence > before, SequenceNotNewer(sequence, before));
        uint64 head = before;
        uint64 next = previous.next;
        while (next != 0 && next < sequence) {
            (before, previous) = (next, $.entries[next]);
            next = previous.next;
        }
        require(newReport.validFrom >= previous.validUntil, WindowOverlap(newReport.validFrom, previous.validUntil));
        if (next == 0) {
            _requireWithinStep(sequence);
            $.tail = sequence;
        } else {
            uint64 nextFrom = $.entries[next].validFrom;
            require(newReport.validUntil <= nextFrom, NextWindowOverlap(newReport.validUntil, nextFrom));
            entry.next = next;
        }
        previous.next = sequence;
        $.entries[sequence] = entry;
        $.head = newReport.validFrom <= block.timestamp ? sequence : head;
    }

    /// @dev Puts a later revision in the place of a report. What is closed stays closed.
    function _replace(ReserveReport calldata newReport, Entry memory entry) internal {
        Entry storage known = _list().entries[newReport.sequence];
        require(
            newReport.revision > known.revision,
            RevisionNotNewer(newReport.sequence, newReport.revision, known.revision)
        );
        bool same =
            entry.epoch == known.epoch &&
                entry.asOf == known.asOf &&
                entry.validFrom == known.validFrom &&
                entry.validUntil == known.validUntil;
        require(
            same && entry.reserves <= known.reserves && entry.mintable <= known.mintable,
            RevisionNotLower(newReport.sequence, newReport.revision)
        );
        (entry.next, entry.closed) = (known.next, known.closed);
        _list().entries[newReport.sequence] = entry;
    }

    /// @dev Closes a report that is open or waits.
    function _close(uint64 sequence) internal {
        Entry storage entry = _entry(sequence);
        require(!entry.closed, WindowClosedEarly(sequence));
        require(block.timestamp < entry.validUntil, WindowExpired(sequence, entry.validUntil));
        _close(sequence, entry);
    }

    /// @dev Closes all that are open or wait, up to a sequence.
    function _closeThrough(uint64 last) internal {
        (uint64 sequence, Entry storage entry) = _begun();
        while (sequence <= last) {
            if (!entry.closed && block.timestamp < entry.validUntil) _close(sequence, entry);
            sequence = entry.next;
            if (sequence == 0) return;
            entry = _list().entries[sequence];
        }
    }

    /// @dev The report whose window has begun last, and so the only one that can be open.
    function _begun() internal view returns (uint64 sequence, Entry storage entry) {
        ReportListStorage storage $ = _list();
        sequence = $.head;
        entry = $.entries[sequence];
        uint64 next = entry.next;
        while (next != 0) {
            Entry storage following = $.entries[next];
            if (block.timestamp < following.validFrom) break;
            (sequence, entry) = (next, following);
            next = entry.next;
        }
    }

    /// @dev Why the report whose window has begun last is not open.
    function _revertNotOpen(uint64 sequence, Entry storage entry) internal view {
        uint64 next = entry.next;
        if (next != 0) {
            Entry storage following = _list().entries[next];
            require(!following.closed, WindowClosedEarly(next));
            revert WindowNotBegun(next, following.validFrom);
        }
        require(entry.digest != 0, ReportUnknown(sequence));
        require(!entry.closed, WindowClosedEarly(sequence));
        revert WindowExpired(sequence, entry.validUntil);
    }

    /// @dev Reverts for a sequence too far above the latest that is accepted or settled.
    function _requireWithinStep(uint64 sequence) internal view {
        ReportListStorage storage $ = _list();
        uint64 latest = $.tail > $.resolvedThrough ? $.tail : $.resolvedThrough;
        require(sequence <= latest || sequence - latest <= MAXIMUM_STEP, SequenceTooFarAhead(sequence, latest));
    }

    /// @dev An accepted report; reverts where none is.
    function _entry(uint64 sequence) internal view returns (Entry storage entry) {
        entry = _list().entries[sequence];
        require(entry.digest != 0, ReportUnknown(sequence));
    }

    function _list() internal pure returns (ReportListStorage storage $) {
        assembly ("memory-safe") {
            $.slot := REPORT_LIST_STORAGE
        }
    }

    function _close(uint64 sequence, Entry storage entry) private {
        entry.closed = true;
        emit WindowClosed(sequence, msg.sender);
    }
}
