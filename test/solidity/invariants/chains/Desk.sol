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
        uint256[3] mintable; // the third is that of a chain that nobody sees
        uint256[2] issued;
        bool[2] isPosted;
        bool[2] isClosed;
        bytes posted; // what a relayer sends
        bytes32 digest;
    }

    /// @dev Sequence `i + 1` is at place `i`.
    Signed[] internal reports;
    /// @dev What the bank holds for the holders: deposits less payouts.
    uint256 internal bank;
    /// @dev What left one chain and did not arrive at the other, lost messages included.
    uint256 internal inFlight;
    /// @dev How many reports that promise too much were refused.
    uint256 internal slips;
    /// @dev What a stolen bridge key minted since the last report, which counts all there is.
    uint256 internal forged;
    /// @dev What it minted in all.
    uint256 internal forgedEver;

    // ------------------------------------------------------------------------------------------------ acts

    /// @notice Customers pay in.
    function deposit(uint256 amount) external {
        bank += amount % 30_000;
        ++calls;
        ++successes;
    }

    /// @notice The desk signs the next report, if what is there covers what is out. Some reports wait ahead of time.
    function attest(uint256 share, uint256 split, uint256 times) external {
        uint256 count = reports.length;
        if (count > 2 && clock < reports[count - 3].validFrom) return; // three ahead are enough
        uint256 committed = _outstanding() + inFlight + _unspent();
        if (committed > bank) return; // the desk refuses to sign
        uint256 free = _near(bank - committed, share) % (bank - committed + 1);
        IReserves.ReserveReport memory report = _next(times);
        (report.reserves, report.supply, report.evidence) = (bank, committed, bytes32(count + 1));
        uint256[3] memory shares;
        shares[0] = split % (free + 1);
        if (split % 4 == 0) shares[2] = (split >> 64) % (free - shares[0] + 1);
        shares[1] = free - shares[0] - shares[2];
        _share(report, shares);
        _sign(report, shares);
        ++done["attest"];
        ++calls;
        ++successes;
    }

    /// @notice A slip: each share alone would be covered, all of them together are not. No chain may take it.
    function overpromise(uint256 where, uint256 share, uint256 split, uint256 times) external {
        if (_dead(where % 2)) return;
        uint256 free = 1 + (share % 10_000);
        IReserves.ReserveReport memory report = _next(times);
        report.supply = _outstanding() + inFlight;
        report.reserves = report.supply + free;
        uint256[3] memory shares;
        shares[0] = split % (free + 1);
        shares[1] = free - shares[0] + (split % 4 == 0 ? 0 : 1 + ((split >> 64) % (shares[0] == 0 ? 1 : shares[0])));
        if (shares[1] > free) shares[1] = free;
        shares[2] = shares[0] + shares[1] > free ? 0 : 1;
        _share(report, shares);
        bytes[] memory signatures = _sign(report);
        bytes4[] memory reasons = new bytes4[](1);
        reasons[0] = IReserves.OverAllocated.selector;
        bytes memory data = abi.encodeCall(IReserves.submit, (report, signatures));
        if (_local(where % 2) < report.asOf || report.validFrom > _local(where % 2) + MAXIMUM_WINDOW) return;
        if (report.validUntil <= _local(where % 2)) return;
        if (_try("overpromise", where % 2, stranger, address(gates[where % 2]), data, reasons)) _saw("XCH15");
        else ++slips;
    }

    /// @notice Anybody posts any signed report anywhere: late, twice, or in the wrong order. It is refused only if it is over
    /// there, or comes before what has begun, or is there already, or lies outside what the chain's clock allows.
    function relay(uint256 where, uint256 which) external {
        uint256 c = where % 2;
        if (reports.length == 0 || _dead(c)) return;
        // Mostly one of the last four.
        which =
            which % 3 == 0 ? (which >> 8) % reports.length : reports.length - 1 - (((which >> 8) % 4) % reports.length);
        bytes4[] memory reasons = new bytes4[](4);
        (reasons[0], reasons[1]) = (IReserves.AsOfInFuture.selector, IReserves.WindowExpired.selector);
        (reasons[2], reasons[3]) = (IReserves.WindowTooFarAhead.selector, IReserves.RevisionNotNewer.selector);
        if (_try("relay", c, stranger, address(gates[c]), reports[which].posted, reasons)) {
            reports[which].isPosted[c] = true;
        }
    }

    /// @notice A guardian of the attestations closes what is open on one chain, or puts away what waits there.
    function closeWindow(uint256 where, uint256 rarely) external {
        uint256 c = where % 2;
        if (rarely % 8 != 0 || _dead(c)) return;
        uint64 latest = gates[c].latestSequence();
        uint256 back = (rarely >> 8) % 3;
        if (latest > back) latest -= uint64(back);
        bytes4[] memory reasons = new bytes4[](3);
        (reasons[0], reasons[1]) = (IReserves.ReportUnknown.selector, IReserves.WindowClosedEarly.selector);
        reasons[2] = IReserves.WindowExpired.selector;
        bytes memory data = abi.encodeCall(IReserves.closeWindow, (latest));
        if (_try("closeWindow", c, guardian, address(gates[c]), data, reasons)) {
            reports[latest - 1].isClosed[c] = true;
        }
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

    // ------------------------------------------------------------------------------------------------ reports

    /// @dev Numbers and times of the next report.
    function _next(uint256 times) private view returns (IReserves.ReserveReport memory report) {
        uint256 count = reports.length;
        uint64 last = count == 0 ? 0 : reports[count - 1].validUntil;
        (report.sequence, report.epoch) = (uint64(count + 1), EPOCH);
        report.asOf = uint64(clock);
        report.validFrom = uint64(clock) > last ? uint64(clock) : last;
        report.validFrom += uint64(times % 2 == 0 ? 0 : (times >> 8) % 30 minutes);
        report.validUntil = report.validFrom + uint64(30 minutes + ((times >> 40) % 30 hours));
    }

    /// @dev Chains without a share are mostly left out.
    function _share(IReserves.ReserveReport memory report, uint256[3] memory shares) private view {
        uint256 count = shares[2] == 0 ? 2 : 3;
        report.allocations = new IReserves.Allocation[](count);
        report.allocations[0] = IReserves.Allocation(chainIds[0], shares[0]);
        report.allocations[1] = IReserves.Allocation(chainIds[1], shares[1]);
        if (count == 3) report.allocations[2] = IReserves.Allocation(chainIds[1] + 1, shares[2]);
    }

    /// @dev What is open on a chain by its clock, of what it has; zero for none.
    function _openByClock(uint256 c) internal view returns (uint64) {
        for (uint256 i = reports.length; i > 0; --i) {
            Signed storage entry = reports[i - 1];
            if (!entry.isPosted[c] || _local(c) < entry.validFrom) continue;
            return entry.isClosed[c] || _local(c) >= entry.validUntil ? 0 : uint64(i);
        }
        return 0;
    }

    // ------------------------------------------------------------------------------------------------ counting

    function _outstanding() internal view returns (uint256) {
        return tokens[0].totalSupply() + tokens[1].totalSupply();
    }

    /// @dev What the desk must count: headroom of each report that may still be open somewhere.
    function _unspent() private view returns (uint256 sum) {
        for (uint256 i = reports.length; i > 0 && clock < reports[i - 1].validUntil + SKEW; --i) {
            sum += _left(i - 1, 0) + _left(i - 1, 1) + reports[i - 1].mintable[2];
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

    function _sign(IReserves.ReserveReport memory report, uint256[3] memory mintable) private {
        Signed storage entry = reports.push();
        (entry.validFrom, entry.validUntil, entry.reserves) = (report.validFrom, report.validUntil, report.reserves);
        (entry.mintable, entry.digest) = (mintable, _digestOf(report));
        entry.posted = abi.encodeCall(IReserves.submit, (report, _sign(report)));
        forged = 0; // all there is has been counted
    }
}
