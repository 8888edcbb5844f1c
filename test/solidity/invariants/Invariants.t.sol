// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {Handler} from "../helpers/Handler.sol";
import {Records} from "../helpers/Records.sol";
import {Test} from "../helpers/Test.sol";

/// @title InvariantsTest
/// @notice What holds after any sequence of acts. Ids, sentences and reasons: docs/INVARIANTS.md.
contract InvariantsTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Handler private handler;
    IStablecoin private token;

    function setUp() public {
        handler = new Handler();
        handler.setUp();
        token = IStablecoin(handler.token_());
        // Each run begins with a window that is mostly spent, holders, a bridge that moves and an allowance.
        handler.submit(30 minutes, 5 days, 60_000, 1);
        for (uint256 i = 0; i < handler.actorCount(); ++i) handler.mint(i, 9_002, i + 1);
        handler.crosschainMint(0, 5_002);
        handler.approve(0, 1, 50_001);
        assertEq(token.totalSupply(), 50_012);
    }

    // ------------------------------------------------------------------------------------------------ supply

    function invariant_SUP01_SupplyIsTheSumOfBalances() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < handler.actorCount(); ++i) sum += token.balanceOf(handler.actors(i));
        assertEq(token.totalSupply(), sum);
    }

    function invariant_SUP02_IssuedUnderEachReportIsWithinItsAllocation() public view {
        for (uint256 i = 0; i < handler.windowCount(); ++i) {
            Records.Window memory report = handler.window(i);
            assertLe(handler.issuedUnder(report.sequence), report.mintable, "more than allocated");
        }
    }

    function invariant_SUP03_SupplyIsWhatCameInLessWhatWentOut() public view {
        uint256 cameIn = handler.issued() + handler.bridgedIn();
        assertEq(token.totalSupply(), cameIn - handler.redeemed() - handler.bridgedOut() - handler.wiped());
    }

    function invariant_SUP04_NoIssueLeavesTheSupplyAboveTheReserves() public view {
        assertFalse(handler.mintedBeyondReserves());
    }

    function invariant_SUP05_NothingIsIssuedOutsideAnOpenWindow() public view {
        assertFalse(handler.mintedOutsideWindow());
    }

    // ------------------------------------------------------------------------------------------------ freezes, pauses

    function invariant_FRZ01_FrozenTokensMoveOnlyByComplianceActs() public view {
        assertFalse(handler.frozenTokensMoved());
    }

    function invariant_FRZ02_OnlyFreezingActsChangeAFreeze() public view {
        for (uint256 i = 0; i < handler.actorCount(); ++i) {
            address account = handler.actors(i);
            assertEq(token.frozenUntil(account), handler.frozenUntil(account));
            assertEq(token.isFrozen(account), handler.frozenUntil(account) > block.timestamp);
        }
    }

    function invariant_PAU01_NothingMovesInAPausedScope() public view {
        assertFalse(handler.pausedScopeMoved());
    }

    // ------------------------------------------------------------------------------------------------ limits, references

    function invariant_LIM01_ActorsStayWithinCapacityAndRefill() public view {
        uint256 elapsed = block.timestamp - 1_800_000_000;
        _assertWithin(handler.issued(), handler.MINTER_CAPACITY(), elapsed);
        _assertWithin(handler.bridgedIn(), handler.INBOUND_CAPACITY(), elapsed);
        _assertWithin(handler.bridgedOut(), handler.OUTBOUND_CAPACITY(), elapsed);
    }

    function invariant_REF01_AReferenceHasAtMostOneEffect() public view {
        for (uint256 ref = 0; ref < 64; ++ref) {
            bytes32 key = bytes32(ref);
            assertEq(handler.depositUses(key), token.isDepositUsed(key) ? 1 : 0);
            assertEq(handler.payoutUses(key), token.isPayoutUsed(key) ? 1 : 0);
        }
    }

    function invariant_ALW01_AllowancesShrinkByExactlyWhatIsSpent() public view {
        for (uint256 i = 0; i < handler.actorCount(); ++i) {
            for (uint256 j = 0; j < handler.actorCount(); ++j) {
                (address owner, address spender) = (handler.actors(i), handler.actors(j));
                assertEq(token.allowance(owner, spender), handler.allowances(owner, spender));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ events, reports

    function invariant_EVT01_EventsRebuildBalancesAndSupply() public view {
        for (uint256 i = 0; i < handler.actorCount(); ++i) {
            address account = handler.actors(i);
            assertEq(token.balanceOf(account), handler.replayedBalance(account));
        }
        assertEq(token.totalSupply(), handler.replayedSupply());
    }

    function invariant_RES01_WindowsNeverOverlapAndSequencesRise() public view {
        for (uint256 i = 1; i < handler.windowCount(); ++i) {
            (Records.Window memory earlier, Records.Window memory later) = (handler.window(i - 1), handler.window(i));
            assertLe(earlier.validUntil, later.validFrom, "windows overlap");
            assertLe(earlier.sequence + 1, later.sequence, "sequences do not rise");
        }
    }

    function invariant_RES02_AcceptedReportsAreCovered() public view {
        for (uint256 i = 0; i < handler.windowCount(); ++i) {
            Records.Window memory report = handler.window(i);
            assertLe(report.supply + report.mintable, report.reserves, "not covered");
        }
    }

    function invariant_BRG01_BooksMatchWhatTheBridgeMoved() public view {
        (uint256 minted, uint256 burned) = token.bridgeBooks(handler.actors(4));
        assertEq(minted, handler.bridgedIn());
        assertEq(burned, handler.bridgedOut());
    }

    // ------------------------------------------------------------------------------------------------ the campaign

    /// @notice Told to the fuzzer: it calls the handler only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @notice Told to the fuzzer: it calls the acts only.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), _acts());
    }

    /// @dev A campaign that never succeeds at an act proves nothing about it. A long walk succeeds at all of them.
    function test_AWalkSucceedsAtEachAct() public {
        bytes4[] memory acts = _acts();
        for (uint256 i = 0; i < 3_000; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("walk", i)));
            bytes memory words = abi.encode(uint64(seed), uint64(seed >> 8), seed >> 16, seed >> 24);
            (bool success, ) = address(handler).call(bytes.concat(acts[seed % acts.length], words));
            assertTrue(success, "the handler failed");
        }
        for (uint256 act = 0; act <= uint256(type(Records.Act).max); ++act) {
            assertTrue(handler.successes(Records.Act(act)) != 0, "an act never succeeded");
        }
    }

    function _acts() private pure returns (bytes4[] memory acts) {
        acts = new bytes4[](17);
        (acts[0], acts[1], acts[2]) = (
            Handler.transfer.selector,
            Handler.transferFrom.selector,
            Handler.approve.selector
        );
        (acts[3], acts[4]) = (Handler.mint.selector, Handler.burn.selector);
        (acts[5], acts[6]) = (Handler.crosschainMint.selector, Handler.crosschainBurn.selector);
        (acts[7], acts[8], acts[9]) = (Handler.freeze.selector, Handler.ratify.selector, Handler.unfreeze.selector);
        (acts[10], acts[11]) = (Handler.seize.selector, Handler.wipe.selector);
        (acts[12], acts[13]) = (Handler.pause.selector, Handler.unpause.selector);
        (acts[14], acts[15], acts[16]) = (Handler.submit.selector, Handler.closeWindow.selector, Handler.wait.selector);
    }

    function _assertWithin(uint256 total, uint256 capacity, uint256 elapsed) private view {
        assertLe(total, capacity + (capacity * elapsed) / handler.LIMIT_WINDOW(), "more than capacity and refill");
    }
}
