// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {System} from "../helpers/System.sol";

/// @title CouncilTest
/// @notice The council closes any limit at once, and opens none.
contract CouncilTest is System {
    uint48 private constant DAY = 1 days;

    function test_ClosesAMintersLimitAtOnce() public {
        _openWindow(100);
        vm.expectEmit(address(token));
        emit IMinting.MinterLimitSet(minter, 0, 0);
        vm.prank(council);
        token.setMinterLimit(minter, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IMinting.MintLimitExceeded.selector, minter, 1, 0));
        vm.prank(minter);
        token.mint(alice, 1, "deposit");
    }

    function test_ClosesABridgesLimitsAtOnce() public {
        vm.prank(bridge);
        token.crosschainMint(bridge, 10);
        vm.expectEmit(address(token));
        emit ICrosschain.BridgeLimitsSet(bridge, ICrosschain.BridgeLimits(0, 0, 0, 0, 0));
        vm.prank(council);
        token.setBridgeLimits(bridge, ICrosschain.BridgeLimits(0, 0, 0, 0, 0));
        bytes memory exceeded = abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, bridge, 1, 0);
        vm.startPrank(bridge);
        vm.expectRevert(exceeded);
        token.crosschainMint(alice, 1);
        vm.expectRevert(exceeded);
        token.crosschainBurn(bridge, 1);
    }

    function test_ClosesAGuardiansLimitAtOnce() public {
        vm.expectEmit(address(token));
        emit IFreezing.GuardianLimitSet(guardian, 0, 0);
        vm.prank(council);
        token.setGuardianLimit(guardian, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IFreezing.GuardianLimitExceeded.selector, guardian, 1, 0));
        _freeze(alice);
    }

    function test_RevertWhen_TheCouncilSetsALimitToAnythingElse() public {
        uint256[3] memory capacities = [uint256(0), 1, UNLIMITED];
        for (uint256 i = 0; i < capacities.length; ++i) {
            uint48 window = capacities[i] == 0 ? 1 : DAY;
            vm.startPrank(council);
            vm.expectRevert(_missingRole(council, LIMITER_ROLE));
            token.setMinterLimit(minter, capacities[i], window);
            vm.expectRevert(_missingRole(council, LIMITER_ROLE));
            token.setGuardianLimit(guardian, capacities[i], window);
            vm.stopPrank();
        }
        (uint256 capacity, , ) = token.minterLimit(minter);
        assertEq(capacity, UNLIMITED);
    }

    /// @dev A window of zero alone closes nothing.
    function test_RevertWhen_TheCouncilSetsACapacityWithoutAWindow() public {
        uint256[2] memory capacities = [uint256(1), UNLIMITED];
        for (uint256 i = 0; i < capacities.length; ++i) {
            vm.startPrank(council);
            vm.expectRevert(_missingRole(council, LIMITER_ROLE));
            token.setMinterLimit(minter, capacities[i], 0);
            vm.expectRevert(_missingRole(council, LIMITER_ROLE));
            token.setGuardianLimit(guardian, capacities[i], 0);
            vm.stopPrank();
        }
    }

    /// @dev Each of the five in turn is not zero.
    function test_RevertWhen_TheCouncilLeavesAnythingOfABridgeOpen() public {
        ICrosschain.BridgeLimits[5] memory kinds = [
            ICrosschain.BridgeLimits(1, 0, 0, 0, 0),
            ICrosschain.BridgeLimits(0, 1, 0, 0, 0),
            ICrosschain.BridgeLimits(0, 0, 1, 0, 0),
            ICrosschain.BridgeLimits(0, 0, 0, 1, 0),
            ICrosschain.BridgeLimits(0, 0, 0, 0, 1)
        ];
        for (uint256 i = 0; i < kinds.length; ++i) {
            vm.expectRevert(_missingRole(council, LIMITER_ROLE));
            vm.prank(council);
            token.setBridgeLimits(bridge, kinds[i]);
        }
    }

    function test_RevertWhen_AnyoneElseClosesALimit() public {
        address[5] memory callers = [minter, guardian, bridge, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory missing = _missingRole(callers[i], LIMITER_ROLE);
            vm.startPrank(callers[i]);
            vm.expectRevert(missing);
            token.setMinterLimit(minter, 0, 0);
            vm.expectRevert(missing);
            token.setGuardianLimit(guardian, 0, 0);
            vm.expectRevert(missing);
            token.setBridgeLimits(bridge, ICrosschain.BridgeLimits(0, 0, 0, 0, 0));
            vm.stopPrank();
        }
    }

    /// @dev Whoever sets limits opens again what the council closed.
    function test_TheLimiterDoesBoth() public {
        vm.prank(council);
        token.setMinterLimit(minter, 0, 0);
        vm.startPrank(limiter);
        token.setMinterLimit(minter, 5, DAY);
        token.setMinterLimit(minter, 0, 0);
        token.setMinterLimit(minter, 7, DAY);
        (uint256 capacity, uint48 window, uint256 available) = token.minterLimit(minter);
        assertEq(capacity, 7);
        assertEq(window, DAY);
        assertEq(available, 7);
    }

    function test_TheCouncilHasNoOtherPower() public {
        vm.startPrank(council);
        vm.expectRevert(_missingRole(council, DEFAULT_ADMIN_ROLE));
        token.setInflowCap(0);
        vm.expectRevert(_missingRole(council, PAUSER_ROLE));
        token.pause(TRANSFER);
        vm.expectRevert(_missingRole(council, DEFAULT_ADMIN_ROLE));
        token.grantRole(COUNCIL_ROLE, stranger);
    }
}
