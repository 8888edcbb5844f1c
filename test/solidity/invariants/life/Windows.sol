// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../../contracts/interfaces/IMinting.sol";
import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../../contracts/interfaces/IReserveGate.sol";
import {UpgradeActs} from "./acts/UpgradeActs.sol";

/// @title Windows
/// @notice Books of accepted reports: which window is open, what is left of it, and under which report what was issued.
abstract contract Windows is UpgradeActs {
    /// @dev What an accepted report said, and what came of it.
    struct Accepted {
        uint64 asOf;
        uint64 validFrom;
        uint64 validUntil;
        uint32 epoch;
        uint32 revision;
        uint256 reserves;
        uint256 supply;
        uint256 mintable;
        uint256 elsewhere; // what all other chains may issue
        bytes32 digest;
        bool closed;
        uint256 issued;
    }

    uint64 internal resolvedThrough;
    uint64 internal disputed;
    bool internal halted;
    mapping(uint64 sequence => Accepted) internal accepted;
    /// @dev By rising number.
    uint64[] internal sequences;

    /// @dev What the token remembers of its last issuance.
    uint64 internal countedSequence;
    uint256 internal counted;

    /// @dev The latest number, zero before the first.
    function _latest() internal view returns (uint64) {
        return sequences.length == 0 ? 0 : sequences[sequences.length - 1];
    }

    /// @dev How many reports have begun: the last of them is the only one that can be open.
    function _begun() internal view returns (uint256 count) {
        count = sequences.length;
        while (count != 0 && block.timestamp < accepted[sequences[count - 1]].validFrom) --count;
    }

    /// @dev A report that was not known takes its place by its number, a revision that of the one it lowers.
    function _open(IReserves.ReserveReport memory report) internal {
        Accepted storage entry = accepted[report.sequence];
        if (entry.digest == 0) {
            sequences.push(report.sequence);
            for (uint256 i = sequences.length - 1; i > 0 && sequences[i] < sequences[i - 1]; --i) {
                (sequences[i], sequences[i - 1]) = (sequences[i - 1], sequences[i]);
            }
        }
        (entry.asOf, entry.validFrom, entry.validUntil) = (report.asOf, report.validFrom, report.validUntil);
        (entry.epoch, entry.revision) = (report.epoch, report.revision);
        (entry.reserves, entry.supply, entry.digest) = (report.reserves, report.supply, _digestOf(report));
        (entry.mintable, entry.elsewhere) = _shares(report);
    }

    /// @dev What a report lets this chain issue, and all others.
    function _shares(IReserves.ReserveReport memory report) internal view returns (uint256 here, uint256 elsewhere) {
        for (uint256 i = 0; i < report.allocations.length; ++i) {
            IReserves.Allocation memory share = report.allocations[i];
            if (share.chainId == block.chainid) here += share.mintable;
            else elsewhere += share.mintable;
        }
    }

    /// @dev The report that can be spent now, or why there is none: by the clock alone.
    function _window() internal view returns (bytes memory refusal, uint64 open) {
        if (halted) return (abi.encodeWithSelector(IReserves.IssuanceHalted.selector), 0);
        uint256 begun = _begun();
        uint64 last = begun == 0 ? 0 : sequences[begun - 1];
        Accepted storage entry = accepted[last];
        if (begun != 0 && !entry.closed && block.timestamp < entry.validUntil) return ("", last);
        if (begun < sequences.length) {
            (last, entry) = (sequences[begun], accepted[sequences[begun]]);
            if (entry.closed) return (abi.encodeWithSelector(IReserves.WindowClosedEarly.selector, last), 0);
            return (abi.encodeWithSelector(IReserves.WindowNotBegun.selector, last, entry.validFrom), 0);
        }
        if (begun == 0) return (abi.encodeWithSelector(IReserves.ReportUnknown.selector, 0), 0);
        if (entry.closed) return (abi.encodeWithSelector(IReserves.WindowClosedEarly.selector, last), 0);
        return (abi.encodeWithSelector(IReserves.WindowExpired.selector, last, entry.validUntil), 0);
    }

    function _headroom() internal view override returns (uint256) {
        (bytes memory refusal, uint64 open) = _window();
        if (retired || scopes & MINT != 0 || address(gate) == address(0)) return 0;
        if (refusal.length != 0 || open < countedSequence || _understates(open)) return 0;
        uint256 covered = accepted[open].reserves > supply ? accepted[open].reserves - supply : 0;
        uint256 left = _left(open);
        return left < covered ? left : covered;
    }

    function _ifNoHeadroom(uint256 amount) internal view override returns (bytes memory) {
        if (retired) return abi.encodeWithSelector(IMinting.IssuanceRetired.selector);
        if (address(gate) == address(0)) return abi.encodeWithSelector(IMinting.ReserveGateMissing.selector);
        (bytes memory refusal, uint64 open) = _window();
        if (refusal.length != 0) return refusal;
        if (open < countedSequence) {
            return abi.encodeWithSelector(IMinting.SequenceWentBack.selector, open, countedSequence);
        }
        if (_understates(open)) {
            uint256 stated = accepted[open].supply + accepted[open].elsewhere;
            return abi.encodeWithSelector(IReserveGate.SupplyUnderstated.selector, open, stated, supply);
        }
        if (amount > _left(open)) {
            return abi.encodeWithSelector(IMinting.IssuanceWindowExceeded.selector, open, amount, _left(open));
        }
        uint256 after_ = supply + amount;
        if (after_ <= accepted[open].reserves) return "";
        return abi.encodeWithSelector(IMinting.ReservesExceeded.selector, after_, accepted[open].reserves);
    }

    /// @dev Called when tokens have been issued: to which report they belong is found by the clock alone.
    function _recordIssued(uint256 amount) internal override {
        if (retired) _saw("SUP08");
        if (halted) _saw("RES04");
        uint256 begun = _begun();
        if (begun == 0) {
            _saw("SUP05");
            return;
        }
        uint64 last = sequences[begun - 1];
        Accepted storage entry = accepted[last];
        entry.issued += amount;
        if (block.timestamp >= entry.validUntil || entry.closed || last <= resolvedThrough) _saw("SUP05");
        _watchIssued(last, entry, amount);
        (countedSequence, counted) = (last, entry.issued);
    }

    function _watchIssued(uint64 last, Accepted storage entry, uint256 amount) private {
        if (entry.issued > entry.mintable) _saw("SUP02");
        if (supply > entry.reserves) _saw("SUP04");
        if (last < countedSequence) _saw("SUP09");
        if (last != countedSequence && supply - amount > entry.supply + entry.elsewhere) _saw("SUP10");
    }

    /// @dev Whether a report that nothing was issued under yet says less than is out.
    function _understates(uint64 open) private view returns (bool) {
        return open != countedSequence && supply > accepted[open].supply + accepted[open].elsewhere;
    }

    function _left(uint64 open) private view returns (uint256) {
        return accepted[open].mintable > accepted[open].issued ? accepted[open].mintable - accepted[open].issued : 0;
    }
}
