// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {IERC1967} from "@openzeppelin/contracts/interfaces/IERC1967.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IInitializing} from "../../../contracts/interfaces/IInitializing.sol";
import {IIssuerControls} from "../../../contracts/interfaces/IIssuerControls.sol";
import {IPausing} from "../../../contracts/interfaces/IPausing.sol";
import {IUpgrading} from "../../../contracts/interfaces/IUpgrading.sol";
import {Signing} from "../helpers/Signing.sol";

/// @notice What a later version of the controls adds.
interface INotice {
    function initializeNotice(bytes32 first) external;
    function notice() external view returns (bytes32);
}

/// @title UpgradeTest
/// @notice Replacing the issuer plane, and routing the holder plane to it in an emergency.
contract UpgradeTest is Signing {
    bytes32 private constant IMPLEMENTATION_SLOT = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    // ------------------------------------------------------------------------------------------------ upgrade

    function test_ReplacesTheImplementationAndCallsIt() public {
        address later = _later(2);
        vm.expectEmit(address(token));
        emit IERC1967.Upgraded(later);
        vm.prank(timelock);
        token.upgradeToAndCall(later, abi.encodeCall(INotice.initializeNotice, (CASE)));
        assertEq(vm.load(address(token), IMPLEMENTATION_SLOT), bytes32(uint256(uint160(later))));
        assertEq(token.controlsVersion(), 2);
        assertEq(INotice(address(token)).notice(), CASE);
    }

    function test_KeepsAllState() public {
        _issue(alice, 100);
        uint256 until = _freeze(bob);
        vm.prank(alice);
        token.approve(carol, 7);
        _pause(BURN);
        _upgrade(_later(2));

        assertEq(token.balanceOf(alice), 100);
        assertEq(token.totalSupply(), 100);
        assertEq(token.allowance(alice, carol), 7);
        assertEq(token.frozenUntil(bob), until);
        assertEq(token.pausedScopes(), BURN);
        assertEq(token.defaultAdmin(), timelock);
        assertTrue(token.hasRole(MINTER_ROLE, minter));
        assertEq(address(token.reserveGate()), address(attestations));
        _issue(alice, 1);
        assertEq(token.totalSupply(), 101);
    }

    function test_SaysItsVersionAndInterface() public view {
        assertEq(token.controlsVersion(), 1);
        assertFalse(token.carriesHolderPlane());
        assertEq(token.UPGRADE_INTERFACE_VERSION(), "5.0.0");
        assertEq(IUpgrading(controls).proxiableUUID(), IMPLEMENTATION_SLOT);
    }

    function test_RevertWhen_CallerIsNoUpgrader() public {
        address later = _later(2);
        vm.expectRevert(_missingRole(stranger, UPGRADER_ROLE));
        vm.prank(stranger);
        token.upgradeToAndCall(later, "");
    }

    function test_RevertWhen_ImplementationIsForeign() public {
        address[3] memory foreign = [
            stranger,
            address(attestations),
            deploy("ForeignControls.sol:ForeignControls", "")
        ];
        for (uint256 i = 0; i < foreign.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IUpgrading.ForeignImplementation.selector, foreign[i]));
            _upgrade(foreign[i]);
        }
    }

    function test_RevertWhen_ImplementationBelongsBehindAnotherSlot() public {
        address misplaced = deploy("ForeignControls.sol:MisplacedControls", "");
        vm.expectRevert(
            abi.encodeWithSelector(UUPSUpgradeable.UUPSUnsupportedProxiableUUID.selector, keccak256("another slot"))
        );
        _upgrade(misplaced);
    }

    function test_RevertWhen_ImplementationIsNotNewer() public {
        _expectDowngrade(1, 1);
        _upgrade(controls);
        address oldest = _later(0);
        _expectDowngrade(1, 0);
        _upgrade(oldest);
        _upgrade(_later(5));
        address older = _later(4);
        _expectDowngrade(5, 4);
        _upgrade(older);
        address equal = _later(5);
        _expectDowngrade(5, 5);
        _upgrade(equal);
    }

    function test_RevertWhen_CalledAtTheImplementationItself() public {
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        IUpgrading(controls).upgradeToAndCall(controls, "");
    }

    function test_RevertWhen_ProxiableIdIsAskedOfTheToken() public {
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        token.proxiableUUID();
    }

    function test_RevertWhen_ValueComesWithoutACall() public {
        address later = _later(2);
        vm.deal(timelock, 1 ether);
        vm.expectRevert(ERC1967Utils.ERC1967NonPayable.selector);
        vm.prank(timelock);
        token.upgradeToAndCall{value: 1}(later, "");
    }

    // ------------------------------------------------------------------------------------------------ initialization

    function test_RevertWhen_InitializedAgain() public {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        token.initialize(parameters, DECIMALS);
    }

    function test_RevertWhen_ImplementationIsInitialized() public {
        IInitializing.IssuerParameters memory parameters = _issuerParameters();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        IInitializing(controls).initialize(parameters, DECIMALS);
    }

    function test_NobodyHasARoleAtTheImplementation() public {
        vm.expectRevert(_missingRole(pauser, PAUSER_ROLE));
        vm.prank(pauser);
        IPausing(controls).pause(TRANSFER);
        assertEq(IIssuerControls(controls).defaultAdmin(), address(0));
    }

    // ------------------------------------------------------------------------------------------------ repair path

    function test_DelegatesTheHolderPlane() public {
        _issue(alice, 100);
        _upgrade(_repaired());
        vm.expectEmit(address(token));
        emit IUpgrading.DelegationSet(true);
        _delegate(true);
        assertTrue(token.delegated());

        vm.prank(alice);
        assertTrue(token.transfer(bob, 40));
        assertEq(token.balanceOf(bob), 40);
        vm.prank(bob);
        token.approve(carol, 40);
        vm.prank(carol);
        assertTrue(token.transferFrom(bob, carol, 40));
        assertEq(token.balanceOf(carol), 40);
    }

    /// @dev The repaired rule (a frozen relayer is refused) shows that the implementation's code runs.
    function test_TheRepairedRuleHolds() public {
        _upgrade(_repaired());
        _delegate(true);
        uint256 until = _freeze(bob);
        vm.startPrank(bob);
        vm.expectRevert(_frozen(bob, until));
        token.transferWithAuthorization(alice, carol, 0, 0, UNLIMITED, CASE, "");
    }

    function test_TheDomainStaysTheTokens() public {
        _upgrade(_repaired());
        _delegate(true);
        bytes memory permitted = abi.encode(PERMIT_TYPEHASH, holder, bob, 3, 0, UNLIMITED);
        token.permit(holder, bob, 3, UNLIMITED, _signature(holderKey, _typed(permitted)));
        assertEq(token.allowance(holder, bob), 3);
        assertEq(token.nonces(holder), 1);
    }

    function test_PausesStillStopADelegatedCall() public {
        _upgrade(_repaired());
        _delegate(true);
        _pause(TRANSFER);
        assertEq(token.pausedScopes(), TRANSFER);
        vm.expectRevert(_paused(TRANSFER));
        vm.prank(alice);
        token.transfer(bob, 0);
    }

    function test_ReturnsTheHolderPlaneToTheToken() public {
        _upgrade(_repaired());
        _delegate(true);
        _pause(MINT);
        vm.expectEmit(address(token));
        emit IUpgrading.DelegationSet(false);
        _delegate(false);
        assertFalse(token.delegated());
        assertEq(uint256(vm.load(address(token), SWITCHES_SLOT)), MINT);
    }

    function test_UnpausingAllLeavesTheRepairPathOn() public {
        _upgrade(_repaired());
        _delegate(true);
        _pause(SCOPES);
        vm.prank(unpauser);
        token.unpause(SCOPES);
        assertTrue(token.delegated());
    }

    function test_RevertWhen_TheImplementationCarriesNoHolderPlane() public {
        vm.expectRevert(abi.encodeWithSelector(IUpgrading.HolderPlaneMissing.selector, controls));
        _delegate(true);
    }

    function test_TheRepairPathIsNoObstacleToWhatCarriesTheHolderPlane() public {
        _upgrade(_repaired());
        _delegate(true);
        address promising = deploy("ForeignControls.sol:PromisingControls", "");
        _upgrade(promising);
        assertEq(token.controlsVersion(), type(uint64).max);
        assertEq(uint256(vm.load(address(token), SWITCHES_SLOT)), 1 << 255);
    }

    function test_RevertWhen_AnUpgradeWouldLoseTheHolderPlaneInUse() public {
        _upgrade(_repaired());
        _delegate(true);
        address later = _later(3);
        vm.expectRevert(abi.encodeWithSelector(IUpgrading.HolderPlaneMissing.selector, later));
        _upgrade(later);
        _delegate(false);
        _upgrade(later);
        assertEq(token.controlsVersion(), 3);
    }

    function test_RevertWhen_DelegationIsSetByAnother() public {
        vm.expectRevert(_missingRole(pauser, UPGRADER_ROLE));
        vm.prank(pauser);
        token.setDelegated(true);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _later(uint64 version) private returns (address) {
        return deploy("LaterControls.sol:LaterControls", abi.encode(version));
    }

    function _repaired() private returns (address) {
        return _deployRepair(2);
    }

    function _upgrade(address implementation) private {
        vm.prank(timelock);
        token.upgradeToAndCall(implementation, "");
    }

    function _delegate(bool enabled) private {
        vm.prank(timelock);
        token.setDelegated(enabled);
    }

    function _expectDowngrade(uint64 current, uint64 proposed) private {
        vm.expectRevert(abi.encodeWithSelector(IUpgrading.ImplementationDowngrade.selector, current, proposed));
    }
}
