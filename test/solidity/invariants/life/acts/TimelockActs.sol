// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IReserveAttestations} from "../../../../../contracts/interfaces/IReserveAttestations.sol";
import {ReportActs} from "./ReportActs.sol";

/// @title TimelockActs
/// @notice Operations of the timelock: scheduled, cancelled, executed too early, executed in time. What they do is what
/// the timelock is there for: upgrades, the repair path, another gate, the end of issuance, attestors, halts, roles, and
/// its own delay.
abstract contract TimelockActs is ReportActs {
    struct Operation {
        bytes32 id;
        address target;
        bytes payload;
        uint256 kind;
        uint256 seed;
        bool batch;
        uint256 due; // zero once it is done or cancelled
        uint256 notBefore;
    }

    Operation[] internal operations;
    uint256 internal minimumDelay = ATTESTORS_DELAY;

    function schedule(uint256 by, uint256 kind, uint256 seed, uint256 delay_) external {
        Operation memory planned;
        (planned.kind, planned.seed, planned.batch) = (kind % 8, seed, kind % 16 > 7);
        (planned.target, planned.payload) = _payload(planned.kind, seed);
        bool repeated = delay_ % 7 == 0 && operations.length != 0;
        uint256 salt = repeated ? operations.length - 1 : operations.length;
        if (repeated) planned = operations[salt];
        uint256 least = _leastDelay(planned);
        uint256 delay = delay_ % 9 == 0 ? least - 1 : least;
        planned.id = _id(planned, salt);
        address caller = _caller(proposer, by);
        Act memory act = _timelockAct(caller, PROPOSER_ROLE, _scheduling(planned, salt, delay));
        act.refusal = caller == proposer ? bytes("") : _missingRole(caller, PROPOSER_ROLE);
        act.refusal = _first(act.refusal, _ifUnschedulable(planned, repeated && _exists(salt), delay));
        if (!_call(act)) return;
        (planned.due, planned.notBefore) = (block.timestamp + delay, block.timestamp + least);
        cancelled[planned.id] = false;
        if (repeated) operations[salt] = planned;
        else operations.push(planned);
    }

    function cancel(uint256 by, uint256 which) external {
        if (operations.length == 0) return;
        which %= operations.length;
        address caller = _caller(proposer, by);
        bytes32 id = operations[which].id;
        Act memory act = _timelockAct(caller, CANCELLER_ROLE, abi.encodeCall(TimelockController.cancel, (id)));
        act.refusal = caller == proposer ? bytes("") : _missingRole(caller, CANCELLER_ROLE);
        act.refusal = _first(act.refusal, _ifState(operations[which].due == 0, id, (1 << 1) | (1 << 2)));
        if (!_call(act)) return;
        operations[which].due = 0;
        cancelled[id] = true;
    }

    /// @notice Mostly once its time has come: the rest of it passes first.
    function execute(uint256 by, uint256 which, uint256 early) external {
        if (operations.length == 0) return;
        which = _recent(which);
        Operation memory planned = operations[which];
        if (early % 4 != 0 && planned.due > block.timestamp) vm.warp(planned.due);
        address caller = _caller(executor, by);
        bytes memory data = _execution(planned, which);
        Act memory act = _timelockAct(caller, EXECUTOR_ROLE, data);
        act.refusal = caller == executor ? bytes("") : _missingRole(caller, EXECUTOR_ROLE);
        bool ready = planned.due != 0 && planned.due <= block.timestamp;
        act.refusal = _first(act.refusal, _ifState(!ready, planned.id, 1 << 2), _failure(planned));
        if (!_call(act)) return;
        if (planned.due == 0 || block.timestamp < planned.notBefore) _saw("TLK01");
        operations[which].due = 0;
        _effect(planned);
    }

    /// @dev Mostly one of the last four operations: older ones are mostly done.
    function _recent(uint256 which) private view returns (uint256) {
        uint256 count = operations.length;
        if (which % 4 == 0 || count < 4) return (which >> 8) % count;
        return count - 1 - ((which >> 8) % 4);
    }

    // ------------------------------------------------------------------------------------------------ what is scheduled

    bytes32 internal constant PROPOSER_ROLE = keccak256("PROPOSER_ROLE");
    bytes32 internal constant CANCELLER_ROLE = keccak256("CANCELLER_ROLE");
    bytes32 internal constant EXECUTOR_ROLE = keccak256("EXECUTOR_ROLE");
    mapping(bytes32 id => bool) private cancelled;

    function _payload(uint256 kind, uint256 seed) private view returns (address target, bytes memory payload) {
        if (kind == 0) return (timelock, abi.encodeCall(TimelockController.updateDelay, (_newDelay(seed))));
        if (kind == 1) return (address(attestations), _attestorCall(seed));
        if (kind == 2) {
            return (address(attestations), abi.encodeCall(IReserveAttestations.resolveHalt, (uint64(seed % 8))));
        }
        target = address(token);
        if (kind == 3) {
            Implementation memory next = implementations[seed % implementations.length];
            payload = abi.encodeCall(token.upgradeToAndCall, (next.code, _initialization(next, seed >> 8)));
        } else if (kind == 4) {
            payload = abi.encodeCall(token.setDelegated, (seed % 2 == 0));
        } else if (kind == 5) {
            payload = abi.encodeCall(token.setReserveGate, (_gate(seed)));
        } else if (_retires(kind, seed)) {
            payload = abi.encodeCall(token.retire, (stranger));
        } else {
            payload = abi.encodeCall(IAccessControl.grantRole, (_role(seed), firstMember[_role(seed)]));
        }
    }

    /// @dev Why the operation would fail now.
    function _failure(Operation memory planned) private view returns (bytes memory) {
        (uint256 kind, uint256 seed) = (planned.kind, planned.seed);
        if (kind == 0) return "";
        if (kind == 1) {
            (uint256[] memory chosen, uint256 threshold) = _choice(seed, seed >> 16);
            return _ifBadAttestors(timelock, chosen, threshold);
        }
        if (kind == 2) return _ifNotResolvable(timelock, uint64(seed % 8));
        if (kind == 3) {
            Implementation memory next = implementations[seed % implementations.length];
            return _ifNotUpgradable(timelock, next, _initialization(next, seed >> 8));
        }
        if (kind == 4) return _ifNotDelegable(timelock, seed % 2 == 0);
        if (kind == 5) return _ifNoGate(timelock, _gate(seed));
        return _retires(kind, seed) ? _ifRetired(timelock) : _ifMissing(DEFAULT_ADMIN_ROLE, timelock);
    }

    /// @dev What the operation changed.
    function _effect(Operation memory planned) private {
        (uint256 kind, uint256 seed) = (planned.kind, planned.seed);
        if (kind == 0) {
            minimumDelay = _newDelay(seed);
        } else if (kind == 1) {
            (uint256[] memory chosen, uint256 threshold) = _choice(seed, seed >> 16);
            _appoint(chosen, threshold);
            if (_closes(seed)) _closeAll(_latest());
        } else if (kind == 2) {
            _resolved(uint64(seed % 8));
        } else if (kind == 3) {
            Implementation memory next = implementations[seed % implementations.length];
            _upgraded(next, _initialization(next, seed >> 8));
        } else {
            _effectOnToken(kind, seed);
        }
    }

    function _effectOnToken(uint256 kind, uint256 seed) private {
        if (kind == 4) {
            delegated = seed % 2 == 0;
        } else if (kind == 5) {
            gate = _gate(seed);
        } else if (_retires(kind, seed)) {
            retired = true;
        } else {
            _grant(address(token), _role(seed), firstMember[_role(seed)]);
        }
    }

    function _retires(uint256 kind, uint256 seed) private pure returns (bool) {
        return kind == 6 && seed % 16 == 0;
    }

    function _attestorCall(uint256 seed) private view returns (bytes memory) {
        (uint256[] memory chosen, uint256 threshold) = _choice(seed, seed >> 16);
        return abi.encodeCall(IReserveAttestations.setAttestors, (_addresses(chosen), threshold, _closes(seed)));
    }

    function _newDelay(uint256 seed) private pure returns (uint256) {
        return 1 days + (seed % 2 days);
    }

    // ------------------------------------------------------------------------------------------------ calls

    function _id(Operation memory planned, uint256 salt) private pure returns (bytes32) {
        if (!planned.batch) return keccak256(abi.encode(planned.target, 0, planned.payload, bytes32(0), bytes32(salt)));
        return
            keccak256(
                abi.encode(_list(planned.target), new uint256[](1), _bytes(planned.payload), bytes32(0), bytes32(salt))
            );
    }

    function _scheduling(Operation memory planned, uint256 salt, uint256 delay) private pure returns (bytes memory) {
        (address target, bytes memory payload) = (planned.target, planned.payload);
        if (!planned.batch) {
            return abi.encodeCall(TimelockController.schedule, (target, 0, payload, 0, bytes32(salt), delay));
        }
        return
            abi.encodeCall(
                TimelockController.scheduleBatch,
                (_list(target), new uint256[](1), _bytes(payload), 0, bytes32(salt), delay)
            );
    }

    function _execution(Operation memory planned, uint256 salt) private pure returns (bytes memory) {
        (address target, bytes memory payload) = (planned.target, planned.payload);
        if (!planned.batch) return abi.encodeCall(TimelockController.execute, (target, 0, payload, 0, bytes32(salt)));
        return
            abi.encodeCall(
                TimelockController.executeBatch,
                (_list(target), new uint256[](1), _bytes(payload), 0, bytes32(salt))
            );
    }

    function _timelockAct(address caller, bytes32 role, bytes memory data) private view returns (Act memory act) {
        (act.target, act.caller, act.data) = (timelock, caller, data);
        (act.restricted, act.role) = (true, role);
    }

    /// @dev Whether the timelock knows the operation: scheduled or done, but not cancelled.
    function _exists(uint256 which) private view returns (bool) {
        return operations[which].due != 0 || !cancelled[operations[which].id];
    }

    function _ifState(bool wrong, bytes32 id, uint256 expected) private pure returns (bytes memory) {
        if (!wrong) return "";
        return
            abi.encodeWithSelector(TimelockController.TimelockUnexpectedOperationState.selector, id, bytes32(expected));
    }

    /// @dev A single call is measured before its state is asked, a batch after.
    function _ifUnschedulable(Operation memory planned, bool known, uint256 delay) private view returns (bytes memory) {
        bytes memory state = _ifState(known, planned.id, 1 << 0);
        bytes memory below = _ifShort(delay, minimumDelay);
        bytes memory short = _ifShort(delay, _leastDelay(planned));
        return planned.batch ? _first(state, below, short) : _first(short, state);
    }

    /// @dev By the kind of operation, written down a second time.
    function _leastDelay(Operation memory planned) private view returns (uint256) {
        uint256 delay = UPGRADE_DELAY;
        if (planned.kind == 1 || planned.kind == 2) delay = ATTESTORS_DELAY;
        if (planned.kind == 5) delay = ROLES_DELAY;
        bool grants = planned.kind > 5 && !_retires(planned.kind, planned.seed);
        if (grants && _role(planned.seed) != UPGRADER_ROLE) delay = ROLES_DELAY;
        return delay > minimumDelay ? delay : minimumDelay;
    }

    function _closes(uint256 seed) private pure returns (bool) {
        return seed % 5 == 0;
    }

    function _ifShort(uint256 delay, uint256 least) private pure returns (bytes memory) {
        if (delay >= least) return "";
        return abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, delay, least);
    }

    function _bytes(bytes memory member) private pure returns (bytes[] memory list) {
        list = new bytes[](1);
        list[0] = member;
    }
}
