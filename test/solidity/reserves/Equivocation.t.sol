// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {Conflict} from "../helpers/Conflict.sol";

/// @title EquivocationTest
/// @notice A quorum that signs two reports which cannot both be honest halts issuance:
///
///     same sequence, different content          conflict
///     other sequence, windows overlap           conflict
///     other sequence, windows apart             none
///     one report twice                          none
///     one of them acceptable on no chain        none
contract EquivocationTest is Conflict {
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

    /// @dev A chain may have no share in either report, or in one of them: the two contradict each other all the same.
    function test_HaltsAChainThatNeitherReportGivesAnything() public {
        vm.chainId(OTHER_CHAIN);
        _prove();
        assertTrue(attestations.halted());
    }

    function test_HaltsAChainThatOnlyOneOfThemGivesSomething() public {
        second.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN, 1));
        second.reserves += 1;
        vm.chainId(OTHER_CHAIN);
        _prove();
        assertTrue(attestations.halted());
    }

    function test_HaltsThoughNothingMayBeIssuedUnderEither() public {
        (first.allocations[0].mintable, second.allocations[0].mintable) = (0, 0);
        _prove();
        assertTrue(attestations.halted());
    }

    function test_RevertWhen_TheyAreOfDifferentSets() public {
        second.epoch = 2;
        _provesNothing(IReserveAttestations.NoConflict.selector);
    }

    /// @dev Numbers that no report could get for a long time say nothing about those to come.
    function test_RevertWhen_TheNumberIsTooFarAhead() public {
        (first.sequence, second.sequence) = (2 ** 32, 2 ** 32);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.SequenceTooFarAhead.selector, 2 ** 32, 0));
        (first.sequence, second.sequence) = (type(uint64).max, type(uint64).max);
        _provesNothing(abi.encodeWithSelector(IReserveAttestations.SequenceTooFarAhead.selector, type(uint64).max, 0));
        (first.sequence, second.sequence) = (2 ** 32 - 1, type(uint64).max);
        _prove();
        assertTrue(attestations.halted());
        _resolve(2 ** 32 - 1);
        _submit(_report(2 ** 33 - 2, 600, 400));
        assertEq(attestations.latestSequence(), 2 ** 33 - 2);
    }

    // ------------------------------------------------------------------------------------------------ signatures

    /// @dev Each rule of a quorum, of the first report and of the second.
    function test_RevertWhen_EitherIsNotSignedByAQuorum() public {
        bytes[] memory one = new bytes[](1);
        one[0] = _sign(first)[0];
        _provesNothing(one, true, abi.encodeWithSelector(IReserveAttestations.QuorumNotReached.selector, 1, 2));
        one[0] = _sign(second)[0];
        _provesNothing(one, false, abi.encodeWithSelector(IReserveAttestations.QuorumNotReached.selector, 1, 2));

        bytes memory twice = abi.encodeWithSelector(IReserveAttestations.DuplicateAttestor.selector, attestors[1]);
        _provesNothing(_signWith(first, 1, 1), true, twice);
        _provesNothing(_signWith(second, 1, 1), false, twice);

        bytes4 descending = IReserveAttestations.AttestorsNotAscending.selector;
        bytes memory wrongOrder = abi.encodeWithSelector(descending, attestors[2], attestors[0]);
        _provesNothing(_signWith(first, 2, 0), true, wrongOrder);
        _provesNothing(_signWith(second, 2, 0), false, wrongOrder);
    }

    /// @dev Signatures of an outsider, or of a member under the other report, prove nothing.
    function test_RevertWhen_EitherIsSignedByAnOutsider() public {
        (address outsider, uint256 key) = makeAccount("outsider");
        bytes memory unknown = abi.encodeWithSelector(IReserveAttestations.UnknownAttestor.selector, outsider);
        bytes[] memory signatures = _sign(first);
        signatures[outsider < attestors[0] ? 0 : 1] = _signature(key, _digestOf(first));
        _provesNothing(signatures, true, unknown);
        signatures = _sign(second);
        signatures[outsider < attestors[0] ? 0 : 1] = _signature(key, _digestOf(second));
        _provesNothing(signatures, false, unknown);
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

    function _provesNothing(bytes4 reason) private {
        _provesNothing(abi.encodePacked(reason));
    }

    /// @dev With signatures of another kind under one of the two.
    function _provesNothing(bytes[] memory signatures, bool underFirst, bytes memory reason) private {
        bytes[] memory others = _sign(underFirst ? second : first);
        vm.expectRevert(reason);
        if (underFirst) attestations.proveEquivocation(first, signatures, second, others);
        else attestations.proveEquivocation(first, others, second, signatures);
        assertFalse(attestations.halted());
    }
}
