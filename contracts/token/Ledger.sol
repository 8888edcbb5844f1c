// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AccountWord} from "./AccountWord.sol";
import {Switches} from "./Switches.sol";

/// @title Ledger
/// @notice Balances, freezes, allowances and supply, and the only code that writes them.
///
/// Rules, each in one place:
/// - a movement takes from one account (`_debit`) and gives to one account (`_credit`); supply changes only in `_enlarge`
///   and `_shrink`, together with credits, or a debit, of exactly the same amount;
/// - a frozen account neither gives nor receives; only a compliance act (`_seize`, `_wipe`) may take from it;
/// - nobody can receive at the zero address or at the token's own address;
/// - every movement emits one `Transfer`, so replaying events rebuilds every balance and the supply.
///
/// Bound used by every `unchecked`: supply <= 2^216 - 1 is checked when tokens are issued, and each balance is a part of
/// the supply, so no sum of two balances can leave the 216 bits of an account word.
abstract contract Ledger is Switches {
    /// @dev A struct of one word, so that a movement finds its place once for reading and writing.
    struct Account {
        AccountWord word;
    }

    /// @custom:storage-location erc7201:stablecoin.storage.Ledger
    struct LedgerStorage {
        mapping(address holder => Account) accounts;
        mapping(address owner => mapping(address spender => uint256)) allowances;
        uint256 supply;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Ledger")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEDGER_STORAGE = 0xb1b558efdf2a27d407cb4355e7ffb17c9a2354a5476fd4c3c5c6044ef60cfa00;

    // ------------------------------------------------------------------------------------------------ reads

    function _balanceOf(address account) internal view returns (uint256) {
        return _ledger().accounts[account].word.balance();
    }

    function _frozenUntil(address account) internal view returns (uint256) {
        return _ledger().accounts[account].word.frozenUntil();
    }

    function _isFrozen(address account) internal view returns (bool) {
        return _ledger().accounts[account].word.isFrozen();
    }

    function _allowance(address owner, address spender) internal view returns (uint256) {
        return _ledger().allowances[owner][spender];
    }

    function _supply() internal view returns (uint256) {
        return _ledger().supply;
    }

    function _requireNotFrozen(address account) internal view {
        AccountWord word = _ledger().accounts[account].word;
        if (word.isFrozen()) _refuseFrozen(account, word);
    }

    function _requireFrozen(address account) internal view {
        require(_isFrozen(account), AccountNotFrozen(account));
    }

    // ------------------------------------------------------------------------------------------------ movements

    /// @dev A holder's tokens move by the holder's will.
    function _transfer(address from, address to, uint256 amount) internal {
        _debit(from, amount, true);
        _credit(to, amount);
        emit IERC20.Transfer(from, to, amount);
    }

    /// @dev A frozen account's tokens move by a compliance act. The freeze stays.
    function _seize(address from, address to, uint256 amount) internal {
        _requireFrozen(from);
        _debit(from, amount, false);
        _credit(to, amount);
        emit IERC20.Transfer(from, to, amount);
    }

    /// @dev New tokens come into being at `to`.
    function _issue(address to, uint256 amount) internal {
        _enlarge(amount);
        _place(to, amount);
    }

    /// @dev The supply grows, once for a whole batch. The caller places exactly this amount.
    function _enlarge(uint256 amount) internal {
        LedgerStorage storage $ = _ledger();
        uint256 supply = $.supply;
        // supply <= type(uint216).max always holds, so the difference cannot underflow.
        require(amount <= type(uint216).max - supply, SupplyOverflow(supply, amount));
        unchecked {
            $.supply = supply + amount; // <= type(uint216).max by the line above
        }
    }

    /// @dev A part of what the supply was enlarged by comes to stand at `to`.
    function _place(address to, uint256 amount) internal {
        _credit(to, amount);
        emit IERC20.Transfer(address(0), to, amount);
    }

    /// @dev Tokens of `from` cease to exist by its will (or that of a spender it allowed).
    function _redeem(address from, uint256 amount) internal {
        _debit(from, amount, true);
        _shrink(from, amount);
    }

    /// @dev A frozen account's tokens cease to exist by a compliance act. The freeze stays.
    function _wipe(address from, uint256 amount) internal {
        _requireFrozen(from);
        _debit(from, amount, false);
        _shrink(from, amount);
    }

    // ------------------------------------------------------------------------------------------------ allowances

    /// @dev Sets an allowance. Freezes are not asked: spending is what is checked.
    function _approve(address owner, address spender, uint256 amount) internal {
        require(owner != address(0), ERC20InvalidApprover(owner));
        require(spender != address(0), ERC20InvalidSpender(spender));
        _ledger().allowances[owner][spender] = amount;
        emit IERC20.Approval(owner, spender, amount);
    }

    /// @dev Uses up an allowance of an unfrozen spender. The maximum is infinite and stays.
    function _spendAllowance(address owner, address spender, uint256 amount) internal {
        LedgerStorage storage $ = _ledger();
        _requireNotFrozen(spender);
        mapping(address spender => uint256) storage allowances = $.allowances[owner];
        uint256 allowed = allowances[spender];
        if (allowed == type(uint256).max) return;
        require(allowed >= amount, ERC20InsufficientAllowance(spender, allowed, amount));
        // The zero address cannot be the owner: a transfer of nothing from it would look like a mint.
        require(owner != address(0), ERC20InvalidSender(owner));
        unchecked {
            allowances[spender] = allowed - amount; // amount <= allowed by the line above
        }
    }

    // ------------------------------------------------------------------------------------------------ freezes

    /// @dev Records the end of an account's freeze; the balance stays.
    function _setFrozenUntil(address account, uint256 until) internal {
        Account storage held = _ledger().accounts[account];
        held.word = held.word.withFrozenUntil(until);
    }

    // ------------------------------------------------------------------------------------------------ private

    function _debit(address from, uint256 amount, bool enforceFreeze) private {
        Account storage account = _ledger().accounts[from];
        AccountWord word = account.word;
        if (enforceFreeze && word.isFrozen()) _refuseFrozen(from, word);
        uint256 held = word.balance();
        require(held >= amount, ERC20InsufficientBalance(from, held, amount));
        account.word = word.minus(amount);
    }

    function _credit(address to, uint256 amount) private {
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        if (to == address(this)) revert ERC20InvalidReceiver(to);
        Account storage account = _ledger().accounts[to];
        AccountWord word = account.word;
        if (word.isFrozen()) _refuseFrozen(to, word);
        account.word = word.plus(amount);
    }

    function _shrink(address from, uint256 amount) private {
        unchecked {
            _ledger().supply -= amount; // amount was part of a balance, which is part of the supply
        }
        emit IERC20.Transfer(from, address(0), amount);
    }

    /// @dev Reverts for a frozen account. The check itself is inlined where it is needed: as a function it would add 106 gas
    /// to a transfer.
    function _refuseFrozen(address account, AccountWord word) private pure {
        revert AccountFrozen(account, word.frozenUntil());
    }

    function _ledger() private pure returns (LedgerStorage storage $) {
        assembly ("memory-safe") {
            $.slot := LEDGER_STORAGE
        }
    }
}
