// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";

/// @title Attestors
/// @notice The attestor set, its threshold, and the check of a quorum.
/// @dev Signatures come sorted by rising signer, so a duplicate can only stand next to its twin. ECDSA only: a contract
/// signer may not exist on every chain. The threshold is a majority, so two quorums always share an attestor.
abstract contract Attestors is IReserveAttestations {
    using EnumerableSet for EnumerableSet.AddressSet;

    uint256 private constant MAXIMUM_ATTESTORS = 32;

    /// @custom:storage-location erc7201:stablecoin.storage.Attestors
    struct AttestorsStorage {
        EnumerableSet.AddressSet set;
        uint256 threshold;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Attestors")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ATTESTORS_STORAGE = 0x137835c6371264befb63d116d6593c4927043aa4c19aa3bf52510e5a5fbebc00;

    /// @inheritdoc IReserveAttestations
    function attestors() external view returns (address[] memory) {
        return _attestors().set.values();
    }

    /// @inheritdoc IReserveAttestations
    function threshold() external view returns (uint256) {
        return _attestors().threshold;
    }

    /// @dev Replaces the set.
    function _setAttestors(address[] memory members, uint256 newThreshold) internal {
        uint256 count = members.length;
        require(count <= MAXIMUM_ATTESTORS, InvalidAttestors());
        require(
            newThreshold >= 2 && newThreshold <= count && newThreshold * 2 > count,
            InvalidThreshold(newThreshold, count)
        );
        AttestorsStorage storage $ = _attestors();
        $.set.clear();
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address member = members[i];
            require(member > previous, InvalidAttestors());
            previous = member;
            $.set.add(member);
        }
        $.threshold = newThreshold;
        emit AttestorsSet(members, newThreshold);
    }

    /// @dev Reverts unless a quorum signed the digest.
    function _requireQuorum(bytes32 digest, bytes[] calldata signatures) internal view {
        AttestorsStorage storage $ = _attestors();
        uint256 count = signatures.length;
        require(count >= $.threshold, QuorumNotReached(count, $.threshold));
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            require(signer != previous, DuplicateAttestor(signer));
            require(signer > previous, AttestorsNotAscending(previous, signer));
            require($.set.contains(signer), UnknownAttestor(signer));
            previous = signer;
        }
    }

    function _attestors() private pure returns (AttestorsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := ATTESTORS_STORAGE
        }
    }
}
