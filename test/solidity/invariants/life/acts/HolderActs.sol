// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Refusals} from "../Refusals.sol";

/// @title HolderActs
/// @notice What holders and spenders do, and time.
abstract contract HolderActs is Refusals {
    function transfer(uint256 from_, uint256 to_, uint256 amount) external {
        (address from, address to) = (_holder(from_), _receiver(to_));
        amount = _near(balance[from], amount);
        _transfer(from, to, amount, abi.encodeCall(token.transfer, (to, amount)));
    }

    function transferWithMemo(uint256 from_, uint256 to_, uint256 amount) external {
        (address from, address to) = (_holder(from_), _receiver(to_));
        amount = _near(balance[from], amount);
        _transfer(from, to, amount, abi.encodeCall(token.transferWithMemo, (to, amount, bytes32(to_))));
    }

    function _transfer(address from, address to, uint256 amount, bytes memory data) private {
        Act memory act = _holderAct(from, data, TRANSFER);
        act.refusal = _first(_ifPaused(TRANSFER), _debit(from, amount), _credit(to));
        act.touched = [from, to, to];
        if (_call(act)) _move(from, to, amount);
    }

    function transferFrom(uint256 spender_, uint256 from_, uint256 to_, uint256 amount) external {
        (address spender, address from, address to) = (_holder(spender_), _holder(from_), _receiver(to_));
        amount = _near(amount % 3 == 0 ? allowed[from][spender] : balance[from], amount >> 8);
        _transferFrom(spender, from, to, amount, abi.encodeCall(token.transferFrom, (from, to, amount)));
    }

    function transferFromWithMemo(uint256 spender_, uint256 from_, uint256 to_, uint256 amount) external {
        (address spender, address from, address to) = (_holder(spender_), _holder(from_), _receiver(to_));
        amount = _near(amount % 3 == 0 ? allowed[from][spender] : balance[from], amount >> 8);
        bytes memory data = abi.encodeCall(token.transferFromWithMemo, (from, to, amount, bytes32(spender_)));
        _transferFrom(spender, from, to, amount, data);
    }

    function _transferFrom(address spender, address from, address to, uint256 amount, bytes memory data) private {
        Act memory act = _holderAct(spender, data, TRANSFER);
        act.refusal = _first(
            _ifPaused(TRANSFER),
            _ifNotAllowed(from, spender, amount),
            _debit(from, amount),
            _credit(to)
        );
        act.touched = [from, to, to];
        bool frozen = until[spender] > block.timestamp;
        if (!_call(act)) return;
        if (frozen) _saw("FRZ04");
        if (allowed[from][spender] < amount) _saw("ALW02");
        else _spend(from, spender, amount);
        _move(from, to, amount);
    }

    function approve(uint256 owner_, uint256 spender_, uint256 amount) external {
        (address owner, address spender) = (_holder(owner_), spender_ % 37 == 0 ? address(0) : _holder(spender_ >> 8));
        amount = amount % 4 == 0 ? type(uint256).max : (amount >> 8) % 50_000;
        Act memory act = _holderAct(owner, abi.encodeCall(token.approve, (spender, amount)), 0);
        if (spender == address(0)) {
            act.refusal = abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, spender);
        }
        if (_call(act)) allowed[owner][spender] = amount;
    }

    /// @notice Time passes: seconds, hours, or days.
    function wait(uint256 time) external {
        uint256 kind = time % 8;
        time >>= 8;
        if (kind < 4) time %= 2 hours;
        else if (kind < 7) time %= 20 hours;
        else time %= 4 days;
        vm.warp(block.timestamp + time);
        ++calls;
        ++successes;
    }

    function _holderAct(address caller, bytes memory data, uint256 scope) internal view returns (Act memory act) {
        (act.target, act.caller, act.data, act.scope) = (address(token), caller, data, scope);
    }
}
