// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ITimelock} from "../../../contracts/interfaces/ITimelock.sol";
import {IReserveAttestations} from "../../../contracts/interfaces/IReserveAttestations.sol";
import {ReserveAttestations} from "../../../contracts/reserves/ReserveAttestations.sol";
import {Test} from "./Test.sol";

/// @title Reports
/// @notice Timelock, reserve attestations and their attestors; builds, hashes and signs reports.
/// @dev The hash is computed here from the EIP-712 text, not taken from the contract.
abstract contract Reports is Test {
    uint8 internal constant DECIMALS = 6;
    uint256 internal constant UNIT = 10 ** DECIMALS;
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant MAXIMUM_WINDOW = 7 days;
    uint64 internal constant MAXIMUM_AGE = 15 days;
    uint32 internal constant EPOCH = 1;
    uint256 internal constant UPGRADE_DELAY = 3 days;
    uint256 internal constant ROLES_DELAY = 2 days;
    uint256 internal constant ATTESTORS_DELAY = 1 days;
    uint256 internal constant OTHER_CHAIN = 0x2b6653dc;
    bytes32 internal constant TOKEN_ID = keccak256("som-token");
    bytes32 internal constant EVIDENCE = keccak256("evidence");
    bytes32 internal constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
    bytes32 internal constant COUNCIL_ROLE = keccak256("COUNCIL_ROLE");
    string internal constant DOMAIN_NAME = "Som Reserves";

    address internal timelock;
    ReserveAttestations internal attestations;

    address internal guardian = makeAddr("guardian");
    address internal council = makeAddr("council");
    address internal proposer = makeAddr("proposer");
    address internal executor = makeAddr("executor");

    /// @dev The attestors by rising address, and their keys in the same order.
    address[] internal attestors;
    uint256[] internal attestorKeys;

    function setUp() public virtual {
        vm.warp(START);
        timelock = _deployTimelock(_delays(), executor);
        vm.label(timelock, "timelock");
        _addAttestor("attestor one");
        _addAttestor("attestor two");
        _addAttestor("attestor three");
        attestations = _deployAttestations(_attestationParameters());
    }

    // ------------------------------------------------------------------------------------------------ deployment

    function _deployTimelock(ITimelock.Delays memory delays, address executes) internal returns (address) {
        return deploy("Timelock.sol:Timelock", abi.encode(delays, _list(proposer), _list(executes)));
    }

    function _delays() internal pure returns (ITimelock.Delays memory) {
        return ITimelock.Delays({upgrade: UPGRADE_DELAY, roles: ROLES_DELAY, attestors: ATTESTORS_DELAY});
    }

    function _deployAttestations(
        ReserveAttestations.Parameters memory parameters
    ) internal returns (ReserveAttestations deployed) {
        deployed = ReserveAttestations(deploy("ReserveAttestations.sol:ReserveAttestations", abi.encode(parameters)));
        vm.label(address(deployed), "attestations");
    }

    function _attestationParameters() internal view returns (ReserveAttestations.Parameters memory) {
        return
            ReserveAttestations.Parameters({
                name: DOMAIN_NAME,
                tokenId: TOKEN_ID,
                decimals: DECIMALS,
                maximumWindow: uint32(MAXIMUM_WINDOW),
                maximumAge: uint32(MAXIMUM_AGE),
                epoch: EPOCH,
                attestors: attestors,
                threshold: 2,
                defaultAdmin: timelock,
                defaultAdminDelay: 2 days,
                guardians: _list(guardian),
                council: _list(council),
                previousSequence: 0,
                previousValidUntil: 0
            });
    }

    function _addAttestor(string memory name) private {
        (address account, uint256 key) = makeAccount(name);
        attestors.push(account);
        attestorKeys.push(key);
        for (uint256 i = attestors.length - 1; i > 0 && attestors[i] < attestors[i - 1]; --i) {
            (attestors[i], attestors[i - 1]) = (attestors[i - 1], attestors[i]);
            (attestorKeys[i], attestorKeys[i - 1]) = (attestorKeys[i - 1], attestorKeys[i]);
        }
    }

    // ------------------------------------------------------------------------------------------------ reports

    /// @dev A report that is open from now for a day and gives this chain `mintable`, all of it backed.
    function _report(
        uint64 sequence,
        uint256 supply,
        uint256 mintable
    ) internal view returns (IReserveAttestations.ReserveReport memory report) {
        (report.sequence, report.epoch) = (sequence, EPOCH);
        report.asOf = uint64(block.timestamp);
        report.validFrom = uint64(block.timestamp);
        report.validUntil = uint64(block.timestamp + 1 days);
        report.reserves = supply + mintable;
        report.supply = supply;
        report.evidence = EVIDENCE;
        report.allocations = new IReserveAttestations.Allocation[](1);
        report.allocations[0] = IReserveAttestations.Allocation(block.chainid, mintable);
    }

    /// @dev Copies a report to storage, where a test can change it field by field.
    function _keep(
        IReserveAttestations.ReserveReport storage target,
        IReserveAttestations.ReserveReport memory source
    ) internal {
        (target.sequence, target.epoch, target.revision) = (source.sequence, source.epoch, source.revision);
        target.asOf = source.asOf;
        target.validFrom = source.validFrom;
        target.validUntil = source.validUntil;
        target.reserves = source.reserves;
        target.supply = source.supply;
        target.evidence = source.evidence;
        delete target.allocations;
        for (uint256 i = 0; i < source.allocations.length; ++i) target.allocations.push(source.allocations[i]);
    }

    /// @dev Signs with the two attestors of lowest address and submits.
    function _submit(IReserveAttestations.ReserveReport memory report) internal {
        attestations.submit(report, _sign(report));
    }

    function _sign(IReserveAttestations.ReserveReport memory report) internal view returns (bytes[] memory) {
        return _signWith(report, 0, 1);
    }

    /// @dev Signs as `_submit` does, and expects a refusal.
    function _rejects(IReserveAttestations.ReserveReport memory report, bytes memory reason) internal {
        bytes[] memory signatures = _sign(report);
        vm.expectRevert(reason);
        attestations.submit(report, signatures);
    }

    /// @dev Signatures of two attestors, in the given order.
    function _signWith(
        IReserveAttestations.ReserveReport memory report,
        uint256 first,
        uint256 second
    ) internal view returns (bytes[] memory signatures) {
        signatures = new bytes[](2);
        signatures[0] = _signature(attestorKeys[first], _digestOf(report));
        signatures[1] = _signature(attestorKeys[second], _digestOf(report));
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev What attestors sign: EIP-712 with a domain of name, version and salt.
    function _digestOf(IReserveAttestations.ReserveReport memory report) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,bytes32 salt)"),
                keccak256(bytes(DOMAIN_NAME)),
                keccak256("1"),
                TOKEN_ID
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, _structHashOf(report)));
    }

    function _structHashOf(IReserveAttestations.ReserveReport memory report) internal pure returns (bytes32) {
        string memory allocationType = "Allocation(uint256 chainId,uint256 mintable)";
        string memory reportType = string.concat(
            "ReserveReport(uint64 sequence,uint32 epoch,uint32 revision,uint64 asOf,uint64 validFrom,uint64 validUntil,uint256 reserves,",
            "uint256 supply,bytes32 evidence,Allocation[] allocations)",
            allocationType
        );
        bytes memory hashes;
        for (uint256 i = 0; i < report.allocations.length; ++i) {
            hashes = bytes.concat(
                hashes,
                keccak256(abi.encode(keccak256(bytes(allocationType)), report.allocations[i]))
            );
        }
        bytes memory numbers = abi.encode(report.sequence, report.epoch, report.revision);
        bytes memory times = abi.encode(report.asOf, report.validFrom, report.validUntil);
        bytes memory amounts = abi.encode(report.reserves, report.supply, report.evidence, keccak256(hashes));
        return keccak256(bytes.concat(keccak256(bytes(reportType)), numbers, times, amounts));
    }

    // ------------------------------------------------------------------------------------------------ small things

    function _list(address member) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = member;
    }

    function _missingRole(address account, bytes32 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, account, role);
    }

    /// @dev The ERC-7201 slot of a namespace.
    function _namespace(string memory id) internal pure returns (bytes32) {
        return keccak256(abi.encode(uint256(keccak256(bytes(id))) - 1)) & ~bytes32(uint256(0xff));
    }
}
