// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title OrderTest
/// @notice In which order signed reports are posted makes no difference to which window is open, and so nobody can stop
/// issuance by posting one early.
contract OrderTest is Reports {
    uint256 private constant MOST = 6;

    // ------------------------------------------------------------------------------------------------ by example

    /// @dev Three signed together, and the third posted before the second.
    function test_AnEarlierReportTakesItsPlaceBeforeOneThatWaits() public {
        _submit(_day(1, 0));
        _submit(_day(3, 2));
        _submit(_day(2, 1));
        assertEq(attestations.latestSequence(), 3);
        assertEq(attestations.report(1).next, 2);
        assertEq(attestations.report(2).next, 3);
        assertEq(attestations.report(3).next, 0);
        for (uint64 day = 0; day < 3; ++day) {
            vm.warp(START + day * 1 days);
            _assertOpen(day + 1);
            vm.warp(START + (day + 1) * 1 days - 1);
            _assertOpen(day + 1);
        }
        vm.warp(START + 3 days);
        _expectNone(abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 3, START + 3 days));
    }

    function test_AReportThatHasBegunTakesItsPlaceBeforeOneThatWaits() public {
        _submit(_day(3, 1));
        _expectNone(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 3, START + 1 days));
        _submit(_day(2, 0));
        _assertOpen(2);
        vm.warp(START + 1 days);
        _assertOpen(3);
    }

    function test_AnyNumberWaits() public {
        for (uint64 i = 0; i < 8; ++i) _submit(_day(i + 1, i));
        vm.warp(START + 7 days); // no report was posted for a week
        _assertOpen(8);
        _expectRejected(_day(5, 7), abi.encodeWithSelector(IReserveAttestations.RevisionNotNewer.selector, 5, 0, 0));
        IReserveAttestations.ReserveReport memory next = _day(9, 8);
        _submit(next);
        assertEq(attestations.report(8).next, 9);
        _assertOpen(8);
    }

    function test_RevertWhen_ItOverlapsOneThatWaits() public {
        _submit(_day(1, 0));
        _submit(_day(3, 2));
        IReserveAttestations.ReserveReport memory second = _day(2, 1);
        second.validUntil += 1;
        _expectRejected(
            second,
            abi.encodeWithSelector(IReserveAttestations.NextWindowOverlap.selector, START + 2 days + 1, START + 2 days)
        );
        (second.validFrom, second.validUntil) = (START + 1 days - 1, START + 2 days);
        _expectRejected(
            second,
            abi.encodeWithSelector(IReserveAttestations.WindowOverlap.selector, START + 1 days - 1, START + 1 days)
        );
        second.validFrom = START + 1 days;
        _submit(second);
        assertEq(attestations.report(2).next, 3);
    }

    /// @dev Numbers rise with windows; a later number has no place before a lower one.
    function test_RevertWhen_TheNumberIsNotBetweenItsNeighbours() public {
        _submit(_day(1, 0));
        _submit(_day(3, 2));
        _expectRejected(
            _day(4, 1),
            abi.encodeWithSelector(IReserveAttestations.WindowOverlap.selector, START + 1 days, START + 3 days)
        );
        _expectRejected(
            _day(2, 3),
            abi.encodeWithSelector(IReserveAttestations.NextWindowOverlap.selector, START + 4 days, START + 2 days)
        );
    }

    function test_RevertWhen_ALaterWindowHasBegun() public {
        _submit(_day(1, 0));
        _submit(_day(4, 1));
        vm.warp(START + 1 days);
        _expectRejected(_day(3, 5), abi.encodeWithSelector(IReserveAttestations.SequenceNotNewer.selector, 3, 4));
    }

    function test_TheFirstReportOfAllMayComeLate() public {
        _submit(_day(2, 1));
        _submit(_day(1, 0));
        _assertOpen(1);
        assertEq(attestations.latestSequence(), 2);
    }

    // ------------------------------------------------------------------------------------------------ put away

    function test_AGuardianPutsAwayAnyThatWaits() public {
        for (uint64 i = 0; i < 3; ++i) _submit(_day(i + 1, i));
        _close(2);
        _assertOpen(1);
        vm.warp(START + 1 days);
        _expectNone(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 3, START + 2 days));
        vm.warp(START + 2 days);
        _assertOpen(3);
    }

    /// @dev What was put away keeps its place: its window was signed, and may be open on another chain.
    function test_RevertWhen_TheWindowOfWhatWasPutAwayIsUsed() public {
        _submit(_day(1, 0));
        _submit(_day(2, 1));
        _close(2);
        _expectRejected(
            _day(3, 1),
            abi.encodeWithSelector(IReserveAttestations.WindowOverlap.selector, START + 1 days, START + 2 days)
        );
        _submit(_day(3, 2));
        vm.warp(START + 1 days - 1);
        _assertOpen(1);
    }

    function test_SaysWhatWaitsOrWasPutAwayNext() public {
        _submit(_day(1, 0));
        IReserveAttestations.ReserveReport memory second = _day(2, 1);
        second.validFrom += 100;
        _submit(second);
        vm.warp(START + 1 days);
        _expectNone(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 2, START + 1 days + 100));
        _close(2);
        _expectNone(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 2));
    }

    // ------------------------------------------------------------------------------------------------ any order

    /// @dev Two contracts get the same reports, one of them by rising number: at every moment both give the same answer,
    /// also about what a guardian put away, and it is the one that the clock alone tells.
    function testFuzz_OrderMakesNoDifference(uint256 seed, uint256 length) public {
        ReserveAttestations ordered = _deployAttestations(_attestationParameters());
        IReserveAttestations.ReserveReport[] memory reports = _reports(seed, 1 + (length % MOST));
        uint256[] memory order = _shuffled(reports.length, seed);
        for (uint256 i = 0; i < reports.length; ++i) {
            attestations.submit(reports[order[i]], _sign(reports[order[i]]));
            ordered.submit(reports[i], _sign(reports[i]));
        }
        uint256 away = seed % (2 * reports.length);
        if (away < reports.length) {
            vm.startPrank(guardian);
            attestations.closeWindow(reports[away].sequence);
            ordered.closeWindow(reports[away].sequence);
            vm.stopPrank();
        }
        for (uint256 i = 0; i < reports.length; ++i) {
            for (uint256 j = 0; j < 4; ++j) {
                vm.warp((j < 2 ? reports[i].validFrom : reports[i].validUntil) - (j % 2));
                _assertSame(ordered);
                uint64 open = _byClock(reports);
                if (open != 0 && (away >= reports.length || open != reports[away].sequence)) _assertOpen(open);
            }
        }
    }

    /// @dev Some of them are posted, in any order, while time passes: each that is not over yet, and only those, is accepted,
    /// and what is open is what was posted in time.
    function testFuzz_TimePassesBetweenPosts(uint256 seed, uint256 length, uint16 pace) public {
        IReserveAttestations.ReserveReport[] memory reports = _reports(seed, 1 + (length % MOST));
        uint256[] memory order = _shuffled(reports.length, seed);
        bool[] memory posted = new bool[](reports.length);
        for (uint256 i = 0; i < reports.length; ++i) {
            vm.warp(block.timestamp + (uint256(keccak256(abi.encode(seed, "pace", i))) % (uint256(pace) + 1)));
            uint256 chosen = order[i];
            if (chosen == seed % 7) continue;
            IReserveAttestations.ReserveReport memory report = reports[chosen];
            bytes[] memory signatures = _sign(report);
            posted[chosen] = block.timestamp < report.validUntil;
            if (!posted[chosen]) {
                bytes4 expired = IReserveAttestations.WindowExpired.selector;
                vm.expectRevert(abi.encodeWithSelector(expired, report.sequence, report.validUntil));
            }
            attestations.submit(report, signatures);
            _assertOpenAmong(reports, posted);
        }
        for (uint256 i = 0; i < reports.length; ++i) {
            if (block.timestamp < reports[i].validFrom) vm.warp(reports[i].validFrom);
            _assertOpenAmong(reports, posted);
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    function _day(uint64 sequence, uint64 day) private view returns (IReserveAttestations.ReserveReport memory report) {
        report = _report(sequence, 600, 400);
        report.asOf = START;
        (report.validFrom, report.validUntil) = (START + day * 1 days, START + (day + 1) * 1 days);
    }

    /// @dev Numbers and windows rise together, with gaps of any kind in both.
    function _reports(
        uint256 seed,
        uint256 count
    ) private view returns (IReserveAttestations.ReserveReport[] memory reports) {
        reports = new IReserveAttestations.ReserveReport[](count);
        uint64 sequence = 0;
        uint64 time = START;
        for (uint256 i = 0; i < count; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            sequence += 1 + uint64(word % 3);
            time += (word >> 8) % 2 == 0 ? 0 : uint64((word >> 16) % 1 hours);
            reports[i] = _report(sequence, 600, 400);
            reports[i].validFrom = time;
            time += 1 + uint64((word >> 32) % 1 days);
            reports[i].validUntil = time;
        }
    }

    function _shuffled(uint256 count, uint256 seed) private pure returns (uint256[] memory order) {
        order = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) order[i] = i;
        for (uint256 i = count - 1; i > 0; --i) {
            uint256 other = uint256(keccak256(abi.encode(seed, "order", i))) % (i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    function _byClock(IReserveAttestations.ReserveReport[] memory reports) private view returns (uint64) {
        for (uint256 i = 0; i < reports.length; ++i) {
            bool begun = reports[i].validFrom <= block.timestamp;
            if (begun && block.timestamp < reports[i].validUntil) return reports[i].sequence;
        }
        return 0;
    }

    function _assertOpenAmong(IReserveAttestations.ReserveReport[] memory reports, bool[] memory posted) private {
        uint64 open = 0;
        for (uint256 i = 0; i < reports.length; ++i) {
            bool begun = reports[i].validFrom <= block.timestamp;
            if (posted[i] && begun && block.timestamp < reports[i].validUntil) open = reports[i].sequence;
        }
        (bool found, bytes memory answer) = address(attestations).call(abi.encodeCall(attestations.issuanceWindow, ()));
        assertEq(found, open != 0);
        if (found) assertEq(abi.decode(answer, (uint64)), open);
    }

    function _assertSame(ReserveAttestations ordered) private {
        bytes memory question = abi.encodeCall(attestations.issuanceWindow, ());
        (bool one, bytes memory first) = address(attestations).call(question);
        (bool two, bytes memory second) = address(ordered).call(question);
        assertEq(one, two);
        assertEq(first, second);
    }

    function _assertOpen(uint64 sequence) private view {
        (uint64 open, , ) = attestations.issuanceWindow();
        assertEq(open, sequence);
    }

    function _expectNone(bytes memory reason) private {
        vm.expectRevert(reason);
        attestations.issuanceWindow();
    }

    function _expectRejected(IReserveAttestations.ReserveReport memory report, bytes memory reason) private {
        bytes[] memory signatures = _sign(report);
        vm.expectRevert(reason);
        attestations.submit(report, signatures);
    }

    function _close(uint64 sequence) private {
        vm.prank(guardian);
        attestations.closeWindow(sequence);
    }
}
