// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";

/// @title Attestors
/// @notice The attestor sets, one for each epoch, and the check of a quorum. Only the set of the current epoch opens
/// windows; those before it are kept so that what they signed stays provable.
/// @dev Signatures come sorted by rising signer, so a duplicate can only stand next to its twin. ECDSA only: a contract
/// signer may not exist on every chain. The threshold is a majority, so two quorums of one set always share an attestor.
abstract contract Attestors is IReserveAttestations {
    using EnumerableSet for EnumerableSet.AddressSet;

    uint256 private constant MAXIMUM_ATTESTORS = 32;

    struct AttestorSet {
        EnumerableSet.AddressSet members;
        uint64 threshold; // zero for an epoch that is not known
        uint64 lastSequence; // the latest accepted report when the set was replaced
    }

    /// @custom:storage-location erc7201:stablecoin.storage.Attestors
    struct AttestorsStorage {
        uint32 epoch;
        mapping(uint32 epoch => AttestorSet) sets;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.Attestors")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ATTESTORS_STORAGE = 0x137835c6371264befb63d116d6593c4927043aa4c19aa3bf52510e5a5fbebc00;

    /// @inheritdoc IReserveAttestations
    function epoch() external view returns (uint32) {
        return _epoch();
    }

    /// @inheritdoc IReserveAttestations
    function attestors() external view returns (address[] memory) {
        return _set(_epoch()).members.values();
    }

    /// @inheritdoc IReserveAttestations
    function threshold() external view returns (uint256) {
        return _set(_epoch()).threshold;
    }

    /// @inheritdoc IReserveAttestations
    function attestorSet(
        uint32 ofEpoch
    ) external view returns (address[] memory members, uint256 quorum, uint64 lastSequence) {
        AttestorSet storage set = _set(ofEpoch);
        return (set.members.values(), set.threshold, set.lastSequence);
    }

    /// @dev Begins an epoch with its set.
    function _beginEpoch(uint32 newEpoch, address[] memory members, uint256 newThreshold) internal {
        uint256 count = members.length;
        require(count <= MAXIMUM_ATTESTORS, InvalidAttestors());
        require(
            newThreshold >= 2 && newThreshold <= count && newThreshold * 2 > count,
            InvalidThreshold(newThreshold, count)
        );
        AttestorsStorage storage $ = _attestors();
        $.epoch = newEpoch;
        AttestorSet storage set = $.sets[newEpoch];
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address member = members[i];
            require(member > previous, InvalidAttestors());
            previous = member;
            set.members.add(member);
        }
        set.threshold = uint64(newThreshold); // at most the number of attestors
        emit AttestorsSet(newEpoch, members, newThreshold);
    }

    /// @dev Ends the current epoch and begins the next one.
    function _replaceAttestors(address[] memory members, uint256 newThreshold, uint64 lastSequence) internal {
        uint32 ending = _epoch();
        _set(ending).lastSequence = lastSequence;
        _beginEpoch(ending + 1, members, newThreshold);
    }

    function _epoch() internal view returns (uint32) {
        return _attestors().epoch;
    }

    /// @dev The set of an epoch; reverts for one that is not known.
    function _set(uint32 ofEpoch) internal view returns (AttestorSet storage set) {
        set = _attestors().sets[ofEpoch];
        require(set.threshold != 0, EpochUnknown(ofEpoch));
    }

    /// @dev Reverts unless a quorum of an epoch's set signed the digest.
    function _requireQuorum(uint32 ofEpoch, bytes32 digest, bytes[] calldata signatures) internal view {
        AttestorSet storage set = _set(ofEpoch);
        uint256 count = signatures.length;
        require(count >= set.threshold, QuorumNotReached(count, set.threshold));
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            require(signer != previous, DuplicateAttestor(signer));
            require(signer > previous, AttestorsNotAscending(previous, signer));
            require(set.members.contains(signer), UnknownAttestor(signer));
            previous = signer;
        }
    }

    function _attestors() private pure returns (AttestorsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := ATTESTORS_STORAGE
        }
    }
}
