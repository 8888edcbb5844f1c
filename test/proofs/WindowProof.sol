// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IssuerProof} from "./IssuerProof.sol";

/// @title WindowProof
/// @notice What the issuance window lets through, whatever the gate answers and whatever was minted before.
contract WindowProof is IssuerProof {
    /// @notice After any mint, what was minted under the answered report, this mint included, is within what the report lets
    /// this chain mint; the supply is within the attested reserves; the report is not older than the last one used; and if it
    /// was not used before, the supply until then is within what it says to be outstanding. One
    /// step from any state: by induction it holds for any number of mints and reports.
    function check_PWIN01_mintStaysWithinTheWindow(address minter, address to, uint256 amount, bytes32 ref) external {
        _anyTime();
        _openLimit(_minterLimit(minter));
        (bool open, uint64 sequence, uint256 mintable, uint256 reserves) = _anyAnswer();
        (bool retired, uint64 used, uint256 minted) = _anyUse();
        uint256 before = _supply();
        vm.assume(before <= LARGEST);
        if (!_call(minter, abi.encodeCall(token.mint, (to, amount, ref)))) return;
        witness();
        (uint64 sequenceAfter, uint256 mintedAfter) = token.mintedInWindow();
        assert(open && !retired);
        assert(sequence >= used && sequenceAfter == sequence);
        assert(mintedAfter == (sequence == used ? minted : 0) + amount);
        assert(mintedAfter <= mintable && mintedAfter >= amount);
        assert(token.totalSupply() <= reserves);
        assert(sequence == used || before <= stated);
    }

    /// @notice Nothing is minted while the gate refuses (its window has not begun, has ended, is closed or halted), after
    /// retirement, or under a report older than the last one used.
    function check_PWIN02_noMintWithoutAWindow(address minter, address to, uint256 amount, bytes32 ref) external {
        _anyTime();
        (bool open, uint64 sequence, , ) = _anyAnswer();
        (bool retired, uint64 used, ) = _anyUse();
        vm.assume(!open || retired || sequence < used);
        witness();
        assert(!_call(minter, abi.encodeCall(token.mint, (to, amount, ref))));
    }

    /// @notice A mint consumes its deposit reference, which was not used before and is not zero; nobody mints with it again,
    /// at any later time, under any report. No other reference changes.
    function check_PREF01_aDepositIsMintedOnce(
        address minter,
        address another,
        uint256 amount,
        bytes32 ref,
        bytes32 other
    ) external {
        _anyTime();
        _anyLimit(_minterLimit(minter));
        _anyAnswer();
        _anyUse();
        vm.assume(other != ref);
        (uint256 used, uint256 usedOther) = (_load(_depositSlot(ref)), _load(_depositSlot(other)));
        vm.assume(_call(minter, abi.encodeCall(token.mint, (address(0xb0b), amount, ref))));
        witness();
        assert(ref != 0 && used == 0 && token.isDepositUsed(ref));
        assert(_load(_depositSlot(other)) == usedOther);
        vm.warp(svm.createUint(48, "later"));
        _anyAnswer();
        assert(!_call(another, abi.encodeCall(token.mint, (address(0xb0b), amount, ref))));
    }

    /// @notice A redemption consumes its payout reference, which was not used before and is not zero; nobody redeems with it
    /// again, at any later time. No other reference changes, and deposits and payouts do not share references.
    function check_PREF02_aPayoutIsBurnedOnce(
        address burner,
        address another,
        uint256 amount,
        bytes32 ref,
        bytes32 other
    ) external {
        _anyTime();
        vm.assume(other != ref);
        (uint256 used, uint256 usedOther) = (_load(_payoutSlot(ref)), _load(_payoutSlot(other)));
        uint256 deposit = _load(_depositSlot(ref));
        vm.assume(_call(burner, abi.encodeCall(token.burn, (amount, ref))));
        witness();
        assert(ref != 0 && used == 0 && token.isPayoutUsed(ref));
        assert(_load(_payoutSlot(other)) == usedOther && _load(_depositSlot(ref)) == deposit);
        vm.warp(svm.createUint(48, "later"));
        assert(!_call(another, abi.encodeCall(token.burn, (amount, ref))));
    }
}
