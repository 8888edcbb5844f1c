// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {ISeizing} from "../../../contracts/interfaces/ISeizing.sol";
import {System} from "../helpers/System.sol";

/// @title MintBatchTest
/// @notice Many deposits at once: each row with its own reference, limit and window of the sum, all or none.
contract MintBatchTest is System {
    function test_IssuesEveryRow() public {
        _openWindow(100);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        for (uint256 i = 0; i < 3; ++i) {
            _expectTransfer(address(0), receivers[i], amounts[i]);
            vm.expectEmit(address(token));
            emit IMinting.Minted(minter, receivers[i], amounts[i], refs[i]);
        }
        _mintBatch(receivers, amounts, refs);
        _assertIssued(receivers, amounts, refs, 6);
        assertEq(token.headroom(), 94);
        (uint64 sequence, uint256 minted) = token.mintedInWindow();
        assertEq(sequence, 1);
        assertEq(minted, 6);
    }

    function test_IssuesALongBatch() public {
        _openWindow(10_000);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(100);
        _mintBatch(receivers, amounts, refs);
        _assertIssued(receivers, amounts, refs, 5_050);
    }

    function test_OneReceiverMayStandInManyRows() public {
        _openWindow(100);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        receivers[1] = receivers[0];
        receivers[2] = receivers[0];
        _mintBatch(receivers, amounts, refs);
        assertEq(token.balanceOf(receivers[0]), 6);
    }

    function test_NoRowsIssueNothing() public {
        _openWindow(100);
        _mintBatch(new address[](0), new uint256[](0), new bytes32[](0));
        assertEq(token.totalSupply(), 0);
    }

    /// @dev The sum spends exactly what single mints would.
    function test_SpendsTheLimitOfTheSum() public {
        _openWindow(100);
        vm.prank(limiter);
        token.setMinterLimit(minter, 5, 1 days);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        vm.expectRevert(abi.encodeWithSelector(IMinting.MintLimitExceeded.selector, minter, 6, 5));
        _mintBatch(receivers, amounts, refs);
        amounts[2] = 2;
        _mintBatch(receivers, amounts, refs);
        (, , uint256 available) = token.minterLimit(minter);
        assertEq(available, 0);
    }

    function test_SpendsTheWindowOfTheSum() public {
        _openWindow(5);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        vm.expectRevert(abi.encodeWithSelector(IMinting.IssuanceWindowExceeded.selector, 1, 6, 5));
        _mintBatch(receivers, amounts, refs);
        assertEq(token.totalSupply(), 0);
    }

    function test_RevertWhen_TheSumOverflows() public {
        _openWindow(100);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        amounts[0] = UNLIMITED;
        amounts[1] = UNLIMITED;
        vm.expectRevert(
            abi.encodeWithSelector(IMinting.MintLimitExceeded.selector, minter, UNLIMITED, type(uint208).max)
        );
        _mintBatch(receivers, amounts, refs);
    }

    function test_RevertWhen_AnyRowIsNothing() public {
        _openWindow(100);
        for (uint256 place = 0; place < 3; ++place) {
            (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
            amounts[place] = 0;
            vm.expectRevert(IMinting.ZeroAmount.selector);
            _mintBatch(receivers, amounts, refs);
        }
    }

    function test_RevertWhen_AnyReferenceIsMissing() public {
        _openWindow(100);
        for (uint256 place = 0; place < 3; ++place) {
            (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
            refs[place] = 0;
            vm.expectRevert(IMinting.ReferenceMissing.selector);
            _mintBatch(receivers, amounts, refs);
        }
    }

    function test_RevertWhen_AnyReferenceWasUsed() public {
        _openWindow(100);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        vm.prank(minter);
        token.mint(alice, 1, refs[2]);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, refs[2]));
        _mintBatch(receivers, amounts, refs);
        assertFalse(token.isDepositUsed(refs[0]));

        refs[2] = refs[0]; // twice within one batch
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, refs[0]));
        _mintBatch(receivers, amounts, refs);
        assertEq(token.totalSupply(), 1);
    }

    function test_RevertWhen_AnyReceiverCannotBeOne() public {
        _openWindow(100);
        uint256 until = _freeze(bob);
        address[3] memory refused = [address(0), address(token), bob];
        bytes[3] memory reasons = [_invalidReceiver(address(0)), _invalidReceiver(address(token)), _frozen(bob, until)];
        for (uint256 place = 0; place < 3; ++place) {
            (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
            receivers[place] = refused[place];
            vm.expectRevert(reasons[place]);
            _mintBatch(receivers, amounts, refs);
        }
        assertEq(token.totalSupply(), 0);
    }

    function test_RevertWhen_TheListsDiffer() public {
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(3);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 3, 2));
        _mintBatch(receivers, new uint256[](2), refs);
        vm.expectRevert(abi.encodeWithSelector(ISeizing.LengthMismatch.selector, 3, 4));
        _mintBatch(receivers, amounts, new bytes32[](4));
    }

    function test_RevertWhen_MintingIsPaused() public {
        _openWindow(100);
        _pause(MINT);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(1);
        vm.expectRevert(_paused(MINT));
        _mintBatch(receivers, amounts, refs);
    }

    function test_RevertWhen_IssuanceHasEnded() public {
        _openWindow(100);
        vm.prank(timelock);
        token.retire(address(0));
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(1);
        vm.expectRevert(IMinting.IssuanceRetired.selector);
        _mintBatch(receivers, amounts, refs);
    }

    /// @dev Each rule of the gate that a single mint meets, met by a batch.
    function test_RevertWhen_TheGateIsMissing() public {
        _openWindow(100);
        vm.prank(timelock);
        token.setReserveGate(IReserveGate(address(0)));
        vm.expectRevert(IMinting.ReserveGateMissing.selector);
        _mintRows(1);
    }

    function test_RevertWhen_TheSequenceGoesBack() public {
        _issue(bob, 1);
        _issue(bob, 1);
        attestations = _deployAttestations(_attestationParameters());
        vm.prank(timelock);
        token.setReserveGate(IReserveGate(address(attestations)));
        _openWindow(100);
        vm.expectRevert(abi.encodeWithSelector(IMinting.SequenceWentBack.selector, 1, 2));
        _mintRows(1);
    }

    function test_RevertWhen_TheSupplyWouldExceedTheReserves() public {
        _openWindow(10);
        _mintRows(1);
        vm.prank(bridge);
        token.crosschainMint(bob, 8);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReservesExceeded.selector, 12, 10));
        _mintRows(2);
    }

    function test_RevertWhen_TheReportCountsTooLittle() public {
        _submit(_report(1, 4, 10));
        vm.prank(bridge);
        token.crosschainMint(bob, 5);
        vm.expectRevert(abi.encodeWithSelector(IReserveGate.SupplyUnderstated.selector, 1, 4, 5));
        _mintRows(1);
    }

    function test_RevertWhen_CallerIsNoMinter() public {
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(1);
        vm.expectRevert(_missingRole(stranger, MINTER_ROLE));
        vm.prank(stranger);
        token.mintBatch(receivers, amounts, refs);
    }

    /// @dev A batch leaves the chain as single mints of its rows do.
    function testFuzz_IsItsRowsOneByOne(uint256[8] calldata chosen, uint8 count) public {
        uint256 rows = bound(count, 1, 8);
        _openWindow(type(uint96).max);
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(rows);
        uint256 sum = 0;
        for (uint256 i = 0; i < rows; ++i) {
            amounts[i] = bound(chosen[i], 1, type(uint64).max);
            receivers[i] = address(uint160(0xcafe + (chosen[i] % 3)));
            sum += amounts[i];
        }
        _mintBatch(receivers, amounts, refs);
        assertEq(token.totalSupply(), sum);
        assertEq(token.headroom(), type(uint96).max - sum);
        for (uint256 i = 0; i < rows; ++i) {
            uint256 owed = 0;
            for (uint256 j = 0; j < rows; ++j) if (receivers[j] == receivers[i]) owed += amounts[j];
            assertEq(token.balanceOf(receivers[i]), owed);
            assertTrue(token.isDepositUsed(refs[i]));
        }
    }

    // ------------------------------------------------------------------------------------------------ private

    function _rows(
        uint256 count
    ) private pure returns (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) {
        receivers = new address[](count);
        amounts = new uint256[](count);
        refs = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            receivers[i] = address(uint160(0xbeef + i));
            amounts[i] = i + 1;
            refs[i] = keccak256(abi.encode("row", i));
        }
    }

    function _mintRows(uint256 count) private {
        (address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) = _rows(count);
        for (uint256 i = 0; i < count; ++i) refs[i] = _reference();
        _mintBatch(receivers, amounts, refs);
    }

    function _mintBatch(address[] memory receivers, uint256[] memory amounts, bytes32[] memory refs) private {
        vm.prank(minter);
        token.mintBatch(receivers, amounts, refs);
    }

    function _assertIssued(
        address[] memory receivers,
        uint256[] memory amounts,
        bytes32[] memory refs,
        uint256 sum
    ) private view {
        for (uint256 i = 0; i < receivers.length; ++i) {
            assertEq(token.balanceOf(receivers[i]), amounts[i]);
            assertTrue(token.isDepositUsed(refs[i]));
        }
        assertEq(token.totalSupply(), sum);
    }
}
