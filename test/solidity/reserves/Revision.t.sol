// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title RevisionTest
/// @notice A wrong but honest report is replaced by one that only lowers it; whatever raises is equivocation as before.
contract RevisionTest is Reports {
    IReserveAttestations.ReserveReport private first;
    IReserveAttestations.ReserveReport private second;

    /// @dev 1,000 of reserves, 600 out, and 150 here and 250 there; lowered to 900, 550 out, 100 and 200.
    function setUp() public override {
        super.setUp();
        _keep(first, _report(5, 600, 150));
        first.reserves = 1_000;
        first.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN, 250));
        _keep(second, first);
        (second.revision, second.reserves, second.supply) = (1, 900, 550);
        (second.allocations[0].mintable, second.allocations[1].mintable) = (100, 200);
        second.evidence = keccak256("corrected");
    }

    // ------------------------------------------------------------------------------------------------ replacing

    function test_ALowerRevisionReplacesTheReport() public {
        _submit(first);
        bytes32 digest = _digestOf(second);
        bytes[] memory signatures = _sign(second);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.ReportAccepted(5, digest, second);
        attestations.submit(second, signatures);

        IReserveAttestations.AcceptedReport memory expected = IReserveAttestations.AcceptedReport({
            asOf: START,
            validFrom: START,
            validUntil: START + 1 days,
            epoch: EPOCH,
            revision: 1,
            closed: false,
            next: 0,
            reserves: 900,
            supply: 550,
            mintable: 100,
            evidence: second.evidence,
            digest: digest
        });
        assertEq(abi.encode(attestations.report(5)), abi.encode(expected));
        assertEq(attestations.outstanding(5), 750);
        (uint64 sequence, uint256 mintable, uint256 reserves) = attestations.issuanceWindow();
        assertEq(sequence, 5);
        assertEq(mintable, 100);
        assertEq(reserves, 900);
        assertEq(attestations.latestSequence(), 5);
    }

    function test_AChainThatHasNoneTakesItAsItIs() public {
        _submit(second);
        assertEq(attestations.report(5).revision, 1);
        assertEq(attestations.report(5).mintable, 100);
    }

    function test_ItKeepsItsPlaceAmongThoseThatWait() public {
        IReserveAttestations.ReserveReport memory later = _report(6, 600, 150);
        (later.validFrom, later.validUntil) = (START + 1 days, START + 2 days);
        _submit(first);
        _submit(later);
        _submit(second);
        assertEq(attestations.report(5).next, 6);
        assertEq(attestations.latestSequence(), 6);
        later.revision = type(uint32).max;
        later.reserves -= 1;
        later.allocations[0].mintable -= 1;
        _submit(later);
        assertEq(attestations.report(6).revision, type(uint32).max);
        vm.warp(START + 1 days);
        (, uint256 mintable, ) = attestations.issuanceWindow();
        assertEq(mintable, 149);
    }

    /// @dev A replacement does not open what a guardian has closed.
    function test_WhatIsClosedStaysClosed() public {
        _submit(first);
        vm.prank(guardian);
        attestations.closeWindow(5);
        _submit(second);
        assertTrue(attestations.report(5).closed);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 5));
        attestations.issuanceWindow();
    }

    function test_AChainThatIsLeftOutHasNothing() public {
        _submit(first);
        second.allocations.pop();
        second.allocations[0].chainId = OTHER_CHAIN;
        second.allocations[0].mintable = 250;
        _submit(second);
        assertEq(attestations.report(5).mintable, 0);
        assertEq(attestations.outstanding(5), 800);
    }

    function test_EqualAmountsAreNotHigher() public {
        _submit(first);
        first.revision = 1;
        _submit(first);
        assertEq(attestations.report(5).revision, 1);
    }

    // ------------------------------------------------------------------------------------------------ refused

    function test_RevertWhen_TheRevisionIsNotHigher() public {
        _submit(second);
        _rejects(first, abi.encodeWithSelector(IReserveAttestations.RevisionNotNewer.selector, 5, 0, 1));
        _rejects(second, abi.encodeWithSelector(IReserveAttestations.RevisionNotNewer.selector, 5, 1, 1));
        second.evidence = EVIDENCE;
        _rejects(second, abi.encodeWithSelector(IReserveAttestations.RevisionNotNewer.selector, 5, 1, 1));
    }

    function test_RevertWhen_ReservesRise() public {
        _submit(first);
        second.reserves = 1_001;
        _rejectsAsRaised();
        second.reserves = 1_000;
        _submit(second);
        assertEq(attestations.report(5).reserves, 1_000);
    }

    function test_RevertWhen_ThisChainsShareRises() public {
        _submit(first);
        (second.supply, second.allocations[0].mintable) = (500, 151);
        _rejectsAsRaised();
        second.allocations[0].mintable = 150;
        _submit(second);
        assertEq(attestations.report(5).mintable, 150);
    }

    function test_RevertWhen_ThisChainHadNoShare() public {
        vm.chainId(56);
        _submit(first);
        second.allocations[0] = IReserveAttestations.Allocation(56, 1);
        _rejectsAsRaised();
    }

    function test_RevertWhen_ATimeChanges() public {
        _submit(first);
        second.asOf -= 1;
        _rejectsAsRaised();
        second.asOf += 1;
        second.validUntil -= 1;
        _rejectsAsRaised();
        second.validUntil += 2;
        _rejectsAsRaised();
        second.validUntil -= 1;
        second.validFrom += 1;
        _rejectsAsRaised();
    }

    function test_RevertWhen_AnotherSetLowersIt() public {
        _submit(first);
        vm.prank(timelock);
        attestations.setAttestors(attestors, 2, false);
        second.epoch = 2;
        _rejectsAsRaised();
    }

    function test_RevertWhen_ItIsOver() public {
        _submit(first);
        vm.warp(START + 1 days);
        _rejects(second, abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 5, START + 1 days));
    }

    // ------------------------------------------------------------------------------------------------ equivocation

    function test_LoweringIsNoEquivocation() public {
        _provesNothing();
        second.allocations.pop(); // the other chain is left out
        _provesNothing();
        delete second.allocations;
        _provesNothing();
        second.supply = 900;
        _provesNothing();
    }

    function test_RaisingIsEquivocation() public {
        second.reserves = 1_001;
        _proves();
        second.reserves = 1_000;
        second.allocations[0].mintable = 151;
        _proves();
        second.allocations[0].mintable = 150;
        second.allocations[1].mintable = 251;
        second.supply = 500;
        _proves();
        second.allocations[1].mintable = 250;
        second.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN + 1, 0)); // a chain that had none
        _proves();
        second.allocations[2] = second.allocations[1];
        second.allocations[1] = IReserveAttestations.Allocation(OTHER_CHAIN - 1, 0); // between two that had
        _proves();
        second.allocations[1] = second.allocations[2];
        second.allocations.pop();
        second.revision = 0;
        _proves();
        second.revision = 1;
        second.asOf -= 1;
        _proves();
        second.asOf += 1;
        second.validUntil -= 1;
        _proves();
        second.validUntil += 1;
        second.validFrom += 1;
        _proves();
        second.validFrom -= 1;
        second.sequence = 6;
        _proves();
        second.sequence = 5;
        _provesNothing();
    }

    /// @dev Each lowers the first report, but the third raises the second.
    function test_ALaterRevisionMustLowerEachEarlierOne() public {
        IReserveAttestations.ReserveReport memory third = second;
        third.revision = 2;
        third.allocations[0].mintable = 101;
        attestations.proveEquivocation(second, _sign(second), third, _sign(third));
        assertTrue(attestations.halted());
    }

    // ------------------------------------------------------------------------------------------------ the sum

    function _anyContradict(IReserveAttestations.ReserveReport[3] memory revisions) private returns (bool found) {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < i; ++j) if (_contradict(revisions[j], revisions[i])) found = true;
        }
    }

    /// @dev Chains hold different revisions of one report, each as it got them, out of any that do not contradict each
    /// other: together they issue no more than the earliest of them says is free.
    function testFuzz_TheSumOverChainsHoldsAtAnyMixOfRevisions(
        uint64[9] memory shares,
        uint64[3] memory reserves,
        uint8[9] memory posts
    ) public {
        IReserveAttestations.ReserveReport[3] memory revisions = _revisions(shares, reserves);
        ReserveAttestations[3] memory chains;
        uint256 sum = 0;
        uint256 free = 0;
        bool halts = _anyContradict(revisions);
        for (uint256 c = 0; c < 3; ++c) {
            chains[c] = _deployAttestations(_attestationParameters());
            vm.chainId(100 + c);
            for (uint256 i = 0; i < 3; ++i) {
                IReserveAttestations.ReserveReport memory posted = revisions[posts[3 * c + i] % 3];
                bytes memory data = abi.encodeCall(attestations.submit, (posted, _sign(posted)));
                (bool accepted, ) = address(chains[c]).call(data);
                if (!accepted) continue;
                uint256 left = posted.reserves - posted.supply;
                if (left > free) free = left;
            }
            (, uint256 mintable, ) = chains[c].issuanceWindow();
            sum += mintable;
        }
        if (!halts) assertLe(sum, free, "more than is free");
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev Three revisions of one report with three shares. Two times out of three each lowers the one before.
    function _revisions(
        uint64[9] memory shares,
        uint64[3] memory reserves
    ) private view returns (IReserveAttestations.ReserveReport[3] memory revisions) {
        for (uint32 r = 0; r < 3; ++r) {
            revisions[r] = _report(5, 0, 0);
            revisions[r].revision = r;
            revisions[r].allocations = new IReserveAttestations.Allocation[](3);
            uint256 committed = 0;
            for (uint256 c = 0; c < 3; ++c) {
                uint256 share = shares[3 * r + c];
                if (r != 0 && reserves[0] % 3 != 0) share %= revisions[r - 1].allocations[c].mintable + 1;
                revisions[r].allocations[c] = IReserveAttestations.Allocation(100 + c, share);
                committed += share;
            }
            revisions[r].reserves = committed + reserves[r];
            if (r != 0 && reserves[0] % 3 != 0 && revisions[r].reserves > revisions[r - 1].reserves) {
                revisions[r].reserves = revisions[r - 1].reserves;
            }
            revisions[r].supply = revisions[r].reserves - committed; // all that is free is given
        }
    }

    /// @dev Asked of a contract of its own, which it halts if so.
    function _contradict(
        IReserveAttestations.ReserveReport memory one,
        IReserveAttestations.ReserveReport memory two
    ) private returns (bool contradict) {
        ReserveAttestations court = _deployAttestations(_attestationParameters());
        bytes memory data = abi.encodeCall(court.proveEquivocation, (one, _sign(one), two, _sign(two)));
        (contradict, ) = address(court).call(data);
    }

    function _proves() private {
        assertTrue(_contradict(first, second));
        assertTrue(_contradict(second, first));
    }

    function _provesNothing() private {
        bytes[] memory firstSignatures = _sign(first);
        bytes[] memory secondSignatures = _sign(second);
        vm.expectRevert(IReserveAttestations.NoConflict.selector);
        attestations.proveEquivocation(first, firstSignatures, second, secondSignatures);
        vm.expectRevert(IReserveAttestations.NoConflict.selector);
        attestations.proveEquivocation(second, secondSignatures, first, firstSignatures);
    }

    function _rejectsAsRaised() private {
        _rejects(
            second,
            abi.encodeWithSelector(IReserveAttestations.RevisionNotLower.selector, second.sequence, second.revision)
        );
    }
}
