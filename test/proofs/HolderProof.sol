// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {TokenProof} from "./TokenProof.sol";

/// @title HolderProof
/// @notice What holders can do without a signature: for all accounts, amounts, times and states.
contract HolderProof is TokenProof {
    uint256 private constant TRANSFER = 1;

    /// @notice A transfer takes the amount from the sender, gives it to the recipient, and changes nothing else: no freeze,
    /// no third account, not the supply.
    function check_PHOL01_transferMovesExactly(
        address from,
        address to,
        address other,
        uint256 amount,
        uint256 time
    ) external {
        vm.warp(time);
        Books memory books = _before(from, to, other);
        if (!_call(from, abi.encodeCall(token.transfer, (to, amount)))) return;
        witness();
        _assertMoved(books, amount, amount);
    }

    /// @notice A transfer succeeds exactly when the sender holds the amount, neither party is frozen, the scope is not
    /// paused, the repair path is off, and the recipient is neither zero nor the token.
    function check_PHOL02_transferSucceedsExactlyWhenItMay(
        address from,
        address to,
        uint256 amount,
        uint256 time
    ) external {
        vm.warp(time);
        (uint256 wordFrom, uint256 wordTo) = (_word(from), _word(to));
        bool stopped = _switches() & (TRANSFER | DELEGATED) != 0;
        bool success = _call(from, abi.encodeCall(token.transfer, (to, amount)));
        bool may = !stopped && amount <= _balance(wordFrom) && !_isFrozen(wordFrom) && !_isFrozen(wordTo);
        assert(success == (may && to != address(0) && to != address(token)));
        if (success) witness();
    }

    /// @notice A transfer by a spender moves exactly the amount between the same two accounts as a transfer would.
    function check_PHOL03_transferFromMovesExactly(
        address spender,
        address from,
        address to,
        address other,
        uint256 amount,
        uint256 time
    ) external {
        vm.warp(time);
        Books memory books = _before(from, to, other);
        if (!_call(spender, abi.encodeCall(token.transferFrom, (from, to, amount)))) return;
        witness();
        _assertMoved(books, amount, amount);
    }

    /// @notice A spender uses up exactly what it moves of its allowance, which was enough; an infinite one stays. No other
    /// allowance changes.
    function check_PHOL04_allowanceShrinksByWhatIsSpent(
        address spender,
        address from,
        address to,
        address owner,
        address ally,
        uint256 amount
    ) external {
        vm.assume(owner != from || ally != spender);
        uint256 allowed = _allowed(from, spender);
        uint256 another = _allowed(owner, ally);
        if (!_call(spender, abi.encodeCall(token.transferFrom, (from, to, amount)))) return;
        witness();
        if (allowed == type(uint256).max) {
            assert(_allowed(from, spender) == allowed);
        } else {
            assert(amount <= allowed);
            assert(_allowed(from, spender) == allowed - amount);
        }
        assert(_allowed(owner, ally) == another);
    }

    /// @notice A transfer by a spender succeeds exactly when the transfer may, the spender is not frozen and its allowance is
    /// enough. Nobody but the zero address spends for the zero address.
    function check_PHOL05_transferFromSucceedsExactlyWhenItMay(
        address spender,
        address from,
        address to,
        uint256 amount,
        uint256 time
    ) external {
        vm.warp(time);
        vm.assume(from != address(0));
        (uint256 wordFrom, uint256 wordTo, uint256 allowed) = (_word(from), _word(to), _allowed(from, spender));
        bool may = !_isFrozen(_word(spender)) && amount <= allowed && _switches() & (TRANSFER | DELEGATED) == 0;
        bool success = _call(spender, abi.encodeCall(token.transferFrom, (from, to, amount)));
        may = may && amount <= _balance(wordFrom) && !_isFrozen(wordFrom) && !_isFrozen(wordTo);
        assert(success == (may && to != address(0) && to != address(token)));
        if (success) witness();
    }

    /// @notice An approval sets exactly the one allowance; no balance, freeze or supply changes. It succeeds for any account
    /// and amount, unless one side is the zero address.
    function check_PHOL06_approveSetsOneAllowance(
        address owner,
        address spender,
        address from,
        address ally,
        uint256 amount
    ) external {
        vm.assume(owner != from || ally != spender);
        (uint256 another, uint256 word, uint256 supply) = (_allowed(from, ally), _word(from), _supply());
        bool success = _call(owner, abi.encodeCall(token.approve, (spender, amount)));
        assert(success == (owner != address(0) && spender != address(0)));
        assert(_allowed(from, ally) == another && _word(from) == word && _supply() == supply);
        if (!success) return;
        witness();
        assert(_allowed(owner, spender) == amount);
    }
}
