// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations} from "../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../contracts/reserves/ReserveAttestations.sol";
import {Proof} from "./Proof.sol";

/// @title ReportsProof
/// @notice The reserve attestations as they are deployed, in any state, with any report. Who signed is unknown to the solver:
/// a signature recovers whatever address makes the worst case.
contract ReportsProof is Proof {
    uint64 private constant WINDOW = 8 days;
    uint64 private constant AGE = 12 days;
    uint32 private constant EPOCH = 3;

    /// @dev A report in the list, as its first words lie in storage.
    struct Kept {
        uint64 sequence;
        uint40 asOf;
        uint40 validFrom;
        uint40 validUntil;
        uint32 revision;
        bool closed;
        uint128 reserves;
        uint128 mintable;
        bytes32 digest;
    }

    ReserveAttestations private attestations;
    bytes32 private listSlot = bytes32(namespace("stablecoin.storage.ReportList"));

    function setUp() external {
        address[] memory attestors = new address[](3);
        (attestors[0], attestors[1], attestors[2]) = (address(0xa1), address(0xa2), address(0xa3));
        ReserveAttestations.Parameters memory parameters = ReserveAttestations.Parameters({
            name: "Som Token",
            tokenId: bytes32("coin"),
            decimals: 6,
            maximumWindow: uint32(WINDOW),
            maximumAge: uint32(AGE),
            epoch: EPOCH,
            attestors: attestors,
            threshold: 2,
            defaultAdmin: address(0xad),
            defaultAdminDelay: 2 days,
            guardians: new address[](0),
            council: new address[](0),
            previousSequence: 0,
            previousValidUntil: 0
        });
        bytes memory arguments = abi.encode(parameters);
        attestations = ReserveAttestations(deploy("ReserveAttestations.sol:ReserveAttestations", arguments));
        svm.enableSymbolicStorage(address(attestations));
    }

    /// @notice A report that is accepted and was not known is covered: its supply is within its reserves; its number was not
    /// settled; its window lies between those of its neighbours, is not empty, not over, not longer than allowed, not too
    /// far ahead, and not too old at its end; it was counted before. Bounds: no allocation; one report has begun and at
    /// most one waits.
    function check_PRES01_acceptedReportsAreCoveredAndInTheirPlace(
        uint64[4] calldata numbers,
        uint256[2] calldata amounts,
        bytes32[4] calldata halves
    ) external {
        _anyTime();
        (Kept memory head, Kept memory waiting, uint64 resolved, uint64 disputed) = _anyList();
        IReserveAttestations.ReserveReport memory report = _report(numbers, amounts);
        vm.assume(report.sequence != head.sequence && report.sequence != waiting.sequence);
        vm.assume(_digestSlotOf(report.sequence) == 0);
        if (!_submit(report, halves)) return;
        witness();
        bool holds = both(report.supply <= report.reserves, report.reserves <= type(uint128).max);
        holds = both(holds, both(disputed == 0, report.sequence > resolved));
        holds = both(holds, both(report.sequence > head.sequence, report.validFrom >= head.validUntil));
        if (waiting.sequence != 0 && report.sequence < waiting.sequence) {
            holds = both(holds, both(report.validUntil <= waiting.validFrom, block.timestamp < waiting.validFrom));
            holds = both(holds, attestations.latestSequence() == waiting.sequence);
        } else {
            holds = both(holds, either(waiting.sequence == 0, report.validFrom >= waiting.validUntil));
            holds = both(holds, attestations.latestSequence() == report.sequence);
        }
        uint256 length = uint256(report.validUntil) - report.validFrom;
        holds = both(holds, both(report.validFrom < report.validUntil, length <= WINDOW));
        holds = both(holds, both(report.asOf <= report.validFrom, report.asOf <= block.timestamp));
        holds = both(holds, both(report.validUntil - report.asOf <= AGE, block.timestamp < report.validUntil));
        assert(both(holds, report.validFrom <= block.timestamp + WINDOW));
    }

    /// @notice A window is open only if nothing is halted, within its times, and not closed: that of the report that waited,
    /// from when it begins; until then, that of the one before. Bound: one report has begun and at most one waits.
    function check_PRES02_aWindowIsOpenOnlyWithinItsTime() external {
        _anyTime();
        (Kept memory head, Kept memory waiting, , uint64 disputed) = _anyList();
        (bool success, bytes memory answer) = address(attestations).call(
            abi.encodeCall(attestations.issuanceWindow, ())
        );
        if (!success) return;
        witness();
        (uint64 open, uint256 mintable, uint256 reserves) = abi.decode(answer, (uint64, uint256, uint256));
        Kept memory expected = waiting.sequence != 0 && block.timestamp >= waiting.validFrom ? waiting : head;
        assert(disputed == 0 && open == expected.sequence && !expected.closed);
        assert(expected.validFrom <= block.timestamp && block.timestamp < expected.validUntil);
        assert(mintable == expected.mintable && reserves == expected.reserves);
    }

    /// @notice A report that is accepted under a number that is known is a later revision with the same times; neither
    /// reserves nor this chain's share rise; and what was closed stays closed. Bound: no allocation.
    function check_PRES03_aRevisionOnlyLowers(
        uint64[4] calldata numbers,
        uint256[2] calldata amounts,
        bytes32[4] calldata halves
    ) external {
        _anyTime();
        (Kept memory head, , uint64 resolved, uint64 disputed) = _anyList();
        IReserveAttestations.ReserveReport memory report = _report(numbers, amounts);
        report.revision = uint32(svm.createUint(32, "revision"));
        vm.assume(report.sequence == head.sequence && head.digest != 0);
        if (!_submit(report, halves)) return;
        witness();
        bool holds = both(disputed == 0, both(report.sequence > resolved, report.revision > head.revision));
        holds = both(holds, both(report.asOf == head.asOf, report.validFrom == head.validFrom));
        holds = both(holds, both(report.validUntil == head.validUntil, report.reserves <= head.reserves));
        IReserveAttestations.AcceptedReport memory kept = attestations.report(head.sequence);
        holds = both(holds, both(kept.reserves == report.reserves, kept.mintable <= head.mintable));
        assert(both(holds, kept.closed == head.closed));
    }

    function _report(
        uint64[4] calldata numbers,
        uint256[2] calldata amounts
    ) private pure returns (IReserveAttestations.ReserveReport memory report) {
        (report.sequence, report.epoch) = (numbers[0], EPOCH);
        (report.asOf, report.validFrom, report.validUntil) = (numbers[1], numbers[2], numbers[3]);
        (report.reserves, report.supply) = (amounts[0], amounts[1]);
    }

    function _submit(
        IReserveAttestations.ReserveReport memory report,
        bytes32[4] calldata halves
    ) private returns (bool) {
        bytes[] memory signatures = new bytes[](2);
        signatures[0] = abi.encodePacked(halves[0], halves[1], uint8(27));
        signatures[1] = abi.encodePacked(halves[2], halves[3], uint8(28));
        (bool success, ) = address(attestations).call(abi.encodeCall(attestations.submit, (report, signatures)));
        return success;
    }

    /// @dev Any list of one report that has begun and at most one that waits, as `submit` leaves them: numbers and windows
    /// rise. What is settled and disputed can be anything.
    function _anyList() private returns (Kept memory head, Kept memory waiting, uint64 resolved, uint64 disputed) {
        bool waits = svm.createBool("waits");
        (head, waiting) = (_anyReport("head"), _anyReport("waiting"));
        if (!waits) waiting.sequence = 0;
        vm.assume(head.validFrom <= head.validUntil && head.validFrom <= block.timestamp);
        if (waits) {
            vm.assume(head.sequence < waiting.sequence && head.validUntil <= waiting.validFrom);
            vm.assume(waiting.validFrom < waiting.validUntil && waiting.digest != 0);
            _store(waiting, 0);
        }
        _store(head, waiting.sequence);
        uint64 tail = waits ? waiting.sequence : head.sequence;
        (resolved, disputed) = (uint64(svm.createUint(64, "resolved")), uint64(svm.createUint(64, "disputed")));
        uint256 word = uint256(head.sequence) | (uint256(tail) << 64);
        word |= (uint256(resolved) << 128) | (uint256(disputed) << 192);
        vm.store(address(attestations), listSlot, bytes32(word));
    }

    function _anyReport(string memory name) private pure returns (Kept memory kept) {
        kept.sequence = uint64(svm.createUint(64, name));
        kept.asOf = uint40(svm.createUint(40, name));
        kept.validFrom = uint40(svm.createUint(40, name));
        kept.validUntil = uint40(svm.createUint(40, name));
        kept.revision = uint32(svm.createUint(32, name));
        kept.closed = svm.createBool(name);
        kept.reserves = uint128(svm.createUint(128, name));
        kept.mintable = uint128(svm.createUint(128, name));
        kept.digest = svm.createBytes32(name);
    }

    function _store(Kept memory kept, uint64 next) private {
        uint256 slot = _slotOf(kept.sequence);
        uint256 word = uint256(kept.asOf) | (uint256(kept.validFrom) << 40) | (uint256(kept.validUntil) << 80);
        word |= (uint256(next) << 120) | (uint256(EPOCH) << 184) | (uint256(kept.revision) << 216);
        if (kept.closed) word |= 1 << 248;
        vm.store(address(attestations), bytes32(slot), bytes32(word));
        word = uint256(kept.reserves) | (uint256(kept.mintable) << 128);
        vm.store(address(attestations), bytes32(slot + 1), bytes32(word));
        vm.store(address(attestations), bytes32(slot + 4), kept.digest);
    }

    function _slotOf(uint64 sequence) private view returns (uint256) {
        return uint256(keccak256(abi.encode(sequence, uint256(listSlot) + 1)));
    }

    function _digestSlotOf(uint64 sequence) private view returns (bytes32) {
        return vm.load(address(attestations), bytes32(_slotOf(sequence) + 4));
    }

    function _anyTime() private {
        vm.warp(svm.createUint(39, "time"));
    }
}
