// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IPausing} from "../../../contracts/interfaces/IPausing.sol";
import {System} from "../helpers/System.sol";

/// @title PauseTest
/// @notice Scopes are set and cleared one by one. What each scope stops is tested with the function it stops.
contract PauseTest is System {
    uint256 private constant DELEGATED = 1 << 255;

    function test_PausesTheScopes() public {
        vm.expectEmit(address(token));
        emit IPausing.Paused(pauser, TRANSFER | MINT);
        _pause(TRANSFER | MINT);
        assertEq(token.pausedScopes(), TRANSFER | MINT);
    }

    function test_AddsToPausedScopes() public {
        _pause(TRANSFER | MINT);
        _pause(MINT | BURN);
        assertEq(token.pausedScopes(), TRANSFER | MINT | BURN);
    }

    function test_UnpausesTheScopes() public {
        _pause(SCOPES);
        vm.expectEmit(address(token));
        emit IPausing.Unpaused(unpauser, BURN | SIGNATURE);
        _unpause(BURN | SIGNATURE);
        assertEq(token.pausedScopes(), TRANSFER | MINT | CROSSCHAIN | SEIZE);
    }

    function test_UnpausingWhatIsOnChangesNothing() public {
        _pause(TRANSFER);
        _unpause(MINT);
        assertEq(token.pausedScopes(), TRANSFER);
    }

    function test_ReadsGoOnWhileAllIsPaused() public {
        _issue(alice, 5);
        _pause(SCOPES);
        assertEq(token.balanceOf(alice), 5);
        assertEq(token.totalSupply(), 5);
        assertEq(token.allowance(alice, bob), 0);
        assertFalse(token.isFrozen(alice));
        assertEq(token.nonces(alice), 0);
        assertFalse(token.authorizationState(alice, 0));
        assertFalse(token.delegated());
    }

    function test_FreezingGoesOnWhileAllIsPaused() public {
        _pause(SCOPES);
        _freezeForGood(alice);
        assertTrue(token.isFrozen(alice));
    }

    function test_RevertWhen_ScopesAreInvalid() public {
        uint256[5] memory scopes = [uint256(0), 64, TRANSFER | 128, DELEGATED, UNLIMITED];
        for (uint256 i = 0; i < scopes.length; ++i) {
            bytes memory invalid = abi.encodeWithSelector(IPausing.InvalidScopes.selector, scopes[i]);
            vm.expectRevert(invalid);
            _pause(scopes[i]);
            vm.expectRevert(invalid);
            _unpause(scopes[i]);
        }
    }

    function test_RevertWhen_CallerIsNoPauser() public {
        address[3] memory callers = [unpauser, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_missingRole(callers[i], PAUSER_ROLE));
            vm.prank(callers[i]);
            token.pause(TRANSFER);
        }
    }

    function test_RevertWhen_CallerIsNoUnpauser() public {
        _pause(TRANSFER);
        address[3] memory callers = [pauser, timelock, stranger];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(_missingRole(callers[i], UNPAUSER_ROLE));
            vm.prank(callers[i]);
            token.unpause(TRANSFER);
        }
    }

    function testFuzz_SetsAndClearsExactlyTheScopes(uint256 first, uint256 second, uint256 cleared) public {
        first = bound(first, 1, SCOPES);
        second = bound(second, 1, SCOPES);
        cleared = bound(cleared, 1, SCOPES);
        _pause(first);
        _pause(second);
        _unpause(cleared);
        assertEq(token.pausedScopes(), (first | second) & ~cleared);
        assertEq(uint256(vm.load(address(token), SWITCHES_SLOT)), (first | second) & ~cleared);
    }

    function testFuzz_RevertWhen_AnyOtherBitIsSet(uint256 scopes) public {
        scopes = bound(scopes, SCOPES + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IPausing.InvalidScopes.selector, scopes));
        _pause(scopes);
    }

    function _unpause(uint256 scopes) private {
        vm.prank(unpauser);
        token.unpause(scopes);
    }
}
