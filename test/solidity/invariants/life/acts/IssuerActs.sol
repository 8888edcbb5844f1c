// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IMinting} from "../../../../../contracts/interfaces/IMinting.sol";
import {IPausing} from "../../../../../contracts/interfaces/IPausing.sol";
import {HolderActs} from "./HolderActs.sol";

/// @title IssuerActs
/// @notice Issuance, redemption, limits and pauses.
abstract contract IssuerActs is HolderActs {
    address internal secondMinter = makeAddr("second minter");

    function mint(uint256 by, uint256 to_, uint256 amount, uint256 ref) external {
        address caller = _caller(by % 5 == 0 ? secondMinter : minter, by >> 8);
        address to = _receiver(to_);
        (, uint256 available) = _state(mintBucket[caller]);
        amount = _near(amount % 2 == 0 ? available : _headroom(), amount >> 8);
        bytes32 depositRef = bytes32(ref % REFERENCES);
        Act memory act = _issuerAct(MINTER_ROLE, caller, abi.encodeCall(token.mint, (to, amount, depositRef)));
        act.scope = MINT;
        act.refusal = _first(
            _first(
                _ifMissing(MINTER_ROLE, caller),
                _ifPaused(MINT),
                _ifNothing(amount),
                _ifUsed(depositUses, depositRef)
            ),
            _ifOverMintLimit(caller, amount),
            _ifNoHeadroom(amount),
            _credit(to)
        );
        act.touched[0] = to;
        if (!_call(act)) return;
        ++depositUses[depositRef];
        if (mintBucket[caller].capacity == 0) _saw("LIM04");
        _consume(mintBucket[caller], amount);
        _give(to, amount);
        issued += amount;
        _recordIssued(amount);
    }

    /// @notice Two deposits at once, sometimes both for one receiver or under one reference.
    function mintBatch(uint256 by, uint256 to_, uint256 amount, uint256 ref) external {
        address caller = _caller(by % 5 == 0 ? secondMinter : minter, by >> 8);
        (address[] memory to, uint256[] memory amounts) = (new address[](2), new uint256[](2));
        bytes32[] memory refs = new bytes32[](2);
        (to[0], to[1]) = (_receiver(to_), _receiver(to_ >> 128));
        (, uint256 available) = _state(mintBucket[caller]);
        uint256 left = amount % 8 == 0 || available < _headroom() ? available : _headroom();
        uint256 total = _near(left, amount >> 8);
        amounts[0] = total / (1 + (amount % 4));
        amounts[1] = total - amounts[0];
        // Mostly references of its own, since single mints use up the few that they share with it.
        uint256 many = ref % 4 == 0 ? REFERENCES : type(uint64).max;
        (refs[0], refs[1]) = (bytes32((ref >> 8) % many), bytes32((ref >> 128) % many));
        Act memory act = _issuerAct(MINTER_ROLE, caller, abi.encodeCall(token.mintBatch, (to, amounts, refs)));
        act.scope = MINT;
        act.refusal = _first(
            _first(_ifMissing(MINTER_ROLE, caller), _ifPaused(MINT)),
            _ifOverMintLimit(caller, total),
            _ifNoHeadroom(total),
            _first(_ifNothing(amounts[0]), _ifUsed(depositUses, refs[0]), _credit(to[0]))
        );
        if (act.refusal.length == 0) act.refusal = _ifNoSecond(amounts[1], refs, to[1]);
        act.touched = [to[0], to[1], to[1]];
        if (!_call(act)) return;
        if (mintBucket[caller].capacity == 0) _saw("LIM04");
        _consume(mintBucket[caller], total);
        for (uint256 i = 0; i < 2; ++i) {
            ++depositUses[refs[i]];
            _give(to[i], amounts[i]);
        }
        issued += total;
        _recordIssued(total);
    }

    function _ifNoSecond(uint256 amount, bytes32[] memory refs, address to) private view returns (bytes memory) {
        bytes memory repeated = abi.encodeWithSelector(IMinting.ReferenceUsed.selector, refs[1]);
        return _first(_ifNothing(amount), refs[1] == refs[0] ? repeated : _ifUsed(depositUses, refs[1]), _credit(to));
    }

    function burn(uint256 by, uint256 amount, uint256 ref) external {
        address caller = _caller(burner, by);
        amount = _near(balance[caller], amount);
        bytes32 payoutRef = bytes32(ref % REFERENCES);
        Act memory act = _issuerAct(BURNER_ROLE, caller, abi.encodeCall(token.burn, (amount, payoutRef)));
        act.scope = BURN;
        act.refusal = _first(
            _first(_ifMissing(BURNER_ROLE, caller), _ifPaused(BURN), _ifNothing(amount)),
            _ifUsed(payoutUses, payoutRef),
            _debit(caller, amount)
        );
        act.touched[0] = caller;
        if (!_call(act)) return;
        ++payoutUses[payoutRef];
        _take(caller, amount);
        redeemed += amount;
    }

    function setMinterLimit(uint256 by, uint256 who, uint256 capacity, uint256 window_) external {
        address caller = _limiterOrCouncil(by);
        address who_ = who % 3 == 0 ? minter : secondMinter;
        uint48 window = uint48(window_ % 5 == 0 ? 0 : window_ % 2 days);
        capacity = _capacity(capacity);
        bytes memory data = abi.encodeCall(token.setMinterLimit, (who_, capacity, window));
        Act memory act = _issuerAct(LIMITER_ROLE, caller, data);
        act.restricted = false; // two roles: see ROL08
        bool closes = capacity == 0 && window == 0;
        act.refusal = _first(_ifNoLimiter(caller, closes), _ifBadLimit(capacity, window));
        if (!_call(act)) return;
        _limitSet(caller, closes);
        _reset(mintBucket[who_], _stored(capacity), window);
    }

    /// @dev Mostly who sets limits, often the council.
    function _limiterOrCouncil(uint256 by) internal view returns (address) {
        return by % 3 == 0 ? council : _caller(limiter, by);
    }

    /// @dev Whoever has set a limit was entitled to.
    function _limitSet(address caller, bool closes) internal {
        bool mayClose = closes && token.hasRole(COUNCIL_ROLE, caller);
        if (!mayClose && !token.hasRole(LIMITER_ROLE, caller)) _saw("ROL08");
    }

    // ------------------------------------------------------------------------------------------------ pauses

    function pause(uint256 by, uint256 mask) external {
        address caller = _caller(pauser, by);
        mask = mask % 7 == 0 ? mask >> 8 : 1 << ((mask >> 8) % 6);
        Act memory act = _issuerAct(PAUSER_ROLE, caller, abi.encodeCall(token.pause, (mask)));
        act.refusal = _first(_ifMissing(PAUSER_ROLE, caller), _ifNoScope(mask));
        if (_call(act)) scopes |= mask;
    }

    function unpause(uint256 by, uint256 mask) external {
        address caller = _caller(unpauser, by);
        mask = mask % 7 == 0 ? mask >> 8 : SCOPES;
        Act memory act = _issuerAct(UNPAUSER_ROLE, caller, abi.encodeCall(token.unpause, (mask)));
        act.refusal = _first(_ifMissing(UNPAUSER_ROLE, caller), _ifNoScope(mask));
        if (_call(act)) scopes &= ~mask;
    }

    function _ifNoScope(uint256 mask) private pure returns (bytes memory) {
        if (mask != 0 && mask & ~SCOPES == 0) return "";
        return abi.encodeWithSelector(IPausing.InvalidScopes.selector, mask);
    }

    // ------------------------------------------------------------------------------------------------ shared

    function _issuerAct(bytes32 role, address caller, bytes memory data) internal view returns (Act memory act) {
        (act.target, act.caller, act.data) = (address(token), caller, data);
        (act.restricted, act.role) = (true, role);
    }

    /// @dev Capacities of all kinds: none, some, unlimited, and one that does not fit.
    function _capacity(uint256 seed) internal pure returns (uint256) {
        if (seed % 9 == 0) return 0;
        if (seed % 9 == 1) return UNLIMITED;
        if (seed % 31 == 2) return uint256(type(uint208).max) + ((seed >> 8) % 2);
        return (seed >> 8) % 60_000;
    }

    /// @dev A capacity as the token keeps it.
    function _stored(uint256 capacity) internal pure returns (uint256) {
        return capacity == UNLIMITED ? type(uint208).max : capacity;
    }

    /// @dev What issuance is left now, and why an amount cannot be issued; both are known by the reports' books.
    function _headroom() internal view virtual returns (uint256);
    function _ifNoHeadroom(uint256 amount) internal view virtual returns (bytes memory);
    function _recordIssued(uint256 amount) internal virtual;
}
