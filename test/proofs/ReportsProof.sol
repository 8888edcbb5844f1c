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

    ReserveAttestations private attestations;
    bytes32 private stateSlot = bytes32(namespace("stablecoin.storage.ReserveAttestations"));

    function setUp() external {
        address[] memory attestors = new address[](3);
        (attestors[0], attestors[1], attestors[2]) = (address(0xa1), address(0xa2), address(0xa3));
        ReserveAttestations.Parameters memory parameters = ReserveAttestations.Parameters({
            name: "Som Token",
            tokenId: bytes32("coin"),
            decimals: 6,
            maximumWindow: WINDOW,
            attestors: attestors,
            threshold: 2,
            defaultAdmin: address(0xad),
            defaultAdminDelay: 2 days,
            guardians: new address[](0),
            previousSequence: 0,
            previousValidUntil: 0
        });
        bytes memory arguments = abi.encode(parameters);
        attestations = ReserveAttestations(deploy("ReserveAttestations.sol:ReserveAttestations", arguments));
        svm.enableSymbolicStorage(address(attestations));
    }

    /// @notice A report that is accepted is covered: its supply is within its reserves; its window begins at the last one's end
    /// or later, is not empty, not over, not longer than allowed and not too far ahead; it was counted before; its sequence is
    /// newer. Bound: no allocation.
    function check_PRES01_acceptedReportsAreCovered(
        uint64[4] calldata numbers,
        uint256[2] calldata amounts,
        bytes32[4] calldata halves
    ) external {
        _anyTime();
        (uint64 sequence, , uint64 validUntil, bool halted) = _anyState();
        IReserveAttestations.ReserveReport memory report;
        (report.sequence, report.asOf, report.validFrom) = (numbers[0], numbers[1], numbers[2]);
        (report.validUntil, report.reserves, report.supply) = (numbers[3], amounts[0], amounts[1]);
        if (!_submit(report, halves)) return;
        witness();
        assert(report.supply <= report.reserves);
        assert(!halted && report.sequence > sequence);
        assert(report.validFrom >= validUntil);
        assert(report.validFrom < report.validUntil && report.validUntil - report.validFrom <= WINDOW);
        assert(report.asOf <= report.validFrom && report.asOf <= block.timestamp);
        assert(block.timestamp < report.validUntil && report.validFrom <= block.timestamp + WINDOW);
        assert(attestations.latestSequence() == report.sequence);
    }

    /// @notice A window is open only if nothing is halted, and it is either the latest one, begun, not over and not closed, or
    /// the one before, not over, while the latest has not begun.
    function check_PRES02_aWindowIsOpenOnlyWithinItsTime(uint64 runningUntil) external {
        _anyTime();
        (uint64 sequence, uint64 validFrom, uint64 validUntil, bool halted) = _anyState();
        uint256 flags = uint256(vm.load(address(attestations), stateSlot)) >> 192;
        uint64 running = uint64(uint256(vm.load(address(attestations), bytes32(uint256(stateSlot) + 1))) >> 64);
        _setUntil(running, runningUntil);
        (bool success, bytes memory answer) = address(attestations).call(
            abi.encodeCall(attestations.issuanceWindow, ())
        );
        if (!success) return;
        witness();
        (uint64 open, , ) = abi.decode(answer, (uint64, uint256, uint256));
        assert(!halted);
        if (block.timestamp < validFrom) {
            assert(open == running && running != 0);
            assert(block.timestamp < runningUntil);
        } else {
            assert(open == sequence);
            assert(block.timestamp < validUntil && flags & 0xff == 0);
        }
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

    /// @dev Any state: what was accepted last, whether it is closed or halted, and what was open before it.
    function _anyState() private returns (uint64 sequence, uint64 validFrom, uint64 validUntil, bool halted) {
        uint256 word = svm.createUint256("state");
        vm.store(address(attestations), stateSlot, bytes32(word));
        vm.store(address(attestations), bytes32(uint256(stateSlot) + 1), svm.createBytes32("resolved"));
        (sequence, validFrom, validUntil) = (uint64(word), uint64(word >> 64), uint64(word >> 128));
        vm.assume((word >> 192) & 0xff <= 1 && (word >> 200) & 0xff <= 1);
        halted = (word >> 200) & 0xff != 0;
    }

    function _setUntil(uint64 sequence, uint64 until) private {
        bytes32 slot = keccak256(abi.encode(sequence, uint256(stateSlot) + 2));
        uint256 word = uint256(vm.load(address(attestations), slot));
        uint256 mask = uint256(type(uint64).max) << 128;
        vm.store(address(attestations), slot, bytes32((word & ~mask) | (uint256(until) << 128)));
    }

    function _anyTime() private {
        vm.warp(svm.createUint(63, "time"));
    }
}
