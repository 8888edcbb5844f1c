// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC1822Proxiable} from "@openzeppelin/contracts/interfaces/draft-IERC1822.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {IERC3009} from "../../../contracts/interfaces/IERC3009.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {IUpgrading} from "../../../contracts/interfaces/IUpgrading.sol";
import {Signing} from "../helpers/Signing.sol";

/// @title HolderRepairTest
/// @notice The deployable repair: the holder plane again, in front of the issuer's controls as they are.
contract HolderRepairTest is Signing {
    bytes32 private constant CANCEL_TYPEHASH = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 private constant NONCE = keccak256("nonce");

    address private repair;

    function setUp() public override {
        super.setUp();
        repair = _deploy(2);
        _issue(holder, 100);
        _issue(alice, 100);
        vm.startPrank(timelock);
        token.upgradeToAndCall(repair, "");
        token.setDelegated(true);
        vm.stopPrank();
    }

    // ------------------------------------------------------------------------------------------------ the holder plane

    function test_MovesTokens() public {
        vm.prank(alice);
        assertTrue(token.transfer(bob, 10));
        vm.prank(alice);
        assertTrue(token.transferWithMemo(bob, 10, CASE));
        vm.prank(alice);
        token.approve(carol, 20);
        vm.startPrank(carol);
        assertTrue(token.transferFrom(alice, bob, 10));
        assertTrue(token.transferFromWithMemo(alice, bob, 10, CASE));
        vm.stopPrank();
        assertEq(token.balanceOf(alice), 60);
        assertEq(token.balanceOf(bob), 40);
        assertEq(token.allowance(alice, carol), 0);
    }

    function test_TakesPermitsInBothForms() public {
        bytes32 digest = _typed(abi.encode(PERMIT_TYPEHASH, holder, bob, 3, 0, UNLIMITED));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, digest);
        token.permit(holder, bob, 3, UNLIMITED, v, r, s);
        digest = _typed(abi.encode(PERMIT_TYPEHASH, holder, bob, 4, 1, UNLIMITED));
        token.permit(holder, bob, 4, UNLIMITED, _signature(holderKey, digest));
        assertEq(token.allowance(holder, bob), 4);
        assertEq(token.nonces(holder), 2);
    }

    function test_TakesCancellationsInBothForms() public {
        bytes32 digest = _typed(abi.encode(CANCEL_TYPEHASH, holder, NONCE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(holderKey, digest);
        token.cancelAuthorization(holder, NONCE, v, r, s);
        assertTrue(token.authorizationState(holder, NONCE));
        digest = _typed(abi.encode(CANCEL_TYPEHASH, holder, CASE));
        token.cancelAuthorization(holder, CASE, _signature(holderKey, digest));
        assertTrue(token.authorizationState(holder, CASE));
    }

    function test_TheTokenIsCalledAsBefore() public view {
        assertEq(token.name(), NAME);
        assertEq(token.symbol(), SYMBOL);
        assertEq(token.currency(), CURRENCY);
        assertEq(token.decimals(), DECIMALS);
        assertEq(token.DOMAIN_SEPARATOR(), _separator(block.chainid));
    }

    /// @dev The token tells these itself, but what reads the repair alone must not be told something else.
    function test_TheRepairIsCalledAsTheToken() public view {
        assertEq(IStablecoin(repair).name(), NAME);
        assertEq(IStablecoin(repair).symbol(), SYMBOL);
        assertEq(IStablecoin(repair).currency(), CURRENCY);
        assertEq(IStablecoin(repair).decimals(), DECIMALS);
    }

    /// @dev The defect it mends may be in the token's own check, so it asks again. Here nothing stands in front of it.
    function test_ChecksThePausesItself() public {
        IStablecoin bare = IStablecoin(
            address(new ERC1967Proxy(repair, abi.encodeCall(IUpgrading.controlsVersion, ())))
        );
        vm.store(address(bare), SWITCHES_SLOT, bytes32(SCOPES | (1 << 255)));
        vm.expectRevert(_paused(TRANSFER));
        bare.transfer(bob, 0);
        vm.expectRevert(_paused(TRANSFER));
        bare.transferFrom(alice, bob, 0);
        vm.expectRevert(_paused(TRANSFER));
        bare.transferWithMemo(bob, 0, CASE);
        vm.expectRevert(_paused(TRANSFER));
        bare.transferFromWithMemo(alice, bob, 0, CASE);
        vm.expectRevert(_paused(SIGNATURE));
        bare.permit(alice, bob, 0, 0, 0, 0, 0);
        vm.expectRevert(_paused(SIGNATURE));
        bare.permit(alice, bob, 0, 0, "");
        vm.expectRevert(_paused(SIGNATURE));
        bare.cancelAuthorization(alice, NONCE, 0, 0, 0);
        vm.expectRevert(_paused(SIGNATURE));
        bare.cancelAuthorization(alice, NONCE, "");
        vm.expectRevert(_paused(TRANSFER | SIGNATURE));
        bare.transferWithAuthorization(alice, bob, 0, 0, 0, NONCE, 0, 0, 0);
        vm.expectRevert(_paused(TRANSFER | SIGNATURE));
        bare.transferWithAuthorization(alice, bob, 0, 0, 0, NONCE, "");
        vm.expectRevert(_paused(TRANSFER | SIGNATURE));
        bare.receiveWithAuthorization(alice, bob, 0, 0, 0, NONCE, 0, 0, 0);
        vm.expectRevert(_paused(TRANSFER | SIGNATURE));
        bare.receiveWithAuthorization(alice, bob, 0, 0, 0, NONCE, "");
    }

    function test_AFreezeHoldsBehindIt() public {
        uint256 until = _freeze(alice);
        vm.expectRevert(_frozen(alice, until));
        vm.prank(alice);
        token.transfer(bob, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC3009.AuthorizationInvalidSignature.selector, holder));
        token.transferWithAuthorization(holder, alice, 1, 0, UNLIMITED, NONCE, "");
    }

    // ------------------------------------------------------------------------------------------------ the issuer plane

    function test_HandsTheIssuersCallsOn() public {
        _issue(bob, 50);
        assertEq(token.balanceOf(bob), 50);
        _pause(MINT);
        assertEq(token.pausedScopes(), MINT);
        assertTrue(token.delegated());
        assertTrue(token.hasRole(UPGRADER_ROLE, timelock));
        assertEq(token.defaultAdmin(), timelock);
        assertEq(token.version(), "1");
        vm.expectRevert(_missingRole(stranger, MINTER_ROLE));
        vm.prank(stranger);
        token.mint(bob, 1, CASE);
    }

    function test_TellsWhatTheControlsTell() public view {
        assertTrue(token.supportsInterface(type(IUpgrading).interfaceId));
        assertTrue(token.supportsInterface(0xbff533ba));
        assertFalse(token.supportsInterface(0xffffffff));
        assertEq(token.controlsVersion(), 2);
        assertTrue(token.carriesHolderPlane());
    }

    function test_GivesWayToALaterOne() public {
        address later = _deploy(3);
        vm.prank(timelock);
        token.upgradeToAndCall(later, "");
        assertEq(token.controlsVersion(), 3);
    }

    function test_RevertWhen_TheNextIsNotNewer() public {
        address again = _deploy(2);
        vm.expectRevert(abi.encodeWithSelector(IUpgrading.ImplementationDowngrade.selector, 2, 2));
        vm.prank(timelock);
        token.upgradeToAndCall(again, "");
    }

    function test_RevertWhen_ThePlainControlsWouldFollowTheRepair() public {
        vm.expectRevert(abi.encodeWithSelector(IUpgrading.ImplementationDowngrade.selector, 2, 1));
        vm.prank(timelock);
        token.upgradeToAndCall(controls, "");
    }

    function test_RevertWhen_AnotherUpgradesIt() public {
        address later = _deploy(3);
        vm.expectRevert(_missingRole(stranger, UPGRADER_ROLE));
        vm.prank(stranger);
        token.upgradeToAndCall(later, "");
    }

    // ------------------------------------------------------------------------------------------------ as it stands

    /// @dev Otherwise anyone could become the admin of the code's own address and have it run what destroys it.
    function test_IsLockedAtItsOwnAddress() public {
        vm.expectRevert(IStablecoin.UUPSUnauthorizedCallContext.selector);
        IStablecoin(repair).initialize(_issuerParameters(), DECIMALS);
        vm.expectRevert(IStablecoin.UUPSUnauthorizedCallContext.selector);
        IStablecoin(repair).upgradeToAndCall(controls, "");
        vm.expectRevert(IStablecoin.UUPSUnauthorizedCallContext.selector);
        IStablecoin(repair).pause(TRANSFER);
    }

    function test_TellsWhereItsAddressIsKeptOnlyAtItsOwn() public {
        assertEq(IERC1822Proxiable(repair).proxiableUUID(), ERC1967Utils.IMPLEMENTATION_SLOT);
        vm.expectRevert(IStablecoin.UUPSUnauthorizedCallContext.selector);
        IERC1822Proxiable(address(token)).proxiableUUID();
    }

    // ------------------------------------------------------------------------------------------------ private

    function _deploy(uint64 version) private returns (address) {
        return deploy("HolderRepair.sol:HolderRepair", abi.encode(NAME, SYMBOL, CURRENCY, DECIMALS, controls, version));
    }
}
