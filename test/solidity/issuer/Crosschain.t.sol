// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {System} from "../helpers/System.sol";

/// @title CrosschainTest
/// @notice ERC-7802 for bridges: two limits and two running totals each, no reserve gate.
contract CrosschainTest is System {
    function setUp() public override {
        super.setUp();
        _limit(100, 1 days, 50, 2 days);
    }

    // ------------------------------------------------------------------------------------------------ inbound

    function test_MintBringsTokensIn() public {
        _expectTransfer(address(0), alice, 60);
        vm.expectEmit(address(token));
        emit IERC7802.CrosschainMint(alice, 60, bridge);
        _mint(alice, 60);
        assertEq(token.balanceOf(alice), 60);
        assertEq(token.totalSupply(), 60);
        _assertBooks(60, 0);
        _assertAvailable(40, 50);
    }

    function test_MintNeedsNoWindow() public {
        vm.prank(timelock);
        token.retire(address(0));
        _pause(SCOPES & ~CROSSCHAIN);
        _mint(alice, 1);
        assertEq(token.totalSupply(), 1);
    }

    function test_RevertWhen_MintExceedsTheInboundLimit() public {
        _mint(alice, 60);
        _expectLimitExceeded(41, 40);
        _mint(alice, 41);
        vm.warp(block.timestamp + 12 hours);
        _mint(alice, 90);
        _assertBooks(150, 0);
    }

    function test_RevertWhen_MintingToAnInvalidReceiver() public {
        vm.expectRevert(_invalidReceiver(address(0)));
        _mint(address(0), 1);
        vm.expectRevert(_invalidReceiver(address(token)));
        _mint(address(token), 1);
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        _mint(alice, 1);
    }

    // ------------------------------------------------------------------------------------------------ outbound

    function test_BurnTakesTheBridgesOwnTokensWithoutAllowance() public {
        _mint(bridge, 40);
        _expectTransfer(bridge, address(0), 30);
        vm.expectEmit(address(token));
        emit IERC7802.CrosschainBurn(bridge, 30, bridge);
        _burn(bridge, 30);
        assertEq(token.balanceOf(bridge), 10);
        assertEq(token.totalSupply(), 10);
        _assertBooks(40, 30);
        _assertAvailable(60, 20);
    }

    function test_BurnTakesWhatAHolderAllowed() public {
        _mint(alice, 40);
        vm.prank(alice);
        token.approve(bridge, 30);
        _expectTransfer(alice, address(0), 30);
        vm.expectEmit(address(token));
        emit IERC7802.CrosschainBurn(alice, 30, bridge);
        _burn(alice, 30);
        assertEq(token.balanceOf(alice), 10);
        assertEq(token.allowance(alice, bridge), 0);
        _assertBooks(40, 30);
    }

    function test_RevertWhen_BurnHasNoAllowance() public {
        _mint(alice, 40);
        vm.expectRevert(_insufficientAllowance(bridge, 0, 1));
        _burn(alice, 1);
    }

    function test_RevertWhen_BurnExceedsTheBalance() public {
        _mint(bridge, 10);
        vm.expectRevert(_insufficientBalance(bridge, 10, 11));
        _burn(bridge, 11);
    }

    function test_RevertWhen_BurnExceedsTheOutboundLimit() public {
        _mint(bridge, 100);
        _burn(bridge, 30);
        _expectLimitExceeded(21, 20);
        _burn(bridge, 21);
        vm.warp(block.timestamp + 1 days);
        _burn(bridge, 45);
        _assertBooks(100, 75);
    }

    function test_RevertWhen_BurntAccountIsFrozen() public {
        _mint(alice, 40);
        vm.prank(alice);
        token.approve(bridge, 30);
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        _burn(alice, 1);
    }

    // ------------------------------------------------------------------------------------------------ both

    function test_RevertWhen_BridgeIsFrozen() public {
        _mint(alice, 40);
        vm.prank(alice);
        token.approve(bridge, type(uint256).max);
        uint256 until = _freeze(bridge);
        bytes memory frozen = _frozen(bridge, until);
        vm.expectRevert(frozen);
        _mint(alice, 1);
        vm.expectRevert(frozen);
        _burn(alice, 1);
        vm.expectRevert(frozen);
        _burn(bridge, 1);
    }

    function test_RevertWhen_CrosschainIsPaused() public {
        _pause(CROSSCHAIN | MINT);
        vm.expectRevert(_paused(CROSSCHAIN));
        _mint(alice, 1);
        vm.expectRevert(_paused(CROSSCHAIN));
        _burn(bridge, 1);
    }

    function test_RevertWhen_AmountIsZero() public {
        vm.expectRevert(IMinting.ZeroAmount.selector);
        _mint(alice, 0);
        vm.expectRevert(IMinting.ZeroAmount.selector);
        _burn(bridge, 0);
    }

    function test_RevertWhen_CallerIsNoBridge() public {
        address[4] memory callers = [minter, burner, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            vm.expectRevert(_missingRole(callers[i], BRIDGE_ROLE));
            token.crosschainMint(callers[i], 1);
            vm.expectRevert(_missingRole(callers[i], BRIDGE_ROLE));
            token.crosschainBurn(callers[i], 1);
            vm.stopPrank();
        }
    }

    // ------------------------------------------------------------------------------------------------ limits

    function test_SetsBothLimits() public {
        ICrosschain.BridgeLimits memory limits = _bridgeLimits(7, 3, UNLIMITED, 4);
        vm.expectEmit(address(token));
        emit ICrosschain.BridgeLimitsSet(bridge, limits);
        vm.prank(limiter);
        token.setBridgeLimits(bridge, limits);
        (ICrosschain.BridgeLimits memory actual, uint256 inbound, uint256 outbound) = token.bridgeLimits(bridge);
        assertEq(abi.encode(actual), abi.encode(limits));
        assertEq(inbound, 7);
        assertEq(outbound, type(uint208).max);
    }

    function test_EachBridgeHasItsOwnLimitsAndBooks() public {
        vm.prank(timelock);
        token.grantRole(BRIDGE_ROLE, carol);
        _mint(alice, 100);
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, carol, 1, 0));
        vm.prank(carol);
        token.crosschainMint(alice, 1);
        (uint256 minted, uint256 burned) = token.bridgeBooks(carol);
        assertEq(minted + burned, 0);
    }

    function test_RevertWhen_LimitsAreInvalid() public {
        vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, 1, 0));
        _limit(1, 0, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMinting.InvalidLimit.selector, 2 ** 208, 1));
        _limit(1, 1, 2 ** 208, 1);
    }

    function test_RevertWhen_LimitsAreSetByAnother() public {
        vm.expectRevert(_missingRole(bridge, LIMITER_ROLE));
        vm.prank(bridge);
        token.setBridgeLimits(bridge, _bridgeLimits(1, 1, 1, 1));
    }

    function testFuzz_BooksAccountForTheSupply(uint256[12] memory seeds) public {
        _limit(UNLIMITED, 1 days, UNLIMITED, 1 days);
        (uint256 minted, uint256 burned) = (0, 0);
        for (uint256 i = 0; i < seeds.length; ++i) {
            uint256 amount = 1 + ((seeds[i] >> 8) % 2 ** 100);
            if (seeds[i] % 2 == 0 || minted == burned) {
                _mint(bridge, amount);
                minted += amount;
            } else {
                amount = 1 + (amount % (minted - burned));
                _burn(bridge, amount);
                burned += amount;
            }
            _assertBooks(minted, burned);
            assertEq(token.totalSupply(), minted - burned);
        }
    }

    function _mint(address to, uint256 amount) private {
        vm.prank(bridge);
        token.crosschainMint(to, amount);
    }

    function _burn(address from, uint256 amount) private {
        vm.prank(bridge);
        token.crosschainBurn(from, amount);
    }

    function _limit(uint256 inbound, uint48 inboundWindow, uint256 outbound, uint48 outboundWindow) private {
        vm.prank(limiter);
        token.setBridgeLimits(bridge, _bridgeLimits(inbound, inboundWindow, outbound, outboundWindow));
    }

    function _assertBooks(uint256 minted, uint256 burned) private view {
        (uint256 actualMinted, uint256 actualBurned) = token.bridgeBooks(bridge);
        assertEq(actualMinted, minted);
        assertEq(actualBurned, burned);
    }

    function _assertAvailable(uint256 inbound, uint256 outbound) private view {
        (, uint256 actualInbound, uint256 actualOutbound) = token.bridgeLimits(bridge);
        assertEq(actualInbound, inbound);
        assertEq(actualOutbound, outbound);
    }

    /// @dev The largest number is not "as much as there is", in either direction.
    function test_RevertWhen_TheAmountIsTheMaximum() public {
        vm.prank(limiter);
        token.setBridgeLimits(bridge, _bridgeLimits(40, 1 days, 20, 1 days));
        _expectLimitExceeded(UNLIMITED, 40);
        vm.prank(bridge);
        token.crosschainMint(alice, UNLIMITED);
        _expectLimitExceeded(UNLIMITED, 20);
        vm.prank(bridge);
        token.crosschainBurn(bridge, UNLIMITED);
    }

    function _expectLimitExceeded(uint256 amount, uint256 available) private {
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, bridge, amount, available));
    }
}
