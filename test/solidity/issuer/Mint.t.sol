// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {System} from "../helpers/System.sol";

/// @title MintTest
/// @notice `mint` under the reserve gate, its references, the gate itself and the end of issuance.
contract MintTest is System {
    bytes32 private constant REF = keccak256("deposit");

    // ------------------------------------------------------------------------------------------------ success

    function test_IssuesTheAmount() public {
        _openWindow(100);
        _expectTransfer(address(0), alice, 60);
        vm.expectEmit(address(token));
        emit IMinting.Minted(minter, alice, 60, REF);
        _mint(60, REF);

        assertEq(token.balanceOf(alice), 60);
        assertEq(token.totalSupply(), 60);
        assertTrue(token.isDepositUsed(REF));
        assertEq(token.headroom(), 40);
        _assertMinted(1, 60);
    }

    function test_UsesAWindowUpToItsEnd() public {
        _openWindow(100);
        _mint(60, _reference());
        _mint(40, _reference());
        assertEq(token.headroom(), 0);
        _assertMinted(1, 100);
    }

    function test_HeadroomIsThatOfTheMintScopeAlone() public {
        _openWindow(100);
        _pause(SCOPES & ~MINT);
        assertEq(token.headroom(), 100);
        _pause(MINT);
        assertEq(token.headroom(), 0);
    }

    function test_CountsAnewUnderTheNextReport() public {
        _openWindow(100);
        _mint(100, _reference());
        vm.warp(block.timestamp + 1 days);
        _openWindow(70);
        assertEq(token.headroom(), 70);
        _mint(70, _reference());
        _assertMinted(2, 70);
        assertEq(token.totalSupply(), 170);
    }

    function test_UnspentHeadroomDoesNotCarryOver() public {
        _openWindow(100);
        _mint(10, _reference());
        vm.warp(block.timestamp + 1 days);
        _openWindow(20);
        assertEq(token.headroom(), 20);
    }

    function test_BurningGivesNoHeadroomBack() public {
        _openWindow(100);
        vm.prank(minter);
        token.mint(burner, 100, REF);
        vm.prank(burner);
        token.burn(100, REF);
        assertEq(token.headroom(), 0);
        _expectWindowExceeded(1, 1, 0);
        _mint(1, _reference());
    }

    function test_GoesOnWhileOtherScopesArePaused() public {
        _openWindow(100);
        _pause(SCOPES & ~MINT);
        _mint(100, REF);
        assertEq(token.totalSupply(), 100);
    }

    // ------------------------------------------------------------------------------------------------ caller, amount, receiver

    function test_RevertWhen_CallerIsNoMinter() public {
        _openWindow(100);
        address[4] memory callers = [timelock, limiter, bridge, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_missingRole(callers[i], MINTER_ROLE));
            vm.prank(callers[i]);
            token.mint(alice, 1, REF);
        }
    }

    function test_RevertWhen_MintingIsPaused() public {
        _openWindow(100);
        _pause(MINT | TRANSFER);
        vm.expectRevert(_paused(MINT));
        _mint(1, REF);
        assertEq(token.headroom(), 0);
    }

    function test_RevertWhen_AmountIsZero() public {
        vm.expectRevert(IMinting.ZeroAmount.selector);
        _mint(0, REF);
    }

    function test_RevertWhen_ReceiverIsInvalid() public {
        _openWindow(100);
        vm.startPrank(minter);
        vm.expectRevert(_invalidReceiver(address(0)));
        token.mint(address(0), 1, REF);
        vm.expectRevert(_invalidReceiver(address(token)));
        token.mint(address(token), 1, REF);
    }

    function test_RevertWhen_ReceiverIsFrozen() public {
        _openWindow(100);
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        _mint(1, REF);
        assertFalse(token.isDepositUsed(REF));
    }

    // ------------------------------------------------------------------------------------------------ references

    function test_RevertWhen_ReferenceIsUsed() public {
        _openWindow(100);
        _mint(1, REF);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, REF));
        _mint(1, REF);
    }

    function test_RevertWhen_ReferenceWasUsedByAnotherMinterOrWindow() public {
        _openWindow(100);
        _mint(1, REF);
        vm.warp(block.timestamp + 1 days);
        _openWindow(100);
        vm.prank(timelock);
        token.grantRole(MINTER_ROLE, carol);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReferenceUsed.selector, REF));
        vm.prank(carol);
        token.mint(bob, 1, REF);
    }

    function test_RevertWhen_ReferenceIsMissing() public {
        _openWindow(100);
        vm.expectRevert(IMinting.ReferenceMissing.selector);
        _mint(1, 0);
    }

    // ------------------------------------------------------------------------------------------------ window

    function test_RevertWhen_NoReportWasAccepted() public {
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.ReportUnknown.selector, 0));
        _mint(1, REF);
        assertEq(token.headroom(), 0);
    }

    function test_RevertWhen_WindowHasExpired() public {
        _openWindow(100);
        uint64 until = uint64(block.timestamp + 1 days);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.WindowExpired.selector, 1, until));
        _mint(1, REF);
        assertEq(token.headroom(), 0);
    }

    function test_RevertWhen_WindowIsExceeded() public {
        _openWindow(100);
        _mint(60, _reference());
        _expectWindowExceeded(1, 41, 40);
        _mint(41, REF);
    }

    function test_RevertWhen_ReportGivesThisChainNothing() public {
        IReserveAttestations.ReserveReport memory report = _report(1, 0, 100);
        report.allocations[0].chainId = OTHER_CHAIN;
        _submit(report);
        _expectWindowExceeded(1, 1, 0);
        _mint(1, REF);
    }

    function test_RevertWhen_SupplyWouldExceedTheReserves() public {
        _openWindow(100);
        _mint(1, _reference());
        vm.prank(bridge);
        token.crosschainMint(bob, 94);
        assertEq(token.headroom(), 5);
        vm.expectRevert(abi.encodeWithSelector(IMinting.ReservesExceeded.selector, 101, 100));
        _mint(6, REF);
        _mint(5, REF);
    }

    function test_HeadroomIsZeroWhenSupplyExceedsTheReserves() public {
        _openWindow(100);
        _mint(1, _reference());
        vm.prank(bridge);
        token.crosschainMint(bob, 100);
        assertEq(token.headroom(), 0);
    }

    function test_CountsTheLargestAmount() public {
        uint256 amount = type(uint128).max; // the largest that a report lets through
        _openWindow(amount);
        _mint(amount, REF);
        _assertMinted(1, amount);
        assertEq(token.headroom(), 0);
    }

    // ------------------------------------------------------------------------------------------------ gate

    function test_GateIsReplaced() public {
        ReserveAttestations next = _nextAttestations(1, DECIMALS);
        vm.expectEmit(address(token));
        emit IMinting.ReserveGateSet(address(next));
        _setGate(address(next));
        assertEq(address(token.reserveGate()), address(next));
    }

    function test_ANewGateCannotCountAWindowTwice() public {
        _openWindow(100);
        _mint(100, _reference());
        _setGate(address(_nextAttestations(0, DECIMALS)));
        _openWindow(100);
        assertEq(token.headroom(), 0);
        _expectWindowExceeded(1, 1, 0);
        _mint(1, REF);
    }

    function test_RevertWhen_SequenceGoesBack() public {
        _issue(bob, 1);
        _issue(bob, 1);
        _setGate(address(_nextAttestations(0, DECIMALS)));
        _openWindow(100);
        assertEq(token.headroom(), 0);
        vm.expectRevert(abi.encodeWithSelector(IMinting.SequenceWentBack.selector, 1, 2));
        _mint(1, REF);
    }

    function test_RevertWhen_GateIsMissing() public {
        _openWindow(100);
        vm.expectEmit(address(token));
        emit IMinting.ReserveGateSet(address(0));
        _setGate(address(0));
        assertEq(token.headroom(), 0);
        vm.expectRevert(IMinting.ReserveGateMissing.selector);
        _mint(1, REF);
    }

    function test_RevertWhen_GateHasOtherDecimals() public {
        ReserveAttestations other = _nextAttestations(0, 18);
        vm.expectRevert(abi.encodeWithSelector(IMinting.DecimalsMismatch.selector, 18, DECIMALS));
        _setGate(address(other));
    }

    function test_RevertWhen_GateIsNoContract() public {
        vm.prank(timelock);
        (bool success, bytes memory returned) = address(token).call(
            abi.encodeCall(token.setReserveGate, (IReserveGate(stranger)))
        );
        assertFalse(success);
        assertEq(returned, "");
        assertEq(address(token.reserveGate()), address(attestations));
    }

    function test_RevertWhen_GateIsSetByAnotherThanTheAdmin() public {
        vm.expectRevert(_missingRole(minter, DEFAULT_ADMIN_ROLE));
        vm.prank(minter);
        token.setReserveGate(IReserveGate(address(0)));
    }

    // ------------------------------------------------------------------------------------------------ retirement

    function test_RetiringEndsIssuanceForGood() public {
        _openWindow(100);
        assertFalse(token.retired());
        vm.expectEmit(address(token));
        emit IMinting.Retired(carol);
        vm.prank(timelock);
        token.retire(carol);

        assertTrue(token.retired());
        assertEq(token.successor(), carol);
        assertEq(token.headroom(), 0);
        vm.expectRevert(IMinting.IssuanceRetired.selector);
        _mint(1, REF);
        _setGate(address(_nextAttestations(1, DECIMALS)));
        vm.expectRevert(IMinting.IssuanceRetired.selector);
        _mint(1, REF);
    }

    function test_RevertWhen_RetiredTwice() public {
        vm.startPrank(timelock);
        token.retire(address(0));
        vm.expectRevert(IMinting.IssuanceRetired.selector);
        token.retire(carol);
    }

    function test_RevertWhen_RetiredByAnotherThanTheAdmin() public {
        vm.expectRevert(_missingRole(minter, DEFAULT_ADMIN_ROLE));
        vm.prank(minter);
        token.retire(carol);
    }

    // ------------------------------------------------------------------------------------------------ fuzz

    /// @dev Window accounting against a plain model over several reports, mints, burns and moves from other chains.
    function testFuzz_WindowAccounting(uint256[8] memory mintables, uint256[24] memory amounts) public {
        (uint256 left, uint256 reserves, uint256 supply) = (0, 0, 0);
        (uint256 stated, bool first) = (0, false);
        for (uint256 i = 0; i < amounts.length; ++i) {
            if (i % 3 == 0) {
                left = mintables[i / 3] % 1_000;
                (reserves, stated, first) = (supply + left, supply, true);
                vm.warp(block.timestamp + 1 days);
                _openWindow(left);
            }
            uint256 amount = 1 + (amounts[i] % 600);
            if (amounts[i] % 5 == 0) {
                vm.prank(bridge);
                token.crosschainMint(alice, amount);
                supply += amount;
                continue;
            }
            uint256 backed = reserves > supply ? reserves - supply : 0;
            bool understated = first && supply > stated;
            assertEq(
                token.headroom(),
                understated
                    ? 0
                    : left < backed
                        ? left
                        : backed
            );
            if (understated) {
                bytes4 selector = IReserveGate.SupplyUnderstated.selector;
                vm.expectRevert(abi.encodeWithSelector(selector, uint64(i / 3 + 1), stated, supply));
            } else if (amount > left) {
                _expectWindowExceeded(uint64(i / 3 + 1), amount, left);
            } else if (amount > backed) {
                vm.expectRevert(abi.encodeWithSelector(IMinting.ReservesExceeded.selector, supply + amount, reserves));
            } else {
                (left, supply, first) = (left - amount, supply + amount, false);
            }
            _mint(amount, _reference());
        }
        assertEq(token.totalSupply(), supply);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _mint(uint256 amount, bytes32 depositRef) private {
        vm.prank(minter);
        token.mint(alice, amount, depositRef);
    }

    function _setGate(address gate) private {
        vm.prank(timelock);
        token.setReserveGate(IReserveGate(gate));
    }

    /// @dev Attestations that follow after the given sequence; reports go there from now on.
    function _nextAttestations(uint64 previousSequence, uint8 decimals) private returns (ReserveAttestations) {
        ReserveAttestations.Parameters memory parameters = _attestationParameters();
        parameters.previousSequence = previousSequence;
        parameters.decimals = decimals;
        attestations = _deployAttestations(parameters);
        return attestations;
    }

    function _assertMinted(uint64 sequence, uint256 minted) private view {
        (uint64 actualSequence, uint256 actual) = token.mintedInWindow();
        assertEq(actualSequence, sequence);
        assertEq(actual, minted);
    }

    function _expectWindowExceeded(uint64 sequence, uint256 amount, uint256 left) private {
        vm.expectRevert(abi.encodeWithSelector(IMinting.IssuanceWindowExceeded.selector, sequence, amount, left));
    }
}
