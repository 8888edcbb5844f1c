// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";

/// @title ReserveReports
/// @notice What a report says about itself, without any state: its hash, its window, its amounts, its contradictions.
library ReserveReports {
    bytes32 internal constant ALLOCATION_TYPEHASH = keccak256("Allocation(uint256 chainId,uint256 mintable)");
    bytes32 internal constant REPORT_TYPEHASH = keccak256(
        "ReserveReport(uint64 sequence,uint32 epoch,uint32 revision,uint64 asOf,uint64 validFrom,uint64 validUntil,uint256 reserves,uint256 supply,bytes32 evidence,Allocation[] allocations)Allocation(uint256 chainId,uint256 mintable)"
    );

    /// @dev EIP-712 struct hash.
    function structHash(IReserveAttestations.ReserveReport calldata report) internal pure returns (bytes32) {
        uint256 count = report.allocations.length;
        bytes32[] memory hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            IReserveAttestations.Allocation calldata allocation = report.allocations[i];
            hashes[i] = keccak256(abi.encode(ALLOCATION_TYPEHASH, allocation.chainId, allocation.mintable));
        }
        return
            keccak256(
                abi.encode(
                    REPORT_TYPEHASH,
                    report.sequence,
                    report.epoch,
                    report.revision,
                    report.asOf,
                    report.validFrom,
                    report.validUntil,
                    report.reserves,
                    report.supply,
                    report.evidence,
                    keccak256(abi.encodePacked(hashes))
                )
            );
    }

    /// @dev Checks the window: counted before it begins, not empty, not longer than allowed, and over before what was
    /// counted is too old. All of it is the report's own, and so the same on every chain.
    function requireWindow(
        IReserveAttestations.ReserveReport calldata report,
        uint64 maximumWindow,
        uint64 maximumAge
    ) internal pure {
        (uint64 asOf, uint64 validFrom, uint64 validUntil) = (report.asOf, report.validFrom, report.validUntil);
        require(asOf <= validFrom, IReserveAttestations.AsOfAfterWindow(asOf, validFrom));
        require(
            validFrom < validUntil && validUntil - validFrom <= maximumWindow,
            IReserveAttestations.InvalidWindow(validFrom, validUntil)
        );
        require(validUntil - asOf <= maximumAge, IReserveAttestations.ReportTooOld(asOf, validUntil));
    }

    /// @dev Checks the amounts and returns the share of `chainId`, zero if it has none, and the supply with the shares of
    /// all other chains.
    function requireCovered(
        IReserveAttestations.ReserveReport calldata report,
        uint256 chainId
    ) internal pure returns (uint256 mintable, uint256 outstanding) {
        uint256 reserves = report.reserves;
        require(reserves <= type(uint128).max, IReserveAttestations.ReservesOutOfRange(reserves));
        uint256 committed = report.supply;
        uint256 previous = 0;
        for (uint256 i = 0; i < report.allocations.length; ++i) {
            IReserveAttestations.Allocation calldata allocation = report.allocations[i];
            require(
                allocation.chainId > previous,
                IReserveAttestations.AllocationsNotAscending(previous, allocation.chainId)
            );
            previous = allocation.chainId;
            committed = Math.saturatingAdd(committed, allocation.mintable);
            if (allocation.chainId == chainId) mintable = allocation.mintable;
        }
        require(committed <= reserves, IReserveAttestations.OverAllocated(committed, reserves));
        outstanding = committed - mintable;
    }

    /// @dev Whether two different reports cannot both be honest: one number, or windows that overlap, unless one is a
    /// revision that only lowers the other. Reports of different attestor sets do not contradict each other: keys that
    /// were retired, and perhaps stolen since, could otherwise contradict every new report.
    function contradicts(
        IReserveAttestations.ReserveReport calldata first,
        IReserveAttestations.ReserveReport calldata second
    ) internal pure returns (bool) {
        bool overlap = first.validFrom < second.validUntil && second.validFrom < first.validUntil;
        return
            first.epoch == second.epoch &&
            (first.sequence == second.sequence || overlap) &&
            !_lowers(first, second) &&
            !_lowers(second, first);
    }

    /// @dev Whether the second report is a later revision of the first one that raises nothing on any chain. A chain that
    /// it leaves out has nothing; a chain that the first one leaves out has had nothing, not even zero.
    function _lowers(
        IReserveAttestations.ReserveReport calldata first,
        IReserveAttestations.ReserveReport calldata second
    ) private pure returns (bool) {
        bool same =
            first.sequence == second.sequence &&
                first.asOf == second.asOf &&
                first.validFrom == second.validFrom &&
                first.validUntil == second.validUntil;
        if (!same || second.revision <= first.revision || second.reserves > first.reserves) return false;
        uint256 at = 0;
        for (uint256 i = 0; i < second.allocations.length; ++i) {
            IReserveAttestations.Allocation calldata lowered = second.allocations[i];
            while (at < first.allocations.length && first.allocations[at].chainId < lowered.chainId) ++at;
            if (at == first.allocations.length) return false;
            IReserveAttestations.Allocation calldata given = first.allocations[at];
            if (given.chainId != lowered.chainId || given.mintable < lowered.mintable) return false;
        }
        return true;
    }
}
