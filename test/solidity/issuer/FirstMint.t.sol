// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {System} from "../helpers/System.sol";

/// @notice A gate with an open window that knows nothing of what is outstanding.
contract SilentGate {
    function issuanceWindow() external pure returns (uint64, uint256, uint256) {
        return (9, 100, 1_000);
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }
}

/// @title FirstMintTest
/// @notice At its first mint under a report the token compares what the report says to be outstanding with its own supply.
contract FirstMintTest is System {
    bytes32 private constant REF = keccak256("deposit");

    function setUp() public override {
        super.setUp();
        _issue(bob, 500);
    }

    function test_AReportThatCountsTheWholeSupplyIsTaken() public {
        _submit(_report(2, 500, 100));
        assertEq(token.headroom(), 100);
        _mint(100, REF);
        assertEq(token.totalSupply(), 600);
    }

    function test_RevertWhen_TheReportCountsTooLittle() public {
        IReserveAttestations.ReserveReport memory report = _report(2, 499, 100);
        report.reserves = 1_000;
        _submit(report);
        assertEq(token.headroom(), 0);
        _expectUnderstated(499, 500);
        _mint(1, REF);
        assertFalse(token.isDepositUsed(REF));
        (uint64 used, ) = token.mintedInWindow();
        assertEq(used, 1);

        vm.prank(bob);
        token.transfer(burner, 1);
        vm.prank(burner);
        token.burn(1, REF);
        assertEq(token.headroom(), 100);
        _mint(100, REF);
    }

    /// @dev Whatever came over bridges since can be part of what other chains were allowed to issue, and no more.
    function test_WhatOtherChainsMayIssueCanHaveComeHere() public {
        IReserveAttestations.ReserveReport memory report = _report(2, 500, 100);
        report.allocations = new IReserveAttestations.Allocation[](2);
        report.allocations[0] = IReserveAttestations.Allocation(block.chainid, 100);
        report.allocations[1] = IReserveAttestations.Allocation(OTHER_CHAIN, 40);
        report.reserves = 1_000;
        _submit(report);
        vm.prank(bridge);
        token.crosschainMint(alice, 41);
        assertEq(token.headroom(), 0);
        _expectUnderstated(540, 541);
        _mint(1, REF);
        vm.prank(bob);
        token.transfer(bridge, 1);
        vm.prank(bridge);
        token.crosschainBurn(bridge, 1);
        assertEq(token.headroom(), 100);
        _mint(1, REF);
    }

    function test_IsAskedOncePerReport() public {
        IReserveAttestations.ReserveReport memory report = _report(2, 500, 100);
        report.reserves = 1_000;
        _submit(report);
        _mint(1, REF);
        vm.prank(bridge);
        token.crosschainMint(alice, 200);
        assertEq(token.headroom(), 99);
        _mint(99, _reference());
    }

    function test_IsAskedAgainUnderTheNextReport() public {
        _openWindow(100);
        _mint(100, REF);
        vm.warp(block.timestamp + 1 days);
        IReserveAttestations.ReserveReport memory report = _report(3, 599, 100);
        report.reserves = 1_000;
        _submit(report);
        vm.expectRevert(abi.encodeWithSelector(IReserveGate.SupplyUnderstated.selector, 3, 599, 600));
        _mint(1, _reference());
    }

    function test_HeadroomIsZeroWhereTheGateDoesNotSay() public {
        SilentGate gate = new SilentGate();
        vm.prank(timelock);
        token.setReserveGate(IReserveGate(address(gate)));
        assertEq(token.headroom(), 0);
        vm.prank(minter);
        (bool success, ) = address(token).call(abi.encodeCall(token.mint, (alice, 1, REF)));
        assertFalse(success);
    }

    /// @dev Headroom is what a mint lets through, at any supply that a report states.
    function testFuzz_HeadroomSaysWhatAMintDoes(uint16 stated, uint16 share, uint16 other, uint16 bridged) public {
        IReserveAttestations.ReserveReport memory report = _report(2, stated, share);
        report.allocations = new IReserveAttestations.Allocation[](2);
        report.allocations[0] = IReserveAttestations.Allocation(block.chainid, share);
        report.allocations[1] = IReserveAttestations.Allocation(OTHER_CHAIN, other);
        report.reserves += other;
        _submit(report);
        if (bridged != 0) {
            vm.prank(bridge);
            token.crosschainMint(alice, bridged);
        }
        uint256 room = token.headroom();
        bool enough = token.totalSupply() <= uint256(stated) + other;
        assertEq(room, enough ? share : 0);
        assertFalse(_mints(room + 1));
        if (room != 0) assertTrue(_mints(room));
    }

    function _mints(uint256 amount) private returns (bool success) {
        vm.prank(minter);
        (success, ) = address(token).call(abi.encodeCall(token.mint, (alice, amount, REF)));
    }

    function _expectUnderstated(uint256 stated, uint256 supply) private {
        vm.expectRevert(abi.encodeWithSelector(IReserveGate.SupplyUnderstated.selector, 2, stated, supply));
    }

    function _mint(uint256 amount, bytes32 ref) private {
        vm.prank(minter);
        token.mint(alice, amount, ref);
    }
}
