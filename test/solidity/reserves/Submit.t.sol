// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title SubmitTest
/// @notice What makes a report acceptable: its number, its times, its signatures. Its amounts: Amounts.t.sol.
contract SubmitTest is Reports {
    IReserveAttestations.ReserveReport private report;

    function setUp() public override {
        super.setUp();
        _keep(report, _report(1, 600, 400));
    }

    // ------------------------------------------------------------------------------------------------ success

    function test_AcceptsAndKeepsTheReport() public {
        report.asOf = START - 60;
        bytes32 digest = _digestOf(report);
        bytes[] memory signatures = _sign(report);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.ReportAccepted(1, digest, report);
        attestations.submit(report, signatures);

        IReserveAttestations.AcceptedReport memory expected = IReserveAttestations.AcceptedReport({
            asOf: START - 60,
            validFrom: START,
            validUntil: START + 1 days,
            epoch: EPOCH,
            revision: 0,
            closed: false,
            next: 0,
            reserves: 1_000,
            supply: 600,
            mintable: 400,
            evidence: EVIDENCE,
            digest: digest
        });
        assertEq(abi.encode(attestations.report(1)), abi.encode(expected));
        assertEq(attestations.latestSequence(), 1);
        (uint256 reserves, uint256 supply, uint64 asOf) = attestations.coverage();
        assertEq(reserves, 1_000);
        assertEq(supply, 600);
        assertEq(asOf, START - 60);
    }

    function test_OneSignedReportIsValidOnEveryChain() public {
        _shareWithTheOtherChain();
        bytes[] memory signatures = _sign(report);
        vm.chainId(OTHER_CHAIN);
        attestations.submit(report, signatures);
        assertEq(attestations.report(1).mintable, 250);
    }

    function test_TakesMoreSignaturesThanTheThreshold() public {
        attestations.submit(report, _threeSignatures());
        assertEq(attestations.latestSequence(), 1);
    }

    function test_SequencesMaySkip() public {
        report.sequence = type(uint32).max;
        _submit(report);
        assertEq(attestations.latestSequence(), type(uint32).max);
    }

    /// @dev The largest sequence would be the last report ever.
    function test_RevertWhen_SequenceIsTooFarAhead() public {
        report.sequence = type(uint64).max;
        _rejects(
            abi.encodeWithSelector(IReserveAttestations.SequenceTooFarAhead.selector, type(uint64).max, uint64(0))
        );
        report.sequence = 7;
        _submit(report);
        vm.warp(START + 1 days);
        IReserveAttestations.ReserveReport memory next = _report(8 + uint64(type(uint32).max), 0, 400);
        bytes[] memory signatures = _sign(next);
        vm.expectRevert(
            abi.encodeWithSelector(IReserveAttestations.SequenceTooFarAhead.selector, next.sequence, uint64(7))
        );
        attestations.submit(next, signatures);
        next.sequence -= 1;
        _submit(next);
        assertEq(attestations.latestSequence(), 7 + uint64(type(uint32).max));
    }

    function test_HistoryStays() public {
        _submit(report);
        vm.warp(START + 1 days);
        _submit(_report(2, 1_600, 400));
        assertEq(attestations.report(1).reserves, 1_000);
        assertEq(attestations.report(2).reserves, 2_000);
    }

    function test_TheNextWindowMayComeAheadAndBeginWhereTheLastEnds() public {
        _submit(report);
        report.sequence = 2;
        report.validFrom = START + 1 days;
        report.validUntil = START + 1 days + 1;
        _submit(report);
        assertEq(attestations.report(2).validFrom, START + 1 days);
    }

    function test_TheLongestWindowIsAccepted() public {
        report.validUntil = START + MAXIMUM_WINDOW;
        _submit(report);
        assertEq(attestations.latestSequence(), 1);
    }

    function test_TheOldestCountIsAccepted() public {
        report.asOf = START + 1 days - MAXIMUM_AGE;
        _submit(report);
        assertEq(attestations.report(1).asOf, START + 1 days - MAXIMUM_AGE);
        assertEq(attestations.maximumAge(), MAXIMUM_AGE);
    }

    function test_RevertWhen_TheCountIsTooOld() public {
        report.asOf = START + 1 days - MAXIMUM_AGE - 1;
        _rejects(abi.encodeWithSelector(IReserveAttestations.ReportTooOld.selector, report.asOf, START + 1 days));
        report.asOf = 0;
        _rejects(abi.encodeWithSelector(IReserveAttestations.ReportTooOld.selector, 0, START + 1 days));
    }

    // ------------------------------------------------------------------------------------------------ number

    function test_RevertWhen_SequenceIsNotNewer() public {
        report.sequence = 5;
        _submit(report);
        _rejects(abi.encodeWithSelector(IReserveAttestations.RevisionNotNewer.selector, 5, 0, 0));
        report.sequence = 4;
        _rejects(abi.encodeWithSelector(IReserveAttestations.SequenceNotNewer.selector, 4, 5));
        report.sequence = 0;
        _rejects(abi.encodeWithSelector(IReserveAttestations.SequenceResolved.selector, 0, 0));
    }

    // ------------------------------------------------------------------------------------------------ times

    function test_RevertWhen_CountedInTheFuture() public {
        report.asOf = START + 1;
        report.validFrom = START + 2;
        _rejects(abi.encodeWithSelector(IReserveAttestations.AsOfInFuture.selector, START + 1));
    }

    function test_RevertWhen_CountedAfterTheWindowBegins() public {
        report.validFrom = START - 1;
        _rejects(abi.encodeWithSelector(IReserveAttestations.AsOfAfterWindow.selector, START, START - 1));
    }

    function test_RevertWhen_WindowIsEmpty() public {
        report.validUntil = START;
        _rejects(abi.encodeWithSelector(IReserveAttestations.InvalidWindow.selector, START, START));
        report.validUntil = START - 1;
        _rejects(abi.encodeWithSelector(IReserveAttestations.InvalidWindow.selector, START, START - 1));
    }

    function test_RevertWhen_WindowIsTooLong() public {
        uint64 end = START + MAXIMUM_WINDOW + 1;
        report.validUntil = end;
        _rejects(abi.encodeWithSelector(IReserveAttestations.InvalidWindow.selector, START, end));
    }

    function test_RevertWhen_WindowsOverlap() public {
        _submit(report);
        uint64 end = START + 1 days;
        report.sequence = 2;
        report.validFrom = end - 1;
        report.validUntil = end + 1;
        _rejects(abi.encodeWithSelector(IReserveAttestations.WindowOverlap.selector, end - 1, end));
    }

    function test_RevertWhen_WindowsOverlapThoughTheFirstWasClosed() public {
        _submit(report);
        vm.prank(guardian);
        attestations.closeWindow(1);
        report.sequence = 2;
        _rejects(abi.encodeWithSelector(IReserveAttestations.WindowOverlap.selector, START, START + 1 days));
    }

    function test_RevertWhen_WindowIsTooFarAhead() public {
        uint64 latest = START + MAXIMUM_WINDOW;
        report.validFrom = latest + 1;
        report.validUntil = latest + 2;
        _rejects(abi.encodeWithSelector(IReserveAttestations.WindowTooFarAhead.selector, latest + 1));
        report.validFrom = latest;
        _submit(report);
        assertEq(attestations.latestSequence(), 1);
    }

    function test_RevertWhen_WindowHasEnded() public {
        vm.warp(START + 1 days);
        _rejects(abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 1, START + 1 days));
    }

    // ------------------------------------------------------------------------------------------------ signatures

    function test_RevertWhen_NoQuorumSigned() public {
        bytes[] memory signatures = new bytes[](1);
        signatures[0] = _sign(report)[0];
        _rejects(signatures, abi.encodeWithSelector(IReserveAttestations.QuorumNotReached.selector, 1, 2));
        _rejects(new bytes[](0), abi.encodeWithSelector(IReserveAttestations.QuorumNotReached.selector, 0, 2));
    }

    function test_RevertWhen_AnAttestorSignedTwice() public {
        bytes memory duplicate = abi.encodeWithSelector(IReserveAttestations.DuplicateAttestor.selector, attestors[1]);
        _rejects(_signWith(report, 1, 1), duplicate);

        bytes[] memory signatures = _threeSignatures();
        signatures[2] = signatures[1];
        _rejects(signatures, duplicate);
    }

    function test_RevertWhen_SignersAreNotAscending() public {
        _rejects(
            _signWith(report, 2, 0),
            abi.encodeWithSelector(IReserveAttestations.AttestorsNotAscending.selector, attestors[2], attestors[0])
        );
    }

    function test_RevertWhen_ASignerIsUnknown() public {
        (address outsider, uint256 key) = makeAccount("outsider");
        bytes[] memory signatures = _sign(report);
        signatures[outsider < attestors[0] ? 0 : 1] = _signature(key, _digestOf(report));
        _rejects(signatures, abi.encodeWithSelector(IReserveAttestations.UnknownAttestor.selector, outsider));
    }

    function test_RevertWhen_ASignatureIsMalformed() public {
        bytes[] memory signatures = _sign(report);
        signatures[0] = hex"1234";
        _rejects(signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 2));
        signatures[0] = new bytes(65);
        _rejects(signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignature.selector));
        bytes32 high = bytes32(type(uint256).max);
        signatures[0] = abi.encodePacked(bytes32(uint256(1)), high, uint8(27));
        _rejects(signatures, abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, high));
    }

    /// @dev Signatures of another content recover to strangers; which, depends on the content.
    function testFuzz_RevertWhen_ContentDiffersFromWhatWasSigned(bytes32 evidence) public {
        vm.assume(evidence != EVIDENCE);
        bytes[] memory signatures = _sign(report);
        report.evidence = evidence;
        try attestations.submit(report, signatures) {
            assertTrue(false, "accepted");
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) == IReserveAttestations.UnknownAttestor.selector);
        }
    }

    function test_RevertWhen_Halted() public {
        IReserveAttestations.ReserveReport memory other = report;
        other.reserves += 1;
        attestations.proveEquivocation(report, _sign(report), other, _sign(other));
        _rejects(abi.encodeWithSelector(IReserveAttestations.IssuanceHalted.selector));
    }

    // ------------------------------------------------------------------------------------------------ digest

    function test_DigestIsTheSameOnEveryChainAndAtEveryAddress() public {
        bytes32 digest = attestations.reportDigest(report);
        assertEq(digest, _digestOf(report));
        vm.chainId(OTHER_CHAIN);
        assertEq(attestations.reportDigest(report), digest);
        assertEq(_deployAttestations(_attestationParameters()).reportDigest(report), digest);
    }

    function test_DigestDependsOnTheCoin() public {
        bytes32 digest = attestations.reportDigest(report);
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.tokenId = keccak256("another coin");
        assertFalse(_deployAttestations(parameters).reportDigest(report) == digest);
    }

    function testFuzz_DigestIsEip712(
        uint64[4] memory times,
        uint32[2] memory numbers,
        uint256[2] memory amounts,
        bytes32 evidence,
        uint256[6] memory allocations,
        uint256 count
    ) public view {
        IReserveAttestations.ReserveReport memory any;
        (any.sequence, any.asOf, any.validFrom, any.validUntil) = (times[0], times[1], times[2], times[3]);
        (any.epoch, any.revision) = (numbers[0], numbers[1]);
        (any.reserves, any.supply, any.evidence) = (amounts[0], amounts[1], evidence);
        any.allocations = new IReserveAttestations.Allocation[](count % 4);
        for (uint256 i = 0; i < count % 4; ++i) {
            any.allocations[i] = IReserveAttestations.Allocation(allocations[2 * i], allocations[2 * i + 1]);
        }
        assertEq(attestations.reportDigest(any), _digestOf(any));
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    /// @dev Whatever two reports say about their times, accepted windows never overlap; and nothing else is refused.
    function testFuzz_AcceptedWindowsNeverOverlap(uint64[2] memory begins, uint64[2] memory lengths) public {
        uint64 end = 0;
        for (uint64 i = 0; i < 2; ++i) {
            report.sequence = i + 1;
            report.validFrom = START + (begins[i] % (2 * MAXIMUM_WINDOW));
            report.validUntil = report.validFrom + (lengths[i] % (2 * MAXIMUM_WINDOW));
            uint64 length = report.validUntil - report.validFrom;
            bool valid =
                length != 0 &&
                    length <= MAXIMUM_WINDOW &&
                    report.validFrom >= end &&
                    report.validFrom <= START + MAXIMUM_WINDOW;
            try attestations.submit(report, _sign(report)) {
                assertTrue(valid, "accepted a wrong window");
                end = report.validUntil;
            } catch {
                assertFalse(valid);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    function _shareWithTheOtherChain() private {
        report.allocations[0].mintable = 150;
        report.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN, 250));
    }

    function _rejects(bytes memory reason) private {
        _rejects(_sign(report), reason);
    }

    function _rejects(bytes[] memory signatures, bytes memory reason) private {
        vm.expectRevert(reason);
        attestations.submit(report, signatures);
    }

    function _threeSignatures() private view returns (bytes[] memory signatures) {
        signatures = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) signatures[i] = _signature(attestorKeys[i], _digestOf(report));
    }
}
