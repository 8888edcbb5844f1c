// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Signing} from "../../helpers/Signing.sol";
import {Vm} from "../../helpers/Vm.sol";
import {Replay} from "../Replay.sol";

/// @title Books
/// @notice One system, and beside it books of what happened to it, kept from the acts and never from the contracts. Each
/// act says before the call what must come of it: success, or an exact error. What comes otherwise is a surprise, and a
/// surprise breaks property ERR01.
abstract contract Books is Signing {
    /// @dev A refilling limit, and what it can have let through since it was first set.
    struct Bucket {
        uint256 capacity;
        uint256 window;
        uint256 used;
        uint256 stamp;
        uint256 ceiling;
        uint256 taken;
    }

    /// @dev One call and what is known of it beforehand.
    struct Act {
        address target;
        address caller;
        bytes data;
        bytes refusal; // the exact error, empty for success
        uint256 scope; // pause scopes it must respect
        bool restricted; // whether it needs `role`
        bytes32 role;
        bool compliance; // whether it may take from frozen accounts
        address[3] touched; // the only accounts whose balances may change
    }

    uint256 internal constant REFERENCES = 48;

    /// @dev All accounts that can hold tokens.
    address[] internal holders;
    Replay internal replay;

    // what the token must say
    mapping(address account => uint256) internal balance;
    mapping(address account => uint256) internal until;
    mapping(address owner => mapping(address spender => uint256)) internal allowed;
    mapping(address owner => uint256) internal permits;
    mapping(address authorizer => mapping(bytes32 nonce => bool)) internal spentNonce;
    mapping(bytes32 ref => uint256) internal depositUses;
    mapping(bytes32 ref => uint256) internal payoutUses;
    mapping(bytes32 ref => uint256) internal actUses;
    mapping(address account => address) internal lastGuardian;
    mapping(address account => mapping(address guardian => uint256)) internal barredUntil;
    mapping(address guardian => Bucket) internal freezeBucket;
    /// @dev How many accounts batches have passed over.
    uint256 internal passedOver;
    mapping(address minter => Bucket) internal mintBucket;
    mapping(address bridge => Bucket) internal inBucket;
    mapping(address bridge => Bucket) internal outBucket;
    mapping(address bridge => uint256) internal inflowCap;
    uint256 internal inflowCapOverAll;
    uint256 internal supply;
    uint256 internal scopes;

    // where the supply came from and went to
    uint256 internal issued;
    uint256 internal redeemed;
    uint256 internal wiped;
    mapping(address bridge => uint256) internal broughtIn;
    mapping(address bridge => uint256) internal takenOut;
    uint256 internal cameIn;
    uint256 internal wentOut;

    // what was seen while acts happened: ids of broken properties, and the first surprise
    mapping(string id => bool) private seen;
    bool private spotted;
    string internal surprise;
    mapping(address account => uint256) internal lastBalance;

    // figures
    uint256 internal calls;
    uint256 internal successes;
    bytes4[] internal kinds;
    mapping(bytes4 kind => uint256) internal refusals;
    mapping(address target => mapping(bytes4 selector => uint256)) internal succeeded;
    mapping(address target => mapping(bytes4 selector => uint256)) internal refused;

    // ------------------------------------------------------------------------------------------------ the one door

    /// @dev Makes the call, compares what comes of it with what must, and watches what moves.
    function _call(Act memory act) internal returns (bool done) {
        bool entitled = !act.restricted || IAccessControl(act.target).hasRole(act.role, act.caller);
        bytes4 selector = bytes4(act.data);
        vm.recordLogs();
        vm.prank(act.caller);
        bytes memory answer;
        (done, answer) = act.target.call(act.data);
        ++calls;
        if (done != (act.refusal.length == 0) || (!done && keccak256(answer) != keccak256(act.refusal))) {
            _surprise(selector, answer, act.refusal);
        }
        if (!done) {
            ++refused[act.target][selector];
            if (refusals[bytes4(answer)]++ == 0) kinds.push(bytes4(answer));
            return false;
        }
        ++successes;
        ++succeeded[act.target][selector];
        if (!entitled) _saw("ROL04");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        replay.read(logs, address(token));
        _watch(act);
    }

    /// @dev Compares all balances with those before the act.
    function _watch(Act memory act) private {
        bool moved = false;
        for (uint256 i = 0; i < holders.length; ++i) {
            address holder = holders[i];
            uint256 held = token.balanceOf(holder);
            uint256 before = lastBalance[holder];
            if (held == before) continue;
            moved = true;
            lastBalance[holder] = held;
            if (holder != act.touched[0] && holder != act.touched[1] && holder != act.touched[2]) _saw("BAL04");
            _watchFreeze(holder, held > before, act.compliance);
        }
        if (moved && scopes & act.scope != 0) _saw("PAU01");
    }

    /// @dev For an account whose balance has changed: neither its freeze may have changed, nor may it be frozen.
    function _watchFreeze(address holder, bool received, bool compliance_) private {
        if (token.frozenUntil(holder) != until[holder]) _saw("FRZ02");
        if (until[holder] <= block.timestamp) return;
        if (received) _saw("FRZ03");
        else if (!compliance_) _saw("FRZ01");
    }

    /// @dev Notes that an act has broken a property.
    function _saw(string memory id) internal {
        (spotted, seen[id]) = (true, true);
    }

    /// @dev Almost always one look is enough.
    function _unseen(string memory id) internal view returns (bool) {
        return !spotted || !seen[id];
    }

    function _surprise(bytes4 selector, bytes memory answer, bytes memory expected) private {
        _saw("ERR01");
        if (bytes(surprise).length != 0) return;
        surprise = string.concat(
            vm.toString(abi.encodePacked(selector)),
            " answered ",
            vm.toString(answer),
            " and not ",
            vm.toString(expected)
        );
    }

    // ------------------------------------------------------------------------------------------------ movements

    function _move(address from, address to, uint256 amount) internal {
        balance[from] -= amount;
        balance[to] += amount;
    }

    function _give(address to, uint256 amount) internal {
        supply += amount;
        balance[to] += amount;
    }

    function _take(address from, uint256 amount) internal {
        supply -= amount;
        balance[from] -= amount;
    }

    function _spend(address owner, address spender, uint256 amount) internal {
        if (allowed[owner][spender] != type(uint256).max) allowed[owner][spender] -= amount;
    }

    // ------------------------------------------------------------------------------------------------ limits

    /// @dev What may pass now, and what is used; OpenZeppelin's arithmetic, written down a second time.
    function _state(Bucket storage bucket) internal view returns (uint256 used, uint256 available) {
        uint256 window = bucket.window == 0 ? 1 : bucket.window;
        uint256 refill = ((block.timestamp - bucket.stamp) * bucket.capacity) / window;
        used = bucket.used > refill ? bucket.used - refill : 0;
        available = bucket.capacity > used ? bucket.capacity - used : 0;
    }

    function _consume(Bucket storage bucket, uint256 amount) internal {
        (uint256 used, ) = _state(bucket);
        _accrue(bucket);
        (bucket.used, bucket.stamp, bucket.taken) = (used + amount, block.timestamp, bucket.taken + amount);
    }

    function _reset(Bucket storage bucket, uint256 capacity, uint256 window) internal {
        (uint256 used, ) = _state(bucket);
        _accrue(bucket);
        if (capacity > bucket.capacity) bucket.ceiling += capacity - bucket.capacity;
        (bucket.used, bucket.stamp) = (used, block.timestamp);
        (bucket.capacity, bucket.window) = (capacity, window);
    }

    /// @dev The most that capacity and refill can have let through up to now, rounded up.
    function _ceiling(Bucket storage bucket) internal view returns (uint256) {
        uint256 window = bucket.window == 0 ? 1 : bucket.window;
        return bucket.ceiling + ((block.timestamp - bucket.stamp) * bucket.capacity + window - 1) / window;
    }

    function _accrue(Bucket storage bucket) private {
        bucket.ceiling = _ceiling(bucket);
    }

    // ------------------------------------------------------------------------------------------------ choices

    function _holder(uint256 index) internal view returns (address) {
        return holders[index % holders.length];
    }

    /// @dev Mostly a holder, sometimes an account that may never receive.
    function _receiver(uint256 index) internal view returns (address) {
        if (index % 37 == 0) return address(0);
        if (index % 37 == 1) return address(token);
        return _holder(index >> 8);
    }

    /// @dev Mostly who may, sometimes somebody else.
    function _caller(address usual, uint256 index) internal view returns (address) {
        return index % 11 == 0 ? _holder(index >> 8) : usual;
    }

    /// @dev Mostly a part of the limit, sometimes the limit itself or just above it.
    function _near(uint256 limit, uint256 seed) internal pure returns (uint256) {
        if (limit > type(uint128).max) limit = type(uint128).max;
        if (seed % 8 == 0) return limit;
        if (seed % 8 == 1) return limit + 1;
        seed >>= 8;
        return limit == 0 ? seed % 100 : seed % limit;
    }
}
