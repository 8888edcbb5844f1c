// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../../../contracts/interfaces/IMinting.sol";
import {IReserveGate} from "../../../../../contracts/interfaces/IReserveGate.sol";
import {IStablecoin} from "../../../../../contracts/interfaces/IStablecoin.sol";
import {IUpgrading} from "../../../../../contracts/interfaces/IUpgrading.sol";
import {RoleActs} from "./RoleActs.sol";

/// @title UpgradeActs
/// @notice What only the timelock does to the token: upgrades, the repair path, another gate, the end of issuance.
abstract contract UpgradeActs is RoleActs {
    /// @dev An implementation to be proposed, and what is true of it.
    struct Implementation {
        address code;
        uint64 version;
        bool carries; // the holder plane
        bool foreign; // no issuer controls
        bool misplaced; // belongs behind another slot
        bool initializes; // has something to initialize
    }

    Implementation[] internal implementations;
    Implementation internal current;
    bool internal delegated;
    bool internal noticed;
    bool internal retired;
    IReserveGate internal gate;
    IReserveGate internal otherGate;

    function upgradeToAndCall(uint256 by, uint256 which, uint256 withData) external {
        (address caller, Implementation memory next) = (
            _caller(timelock, by),
            implementations[which % implementations.length]
        );
        bytes memory data = _initialization(next, withData);
        Act memory act = _issuerAct(UPGRADER_ROLE, caller, abi.encodeCall(token.upgradeToAndCall, (next.code, data)));
        act.refusal = _ifNotUpgradable(caller, next, data);
        if (_call(act)) _upgraded(next, data);
    }

    function setDelegated(uint256 by, uint256 on) external {
        (address caller, bool enabled) = (_caller(timelock, by), on % 2 == 0);
        Act memory act = _issuerAct(UPGRADER_ROLE, caller, abi.encodeCall(token.setDelegated, (enabled)));
        act.refusal = _ifNotDelegable(caller, enabled);
        if (_call(act)) delegated = enabled;
    }

    function setReserveGate(uint256 by, uint256 which) external {
        (address caller, IReserveGate next) = (_adminOf(address(token), by), _gate(which));
        Act memory act = _issuerAct(DEFAULT_ADMIN_ROLE, caller, abi.encodeCall(token.setReserveGate, (next)));
        act.refusal = _ifNoGate(caller, next);
        if (_call(act)) gate = next;
    }

    function retire(uint256 by, uint256 really) external {
        // Rarely by who may: issuance does not come back.
        address caller = really % 12 == 0 ? admins[address(token)].current : _holder(by);
        Act memory act = _issuerAct(DEFAULT_ADMIN_ROLE, caller, abi.encodeCall(token.retire, (stranger)));
        act.refusal = _ifRetired(caller);
        if (_call(act)) retired = true;
    }

    /// @notice The constructor has done it: nobody can do it again.
    function initialize(uint256 by) external {
        bytes memory data = abi.encodeCall(token.initialize, (_issuerParameters(), DECIMALS));
        Act memory act = _holderAct(_operator(by), data, 0);
        act.refusal = abi.encodeWithSelector(IStablecoin.InvalidInitialization.selector);
        if (_call(act)) _saw("UPG04");
    }

    // ------------------------------------------------------------------------------------------------ rules

    function _ifNotUpgradable(
        address caller,
        Implementation memory next,
        bytes memory data
    ) internal view returns (bytes memory) {
        if (!holds[address(token)][UPGRADER_ROLE][caller]) return _missingRole(caller, UPGRADER_ROLE);
        if (next.foreign) return abi.encodeWithSelector(IUpgrading.ForeignImplementation.selector, next.code);
        if (next.version <= current.version) {
            return abi.encodeWithSelector(IUpgrading.ImplementationDowngrade.selector, current.version, next.version);
        }
        if (delegated && !next.carries) return _planeMissing(next.code);
        if (next.misplaced) {
            return abi.encodeWithSelector(IStablecoin.UUPSUnsupportedProxiableUUID.selector, keccak256("another slot"));
        }
        if (data.length == 0 || !noticed) return "";
        return abi.encodeWithSelector(IStablecoin.InvalidInitialization.selector);
    }

    function _upgraded(Implementation memory next, bytes memory data) internal {
        if (next.version <= current.version || next.foreign || next.misplaced) _saw("UPG01");
        if (delegated && !next.carries) _saw("UPG02");
        if (data.length != 0) noticed = true;
        current = next;
    }

    function _ifNotDelegable(address caller, bool enabled) internal view returns (bytes memory) {
        if (!holds[address(token)][UPGRADER_ROLE][caller]) return _missingRole(caller, UPGRADER_ROLE);
        return enabled && !current.carries ? _planeMissing(current.code) : bytes("");
    }

    function _ifNoGate(address caller, IReserveGate next) internal view returns (bytes memory) {
        if (!holds[address(token)][DEFAULT_ADMIN_ROLE][caller]) return _missingRole(caller, DEFAULT_ADMIN_ROLE);
        if (next != otherGate) return "";
        return abi.encodeWithSelector(IMinting.DecimalsMismatch.selector, DECIMALS + 2, DECIMALS);
    }

    function _ifRetired(address caller) internal view returns (bytes memory) {
        if (!holds[address(token)][DEFAULT_ADMIN_ROLE][caller]) return _missingRole(caller, DEFAULT_ADMIN_ROLE);
        return retired ? abi.encodeWithSelector(IMinting.IssuanceRetired.selector) : bytes("");
    }

    function _repaired() internal view override returns (bool) {
        return delegated;
    }

    function _initialization(Implementation memory next, uint256 withData) internal pure returns (bytes memory) {
        if (!next.initializes || withData % 2 == 0) return "";
        return abi.encodeWithSignature("initializeNotice(bytes32)", CASE);
    }

    /// @dev Mostly the gate that works, sometimes none, sometimes one with other decimals.
    function _gate(uint256 which) internal view returns (IReserveGate) {
        if (which % 5 == 0) return IReserveGate(address(0));
        return which % 5 == 1 ? otherGate : IReserveGate(address(attestations));
    }

    function _planeMissing(address code) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IUpgrading.HolderPlaneMissing.selector, code);
    }
}
