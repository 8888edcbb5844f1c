// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title AmountsTest
/// @notice What a report may promise: the supply and the shares of all chains together are within the reserves.
contract AmountsTest is Reports {
    IReserveAttestations.ReserveReport private report;

    function setUp() public override {
        super.setUp();
        _keep(report, _report(1, 600, 400));
    }

    function test_TakesThisChainsShareOnly() public {
        _shareWithTheOtherChain();
        _submit(report);
        assertEq(attestations.report(1).mintable, 150);
    }

    function test_AChainWithoutAllocationGetsNothing() public {
        vm.chainId(56);
        _submit(report);
        assertEq(attestations.report(1).mintable, 0);
    }

    function test_TheLargestAmountsAreKept() public {
        uint256 largest = type(uint128).max;
        (report.reserves, report.supply, report.allocations[0].mintable) = (largest, 1, largest - 1);
        _submit(report);
        IReserveAttestations.AcceptedReport memory kept = attestations.report(1);
        assertEq(kept.reserves, largest);
        assertEq(kept.mintable, largest - 1);
        (, int256 answer, , , ) = attestations.latestRoundData();
        assertEq(uint256(answer), largest);
        (, uint256 mintable, uint256 reserves) = attestations.issuanceWindow();
        assertEq(mintable, largest - 1);
        assertEq(reserves, largest);
    }

    function test_AllOfTheReservesMayBeOutstanding() public {
        uint256 largest = type(uint128).max;
        (report.reserves, report.supply, report.allocations[0].mintable) = (largest, largest, 0);
        _submit(report);
        assertEq(attestations.report(1).supply, largest);
        assertEq(attestations.outstanding(1), largest);
    }

    /// @dev Before this chain issues, what is outstanding here may have come from any other chain's share.
    function test_OutstandingIsSupplyAndTheSharesOfTheOtherChains() public {
        _shareWithTheOtherChain();
        _submit(report);
        assertEq(attestations.outstanding(1), 600 + 250);
        attestations.requireOutstanding(1, 850);
        vm.expectRevert(abi.encodeWithSelector(IReserveGate.SupplyUnderstated.selector, 1, 850, 851));
        attestations.requireOutstanding(1, 851);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 2));
        attestations.requireOutstanding(2, 0);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 2));
        attestations.outstanding(2);
    }

    function test_OutstandingIsAllThatIsCommittedWhereNothingMayBeIssued() public {
        vm.chainId(56);
        _submit(report);
        assertEq(attestations.outstanding(1), 1_000);
    }

    function test_RevertWhen_AllocationsExceedTheReserves() public {
        report.reserves = 999;
        _rejects(abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_000, 999));
    }

    function test_RevertWhen_SupplyExceedsTheReserves() public {
        delete report.allocations;
        report.supply = 1_001;
        _rejects(abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_001, 1_000));
    }

    /// @dev The shares of all chains count, wherever the report is posted: neither chain's alone is too much.
    function test_RevertWhen_TheSharesOfAllChainsExceedTheReserves() public {
        _shareWithTheOtherChain();
        report.allocations[1].mintable = 251;
        bytes memory exceeded = abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_001, 1_000);
        _rejects(exceeded);
        vm.chainId(OTHER_CHAIN);
        _rejects(exceeded);
        vm.chainId(56); // has no share at all
        _rejects(exceeded);
    }

    function test_RevertWhen_TheLastOfSeveralSharesExceedsTheReserves() public {
        _shareWithTheOtherChain();
        report.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN + 1, 1));
        _rejects(abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, 1_001, 1_000));
    }

    function test_RevertWhen_TheSumOverflows() public {
        report.allocations[0].mintable = type(uint256).max;
        _rejects(abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, type(uint256).max, 1_000));
        _shareWithTheOtherChain();
        report.allocations[1].mintable = type(uint256).max;
        _rejects(abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, type(uint256).max, 1_000));
    }

    function test_RevertWhen_ChainsAreNotAscending() public {
        uint256 id = block.chainid;
        bytes4 error_ = IReserveAttestations.AllocationsNotAscending.selector;
        report.allocations.push(IReserveAttestations.Allocation(id, 0));
        _rejects(abi.encodeWithSelector(error_, id, id));
        report.allocations[1].chainId = id - 1;
        _rejects(abi.encodeWithSelector(error_, id, id - 1));
        report.allocations[0].chainId = 0;
        _rejects(abi.encodeWithSelector(error_, 0, 0));
    }

    function test_RevertWhen_ReservesDoNotFit() public {
        report.reserves = uint256(type(uint128).max) + 1;
        _rejects(abi.encodeWithSelector(IReserveAttestations.ReservesOutOfRange.selector, report.reserves));
    }

    /// @dev Of any three shares, a report is accepted exactly if all of them and the supply are within the reserves,
    /// whichever chain is asked; and it takes its own.
    function testFuzz_AllSharesAreCovered(
        uint64[3] memory shares,
        uint64 supply,
        uint64 reserves,
        uint256 here
    ) public {
        delete report.allocations;
        for (uint256 i = 0; i < 3; ++i) report.allocations.push(IReserveAttestations.Allocation(100 + i, shares[i]));
        uint256 committed = uint256(shares[0]) + shares[1] + shares[2] + supply;
        // Mostly near the limit.
        report.supply = supply;
        report.reserves = reserves % 4 == 0 || committed == 0 ? reserves : committed + 1 - (reserves % 3);
        bool covered = committed <= report.reserves;
        vm.chainId(100 + (here % 4));
        bytes[] memory signatures = _sign(report);
        if (!covered) {
            vm.expectRevert(
                abi.encodeWithSelector(IReserveAttestations.OverAllocated.selector, committed, report.reserves)
            );
        }
        attestations.submit(report, signatures);
        if (covered) assertEq(attestations.report(1).mintable, here % 4 == 3 ? 0 : shares[here % 4]);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _shareWithTheOtherChain() private {
        report.allocations[0].mintable = 150;
        report.allocations.push(IReserveAttestations.Allocation(OTHER_CHAIN, 250));
    }

    function _rejects(bytes memory reason) private {
        _rejects(report, reason);
    }
}
