// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title WindowTest
/// @notice When issuance is open, who closes it, and what others can read.
contract WindowTest is Reports {
    // ------------------------------------------------------------------------------------------------ open

    function test_IsOpenFromItsFirstSecondToItsLast() public {
        IReserveAttestations.ReserveReport memory report = _report(3, 600, 400);
        report.validFrom = START + 100;
        _submit(report);

        vm.warp(START + 99);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 3, START + 100));
        attestations.issuanceWindow();

        vm.warp(START + 100);
        _assertWindow(3, 400, 1_000);
        vm.warp(START + 1 days - 1);
        _assertWindow(3, 400, 1_000);

        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 3, START + 1 days));
        attestations.issuanceWindow();
    }

    /// @dev Anyone may post a report as soon as it is signed. Nobody can stop issuance by that.
    function test_TheOpenWindowGoesOnWhenTheNextReportComesAhead() public {
        _submit(_report(1, 600, 400));
        _submit(_next(2, 70));
        assertEq(attestations.latestSequence(), 2);
        vm.warp(START + 1 days - 1);
        _assertWindow(1, 400, 1_000);
        vm.warp(START + 1 days);
        _assertWindow(2, 70, 70);
    }

    function test_IsClosedBetweenTheOpenWindowAndTheNext() public {
        _submit(_report(1, 600, 400));
        IReserveAttestations.ReserveReport memory next = _next(2, 70);
        next.validFrom += 100;
        _submit(next);
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 2, START + 1 days + 100));
        attestations.issuanceWindow();
    }

    function test_RevertWhen_NoReportWasAccepted() public {
        bytes memory unknown = abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 0);
        vm.expectRevert(unknown);
        attestations.issuanceWindow();
        vm.expectRevert(unknown);
        attestations.coverage();
        vm.expectRevert(unknown);
        attestations.latestRoundData();
        vm.expectRevert(unknown);
        attestations.getRoundData(0);
        vm.expectRevert(unknown);
        attestations.report(0);
        vm.expectRevert(unknown);
        attestations.outstanding(0);
        _expectNoReportZeroOnceThereIsOne();
    }

    /// @dev Zero is no name for the latest report.
    function _expectNoReportZeroOnceThereIsOne() private {
        _submit(_report(1, 600, 400));
        bytes memory unknown = abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 0);
        vm.expectRevert(unknown);
        attestations.getRoundData(0);
        vm.expectRevert(unknown);
        attestations.report(0);
        vm.expectRevert(unknown);
        attestations.outstanding(0);
    }

    function testFuzz_IsOpenExactlyInItsTimes(uint256 begin, uint256 length, uint256 time) public {
        IReserveAttestations.ReserveReport memory report = _report(1, 0, 400);
        report.validFrom = uint64(START + (begin % MAXIMUM_WINDOW));
        report.validUntil = uint64(report.validFrom + 1 + (length % MAXIMUM_WINDOW));
        _submit(report);
        vm.warp(bound(time, START, START + 3 * MAXIMUM_WINDOW));
        bytes4 reason = 0;
        if (block.timestamp < report.validFrom) reason = IReserveAttestations.WindowNotBegun.selector;
        if (block.timestamp >= report.validUntil) reason = IReserveAttestations.WindowExpired.selector;
        if (reason != 0) {
            bool ended = reason == IReserveAttestations.WindowExpired.selector;
            vm.expectRevert(abi.encodeWithSelector(reason, 1, ended ? report.validUntil : report.validFrom));
        }
        attestations.issuanceWindow();
    }

    // ------------------------------------------------------------------------------------------------ closed early

    function test_AGuardianClosesIt() public {
        _submit(_report(1, 600, 400));
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.WindowClosed(1, guardian);
        _close(1);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 1));
        attestations.issuanceWindow();
        (uint256 reserves, , ) = attestations.coverage();
        assertEq(reserves, 1_000);
    }

    function test_TheNextReportOpensAgain() public {
        _submit(_report(1, 600, 400));
        _close(1);
        vm.warp(START + 1 days);
        _submit(_report(2, 0, 70));
        _assertWindow(2, 70, 70);
    }

    function test_AGuardianClosesTheOpenWindowThoughTheNextReportIsThere() public {
        _submit(_report(1, 600, 400));
        _submit(_next(2, 70));
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.WindowClosed(1, guardian);
        _close(1);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 2, START + 1 days));
        attestations.issuanceWindow();
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 1));
        _close(1);
        vm.warp(START + 1 days);
        _assertWindow(2, 70, 70);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 1));
        _close(1);
    }

    function test_TheCouncilClosesToo() public {
        _submit(_report(1, 600, 400));
        _submit(_next(2, 70));
        vm.startPrank(council);
        attestations.closeWindow(2);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.WindowClosed(1, council);
        attestations.closeWindow(1);
        assertTrue(attestations.report(1).closed && attestations.report(2).closed);
    }

    /// @dev In the second in which the next window begins the one before it is over.
    function test_RevertWhen_ClosingTheWindowBefore() public {
        _submit(_report(1, 600, 400));
        _submit(_next(2, 70));
        vm.warp(START + 1 days - 1);
        _close(1);
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 1));
        _close(1);
        _assertWindow(2, 70, 70);
        vm.warp(START + 2 days);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 2, START + 2 days));
        _close(2);
    }

    function test_RevertWhen_ClosingNoneBeforeTheFirst() public {
        _submit(_next(1, 70));
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 0));
        _close(0);
    }

    function test_AGuardianClosesTheNextAndLeavesTheOpenWindow() public {
        _submit(_report(1, 600, 400));
        _submit(_next(2, 70));
        _close(2);
        _assertWindow(1, 400, 1_000);
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 2));
        attestations.issuanceWindow();
    }

    /// @dev A closed window stays closed, also when a later report comes ahead.
    function test_AClosedWindowIsNotReopenedByALaterReport() public {
        _submit(_report(1, 600, 400));
        _close(1);
        _submit(_next(2, 70));
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowNotBegun.selector, 2, START + 1 days));
        attestations.issuanceWindow();
    }

    function test_RevertWhen_ClosingWhatWasNotAccepted() public {
        _submit(_report(1, 600, 400));
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 0));
        _close(0);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 2));
        _close(2);
    }

    function test_RevertWhen_ClosedAlready() public {
        _submit(_report(1, 600, 400));
        _close(1);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowClosedEarly.selector, 1));
        _close(1);
    }

    function test_RevertWhen_ClosedByAnother() public {
        _submit(_report(1, 600, 400));
        vm.expectRevert(_missingRole(timelock, GUARDIAN_ROLE));
        vm.prank(timelock);
        attestations.closeWindow(1);
    }

    // ------------------------------------------------------------------------------------------------ deployment

    function test_SaysWhatItWasDeployedWith() public view {
        assertEq(attestations.decimals(), DECIMALS);
        assertEq(attestations.maximumWindow(), MAXIMUM_WINDOW);
        assertEq(attestations.maximumAge(), MAXIMUM_AGE);
        assertEq(attestations.epoch(), EPOCH);
        assertEq(attestations.COUNCIL_ROLE(), COUNCIL_ROLE);
        assertEq(attestations.getRoleMembers(COUNCIL_ROLE), _list(council));
        assertEq(attestations.tokenId(), TOKEN_ID);
        assertEq(attestations.GUARDIAN_ROLE(), GUARDIAN_ROLE);
        assertEq(attestations.getRoleMembers(GUARDIAN_ROLE), _list(guardian));
        assertEq(attestations.getRoleMembers(0), _list(timelock));
        assertEq(attestations.defaultAdmin(), timelock);
        assertEq(attestations.defaultAdminDelay(), 2 days);
        assertEq(attestations.latestSequence(), 0);
        assertEq(attestations.halted(), false);
    }

    function test_DomainHasNameVersionAndSaltOnly() public view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        ) = attestations.eip712Domain();
        assertEq(bytes32(fields), bytes32(hex"13"));
        assertEq(name, DOMAIN_NAME);
        assertEq(version, "1");
        assertEq(chainId, 0);
        assertEq(verifyingContract, address(0));
        assertEq(salt, TOKEN_ID);
        assertEq(extensions.length, 0);
    }

    function test_TakesOverFromTheContractItReplaces() public {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.previousSequence = 7;
        parameters.previousValidUntil = uint40(START + 1 hours);
        attestations = _deployAttestations(parameters);
        assertEq(attestations.latestSequence(), 7);
        // It is another contract's report, and none of this one's.
        bytes memory unknown = abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 7);
        vm.expectRevert(unknown);
        attestations.latestRoundData();
        vm.expectRevert(unknown);
        attestations.getRoundData(7);
        vm.expectRevert(unknown);
        attestations.coverage();
        vm.expectRevert(unknown);
        attestations.issuanceWindow();
        vm.expectRevert(unknown);
        attestations.report(7);
        vm.expectRevert(unknown);
        _close(7);

        IReserveAttestations.ReserveReport memory report = _report(7, 0, 400);
        bytes[] memory signatures = _sign(report);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.SequenceNotNewer.selector, 7, 7));
        attestations.submit(report, signatures);

        report.sequence = 8;
        signatures = _sign(report);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowOverlap.selector, START, START + 1 hours));
        attestations.submit(report, signatures);

        report.validFrom = START + 1 hours;
        _submit(report);
        assertEq(attestations.latestSequence(), 8);
    }

    function test_RevertWhen_TheNameIsTooLong() public {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.name = "a name of thirty-two bytes, so so";
        vm.expectRevert(abi.encodeWithSelector(ShortStrings.StringTooLong.selector, parameters.name));
        this.deployAttestations(parameters);
    }

    function test_RevertWhen_DeployedWithAnInvalidThreshold() public {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.threshold = 1;
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.InvalidThreshold.selector, 1, 3));
        this.deployAttestations(parameters);
    }

    /// @dev External, so that a failing constructor can be expected.
    function deployAttestations(ReserveAttestations.Parameters calldata parameters) external {
        _deployAttestations(parameters);
    }

    // ------------------------------------------------------------------------------------------------ price feed

    function test_TheLastNumberOfAllIsARound() public {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.previousSequence = type(uint64).max - 1;
        attestations = _deployAttestations(parameters);
        _submit(_report(type(uint64).max, 600, 400));
        (uint80 round, int256 answer, , , ) = attestations.getRoundData(type(uint64).max);
        assertEq(round, type(uint64).max);
        assertEq(uint256(answer), 1_000);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, type(uint64).max));
        attestations.getRoundData(type(uint80).max); // not cut to the last number
    }

    function test_IsAPriceFeedOfReserves() public {
        IReserveAttestations.ReserveReport memory counted = _report(3, 600, 400);
        counted.asOf = START - 60;
        _submit(counted);
        vm.warp(START + 1 days);
        _submit(_report(4, 700, 400));
        assertEq(attestations.description(), "Som Reserves reserves");
        assertEq(attestations.version(), 1);
        _assertRound(3, 1_000, START - 60);
        _assertRound(4, 1_100, START + 1 days);
    }

    function test_RevertWhen_RoundIsUnknown() public {
        _submit(_report(3, 600, 400));
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 2));
        attestations.getRoundData(2);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 2));
        attestations.report(2);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, type(uint64).max));
        attestations.getRoundData(uint80(2 ** 64 + 3));
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev A report for the day after this one.
    function _next(
        uint64 sequence,
        uint256 mintable
    ) private view returns (IReserveAttestations.ReserveReport memory report) {
        report = _report(sequence, 0, mintable);
        (report.validFrom, report.validUntil) = (START + 1 days, START + 2 days);
    }

    function _close(uint64 sequence) private {
        vm.prank(guardian);
        attestations.closeWindow(sequence);
    }

    function _assertWindow(uint64 sequence, uint256 mintable, uint256 reserves) private view {
        (uint64 actualSequence, uint256 actualMintable, uint256 actualReserves) = attestations.issuanceWindow();
        assertEq(actualSequence, sequence);
        assertEq(actualMintable, mintable);
        assertEq(actualReserves, reserves);
    }

    /// @dev A round reads the same by its number and, if it is the latest, as the latest.
    function _assertRound(uint80 round, uint256 reserves, uint256 asOf) private view {
        bytes memory expected = abi.encode(round, reserves, asOf, asOf, round);
        (, bytes memory actual) = address(attestations).staticcall(abi.encodeCall(attestations.getRoundData, (round)));
        assertEq(actual, expected);
        if (round != attestations.latestSequence()) return;
        (, actual) = address(attestations).staticcall(abi.encodeCall(attestations.latestRoundData, ()));
        assertEq(actual, expected);
    }
}
