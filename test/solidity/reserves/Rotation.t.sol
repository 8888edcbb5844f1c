// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Conflict} from "../helpers/Conflict.sol";
import {Vm} from "../helpers/Vm.sol";

/// @title RotationTest
/// @notice Attestors change by epochs: only the current set opens windows, what a former one signed stays provable, and
/// keys that were retired can move nothing else.
contract RotationTest is Conflict {
    // ------------------------------------------------------------------------------------------------ epochs

    function test_EachReplacementBeginsAnEpoch() public {
        _submit(first);
        _rotate(false);
        assertEq(attestations.epoch(), 2);
        _rotate(false);
        assertEq(attestations.epoch(), 3);
        (address[] memory members, uint256 quorum, uint64 last) = attestations.attestorSet(1);
        assertEq(members, attestors);
        assertEq(quorum, 2);
        assertEq(last, 5);
        (members, quorum, last) = attestations.attestorSet(3);
        assertEq(members, attestors);
        assertEq(quorum, 2);
        assertEq(last, 0);
    }

    function test_RevertWhen_TheEpochIsUnknown() public {
        bytes4 unknown = IReserveAttestations.EpochUnknown.selector;
        vm.expectRevert(abi.encodeWithSelector(unknown, 0));
        attestations.attestorSet(0);
        vm.expectRevert(abi.encodeWithSelector(unknown, 2));
        attestations.attestorSet(2);
        (first.epoch, second.epoch) = (2, 2);
        _provesNothing(abi.encodeWithSelector(unknown, 2));
    }

    function test_RevertWhen_TheReportIsOfAnotherEpoch() public {
        first.epoch = 0;
        _rejects(first, abi.encodeWithSelector(IReserveAttestations.EpochNotCurrent.selector, 0, 1));
        first.epoch = 2;
        _rejects(first, abi.encodeWithSelector(IReserveAttestations.EpochNotCurrent.selector, 2, 1));
        _rotate(false);
        first.epoch = 1;
        _rejects(first, abi.encodeWithSelector(IReserveAttestations.EpochNotCurrent.selector, 1, 2));
        first.epoch = 2;
        _submit(first);
        assertEq(attestations.report(5).epoch, 2);
    }

    /// @dev A contract that replaces another goes on counting.
    function test_TheFirstEpochIsGiven() public {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.epoch = 7;
        attestations = _deployAttestations(parameters);
        assertEq(attestations.epoch(), 7);
        first.epoch = 7;
        _submit(first);
        _rotate(false);
        assertEq(attestations.epoch(), 8);
    }

    // ------------------------------------------------------------------------------------------------ windows

    function test_ARotationMayLeaveWindowsAsTheyAre() public {
        _submit(first);
        _rotate(false);
        (uint64 sequence, , ) = attestations.issuanceWindow();
        assertEq(sequence, 5);
    }

    function test_ARotationMayCloseTheOpenWindowAndThoseThatWait() public {
        _submit(first);
        IReserveAttestations.ReserveReport memory next = _report(6, 600, 400);
        (next.validFrom, next.validUntil) = (START + 1 days, START + 2 days);
        _submit(next);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.WindowClosed(5, timelock);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.WindowClosed(6, timelock);
        _rotate(true);
        assertTrue(attestations.report(5).closed && attestations.report(6).closed);
    }

    /// @dev What was closed before, or is over, is not closed a second time.
    function test_ARotationClosesOnlyWhatIsNotClosed() public {
        _submit(first);
        IReserveAttestations.ReserveReport memory next = _report(6, 600, 400);
        (next.validFrom, next.validUntil) = (START + 1 days, START + 2 days);
        _submit(next);
        vm.prank(guardian);
        attestations.closeWindow(5);
        vm.recordLogs();
        _rotate(true);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 closed = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IReserveAttestations.WindowClosed.selector) continue;
            assertEq(uint256(logs[i].topics[1]), 6);
            ++closed;
        }
        assertEq(closed, 1);
    }

    function test_ARotationBeforeTheFirstReportClosesNothing() public {
        _rotate(true);
        first.epoch = 2;
        _submit(first);
        (uint64 sequence, , ) = attestations.issuanceWindow();
        assertEq(sequence, 5);
    }

    // ------------------------------------------------------------------------------------------------ what stays provable

    function test_AConflictOfAFormerSetHalts() public {
        _submit(first);
        _rotateToOthers();
        _prove();
        assertTrue(attestations.halted());
        _resolve(5);
        assertFalse(attestations.halted());
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 5, 5));
    }

    /// @dev Stolen keys of a set that was replaced sign whatever they like about later numbers.
    function test_RevertWhen_AFormerSetSignsAboutLaterNumbers() public {
        _submit(first);
        _rotateToOthers();
        (first.sequence, second.sequence) = (6, 6);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictAfterEpoch.selector, 6, 5));
        (first.sequence, second.sequence) = (6, 7);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictAfterEpoch.selector, 6, 5));
        (first.sequence, second.sequence) = (7, 5);
        _prove();
        assertTrue(attestations.halted());
        // Once its last number is settled, nothing that it signs halts any more.
        _resolve(5);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 5, 5));
    }

    function test_RevertWhen_AFormerSetNeverHadAReport() public {
        _rotateToOthers();
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictAfterEpoch.selector, 5, 0));
    }

    /// @dev Neither the first number of all nor the largest is of every time.
    function test_RevertWhen_AFormerSetSignsAboutTheFirstOrTheLargestNumber() public {
        _rotateToOthers();
        uint64[2] memory numbers = [uint64(1), type(uint64).max];
        for (uint256 i = 0; i < numbers.length; ++i) {
            (first.sequence, second.sequence) = (numbers[i], numbers[i]);
            _provesNothing(abi.encodeWithSelector(IReserveAttestations.ConflictAfterEpoch.selector, numbers[i], 0));
        }
    }

    /// @dev Otherwise keys of a former set could contradict each report of the new one.
    function test_RevertWhen_ReportsAreOfDifferentEpochs() public {
        _submit(first);
        _rotate(false);
        second.epoch = 2;
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.NoConflict.selector));
        second.epoch = 1;
        _prove();
        assertTrue(attestations.halted());
    }

    /// @dev Each quorum is one of the reports' own set, and not of the current one.
    function test_RevertWhen_AnotherSetSigned() public {
        _submit(first);
        address[] memory others = _rotateToOthers();
        (first.epoch, second.epoch) = (2, 2);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.UnknownAttestor.selector, attestors[0]));
        assertEq(attestations.attestors(), others);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _rotate(bool closeWindows) private {
        vm.prank(timelock);
        attestations.setAttestors(attestors, 2, closeWindows);
    }

    function _rotateToOthers() private returns (address[] memory others) {
        others = new address[](2);
        (others[0], others[1]) = (address(1), address(2));
        vm.prank(timelock);
        attestations.setAttestors(others, 2, false);
    }
}
