// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Origin} from "@layerzerolabs/lz-evm-protocol-v2/contracts/interfaces/ILayerZeroEndpointV2.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {IHeldCredits} from "../../../contracts/interfaces/IHeldCredits.sol";
import {LayerZeroAdapter} from "../../../contracts/crosschain/LayerZeroAdapter.sol";
import {Move} from "../helpers/Move.sol";

/// @title HeldTest
/// @notice What arrives for a receiver that cannot be credited is held under its id, and leaves once: to the receiver when
/// it can have it, or by compliance as long as it cannot.
contract HeldTest is Move {
    LayerZeroAdapter internal adapter;
    bytes32 internal guid;
    uint256 internal until;

    function setUp() public override {
        super.setUp();
        adapter = adapters[1];
        until = block.timestamp + 72 hours;
        vm.prank(guardian);
        tokens[1].freeze(bob, CASE);
        guid = _hold(bob, 600);
    }

    // ------------------------------------------------------------------------------------------------ holding

    function test_ACreditOfAFrozenReceiverIsHeld() public {
        Packet memory packet = _moveVerified(0, alice, bob, 70);
        vm.expectEmit(address(adapter));
        emit IHeldCredits.CreditHeld(packet.guid, EIDS[0], bob, 70);
        vm.prank(stranger);
        _deliver(1, packet);
        _assertHeld(packet.guid, bob, 70);
        _assertHeld(guid, bob, 600);
        assertEq(adapter.heldTotal(), 670);
        assertEq(tokens[1].totalSupply(), 0);
        (uint256 minted, ) = tokens[1].bridgeBooks(address(adapter));
        assertEq(minted, 0);
        (, uint256 inbound, ) = tokens[1].bridgeLimits(address(adapter));
        assertEq(inbound, CAPACITY);
    }

    function test_ACreditOfTheTokenIsHeld() public {
        Packet memory packet = _moveVerified(0, alice, address(tokens[1]), 70);
        vm.expectEmit(address(adapter));
        emit IHeldCredits.CreditHeld(packet.guid, EIDS[0], address(tokens[1]), 70);
        _deliver(1, packet);
        _assertHeld(packet.guid, address(tokens[1]), 70);
        vm.expectRevert(_invalidReceiver(address(tokens[1])));
        adapter.claim(packet.guid);
        _take(packet.guid, carol);
        assertEq(tokens[1].balanceOf(carol), 70);
    }

    /// @dev No adapter sends it; should verifiers make it up, nobody but compliance gets it.
    function test_ACreditOfTheZeroAddressIsHeld() public {
        Origin memory origin = Origin(EIDS[0], _toWord(adapters[0]), 2);
        Packet memory packet = _forge(origin, EIDS[1], address(adapter), _message(0, 70));
        _verifyByBoth(1, packet);
        _deliver(1, packet);
        _assertHeld(packet.guid, address(0), 70);
        assertEq(adapter.heldTotal(), 670);
        vm.expectRevert(_invalidReceiver(address(0)));
        adapter.claim(packet.guid);
        _take(packet.guid, carol);
        assertEq(tokens[1].balanceOf(carol), 70);
    }

    function test_NothingIsHeldThatMustNotHappenNow() public {
        vm.prank(pauser);
        tokens[1].pause(CROSSCHAIN);
        Packet memory packet = _moveVerified(0, alice, bob, 70);
        vm.expectRevert(_paused(CROSSCHAIN));
        _deliver(1, packet);
        vm.prank(unpauser);
        tokens[1].unpause(CROSSCHAIN);
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapter), _bridgeLimits(69, 1 days, CAPACITY, 1 days));
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, address(adapter), 70, 69));
        _deliver(1, packet);
        assertEq(adapter.heldTotal(), 600);
    }

    // ------------------------------------------------------------------------------------------------ claiming

    function test_AnybodyClaimsAfterTheFreeze() public {
        _unfreeze(bob);
        vm.expectEmit(address(tokens[1]));
        emit IERC20.Transfer(address(0), bob, 600);
        vm.expectEmit(address(adapter));
        emit IHeldCredits.HeldClaimed(guid, bob, 600);
        vm.prank(stranger);
        adapter.claim(guid);
        assertEq(tokens[1].balanceOf(bob), 600);
        assertEq(adapter.heldTotal(), 0);
        _assertHeld(guid, address(0), 0);
        (uint256 minted, ) = tokens[1].bridgeBooks(address(adapter));
        assertEq(minted, 600);
    }

    function test_AFreezeThatLapsesIsOver() public {
        vm.warp(until - 1);
        vm.expectRevert(_frozen(bob, until));
        adapter.claim(guid);
        vm.warp(until);
        adapter.claim(guid);
        assertEq(tokens[1].balanceOf(bob), 600);
    }

    function test_EachIsClaimedByItsOwnId() public {
        bytes32 other = _hold(bob, 70);
        _unfreeze(bob);
        adapter.claim(other);
        assertEq(tokens[1].balanceOf(bob), 70);
        assertEq(adapter.heldTotal(), 600);
        _assertHeld(guid, bob, 600);
    }

    function test_RevertWhen_ClaimedTwice() public {
        _unfreeze(bob);
        adapter.claim(guid);
        vm.expectRevert(abi.encodeWithSelector(IHeldCredits.NotHeld.selector, guid));
        adapter.claim(guid);
    }

    function test_RevertWhen_NothingIsHeldUnderTheId() public {
        vm.expectRevert(abi.encodeWithSelector(IHeldCredits.NotHeld.selector, bytes32(0)));
        adapter.claim(0);
        vm.prank(compliance);
        vm.expectRevert(abi.encodeWithSelector(IHeldCredits.NotHeld.selector, bytes32(0)));
        adapter.takeHeld(0, carol, CASE);
    }

    function test_RevertWhen_AClaimMustNotHappenNow() public {
        _unfreeze(bob);
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapter), _bridgeLimits(599, 1 days, CAPACITY, 1 days));
        vm.expectRevert(abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, address(adapter), 600, 599));
        adapter.claim(guid);
        _assertHeld(guid, bob, 600);
        assertEq(adapter.heldTotal(), 600);
    }

    function test_AnAdapterThatWasReplacedStillPaysOut() public {
        LayerZeroAdapter later = _deployAdapter(1, tokens[1], _routes(1, _verifiedBy(1, 2), address(adapters[0])));
        _empower(1, address(later));
        _unfreeze(bob);
        vm.prank(timelock);
        tokens[1].revokeRole(BRIDGE_ROLE, address(adapter));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector,
                address(adapter),
                BRIDGE_ROLE
            )
        );
        adapter.claim(guid);
        vm.prank(timelock);
        tokens[1].grantRole(BRIDGE_ROLE, address(adapter));
        adapter.claim(guid);
        assertEq(tokens[1].balanceOf(bob), 600);
        vm.expectRevert(abi.encodeWithSelector(IHeldCredits.NotHeld.selector, guid));
        later.claim(guid);
    }

    // ------------------------------------------------------------------------------------------------ taking

    function test_ComplianceTakesUnderACase() public {
        vm.expectEmit(address(tokens[1]));
        emit IERC20.Transfer(address(0), carol, 600);
        vm.expectEmit(address(adapter));
        emit IHeldCredits.HeldTaken(guid, bob, carol, 600, CASE);
        _take(guid, carol);
        assertEq(tokens[1].balanceOf(carol), 600);
        assertEq(adapter.heldTotal(), 0);
        _assertHeld(guid, address(0), 0);
        _unfreeze(bob);
        vm.expectRevert(abi.encodeWithSelector(IHeldCredits.NotHeld.selector, guid));
        adapter.claim(guid);
    }

    function test_RevertWhen_TheCallerIsNotCompliance() public {
        address[5] memory callers = [stranger, guardian, timelock, bridge, address(adapter)];
        for (uint256 i = 0; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccessControl.AccessControlUnauthorizedAccount.selector,
                    callers[i],
                    COMPLIANCE_ROLE
                )
            );
            vm.prank(callers[i]);
            adapter.takeHeld(guid, carol, CASE);
        }
    }

    function test_RevertWhen_SeizingIsPaused() public {
        vm.startPrank(pauser);
        tokens[1].pause(SCOPES & ~(SEIZE | CROSSCHAIN));
        vm.stopPrank();
        uint256 before = vm.snapshotState();
        _take(guid, carol);
        vm.revertToState(before);
        vm.prank(pauser);
        tokens[1].pause(SEIZE);
        _refuses(guid, carol, CASE, _paused(SEIZE));
    }

    function test_RevertWhen_CrosschainIsPaused() public {
        vm.prank(pauser);
        tokens[1].pause(CROSSCHAIN);
        _refuses(guid, carol, CASE, _paused(CROSSCHAIN));
    }

    function test_RevertWhen_ThereIsNoCase() public {
        _refuses(guid, carol, 0, abi.encodeWithSelector(IFreezing.CaseIdMissing.selector));
    }

    function test_RevertWhen_TheReceiverCouldHaveIt() public {
        _unfreeze(bob);
        _refuses(guid, carol, CASE, _notFrozen(bob));
        vm.warp(until);
        _refuses(guid, carol, CASE, _notFrozen(bob));
        adapter.claim(guid);
    }

    function test_RevertWhen_WhoShallHaveItCannot() public {
        _refuses(guid, bob, CASE, _frozen(bob, until));
        _refuses(guid, address(0), CASE, _invalidReceiver(address(0)));
        _refuses(guid, address(tokens[1]), CASE, _invalidReceiver(address(tokens[1])));
        _refuses(guid, address(adapter), CASE, _invalidReceiver(address(adapter)));
        _assertHeld(guid, bob, 600);
        assertEq(adapter.heldTotal(), 600);
    }

    function test_RevertWhen_TheLimitIsUsedUp() public {
        vm.prank(limiter);
        tokens[1].setBridgeLimits(address(adapter), _bridgeLimits(599, 1 days, CAPACITY, 1 days));
        _refuses(
            guid,
            carol,
            CASE,
            abi.encodeWithSelector(ICrosschain.BridgeLimitExceeded.selector, address(adapter), 600, 599)
        );
    }

    // ------------------------------------------------------------------------------------------------ private

    function _hold(address receiver, uint256 amount) private returns (bytes32) {
        Packet memory packet = _moveVerified(0, alice, receiver, amount);
        _deliver(1, packet);
        return packet.guid;
    }

    function _unfreeze(address account) private {
        vm.prank(compliance);
        tokens[1].unfreeze(account, CASE);
    }

    function _take(bytes32 id, address to) private {
        vm.prank(compliance);
        adapter.takeHeld(id, to, CASE);
    }

    function _refuses(bytes32 id, address to, bytes32 caseId, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(compliance);
        adapter.takeHeld(id, to, caseId);
    }

    function _assertHeld(bytes32 id, address receiver, uint256 amount) private view {
        (address receiver_, uint256 amount_, uint32 srcEid) = adapter.held(id);
        assertEq(receiver_, receiver);
        assertEq(amount_, amount);
        assertEq(uint256(srcEid), amount == 0 ? 0 : EIDS[0]);
    }
}
