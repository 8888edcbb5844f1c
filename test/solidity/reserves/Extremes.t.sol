// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title ExtremesTest
/// @notice Attestations at their edges: reports for many chains and without evidence, long lists of those who may close
/// windows, limits of a second, and the largest numbers.
contract ExtremesTest is Reports {
    uint256 private constant CHAINS = 33;

    IReserveAttestations.ReserveReport private report;

    function setUp() public override {
        super.setUp();
        _keep(report, _report(1, 600, 400));
    }

    // ------------------------------------------------------------------------------------------------ many chains

    /// @dev Each share is signed, counts, and is found by its chain, to the last.
    function test_EveryShareOfManyChainsCounts() public {
        _shareAmongMany();
        for (uint256 i = 0; i < CHAINS; ++i) {
            uint256 start = vm.snapshotState();
            vm.chainId(100 + i);
            _submit(report);
            assertEq(attestations.report(1).mintable, i + 1);
            assertEq(attestations.outstanding(1), 1_161 - i - 1); // 600 and the sum of 1 to 33
            assertTrue(vm.revertToState(start));
        }
    }

    function test_RevertWhen_TheLastOfManySharesIsTooMuch() public {
        _shareAmongMany();
        report.allocations[CHAINS - 1].mintable += 1;
        _rejects(abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_162, 1_161));
    }

    /// @dev Wherever two of many stand in the wrong order, and whether or not this chain is one of them.
    function test_RevertWhen_AnyTwoOfManyChainsAreNotAscending() public {
        for (uint256 i = 1; i < CHAINS; ++i) {
            _shareAmongMany();
            report.allocations[i].chainId = report.allocations[i - 1].chainId;
            bytes4 error_ = IReserveAttestations.AllocationsNotAscending.selector;
            _rejects(abi.encodeWithSelector(error_, 100 + i - 1, 100 + i - 1));
        }
    }

    /// @dev A revision that raises the last of many shares is a contradiction; one that lowers it is not.
    function test_EveryShareOfARevisionIsCompared() public {
        _shareAmongMany();
        IReserveAttestations.ReserveReport memory later = report;
        later.revision = 1;
        for (uint256 i = 0; i < CHAINS; ++i) {
            later.allocations[i].mintable -= 1;
            _provesNothing(later, IReserveAttestations.NoConflict.selector);
        }
        later.allocations[0].mintable = 0;
        later.allocations[CHAINS - 1].mintable = report.allocations[CHAINS - 1].mintable + 1;
        attestations.proveEquivocation(report, _sign(report), later, _sign(later));
        assertTrue(attestations.halted());
    }

    // ------------------------------------------------------------------------------------------------ revisions and conflicts

    /// @dev Whether a report only lowers another does not depend on its count being made before its window.
    function test_ARevisionOfAnOlderCountIsNoConflict() public {
        report.asOf = START - 60;
        IReserveAttestations.ReserveReport memory later = report;
        later.revision = 1;
        _provesNothing(later, IReserveAttestations.NoConflict.selector);
        later.asOf = START - 61;
        attestations.proveEquivocation(report, _sign(report), later, _sign(later));
        assertTrue(attestations.halted());
    }

    /// @dev What no chain can ever accept contradicts nothing, for each reason.
    function test_RevertWhen_OneOfTwoIsAcceptableNowhere() public {
        IReserveAttestations.ReserveReport memory slip = report;
        slip.asOf = slip.validUntil - MAXIMUM_AGE - 1;
        _provesNothing(
            slip,
            abi.encodeWithSelector(IReserveAttestations.ReportTooOld.selector, slip.asOf, slip.validUntil)
        );
        slip = report;
        slip.reserves = uint256(type(uint128).max) + 1;
        _provesNothing(slip, abi.encodeWithSelector(IReserveAttestations.ReservesOutOfRange.selector, slip.reserves));
        slip = report;
        slip.allocations[0].chainId = 0;
        _provesNothing(slip, abi.encodeWithSelector(IReserveAttestations.AllocationsNotAscending.selector, 0, 0));
        slip = report;
        slip.reserves = 999;
        _provesNothing(slip, abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_000, 999));
    }

    /// @dev Nothing, and the first number of all, settle no conflict above them.
    function test_RevertWhen_TooLittleIsSettled() public {
        report.sequence = 5;
        IReserveAttestations.ReserveReport memory other = report;
        other.evidence = 0;
        attestations.proveEquivocation(report, _sign(report), other, _sign(other));
        uint64[3] memory numbers = [uint64(0), 1, 4];
        for (uint256 i = 0; i < numbers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IReserveAttestations.ResolutionTooLow.selector, numbers[i], uint64(5))
            );
            vm.prank(timelock);
            attestations.resolveHalt(numbers[i]);
        }
        assertTrue(attestations.halted());
    }

    // ------------------------------------------------------------------------------------------------ no evidence

    /// @dev A report without evidence is one like any other: known, kept, and over in its time.
    function test_AReportWithoutEvidenceIsKnown() public {
        report.evidence = 0;
        _submit(report);
        assertEq(attestations.report(1).digest, _digestOf(report));
        assertEq(attestations.outstanding(1), 600);
        _rejects(abi.encodeWithSelector(IReserveAttestations.RevisionNotNewer.selector, 1, 0, 0));
        vm.warp(report.validUntil);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 1, report.validUntil));
        attestations.issuanceWindow();
    }

    // ------------------------------------------------------------------------------------------------ views

    /// @dev The supply that was counted, not what may still be issued elsewhere.
    function test_CoverageTellsTheCountedSupply() public {
        report.allocations[0].mintable = 150;
        report.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN, 250));
        _submit(report);
        (uint256 reserves, uint256 supply, ) = attestations.coverage();
        assertEq(reserves, 1_000);
        assertEq(supply, 600);
    }

    /// @dev Neither one unit nor the largest number passes for what was counted.
    function test_RevertWhen_AnythingAboveTheStatedIsOutstanding() public {
        (report.supply, report.reserves) = (0, 400);
        _submit(report);
        uint256[3] memory supplies = [uint256(1), 2, type(uint256).max];
        for (uint256 i = 0; i < supplies.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IReserveGate.SupplyUnderstated.selector, 1, 0, supplies[i]));
            attestations.requireOutstanding(1, supplies[i]);
        }
    }

    // ------------------------------------------------------------------------------------------------ deployment

    function test_DeploymentGrantsEveryGuardianAndCouncilMember() public {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.guardians = _accounts(0x1000, 33);
        parameters.council = _accounts(0x2000, 20);
        attestations = _deployAttestations(parameters);
        assertEq(attestations.getRoleMemberCount(GUARDIAN_ROLE), 33);
        assertEq(attestations.getRoleMemberCount(COUNCIL_ROLE), 20);
        assertTrue(attestations.hasRole(GUARDIAN_ROLE, parameters.guardians[32]));
        assertTrue(attestations.hasRole(COUNCIL_ROLE, parameters.council[19]));
    }

    /// @dev A longest window or age of zero or one second is what it says, and not "any".
    function test_TheSmallestLimitsCount() public {
        for (uint32 limit = 0; limit < 2; ++limit) {
            ReserveAttestations.Parameters memory parameters = _attestationParameters();
            parameters.maximumWindow = limit;
            attestations = _deployAttestations(parameters);
            report.validUntil = START + 2;
            _rejects(abi.encodeWithSelector(IReserveAttestations.InvalidWindow.selector, START, START + 2));
            parameters = _attestationParameters();
            parameters.maximumAge = limit;
            attestations = _deployAttestations(parameters);
            _rejects(abi.encodeWithSelector(IReserveAttestations.ReportTooOld.selector, START, START + 2));
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev Shares of 1 to 33 for the chains 100 to 132, all of them and the supply just covered.
    function _shareAmongMany() private {
        delete report.allocations;
        for (uint256 i = 0; i < CHAINS; ++i) {
            report.allocations.push(IReserveAttestations.Allocation(100 + i, i + 1));
        }
        report.reserves = 1_161;
    }

    function _accounts(uint160 from, uint256 count) private pure returns (address[] memory accounts) {
        accounts = new address[](count);
        for (uint160 i = 0; i < count; ++i) accounts[i] = address(from + i);
    }

    function _rejects(bytes memory reason) private {
        _rejects(report, reason);
    }

    function _provesNothing(IReserveAttestations.ReserveReport memory other, bytes4 reason) private {
        _provesNothing(other, abi.encodePacked(reason));
    }

    function _provesNothing(IReserveAttestations.ReserveReport memory other, bytes memory reason) private {
        (bytes[] memory signatures, bytes[] memory others) = (_sign(report), _sign(other));
        vm.expectRevert(reason);
        attestations.proveEquivocation(report, signatures, other, others);
        vm.expectRevert(reason);
        attestations.proveEquivocation(other, others, report, signatures);
    }
}
