// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {TwoChains} from "./TwoChains.sol";

/// @title Desk
/// @notice The attestation desk and the relayers. The desk counts what is outstanding on both chains, what is between
/// them, and every headroom that some chain's clock might still let anybody spend; it allots at most the rest of what is
/// in the bank. Relayers bring any signed report to any chain, late, twice, or in the wrong order.
abstract contract Desk is TwoChains {
    struct Signed {
        uint64 validFrom;
        uint64 validUntil;
        uint256 reserves;
        uint256[2] mintable;
        uint256[2] issued;
        bytes posted; // what a relayer sends
        bytes32 digest;
    }

    /// @dev Sequence `i + 1` is at place `i`.
    Signed[] internal reports;
    /// @dev What the bank holds for the holders: deposits less payouts.
    uint256 internal bank;
    /// @dev What left one chain and did not arrive at the other, lost messages included.
    uint256 internal inFlight;
    /// @dev What a stolen bridge key minted since the last report, which counts all there is.
    uint256 internal forged;

    // ------------------------------------------------------------------------------------------------ acts

    /// @notice Customers pay in.
    function deposit(uint256 amount) external {
        bank += amount % 30_000;
        ++calls;
        ++successes;
    }

    /// @notice The desk signs the next report, if what is there covers what is out.
    function attest(uint256 share, uint256 split, uint256 times) external {
        uint256 count = reports.length;
        uint64 last = count == 0 ? 0 : reports[count - 1].validUntil;
        if (count != 0 && clock < reports[count - 1].validFrom) return; // one ahead is enough
        uint256 committed = _outstanding() + inFlight + _unspent();
        if (committed > bank) return; // the desk refuses to sign
        uint256 free = _near(bank - committed, share) % (bank - committed + 1);
        uint256 first = split % (free + 1);
        IReserves.ReserveReport memory report;
        report.sequence = uint64(count + 1);
        report.asOf = uint64(clock);
        report.validFrom = uint64(clock) > last ? uint64(clock) : last;
        report.validFrom += uint64(times % 2 == 0 ? 0 : (times >> 8) % 30 minutes);
        report.validUntil = report.validFrom + uint64(30 minutes + ((times >> 40) % 30 hours));
        (report.reserves, report.supply, report.evidence) = (bank, committed, bytes32(count + 1));
        report.allocations = new IReserves.Allocation[](2);
        report.allocations[0] = IReserves.Allocation(chainIds[0], first);
        report.allocations[1] = IReserves.Allocation(chainIds[1], free - first);
        _sign(report, [first, free - first]);
        ++done["attest"];
        ++calls;
        ++successes;
    }

    /// @notice Anybody posts any signed report anywhere.
    function relay(uint256 where, uint256 which) external {
        if (reports.length == 0 || _dead(where % 2)) return;
        // Mostly one of the last two.
        which =
            which % 3 == 0 ? (which >> 8) % reports.length : reports.length - 1 - (((which >> 8) % 2) % reports.length);
        bytes4[] memory reasons = new bytes4[](6);
        (reasons[0], reasons[1]) = (IReserves.SequenceNotNewer.selector, IReserves.WindowExpired.selector);
        (reasons[2], reasons[3]) = (IReserves.AsOfInFuture.selector, IReserves.WindowNotBegun.selector);
        // A report that skips another reaches a chain whose last window is later than its own only if it is older.
        (reasons[4], reasons[5]) = (IReserves.WindowOverlap.selector, IReserves.WindowTooFarAhead.selector);
        _try("relay", where % 2, stranger, address(gates[where % 2]), reports[which].posted, reasons);
    }

    /// @notice A guardian of the attestations closes whatever is open on one chain.
    function closeWindow(uint256 where, uint256 rarely) external {
        if (rarely % 8 != 0 || _dead(where % 2)) return;
        uint64 latest = gates[where % 2].latestSequence();
        bytes4[] memory reasons = new bytes4[](2);
        (reasons[0], reasons[1]) = (IReserves.ReportUnknown.selector, IReserves.WindowClosedEarly.selector);
        bytes memory data = abi.encodeCall(IReserves.closeWindow, (latest));
        _try("closeWindow", where % 2, guardian, address(gates[where % 2]), data, reasons);
    }

    function wait(uint256 time) external {
        uint256 kind = time % 8;
        time >>= 8;
        clock +=
            kind < 4
                ? time % 40 minutes
                : kind < 7
                    ? time % 8 hours
                    : time % 3 days;
        ++calls;
        ++successes;
    }

    /// @notice A chain's clock drifts, but not backwards.
    function drift(uint256 where, uint256 by) external {
        uint256 next = by % (2 * SKEW);
        uint256 before = _local(where % 2);
        if (clock + next - SKEW >= before) ahead[where % 2] = next;
        else ++clock;
        ++calls;
        ++successes;
    }

    /// @notice A chain makes no blocks for a while.
    function die(uint256 where, uint256 time) external {
        if (time % 4 == 0 && !_dead(1 - (where % 2))) deadUntil[where % 2] = clock + ((time >> 8) % 3 days);
        ++calls;
        ++successes;
    }

    // ------------------------------------------------------------------------------------------------ counting

    function _outstanding() internal view returns (uint256) {
        return tokens[0].totalSupply() + tokens[1].totalSupply();
    }

    /// @dev What the desk must count: headroom of each report that may still be open somewhere.
    function _unspent() private view returns (uint256 sum) {
        for (uint256 i = reports.length; i > 0 && clock < reports[i - 1].validUntil + SKEW; --i) {
            sum += _left(i - 1, 0) + _left(i - 1, 1);
        }
    }

    /// @dev What may still be issued on either chain by its own clock, whether the report is there yet or not.
    function _open() internal view returns (uint256 sum) {
        for (uint256 c = 0; c < 2; ++c) {
            for (uint256 i = reports.length; i > 0 && _local(c) < reports[i - 1].validUntil; --i)
                sum += _left(i - 1, c);
        }
    }

    function _left(uint256 i, uint256 c) private view returns (uint256) {
        Signed storage entry = reports[i];
        return entry.mintable[c] > entry.issued[c] ? entry.mintable[c] - entry.issued[c] : 0;
    }

    /// @dev Attributes what was issued to the one report whose window a chain is in by its own clock.
    function _recordIssued(uint256 c, uint256 amount) internal {
        for (uint256 i = reports.length; i > 0; --i) {
            Signed storage entry = reports[i - 1];
            if (_local(c) < entry.validFrom) continue;
            entry.issued[c] += amount;
            if (_local(c) >= entry.validUntil || entry.issued[c] > entry.mintable[c]) _saw("XCH04");
            return;
        }
        _saw("XCH04");
    }

    function _sign(IReserves.ReserveReport memory report, uint256[2] memory mintable) private {
        Signed storage entry = reports.push();
        (entry.validFrom, entry.validUntil, entry.reserves) = (report.validFrom, report.validUntil, report.reserves);
        (entry.mintable, entry.digest) = (mintable, _digestOf(report));
        entry.posted = abi.encodeCall(IReserves.submit, (report, _sign(report)));
        forged = 0; // all there is has been counted
    }
}
