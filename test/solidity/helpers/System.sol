// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {ILedgerErrors} from "../../../contracts/interfaces/ILedgerErrors.sol";
import {IInitializing} from "../../../contracts/interfaces/IInitializing.sol";
import {IReserveGate} from "../../../contracts/interfaces/IReserveGate.sol";
import {IStablecoin} from "../../../contracts/interfaces/IStablecoin.sol";
import {Reports} from "./Reports.sol";

/// @title System
/// @notice The whole system as an issuer deploys it: timelock, reserve attestations, controls, token. Each power is held
/// by an actor of its own, so that a test shows who may do what.
/// @dev Contracts come from the build's artifacts: what is tested is byte for byte what is deployed.
abstract contract System is Reports {
    bytes32 internal constant DEFAULT_ADMIN_ROLE = 0;
    bytes32 internal constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 internal constant LIMITER_ROLE = keccak256("LIMITER_ROLE");
    bytes32 internal constant BURNER_ROLE = keccak256("BURNER_ROLE");
    bytes32 internal constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 internal constant UNPAUSER_ROLE = keccak256("UNPAUSER_ROLE");
    bytes32 internal constant COMPLIANCE_ROLE = keccak256("COMPLIANCE_ROLE");
    bytes32 internal constant RESCUER_ROLE = keccak256("RESCUER_ROLE");
    bytes32 internal constant BRIDGE_ROLE = keccak256("BRIDGE_ROLE");
    bytes32 internal constant UPGRADER_ROLE = keccak256("UPGRADER_ROLE");

    uint256 internal constant TRANSFER = 1;
    uint256 internal constant MINT = 2;
    uint256 internal constant BURN = 4;
    uint256 internal constant CROSSCHAIN = 8;
    uint256 internal constant SIGNATURE = 16;
    uint256 internal constant SEIZE = 32;
    uint256 internal constant SCOPES = 63;

    uint48 internal constant ADMIN_DELAY = 2 days;
    uint256 internal constant UNLIMITED = type(uint256).max;
    uint256 internal constant UNTIL_UNFROZEN = type(uint40).max;
    bytes32 internal constant CASE = keccak256("case");

    string internal constant NAME = "Som Token";
    string internal constant SYMBOL = "SOMT";
    string internal constant CURRENCY = "KGS";

    /// @dev ERC-7201 namespaces, computed here from their names and not taken from the contracts.
    bytes32 internal immutable LEDGER_SLOT = _namespace("stablecoin.storage.Ledger");
    bytes32 internal immutable SWITCHES_SLOT = _namespace("stablecoin.storage.Switches");

    IStablecoin internal token;
    address internal controls;

    address internal minter = makeAddr("minter");
    address internal limiter = makeAddr("limiter");
    address internal burner = makeAddr("burner");
    address internal pauser = makeAddr("pauser");
    address internal unpauser = makeAddr("unpauser");
    address internal compliance = makeAddr("compliance");
    address internal rescuer = makeAddr("rescuer");
    address internal bridge = makeAddr("bridge");
    address internal secondGuardian = makeAddr("second guardian");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal carol = makeAddr("carol");
    address internal stranger = makeAddr("stranger");

    uint256 private references;

    function setUp() public virtual override {
        super.setUp();
        controls = deploy("IssuerControls.sol:IssuerControls", "");
        token = _deployToken(_issuerParameters());
        vm.prank(timelock);
        token.grantRole(GUARDIAN_ROLE, secondGuardian);
        vm.startPrank(limiter);
        token.setMinterLimit(minter, UNLIMITED, 1 days);
        token.setBridgeLimits(bridge, _bridgeLimits(UNLIMITED, 1 days, UNLIMITED, 1 days));
        token.setGuardianLimit(guardian, UNLIMITED, 1 days);
        token.setGuardianLimit(secondGuardian, UNLIMITED, 1 days);
        vm.stopPrank();
    }

    // ------------------------------------------------------------------------------------------------ deployment

    function _deployToken(IInitializing.IssuerParameters memory parameters) internal returns (IStablecoin) {
        bytes memory arguments = abi.encode(NAME, SYMBOL, CURRENCY, DECIMALS, controls, parameters);
        address deployed = deploy("Stablecoin.sol:Stablecoin", arguments);
        vm.label(deployed, "token");
        return IStablecoin(deployed);
    }

    /// @dev A repair of the holder plane in front of the controls that are in force.
    function _deployRepair(uint64 version) internal returns (address) {
        return
            deploy(
                "RepairedHolder.sol:RepairedHolder",
                abi.encode(NAME, SYMBOL, CURRENCY, DECIMALS, controls, version)
            );
    }

    function _issuerParameters() internal view returns (IInitializing.IssuerParameters memory parameters) {
        IInitializing.RoleGrant[] memory roles = new IInitializing.RoleGrant[](11);
        roles[0] = IInitializing.RoleGrant(MINTER_ROLE, minter);
        roles[1] = IInitializing.RoleGrant(LIMITER_ROLE, limiter);
        roles[2] = IInitializing.RoleGrant(BURNER_ROLE, burner);
        roles[3] = IInitializing.RoleGrant(PAUSER_ROLE, pauser);
        roles[4] = IInitializing.RoleGrant(UNPAUSER_ROLE, unpauser);
        roles[5] = IInitializing.RoleGrant(GUARDIAN_ROLE, guardian);
        roles[6] = IInitializing.RoleGrant(COMPLIANCE_ROLE, compliance);
        roles[7] = IInitializing.RoleGrant(RESCUER_ROLE, rescuer);
        roles[8] = IInitializing.RoleGrant(BRIDGE_ROLE, bridge);
        roles[9] = IInitializing.RoleGrant(UPGRADER_ROLE, timelock);
        roles[10] = IInitializing.RoleGrant(COUNCIL_ROLE, council);
        parameters = IInitializing.IssuerParameters({
            defaultAdmin: timelock,
            defaultAdminDelay: ADMIN_DELAY,
            roles: roles,
            reserveGate: IReserveGate(address(attestations)),
            inflowCap: UNLIMITED
        });
    }

    /// @dev Limits without a cap on what comes in net.
    function _bridgeLimits(
        uint256 inboundCapacity,
        uint48 inboundWindow,
        uint256 outboundCapacity,
        uint48 outboundWindow
    ) internal pure returns (ICrosschain.BridgeLimits memory) {
        return ICrosschain.BridgeLimits(inboundCapacity, inboundWindow, outboundCapacity, outboundWindow, UNLIMITED);
    }

    // ------------------------------------------------------------------------------------------------ acts

    /// @dev Opens the next window: `mintable` may be issued here, and reserves cover it and the supply exactly.
    function _openWindow(uint256 mintable) internal {
        uint64 sequence = attestations.latestSequence() + 1;
        _submit(_report(sequence, token.totalSupply(), mintable));
    }

    /// @dev Issues tokens as the minter does, under a window of their own that ends at once.
    function _issue(address to, uint256 amount) internal {
        _openWindow(amount);
        vm.prank(minter);
        token.mint(to, amount, _reference());
        vm.warp(block.timestamp + 1 days);
    }

    /// @dev A reference that was not used before.
    function _reference() internal returns (bytes32) {
        return keccak256(abi.encode("reference", ++references));
    }

    function _freeze(address account) internal returns (uint256 until) {
        vm.prank(guardian);
        token.freeze(account, CASE);
        return block.timestamp + 72 hours;
    }

    function _freezeForGood(address account) internal {
        _freeze(account);
        vm.prank(compliance);
        token.ratify(account, CASE);
    }

    function _pause(uint256 scopes) internal {
        vm.prank(pauser);
        token.pause(scopes);
    }

    // ------------------------------------------------------------------------------------------------ storage

    function _accountSlot(address account) internal view returns (bytes32) {
        return keccak256(abi.encode(account, LEDGER_SLOT));
    }

    function _supplySlot() internal view returns (bytes32) {
        return bytes32(uint256(LEDGER_SLOT) + 2);
    }

    function _word(address account) internal view returns (uint256) {
        return uint256(vm.load(address(token), _accountSlot(account)));
    }

    /// @dev Puts a balance and an equal supply in place that no single window could issue.
    function _endow(address account, uint256 balance) internal {
        vm.store(address(token), _accountSlot(account), bytes32(balance));
        vm.store(address(token), _supplySlot(), bytes32(balance));
    }

    // ------------------------------------------------------------------------------------------------ errors

    function _paused(uint256 scopes) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.EnforcedPause.selector, scopes);
    }

    function _frozen(address account, uint256 until) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.AccountFrozen.selector, account, until);
    }

    function _notFrozen(address account) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedgerErrors.AccountNotFrozen.selector, account);
    }

    function _insufficientBalance(address account, uint256 held, uint256 needed) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, account, held, needed);
    }

    function _insufficientAllowance(
        address spender,
        uint256 allowed,
        uint256 needed
    ) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, spender, allowed, needed);
    }

    function _invalidReceiver(address receiver) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, receiver);
    }

    // ------------------------------------------------------------------------------------------------ events

    function _expectTransfer(address from, address to, uint256 amount) internal {
        vm.expectEmit(address(token));
        emit IERC20.Transfer(from, to, amount);
    }
}
