// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {Reports} from "../helpers/Reports.sol";

/// @title AttestorsTest
/// @notice The set of attestors and its threshold: a majority of at least two, in rising order, at most 32.
contract AttestorsTest is Reports {
    function test_AfterDeployment() public view {
        assertEq(attestations.attestors(), attestors);
        assertEq(attestations.threshold(), 2);
    }

    function test_ReplacesTheSet() public {
        address[] memory next = _members(5);
        vm.expectEmit(address(attestations));
        emit IReserveAttestations.AttestorsSet(2, next, 4);
        _set(next, 4);
        assertEq(attestations.attestors(), next);
        assertEq(attestations.threshold(), 4);
    }

    function test_TheOldSetCountsNoMore() public {
        IReserveAttestations.ReserveReport memory report = _report(1, 0, 1);
        bytes[] memory signatures = _sign(report);
        _set(_members(2), 2);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.EpochNotCurrent.selector, 1, 2));
        attestations.submit(report, signatures);
        report.epoch = 2;
        signatures = _sign(report);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.UnknownAttestor.selector, attestors[0]));
        attestations.submit(report, signatures);
    }

    function test_TheHigherThresholdCounts() public {
        IReserveAttestations.ReserveReport memory report = _report(1, 0, 1);
        report.epoch = 2;
        bytes[] memory signatures = _sign(report);
        _set(attestors, 3);
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.QuorumNotReached.selector, 2, 3));
        attestations.submit(report, signatures);
    }

    function test_TakesAnyAddressButZero() public {
        address[] memory least = new address[](2);
        (least[0], least[1]) = (address(1), address(2));
        _set(least, 2);
        assertEq(attestations.attestors(), least);
    }

    function test_TakesThirtyTwoAttestors() public {
        _set(_members(32), 17);
        assertEq(attestations.attestors(), _members(32));
    }

    /// @dev Every signature of the largest set is checked, to the last.
    function test_ThirtyTwoAttestorsSignTogether() public {
        (address[] memory members, uint256[] memory keys) = _thirtyTwo();
        _set(members, 32);
        IReserveAttestations.ReserveReport memory report = _report(1, 0, 1);
        report.epoch = 2;
        bytes[] memory signatures = new bytes[](32);
        for (uint256 i = 0; i < 32; ++i) signatures[i] = _signature(keys[i], _digestOf(report));
        for (uint256 i = 0; i < 32; ++i) {
            bytes memory good = signatures[i];
            signatures[i] = new bytes(65);
            vm.expectRevert(ECDSA.ECDSAInvalidSignature.selector);
            attestations.submit(report, signatures);
            signatures[i] = good;
        }
        attestations.submit(report, signatures);
        assertEq(attestations.latestSequence(), 1);
    }

    function test_RevertWhen_ThereAreTooMany() public {
        vm.expectRevert(IReserveAttestations.InvalidAttestors.selector);
        _set(_members(33), 17);
    }

    function test_RevertWhen_AnAttestorIsZero() public {
        address[] memory members = _members(3);
        members[0] = address(0);
        vm.expectRevert(IReserveAttestations.InvalidAttestors.selector);
        _set(members, 2);
    }

    function test_RevertWhen_AttestorsAreNotAscending() public {
        address[] memory members = _members(3);
        (members[1], members[2]) = (members[2], members[1]);
        vm.expectRevert(IReserveAttestations.InvalidAttestors.selector);
        _set(members, 2);
        members[2] = members[1];
        vm.expectRevert(IReserveAttestations.InvalidAttestors.selector);
        _set(members, 2);
    }

    function test_RevertWhen_OneAttestorAloneIsAQuorum() public {
        _expectInvalidThreshold(1, 1);
        _set(_members(1), 1);
    }

    function test_RevertWhen_ThresholdIsZeroOrTheMaximum() public {
        _expectInvalidThreshold(0, 3);
        _set(_members(3), 0);
        _expectInvalidThreshold(type(uint256).max, 3);
        _set(_members(3), type(uint256).max);
    }

    function test_RevertWhen_HalfOfTheAttestorsAreAQuorum() public {
        _expectInvalidThreshold(2, 4);
        _set(_members(4), 2);
        _set(_members(4), 3);
        assertEq(attestations.threshold(), 3);
    }

    function test_StateLiesInItsNamespaces() public {
        _submit(_report(1, 0, 1));
        uint256 set = uint256(_namespace("stablecoin.storage.Attestors"));
        assertEq(_load(set), EPOCH);
        uint256 first = uint256(keccak256(abi.encode(EPOCH, set + 1)));
        assertEq(_load(first), 3); // length of the set, whose positions follow
        assertEq(_load(first + 2), 2);
        uint256 list = uint256(_namespace("stablecoin.storage.ReportList"));
        assertEq(_load(list), (uint256(1) << 64) | 1); // head and tail
        uint256 times = _load(uint256(keccak256(abi.encode(uint256(1), list + 1))));
        assertEq(times & type(uint40).max, START);
        assertEq((times >> 40) & type(uint40).max, START);
        assertEq((times >> 80) & type(uint40).max, START + 1 days);
        assertEq((times >> 184) & type(uint32).max, EPOCH);
    }

    function test_RevertWhen_CallerIsNotTheAdmin() public {
        vm.expectRevert(_missingRole(guardian, bytes32(0)));
        vm.prank(guardian);
        attestations.setAttestors(attestors, 3, false);
    }

    function testFuzz_ThresholdIsAMajorityOfAtLeastTwo(uint256 count, uint256 threshold) public {
        count = bound(count, 0, 32);
        threshold = bound(threshold, 0, 34);
        bool valid = threshold >= 2 && threshold <= count && threshold > count / 2;
        if (!valid) _expectInvalidThreshold(threshold, count);
        _set(_members(count), threshold);
        assertEq(attestations.threshold(), valid ? threshold : 2);
    }

    function testFuzz_RevertWhen_ThresholdIsOutOfRange(uint256 threshold) public {
        threshold = bound(threshold, 4, type(uint256).max);
        _expectInvalidThreshold(threshold, 3);
        _set(_members(3), threshold);
    }

    function _expectInvalidThreshold(uint256 threshold, uint256 count) private {
        vm.expectRevert(abi.encodeWithSelector(IReserveAttestations.InvalidThreshold.selector, threshold, count));
    }

    function _load(uint256 slot) private view returns (uint256) {
        return uint256(vm.load(address(attestations), bytes32(slot)));
    }

    function _set(address[] memory members, uint256 threshold) private {
        vm.prank(timelock);
        attestations.setAttestors(members, threshold, false);
    }

    /// @dev Thirty-two attestors by rising address, and their keys.
    function _thirtyTwo() private pure returns (address[] memory members, uint256[] memory keys) {
        (members, keys) = (new address[](32), new uint256[](32));
        for (uint256 i = 0; i < 32; ++i) {
            (uint256 at, uint256 key) = (i, i + 1);
            address member = vm.addr(key);
            for (; at > 0 && members[at - 1] > member; --at) (members[at], keys[at]) = (members[at - 1], keys[at - 1]);
            (members[at], keys[at]) = (member, key);
        }
    }

    function _members(uint256 count) private pure returns (address[] memory members) {
        members = new address[](count);
        for (uint256 i = 0; i < count; ++i) members[i] = address(uint160(0x1000 + i));
    }
}
