// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBurning} from "../../../contracts/interfaces/IBurning.sol";
import {ICrosschain} from "../../../contracts/interfaces/ICrosschain.sol";
import {IFreezing} from "../../../contracts/interfaces/IFreezing.sol";
import {IMinting} from "../../../contracts/interfaces/IMinting.sol";
import {IPausing} from "../../../contracts/interfaces/IPausing.sol";
import {IRescuing} from "../../../contracts/interfaces/IRescuing.sol";
import {ISeizing} from "../../../contracts/interfaces/ISeizing.sol";
import {Vm} from "../helpers/Vm.sol";

/// @title Replay
/// @notice What an indexer knows about one token: everything in it comes from events and nothing from the token.
contract Replay {
    uint256 private constant UNTIL_UNFROZEN = type(uint40).max;

    uint256 public supply;
    uint256 public scopes;
    uint256 public events;
    mapping(address account => uint256) public balance;
    mapping(address account => uint256) public until;
    mapping(bytes32 depositRef => uint256) public deposits;
    mapping(bytes32 payoutRef => uint256) public payouts;
    mapping(bytes32 actRef => uint256) public acts;
    uint256 public passedOver;
    uint256 public inflowCap;
    mapping(bytes32 role => mapping(address account => bool)) public hasRole;
    mapping(address minter => bytes32) public minterLimit;
    mapping(address bridge => bytes32) public bridgeLimits;
    mapping(address guardian => bytes32) public guardianLimit;

    /// @notice Reads the logs of one transaction that come from `emitter`.
    function read(Vm.Log[] calldata logs, address emitter) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == emitter) _read(logs[i].topics, logs[i].data);
        }
    }

    function _read(bytes32[] calldata topics, bytes calldata data) private {
        ++events;
        bytes32 kind = topics[0];
        if (kind == IERC20.Transfer.selector) {
            _transfer(_account(topics[1]), _account(topics[2]), abi.decode(data, (uint256)));
        } else if (kind == IFreezing.Frozen.selector) {
            until[_account(topics[1])] = abi.decode(data, (uint256));
        } else if (kind == IFreezing.FreezeRatified.selector) {
            until[_account(topics[1])] = UNTIL_UNFROZEN;
        } else if (kind == IFreezing.Unfrozen.selector) {
            until[_account(topics[1])] = 0;
        } else if (kind == IPausing.Paused.selector) {
            scopes |= abi.decode(data, (uint256));
        } else if (kind == IPausing.Unpaused.selector) {
            scopes &= ~abi.decode(data, (uint256));
        } else {
            _readIssuer(kind, topics, data);
        }
    }

    function _readIssuer(bytes32 kind, bytes32[] calldata topics, bytes calldata data) private {
        if (kind == IMinting.Minted.selector) {
            ++deposits[topics[3]];
        } else if (kind == IBurning.Burned.selector) {
            ++payouts[topics[2]];
        } else if (
            kind == ISeizing.Seized.selector || kind == ISeizing.Wiped.selector || kind == IRescuing.Rescued.selector
        ) {
            ++acts[topics[3]];
        } else if (kind == IFreezing.PassedOver.selector) {
            ++passedOver;
        } else {
            _readSettings(kind, topics, data);
        }
    }

    function _readSettings(bytes32 kind, bytes32[] calldata topics, bytes calldata data) private {
        if (kind == ICrosschain.InflowCapSet.selector) {
            inflowCap = abi.decode(data, (uint256));
        } else if (kind == IFreezing.GuardianLimitSet.selector) {
            guardianLimit[_account(topics[1])] = keccak256(data);
        } else if (kind == IMinting.MinterLimitSet.selector) {
            minterLimit[_account(topics[1])] = keccak256(data);
        } else if (kind == ICrosschain.BridgeLimitsSet.selector) {
            bridgeLimits[_account(topics[1])] = keccak256(data);
        } else if (kind == IAccessControl.RoleGranted.selector) {
            hasRole[topics[1]][_account(topics[2])] = true;
        } else if (kind == IAccessControl.RoleRevoked.selector) {
            hasRole[topics[1]][_account(topics[2])] = false;
        }
    }

    function _transfer(address from, address to, uint256 amount) private {
        if (from == address(0)) supply += amount;
        else balance[from] -= amount;
        if (to == address(0)) supply -= amount;
        else balance[to] += amount;
    }

    function _account(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
