// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {IInitializing} from "../../../contracts/interfaces/IInitializing.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {System} from "../helpers/System.sol";

/// @title InflowTest
/// @notice The two caps on what came in net, minted less burned: of one bridge, and over all bridges.
contract InflowTest is System {
    address private other = makeAddr("other bridge");

    function setUp() public override {
        super.setUp();
        vm.prank(timelock);
        token.grantRole(BRIDGE_ROLE, other);
        vm.prank(limiter);
        token.setBridgeLimits(other, _bridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days));
    }

    // ------------------------------------------------------------------------------------------------ one bridge

    function test_ABridgesCapBoundsWhatComesInNet() public {
        _cap(bridge, 100);
        _mint(bridge, 60);
        _expectBridgeExceeded(bridge, 41, 40);
        _mint(bridge, 41);
        _mint(bridge, 40);
        _expectBridgeExceeded(bridge, 1, 0);
        _mint(bridge, 1);
        vm.warp(block.timestamp + 365 days); // no time refills it
        _expectBridgeExceeded(bridge, 1, 0);
        _mint(bridge, 1);
        _burn(bridge, 30);
        _expectBridgeExceeded(bridge, 31, 30);
        _mint(bridge, 31);
        _mint(bridge, 30);
        _assertNet(100);
    }

    /// @dev A bridge that took more out than it brought in may bring that back, and the cap besides.
    function test_WhatWentOutMayComeBackBesides() public {
        _issue(bridge, 500);
        _cap(bridge, 100);
        _burn(bridge, 500);
        _assertNet(-500);
        _assertAvailable(600);
        _expectBridgeExceeded(bridge, 601, 600);
        _mint(bridge, 601);
        _mint(bridge, 600);
        _assertNet(100);
        _expectBridgeExceeded(bridge, 1, 0);
        _mint(bridge, 1);
    }

    function test_RevertWhen_TheCapIsZero() public {
        _cap(bridge, 0);
        _expectBridgeExceeded(bridge, 1, 0);
        _mint(bridge, 1);
        _issue(bridge, 7);
        _burn(bridge, 7);
        _expectBridgeExceeded(bridge, 8, 7);
        _mint(bridge, 8);
        _mint(bridge, 7);
        _assertAvailable(0);
    }

    function test_ABridgeThatWasNeverSetUpLetsNothingIn() public {
        vm.prank(timelock);
        token.grantRole(BRIDGE_ROLE, carol);
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, carol, 1, 0));
        vm.prank(carol);
        token.crosschainMint(alice, 1);
    }

    function test_TheMaximumIsUnlimited() public {
        _mint(bridge, 2 ** 200);
        (ICrosschain.BridgeLimits memory limits, , ) = token.bridgeLimits(bridge);
        assertEq(limits.netInflowCap, UNLIMITED);
        _mint(bridge, 2 ** 200);
        _assertNet(2 ** 201);
    }

    function test_ALowerCapLetsNothingInBeforeAsMuchWentOut() public {
        _mint(bridge, 100);
        _cap(bridge, 40);
        _assertAvailable(0);
        _burn(bridge, 59);
        _expectBridgeExceeded(bridge, 1, 0);
        _mint(bridge, 1);
        _burn(bridge, 11);
        _expectBridgeExceeded(bridge, 11, 10);
        _mint(bridge, 11);
        _mint(bridge, 10);
    }

    function test_EachBridgeHasItsOwn() public {
        _cap(bridge, 10);
        _mint(bridge, 10);
        _mint(other, 1_000);
        _burn(other, 500);
        _expectBridgeExceeded(bridge, 1, 0); // what another takes out makes no room
        _mint(bridge, 1);
    }

    /// @dev The refilling limit is asked first and still counts.
    function test_RevertWhen_TheRefillingLimitIsSmaller() public {
        vm.prank(limiter);
        token.setBridgeLimits(bridge, ICrosschain.BridgeLimits(5, 1 days, 5, 1 days, 100));
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, bridge, 6, 5));
        _mint(bridge, 6);
        _assertAvailable(5);
    }

    // ------------------------------------------------------------------------------------------------ all bridges

    function test_TheCapOverAllBoundsTheirSum() public {
        _capAll(100);
        _mint(bridge, 60);
        _mint(other, 30);
        _expectExceeded(11, 10);
        _mint(bridge, 11);
        _expectExceeded(11, 10);
        _mint(other, 11);
        _mint(other, 10);
        _burn(bridge, 25);
        _assertNet(75);
        _expectExceeded(26, 25);
        _mint(other, 26);
        _mint(other, 25);
        _assertNet(100);
    }

    function test_WhatAllTookOutMayComeBackBesides() public {
        _issue(bridge, 80);
        _capAll(0);
        _burn(bridge, 80);
        _assertNet(-80);
        _expectExceeded(81, 80);
        _mint(other, 81);
        _mint(other, 80);
        _assertNet(0);
        _expectExceeded(1, 0);
        _mint(bridge, 1);
    }

    function test_WhatABridgeBroughtInCountsWhenItHasLostItsRole() public {
        _capAll(100);
        _mint(bridge, 90);
        vm.prank(timelock);
        token.revokeRole(BRIDGE_ROLE, bridge);
        _assertNet(90);
        _expectExceeded(11, 10);
        _mint(other, 11);
    }

    function test_AvailableIsTheLeastOfAllThree() public {
        _cap(bridge, 70);
        _assertAvailable(70);
        _capAll(50);
        _assertAvailable(50);
        vm.prank(limiter);
        token.setBridgeLimits(bridge, ICrosschain.BridgeLimits(30, 1 days, 5, 1 days, 70));
        _assertAvailable(30);
        _capAll(0);
        _assertAvailable(0);
    }

    function test_SetsTheCapOverAll() public {
        uint256[3] memory caps = [uint256(0), 1, UNLIMITED];
        for (uint256 i = 0; i < caps.length; ++i) {
            vm.expectEmit(address(token));
            emit ICrosschain.InflowCapSet(caps[i]);
            _capAll(caps[i]);
            (uint256 cap, int256 net) = token.inflowCap();
            assertEq(cap, caps[i]);
            assertTrue(net == 0);
        }
    }

    function test_TheFirstCapComesWithTheDeployment() public {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        parameters.inflowCap = 0;
        IStablecoin closed = _deployToken(parameters);
        (uint256 cap, ) = closed.inflowCap();
        assertEq(cap, 0);
        vm.prank(limiter);
        closed.setBridgeLimits(bridge, _bridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days));
        _expectExceeded(1, 0);
        vm.prank(bridge);
        closed.crosschainMint(alice, 1);
        parameters.inflowCap = 12_345;
        (cap, ) = _deployToken(parameters).inflowCap();
        assertEq(cap, 12_345);
    }

    function test_RevertWhen_TheCapOverAllIsSetByAnother() public {
        address[4] memory callers = [limiter, bridge, council, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_missingRole(callers[i], DEFAULT_ADMIN_ROLE));
            vm.prank(callers[i]);
            token.setInflowCap(UNLIMITED);
        }
    }

    // ------------------------------------------------------------------------------------------------ retirement

    /// @dev A message that is on its way arrives, and holders can leave; caps and limits count as before.
    function test_BridgesGoOnAfterRetirementInBothDirections() public {
        _issue(bridge, 50);
        _burn(bridge, 50);
        _cap(bridge, 20);
        vm.prank(timelock);
        token.retire(stranger);
        _mint(bridge, 70);
        _expectBridgeExceeded(bridge, 1, 0);
        _mint(bridge, 1);
        _burn(bridge, 5);
        _assertAvailable(5);
        assertEq(token.totalSupply(), 65);
    }

    /// @dev Whatever bridges do, what came in net stays within every cap that was in force when it came.
    function testFuzz_NetInflowStaysWithinTheCaps(uint256[24] memory seeds, uint256 own, uint256 all) public {
        (own, all) = (own % 1_000, all % 1_500);
        _issue(bridge, 3_000);
        _issue(other, 3_000);
        _cap(bridge, own);
        _capAll(all);
        (int256 net, int256 sum) = (0, 0);
        for (uint256 i = 0; i < seeds.length; ++i) {
            address who = seeds[i] % 2 == 0 ? bridge : other;
            uint256 amount = 1 + ((seeds[i] >> 8) % 400);
            bool comesIn = (seeds[i] >> 4) % 3 != 0;
            if (!comesIn && token.balanceOf(who) < amount) continue;
            bool fits = sum + int256(amount) <= int256(all);
            if (who == bridge) fits = fits && net + int256(amount) <= int256(own);
            vm.prank(who);
            (bool done, ) = address(token).call(
                comesIn
                    ? abi.encodeWithSelector(token.crosschainMint.selector, who, amount)
                    : abi.encodeWithSelector(token.crosschainBurn.selector, who, amount)
            );
            assertEq(done, !comesIn || fits);
            if (!done) continue;
            int256 change = comesIn ? int256(amount) : -int256(amount);
            (sum, net) = (sum + change, who == bridge ? net + change : net);
            (, int256 actual) = token.inflowCap();
            assertTrue(actual == sum);
        }
    }

    function _cap(address who, uint256 cap) private {
        vm.prank(limiter);
        token.setBridgeLimits(who, ICrosschain.BridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days, cap));
    }

    function _capAll(uint256 cap) private {
        vm.prank(timelock);
        token.setInflowCap(cap);
    }

    function _mint(address who, uint256 amount) private {
        vm.prank(who);
        token.crosschainMint(who, amount);
    }

    function _burn(address who, uint256 amount) private {
        vm.prank(who);
        token.crosschainBurn(who, amount);
    }

    function _assertNet(int256 expected) private view {
        (, int256 net) = token.inflowCap();
        assertTrue(net == expected);
    }

    function _assertAvailable(uint256 expected) private view {
        (, uint256 inbound, ) = token.bridgeLimits(bridge);
        assertEq(inbound, expected);
    }

    function _expectBridgeExceeded(address who, uint256 amount, uint256 available) private {
        bytes4 error = ICrosschain.BridgeInflowCapExceeded.selector;
        vm.expectRevert(abi.encodeWithSelector(error, who, amount, available));
    }

    function _expectExceeded(uint256 amount, uint256 available) private {
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.InflowCapExceeded.selector, amount, available));
    }
}
