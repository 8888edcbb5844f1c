// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title EquivocationTest
/// @notice A quorum that signs two reports which cannot both be honest halts issuance:
///
///     same sequence, different content          conflict
///     other sequence, windows overlap           conflict
///     other sequence, windows apart             none
///     one report twice                          none
///     one of them acceptable on no chain        none
contract EquivocationTest is Reports {
    IReserveAttestations.ReserveReport private first;
    IReserveAttestations.ReserveReport private second;

    function setUp() public override {
        super.setUp();
        _keep(first, _report(5, 600, 400));
        _keep(second, _report(5, 600, 400));
        second.evidence = keccak256("other");
    }

    // ------------------------------------------------------------------------------------------------ proof

    function test_SameSequenceHalts() public {
        _submit(first);
        bytes[] memory firstSignatures = _sign(first);
        bytes[] memory secondSignatures = _sign(second);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.EquivocationProven(_digestOf(first), _digestOf(second));
        attestations.proveEquivocation(first, firstSignatures, second, secondSignatures);
        assertTrue(attestations.halted());
        vm.expectRevert(IReserveAttestations.IssuanceHalted.selector);
        attestations.issuanceWindow();
    }

    function test_SameSequenceHaltsThoughWindowsAreApart() public {
        second.validFrom = first.validUntil;
        second.validUntil = first.validUntil + 1;
        _prove();
        assertTrue(attestations.halted());
    }

    function test_OverlappingWindowsHalt() public {
        second.sequence = 6;
        second.validFrom = first.validUntil - 1;
        second.validUntil = first.validUntil + 1 days;
        _prove();
        assertTrue(attestations.halted());
    }

    function test_ReportsNeedNotBeSubmittedNorOpen() public {
        vm.warp(START + 365 days);
        _prove();
        assertTrue(attestations.halted());
        assertEq(attestations.latestSequence(), 0);
    }

    function test_RevertWhen_WindowsAreApart() public {
        second.sequence = 6;
        second.validFrom = first.validUntil;
        second.validUntil = first.validUntil + 1 days;
        _provesNothing(IReserveAttestations.NoConflict.selector);
        (first.sequence, second.sequence) = (6, 5); // the later number has the earlier window
        _provesNothing(IReserveAttestations.NoConflict.selector);
    }

    function test_RevertWhen_ReportIsTheSame() public {
        second.evidence = first.evidence;
        _provesNothing(IReserveAttestations.NoConflict.selector);
    }

    /// @dev A report with a slip in it is refused by every chain, and signed again under the same number.
    function test_RevertWhen_OneIsAcceptableNowhere() public {
        second.validUntil = second.validFrom + MAXIMUM_WINDOW + 1;
        _provesNothing(
            abi.encodeWithSelector(IReserveAttestations.InvalidWindow.selector, second.validFrom, second.validUntil)
        );
        second.validUntil = second.validFrom + MAXIMUM_WINDOW;
        second.asOf = second.validFrom + 1;
        _provesNothing(
            abi.encodeWithSelector(IReserveAttestations.AsOfAfterWindow.selector, second.asOf, second.validFrom)
        );
        second.asOf = second.validFrom;
        second.supply = 601;
        bytes memory overAllocated = abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_001, 1_000);
        _provesNothing(overAllocated);
        (first.supply, second.supply) = (second.supply, first.supply);
        _provesNothing(overAllocated);

        first.supply = 600;
        _prove();
        assertTrue(attestations.halted());
    }

    function test_RevertWhen_EitherLacksAQuorum() public {
        bytes[] memory one = new bytes[](1);
        bytes[] memory firstSignatures = _sign(first);
        bytes[] memory secondSignatures = _sign(second);
        bytes memory missing = abi.encodeWithSelector(IReserveAttestations.QuorumNotReached.selector, 1, 2);

        one[0] = firstSignatures[0];
        vm.expectRevert(missing);
        attestations.proveEquivocation(first, one, second, secondSignatures);
        one[0] = secondSignatures[0];
        vm.expectRevert(missing);
        attestations.proveEquivocation(first, firstSignatures, second, one);
    }

    function test_RevertWhen_HaltedAlready() public {
        _prove();
        _provesNothing(IReserveAttestations.IssuanceHalted.selector);
    }

    // ------------------------------------------------------------------------------------------------ resolution

    function test_ResolvingLeavesTheWindowClosed() public {
        _submit(first);
        _prove();
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.HaltResolved(5);
        _resolve(5);
        assertFalse(attestations.halted());
        assertEq(attestations.resolvedThrough(), 5);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 5));
        attestations.issuanceWindow();
    }

    function test_ResolvingClosesTheOpenWindowAndTheOneToCome() public {
        _submit(first);
        IReserveAttestations.ReserveReport memory next = _report(6, 600, 400);
        (next.validFrom, next.validUntil) = (first.validUntil, first.validUntil + 1 days);
        _submit(next);
        _prove();
        _resolve(5);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 6));
        attestations.issuanceWindow();
        vm.warp(next.validFrom);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 6));
        attestations.issuanceWindow();
    }

    /// @dev Also when the open window is that of the very first report.
    function test_ResolvingClosesTheFirstWindowOfAll() public {
        _submit(_report(1, 600, 400));
        IReserveAttestations.ReserveReport memory next = _report(2, 600, 400);
        (next.validFrom, next.validUntil) = (START + 1 days, START + 2 days);
        _submit(next);
        _prove();
        _resolve(5);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 2));
        attestations.issuanceWindow();
    }

    function test_ResolvingThroughTheSameNumberAgain() public {
        _prove();
        _resolve(5);
        (first.sequence, second.sequence) = (6, 6);
        _prove();
        _resolve(5);
        assertFalse(attestations.halted());
        assertEq(attestations.resolvedThrough(), 5);
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

    function test_ALaterConflictHaltsAgain() public {
        _prove();
        _resolve(5);
        second.sequence = 6;
        _prove();
        assertTrue(attestations.halted());
    }

    function test_RevertWhen_ConflictIsResolved() public {
        _prove();
        _resolve(5);
        bytes[] memory firstSignatures = _sign(first);
        bytes[] memory secondSignatures = _sign(second);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 5, 5));
        attestations.proveEquivocation(first, firstSignatures, second, secondSignatures);
    }

    /// @dev Of two numbers the later one counts, whichever report comes first.
    function test_TheLaterNumberDecidesWhetherAConflictIsResolved() public {
        _prove();
        _resolve(8);
        bytes memory resolved = abi.encodeWithSelector(IReserveAttestations.ConflictResolved.selector, 7, 8);
        (first.sequence, second.sequence) = (5, 7);
        _provesNothing(resolved);
        (first.sequence, second.sequence) = (7, 5);
        _provesNothing(resolved);

        (first.sequence, second.sequence) = (9, 5);
        _prove();
        assertTrue(attestations.halted());
        _resolve(9);
        (first.sequence, second.sequence) = (5, 10);
        _prove();
        assertTrue(attestations.halted());
    }

    function test_RevertWhen_ResolutionGoesBack() public {
        _prove();
        _resolve(5);
        (first.sequence, second.sequence) = (9, 9);
        _prove();
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ResolutionWentBack.selector, 4, 5));
        _resolve(4);
        _resolve(9);
        assertEq(attestations.resolvedThrough(), 9);
    }

    function test_RevertWhen_NotHalted() public {
        vm.expectRevert(IReserveAttestations.NotHalted.selector);
        _resolve(1);
    }

    function test_RevertWhen_ResolvedByAnother() public {
        _prove();
        vm.expectRevert(_missingRole(guardian, bytes32(0)));
        vm.prank(guardian);
        attestations.resolveHalt(5);
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    /// @dev Two reports of different numbers conflict exactly if some second lies in both windows.
    function testFuzz_ConflictIsASharedSecond(uint8[4] memory times) public {
        first.validFrom = START + times[0];
        first.validUntil = first.validFrom + 1 + times[1];
        second.sequence = 6;
        second.validFrom = START + times[2];
        second.validUntil = second.validFrom + 1 + times[3];
        bool shared = false;
        (uint64 begin, uint64 end) = (second.validFrom, second.validUntil);
        for (uint64 time = first.validFrom; time < first.validFrom + 1 + times[1]; ++time) {
            if (time >= begin && time < end) shared = true;
        }
        if (!shared) return _provesNothing(IReserveAttestations.NoConflict.selector);
        _prove();
        assertTrue(attestations.halted());
    }

    // ------------------------------------------------------------------------------------------------ private

    function _prove() private {
        attestations.proveEquivocation(first, _sign(first), second, _sign(second));
    }

    function _provesNothing(bytes4 reason) private {
        _provesNothing(abi.encodePacked(reason));
    }

    function _provesNothing(bytes memory reason) private {
        bytes[] memory firstSignatures = _sign(first);
        bytes[] memory secondSignatures = _sign(second);
        vm.expectRevert(reason);
        attestations.proveEquivocation(first, firstSignatures, second, secondSignatures);
    }

    function _resolve(uint64 through) private {
        vm.prank(timelock);
        attestations.resolveHalt(through);
    }
}
