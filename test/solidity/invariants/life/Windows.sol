// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../../contracts/interfaces/IMinting.sol";
import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {UpgradeActs} from "./acts/UpgradeActs.sol";

/// @title Windows
/// @notice Books of accepted reports: which window is open, what is left of it, and under which report what was issued.
abstract contract Windows is UpgradeActs {
    /// @dev What an accepted report said, and what came of it.
    struct Accepted {
        uint64 asOf;
        uint64 validFrom;
        uint64 validUntil;
        uint256 reserves;
        uint256 supply;
        uint256 mintable;
        bytes32 digest;
        bool closed;
        uint256 issued;
    }

    uint64 internal sequence;
    uint64 internal validFrom;
    uint64 internal validUntil;
    uint64 internal running;
    uint64 internal resolvedThrough;
    bool internal closed = true;
    bool internal halted;
    mapping(uint64 sequence => Accepted) internal accepted;
    uint64[] internal sequences;

    /// @dev What the token remembers of its last issuance.
    uint64 internal countedSequence;
    uint256 internal counted;

    function _open(IReserves.ReserveReport memory report) internal {
        bool here = report.allocations[0].chainId == block.chainid;
        if (block.timestamp >= validFrom) running = closed ? 0 : sequence;
        (sequence, validFrom, validUntil, closed) = (report.sequence, report.validFrom, report.validUntil, false);
        sequences.push(report.sequence);
        Accepted storage entry = accepted[report.sequence];
        (entry.asOf, entry.validFrom, entry.validUntil) = (report.asOf, report.validFrom, report.validUntil);
        (entry.reserves, entry.supply) = (report.reserves, report.supply);
        (entry.mintable, entry.digest) = (here ? report.allocations[0].mintable : 0, _digestOf(report));
    }

    /// @dev The report that can be spent now, or why there is none.
    function _window() internal view returns (bytes memory refusal, uint64 open) {
        if (halted) return (abi.encodeWithSelector(IReserves.IssuanceHalted.selector), 0);
        if (block.timestamp < validFrom) {
            if (running != 0 && block.timestamp < accepted[running].validUntil) return ("", running);
            if (closed) return (abi.encodeWithSelector(IReserves.WindowClosedEarly.selector, sequence), 0);
            return (abi.encodeWithSelector(IReserves.WindowNotBegun.selector, sequence, validFrom), 0);
        }
        if (sequences.length == 0) return (abi.encodeWithSelector(IReserves.ReportUnknown.selector, 0), 0);
        if (closed) return (abi.encodeWithSelector(IReserves.WindowClosedEarly.selector, sequence), 0);
        if (block.timestamp < validUntil) return ("", sequence);
        return (abi.encodeWithSelector(IReserves.WindowExpired.selector, sequence, validUntil), 0);
    }

    function _headroom() internal view override returns (uint256) {
        (bytes memory refusal, uint64 open) = _window();
        if (retired || scopes & MINT != 0 || address(gate) == address(0)) return 0;
        if (refusal.length != 0 || open < countedSequence) return 0;
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
        // Windows do not overlap, so from the last one back the first that has begun is the only one that can be open.
        for (uint256 i = sequences.length; i > 0; --i) {
            Accepted storage begun = accepted[sequences[i - 1]];
            if (block.timestamp < begun.validFrom) continue;
            begun.issued += amount;
            if (block.timestamp >= begun.validUntil || begun.closed) _saw("SUP05");
            if (supply > begun.reserves) _saw("SUP04");
            if (sequences[i - 1] < countedSequence) _saw("SUP09");
            (countedSequence, counted) = (sequences[i - 1], begun.issued);
            return;
        }
        _saw("SUP05");
    }

    function _left(uint64 open) private view returns (uint256) {
        return accepted[open].mintable > accepted[open].issued ? accepted[open].mintable - accepted[open].issued : 0;
    }
}
