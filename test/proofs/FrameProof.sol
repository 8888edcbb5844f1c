// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {TokenProof} from "./TokenProof.sol";

/// @title FrameProof
/// @notice What an act writes, out of all storage: any word at all is watched, whether it lies at a plain slot, in a mapping, in
/// a mapping of mappings or behind one. Storage is one array here, with hashes that never collide.
/// @custom:halmos --storage-layout generic
contract FrameProof is TokenProof {
    /// @notice A transfer writes the words of its two parties and no other word of the token's storage.
    function check_PFRM01_transferWritesTwoWords(
        address from,
        address to,
        uint256 amount,
        bytes32 key,
        bytes32 slot
    ) external {
        bool own = slot == ledgerSlot && (key == _key(from) || key == _key(to));
        vm.assume(!own);
        uint256 word = _entry(key, slot);
        uint256 plain = uint256(vm.load(address(token), slot));
        vm.assume(_call(from, abi.encodeCall(token.transfer, (to, amount))));
        witness();
        assert(_entry(key, slot) == word && uint256(vm.load(address(token), slot)) == plain);
    }

    /// @notice A transfer by a spender writes the words of its two parties, the one allowance, and no other word.
    function check_PFRM02_transferFromWritesThreeWords(
        address spender,
        address from,
        address to,
        uint256 amount,
        bytes32[3] calldata at
    ) external {
        vm.assume(!(at[1] == ledgerSlot && (at[0] == _key(from) || at[0] == _key(to))));
        vm.assume(!(uint256(at[1]) == uint256(ledgerSlot) + 1 && at[0] == _key(from) && at[2] == _key(spender)));
        (uint256 word, uint256 inner) = (_entry(at[0], at[1]), _entry(at[2], _hash(at[0], at[1])));
        uint256 plain = uint256(vm.load(address(token), at[1]));
        vm.assume(_call(spender, abi.encodeCall(token.transferFrom, (from, to, amount))));
        witness();
        assert(_entry(at[0], at[1]) == word && _entry(at[2], _hash(at[0], at[1])) == inner);
        assert(uint256(vm.load(address(token), at[1])) == plain);
    }

    /// @notice An approval writes the one allowance and no other word.
    function check_PFRM03_approveWritesOneWord(
        address owner,
        address spender,
        uint256 amount,
        bytes32[3] calldata at
    ) external {
        vm.assume(!(uint256(at[1]) == uint256(ledgerSlot) + 1 && at[0] == _key(owner) && at[2] == _key(spender)));
        (uint256 word, uint256 inner) = (_entry(at[0], at[1]), _entry(at[2], _hash(at[0], at[1])));
        uint256 plain = uint256(vm.load(address(token), at[1]));
        vm.assume(_call(owner, abi.encodeCall(token.approve, (spender, amount))));
        witness();
        assert(_entry(at[0], at[1]) == word && _entry(at[2], _hash(at[0], at[1])) == inner);
        assert(uint256(vm.load(address(token), at[1])) == plain);
    }

    function _key(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    function _hash(bytes32 key, bytes32 slot) private pure returns (bytes32) {
        return keccak256(abi.encode(key, slot));
    }

    function _entry(bytes32 key, bytes32 slot) private view returns (uint256) {
        return uint256(vm.load(address(token), _hash(key, slot)));
    }
}
