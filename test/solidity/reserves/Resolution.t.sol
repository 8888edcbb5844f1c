// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {Conflict} from "../helpers/Conflict.sol";

/// @title ResolutionTest
/// @notice How conflicts are settled: what is void, what stays, and that neither numbers nor proofs run out.
contract ResolutionTest is Conflict {
    // ------------------------------------------------------------------------------------------------ what is void

    function test_ResolvingLeavesTheWindowClosed() public {
        _submit(first);
        _prove();
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.WindowClosed(5, timelock);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.HaltResolved(5);
        _resolve(5);
        assertFalse(attestations.halted());
        assertEq(attestations.resolvedThrough(), 5);
        assertTrue(attestations.report(5).closed);
        _notOpen(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 5));
    }

    /// @dev A chain that had neither of the two when issuance halted takes neither afterwards.
    function test_RevertWhen_WhatWasDisputedIsPostedAfterwards() public {
        _prove();
        _resolve(5);
        bytes memory void = abi.encodeWithSelector(IReserveAttestations.SequenceResolved.selector, 5, 5);
        _rejects(first, void);
        _rejects(second, void);
        first.sequence = 4;
        _rejects(first, abi.encodeWithSelector(IReserveAttestations.SequenceResolved.selector, 4, 5));
        first.sequence = 6;
        _submit(first);
        assertEq(attestations.latestSequence(), 6);
    }

    /// @dev Nor the other one, on a chain that has one of them.
    function test_RevertWhen_TheOtherOneIsPostedAfterwards() public {
        _submit(first);
        _prove();
        _resolve(5);
        second.revision = 1;
        _rejects(second, abi.encodeWithSelector(IReserveAttestations.SequenceResolved.selector, 5, 5));
    }

    function test_ResolvingClosesTheOpenWindowAndThoseThatWait() public {
        _submit(first);
        _submit(_dayAfter(6, 1));
        _submit(_dayAfter(7, 2));
        _submit(_dayAfter(8, 3));
        _prove();
        _resolve(7);
        assertTrue(attestations.report(5).closed);
        assertTrue(attestations.report(6).closed);
        assertTrue(attestations.report(7).closed);
        assertFalse(attestations.report(8).closed);
        for (uint256 day = 0; day < 3; ++day) {
            vm.warp(START + day * 1 days);
            _assertClosed();
        }
        vm.warp(START + 3 days);
        (uint64 sequence, , ) = attestations.issuanceWindow();
        assertEq(sequence, 8);
    }

    /// @dev The earlier of the two is void; the later one was signed by a quorum too, and may stay if it was the right one.
    function test_TheLaterOfTwoOverlappingReportsMayStay() public {
        second = first;
        (second.sequence, second.validFrom, second.validUntil) = (6, START + 1 hours, START + 2 days);
        _submit(second);
        _prove();
        _resolve(5);
        vm.warp(START + 1 hours);
        (uint64 sequence, , ) = attestations.issuanceWindow();
        assertEq(sequence, 6);
    }

    function test_ResolvingLeavesWhatIsOverAsItIs() public {
        _submit(first);
        vm.warp(START + 1 days);
        _prove();
        _resolve(5);
        assertFalse(attestations.report(5).closed);
    }

    function test_TheNextReportReopensIssuance() public {
        _submit(first);
        _prove();
        _resolve(5);
        vm.warp(START + 1 days);
        _submit(_report(6, 0, 70));
        (uint64 sequence, uint256 mintable, ) = attestations.issuanceWindow();
        assertEq(sequence, 6);
        assertEq(mintable, 70);
    }

    // ------------------------------------------------------------------------------------------------ without a halt

    function test_AKnownConflictIsSettledWithoutAHalt() public {
        _resolve(5);
        assertEq(attestations.resolvedThrough(), 5);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 5, 5));
        _rejects(first, abi.encodeWithSelector(IReserveAttestations.SequenceResolved.selector, 5, 5));
    }

    function test_SettlingWithoutAHaltClosesWhatIsOpen() public {
        _submit(first);
        _resolve(5);
        _notOpen(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 5));
    }

    // ------------------------------------------------------------------------------------------------ what still halts

    function test_ALaterConflictHaltsAgain() public {
        _prove();
        _resolve(5);
        (first.sequence, second.sequence) = (6, 6);
        _prove();
        assertTrue(attestations.halted());
    }

    function test_RevertWhen_TheEarlierOfTwoIsSettled() public {
        _prove();
        _resolve(7);
        bytes memory resolved = abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 5, 7);
        (first.sequence, second.sequence) = (5, 9);
        _provesNothing(resolved);
        (first.sequence, second.sequence) = (9, 5);
        _provesNothing(resolved);
        (first.sequence, second.sequence) = (7, 9);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 7, 7));
        (first.sequence, second.sequence) = (9, 8);
        _prove();
        assertTrue(attestations.halted());
    }

    // ------------------------------------------------------------------------------------------------ bounds

    /// @dev A halt is not lifted without settling what caused it: anybody could prove it again.
    function test_RevertWhen_TheHaltIsNotSettled() public {
        second.sequence = 7;
        _prove();
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ResolutionTooLow.selector, 4, 5));
        _resolve(4);
        _resolve(5);
        assertFalse(attestations.halted());
    }

    function test_RevertWhen_ResolutionGoesBack() public {
        _resolve(5);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ResolutionTooLow.selector, 4, 5));
        _resolve(4);
        _resolve(5);
        assertEq(attestations.resolvedThrough(), 5);
    }

    function test_RevertWhen_ItWouldUseUpTheNumbers() public {
        _submit(first);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.SequenceTooFarAhead.selector, type(uint64).max, 5));
        _resolve(type(uint64).max);
        uint64 last = 5 + uint64(type(uint32).max);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.SequenceTooFarAhead.selector, last + 1, 5));
        _resolve(last + 1);
        _resolve(last);
        // The next numbers go on from there, for settling and for reports.
        vm.warp(START + 1 days);
        _submit(_report(last + uint64(type(uint32).max), 600, 400));
        assertEq(attestations.latestSequence(), last + uint64(type(uint32).max));
    }

    function test_RevertWhen_ResolvedByAnother() public {
        _prove();
        address[3] memory others = [guardian, council, proposer];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(_missingRole(others[i], bytes32(0)));
            vm.prank(others[i]);
            attestations.resolveHalt(5);
        }
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    /// @dev Whatever is settled, no report up to there can be accepted or open, and the next one can.
    function testFuzz_NothingUpToThereIsEverOpen(uint64 through, uint64 tried, bool accepted) public {
        through = uint64(bound(through, 5, 10));
        tried = uint64(bound(tried, 1, 12));
        if (accepted) _submit(first);
        _prove();
        _resolve(through);
        IReserveAttestations.ReserveReport memory report = _dayAfter(tried, 1);
        bytes[] memory signatures = _sign(report);
        if (tried <= through) {
            vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.SequenceResolved.selector, tried, through));
        }
        attestations.submit(report, signatures);
        vm.warp(START + 1 days);
        (bool open, ) = address(attestations).call(abi.encodeCall(attestations.issuanceWindow, ()));
        assertEq(open, tried > through);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _dayAfter(
        uint64 sequence,
        uint64 day
    ) private view returns (IReserveAttestations.ReserveReport memory report) {
        report = _report(sequence, 600, 400);
        (report.validFrom, report.validUntil) = (START + day * 1 days, START + (day + 1) * 1 days);
    }

    function _assertClosed() private {
        (bool open, ) = address(attestations).call(abi.encodeCall(attestations.issuanceWindow, ()));
        assertFalse(open);
    }

    function _notOpen(bytes memory reason) private {
        vm.expectRevert(reason);
        attestations.issuanceWindow();
    }
}
