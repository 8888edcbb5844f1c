// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations as IReserves} from "../../../../contracts/interfaces/IReserveAttestations.sol";
import {Windows} from "./Windows.sol";

/// @title Quorums
/// @notice A pool of keys by rising address, some of which are attestors at a time, and all ways of signing: enough of
/// them, too few, one twice, in the wrong order, or one who is no attestor.
abstract contract Quorums is Windows {
    address[] internal pool;
    uint256[] internal poolKeys;
    uint32 internal epoch = EPOCH;
    mapping(uint32 epoch => mapping(uint256 index => bool)) internal appointed;
    mapping(uint32 epoch => uint256) internal appointees;
    mapping(uint32 epoch => uint256) internal quorum;
    mapping(uint32 epoch => uint64) internal lastOf;

    /// @dev The signers of a report of some epoch, as places in the pool.
    function _signers(uint32 ofEpoch, uint256 mode) internal view returns (uint256[] memory chosen) {
        uint256 kind = mode % 24;
        uint256 needed = quorum[ofEpoch] == 0 ? 2 : quorum[ofEpoch]; // an epoch that is not known has none
        uint256 count = kind == 0 ? needed - 1 : needed;
        chosen = new uint256[](count);
        uint256 found = 0;
        for (uint256 i = 0; i < pool.length && found < count; ++i) {
            // One who is no attestor signs too, before the others are asked.
            if (appointed[ofEpoch][i] || kind == 1 || quorum[ofEpoch] == 0) chosen[found++] = i;
        }
        if (kind == 2) chosen[1] = chosen[0];
        if (kind == 3) (chosen[0], chosen[1]) = (chosen[1], chosen[0]);
    }

    function _signatures(
        IReserves.ReserveReport memory report,
        uint256[] memory signers
    ) internal view returns (bytes[] memory signatures) {
        bytes32 digest = _digestOf(report);
        signatures = new bytes[](signers.length);
        for (uint256 i = 0; i < signers.length; ++i) signatures[i] = _signature(poolKeys[signers[i]], digest);
    }

    function _ifNoQuorum(uint32 ofEpoch, uint256[] memory signers) internal view returns (bytes memory) {
        if (signers.length < quorum[ofEpoch]) {
            return abi.encodeWithSelector(IReserves.QuorumNotReached.selector, signers.length, quorum[ofEpoch]);
        }
        address previous = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            address signer = pool[signers[i]];
            if (signer == previous) return abi.encodeWithSelector(IReserves.DuplicateAttestor.selector, signer);
            if (signer < previous) {
                return abi.encodeWithSelector(IReserves.AttestorsNotAscending.selector, previous, signer);
            }
            if (!appointed[ofEpoch][signers[i]])
                return abi.encodeWithSelector(IReserves.UnknownAttestor.selector, signer);
            previous = signer;
        }
        return "";
    }

    /// @dev The books of an accepted report, and whether as many attestors signed it as must.
    function _accept(IReserves.ReserveReport memory report, uint256[] memory signers) internal {
        uint256 distinct = 0;
        for (uint256 i = 0; i < signers.length; ++i) {
            bool counts = appointed[epoch][signers[i]];
            for (uint256 j = 0; j < i; ++j) if (signers[j] == signers[i]) counts = false;
            if (counts) ++distinct;
        }
        if (distinct < quorum[epoch] || report.epoch != epoch) _saw("RES03");
        if (halted || report.sequence <= resolvedThrough) _saw("RES04");
        _open(report);
    }

    // ------------------------------------------------------------------------------------------------ attestors

    function _choice(uint256 mask, uint256 seed) internal view returns (uint256[] memory chosen, uint256 threshold) {
        uint256 count = 2 + (mask % (pool.length - 1));
        chosen = new uint256[](count);
        uint256 start = (mask >> 8) % (pool.length - count + 1);
        for (uint256 i = 0; i < count; ++i) chosen[i] = start + i;
        if (mask % 13 == 0) (chosen[0], chosen[1]) = (chosen[1], chosen[0]);
        threshold = seed % 3 == 0 ? (seed >> 8) % 6 : count / 2 + 1;
    }

    function _addresses(uint256[] memory chosen) internal view returns (address[] memory list) {
        list = new address[](chosen.length);
        for (uint256 i = 0; i < chosen.length; ++i) list[i] = pool[chosen[i]];
    }

    function _ifBadAttestors(
        address caller,
        uint256[] memory chosen,
        uint256 threshold
    ) internal view returns (bytes memory) {
        if (!holds[address(attestations)][DEFAULT_ADMIN_ROLE][caller]) return _missingRole(caller, DEFAULT_ADMIN_ROLE);
        if (threshold < 2 || threshold > chosen.length || threshold * 2 <= chosen.length) {
            return abi.encodeWithSelector(IReserves.InvalidThreshold.selector, threshold, chosen.length);
        }
        return chosen[0] < chosen[1] ? bytes("") : abi.encodeWithSelector(IReserves.InvalidAttestors.selector);
    }

    /// @dev The next epoch begins.
    function _appoint(uint256[] memory chosen, uint256 threshold) internal {
        lastOf[epoch++] = _latest();
        for (uint256 i = 0; i < chosen.length; ++i) appointed[epoch][chosen[i]] = true;
        (appointees[epoch], quorum[epoch]) = (chosen.length, threshold);
    }
}
