// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {TokenProof} from "./TokenProof.sol";

/// @title IssuerProof
/// @notice What the proofs about the issuer's acts share: any time, any gate, any limit, and where they are stored.
abstract contract IssuerProof is TokenProof {
    bytes32 internal mintingSlot = bytes32(namespace("stablecoin.storage.Minting"));
    bytes32 internal burningSlot = bytes32(namespace("stablecoin.storage.Burning"));
    bytes32 internal actsSlot = bytes32(namespace("stablecoin.storage.Acts"));
    bytes32 internal freezingSlot = bytes32(namespace("stablecoin.storage.Freezing"));
    bytes32 internal crosschainSlot = bytes32(namespace("stablecoin.storage.Crosschain"));

    /// @dev Any time until the year 8,900,000, which is what a limit's record of time can hold.
    function _anyTime() internal {
        vm.warp(WITNESS ? 1_800_000_000 : svm.createUint(48, "time"));
    }

    /// @dev What the gate says to be outstanding.
    uint256 internal stated;

    /// @dev The gate answers anything, or refuses.
    function _anyAnswer() internal returns (bool open, uint64 sequence, uint256 mintable, uint256 reserves) {
        open = svm.createBool("open");
        sequence = uint64(svm.createUint(64, "sequence"));
        (mintable, reserves) = (svm.createUint256("mintable"), svm.createUint256("reserves"));
        stated = svm.createUint256("stated");
        gate.answer(open, sequence, mintable, reserves, stated);
    }

    /// @dev What of the windows was used before, and whether issuance has ended, can be anything.
    function _anyUse() internal returns (bool retired, uint64 sequence, uint256 minted) {
        retired = svm.createBool("retired");
        sequence = uint64(svm.createUint(64, "used"));
        minted = svm.createUint256("minted");
        uint256 packed = uint256(uint160(address(gate))) | (uint256(sequence) << 168);
        if (retired) packed |= 1 << 160;
        vm.store(address(token), mintingSlot, bytes32(packed));
        vm.store(address(token), bytes32(uint256(mintingSlot) + 1), bytes32(minted));
    }

    /// @dev A limit, which is as arbitrary as all storage. For a witness it is full and unlimited: solvers find no example
    /// through a division of unknowns.
    function _anyLimit(bytes32 slot) internal {
        if (WITNESS) _openLimit(slot);
    }

    /// @dev A limit that is full and unlimited. Any other lets through a part of what this one does.
    function _openLimit(bytes32 slot) internal {
        vm.store(address(token), slot, bytes32((uint256(1) << 208) | type(uint208).max));
        bytes32 item = keccak256(abi.encode(bytes32(0), uint256(slot) + 1));
        vm.store(address(token), item, bytes32(block.timestamp << 208));
    }

    function _minterLimit(address minter) internal view returns (bytes32) {
        return keccak256(abi.encode(minter, uint256(mintingSlot) + 4));
    }

    function _bridgeLimit(address bridge, uint256 offset) internal view returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode(bridge, crosschainSlot))) + offset);
    }

    function _depositSlot(bytes32 ref) internal view returns (bytes32) {
        return keccak256(abi.encode(ref, uint256(mintingSlot) + 3));
    }

    function _payoutSlot(bytes32 ref) internal view returns (bytes32) {
        return keccak256(abi.encode(ref, burningSlot));
    }

    function _actSlot(bytes32 ref) internal view returns (bytes32) {
        return keccak256(abi.encode(ref, actsSlot));
    }

    /// @dev Any caps, and any books that can come about: no sum of amounts that limits let through reaches 2^255.
    function _anyInflow(address bridge) internal {
        (uint256 minted, uint256 burned) = (svm.createUint(248, "minted"), svm.createUint(248, "burned"));
        vm.store(address(token), _bridgeLimit(bridge, 4), bytes32(minted));
        vm.store(address(token), _bridgeLimit(bridge, 5), bytes32(burned));
        (minted, burned) = (svm.createUint(248, "minted by all"), svm.createUint(248, "burned by all"));
        vm.store(
            address(token),
            bytes32(uint256(crosschainSlot) + 2),
            bytes32(uint256(int256(minted) - int256(burned)))
        );
    }

    function _load(bytes32 slot) internal view returns (uint256) {
        return uint256(vm.load(address(token), slot));
    }
}
