// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IssuerProof} from "./IssuerProof.sol";

/// @title ActsProof
/// @notice An act of compliance takes once, for all callers, accounts, amounts, references, times and states.
contract ActsProof is IssuerProof {
    bytes32 private constant CASE = "case";

    /// @notice A seizure or a wipe consumes its act reference, which was not used before and is not zero; nobody seizes, wipes or
    /// rescues with it again, at any later time, in any case, from any account. No other reference changes, and deposits,
    /// payouts and acts do not share references.
    function check_PREF03_anActTakesOnce(
        bool wipes,
        uint8 again,
        address[4] calldata who,
        uint256[2] calldata amounts,
        bytes32[2] calldata refs
    ) external {
        _anyTime();
        vm.assume(refs[1] != refs[0]);
        uint256[4] memory before = _references(refs);
        vm.assume(_call(who[0], _act(wipes ? 1 : 0, who[1], who[2], amounts[0], refs[0])));
        witness();
        uint256[4] memory afterwards = _references(refs);
        assert(refs[0] != 0 && before[0] == 0 && token.isActUsed(refs[0]));
        assert(afterwards[1] == before[1] && afterwards[2] == before[2] && afterwards[3] == before[3]);
        vm.warp(svm.createUint(48, "later"));
        vm.assume(again < 3);
        assert(!_call(who[3], _act(again, who[2], who[1], amounts[1], refs[0])));
    }

    function _references(bytes32[2] calldata refs) private view returns (uint256[4] memory) {
        return
            [
                _load(_actSlot(refs[0])),
                _load(_actSlot(refs[1])),
                _load(_depositSlot(refs[0])),
                _load(_payoutSlot(refs[0]))
            ];
    }

    function _act(
        uint8 which,
        address from,
        address to,
        uint256 amount,
        bytes32 ref
    ) private view returns (bytes memory) {
        if (which == 0) return abi.encodeCall(token.seize, (from, to, amount, CASE, ref));
        if (which == 1) return abi.encodeCall(token.wipe, (from, amount, CASE, ref));
        return abi.encodeWithSelector(token.rescue.selector, from, to, amount, ref);
    }
}
