// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Governed} from "../governance/Governed.sol";
import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../interfaces/IReserveGate.sol";
import {Attestors} from "./Attestors.sol";
import {ReportDomain} from "./ReportDomain.sol";
import {ReserveReports} from "./ReserveReports.sol";

/// @title ReserveAttestations
/// @notice Accepts reserve reports from anyone who brings a quorum's signatures, and opens the issuance windows the token
/// asks for. One report is signed once and valid on every chain: its domain has a salt (the coin) but neither chain id nor
/// address, and each chain takes its own share of the allocations.
///
/// Why the sum over all chains is bounded: windows never overlap, so at any moment at most one report is open anywhere,
/// however late or out of order reports reach a chain; and a report is refused unless what is outstanding plus what it
/// lets all chains issue together is covered by the reserves.
///
/// Roles: the default admin (the timelock) replaces attestors and lifts a halt; a guardian can only close windows.
/// Liveness: without reports issuance stops by itself at the end of the window; redemption never asks this contract.
/// Not checked: whether the attestors tell the truth. A quorum that lies can back nothing; the threat model bounds it.
contract ReserveAttestations is Governed, ReportDomain, Attestors {
    using ReserveReports for ReserveReport;

    /// @notice What the contract is created with.
    /// @param name Name of the signing domain, at most 31 bytes.
    /// @param tokenId Salt of the signing domain: the coin's identity, the same on every chain of one deployment.
    /// @param decimals Number of decimals of all amounts, equal to the token's.
    /// @param maximumWindow The longest window in seconds.
    /// @param attestors The attestors by rising address.
    /// @param threshold How many of them must sign.
    /// @param defaultAdmin Who replaces attestors and lifts halts: the timelock.
    /// @param defaultAdminDelay Seconds between naming a new default admin and its acceptance.
    /// @param guardians Who may close windows early.
    /// @param previousSequence Sequence of the last report of the contract this one replaces, zero if none.
    /// @param previousValidUntil End of that report's window, zero if none.
    struct Parameters {
        string name;
        bytes32 tokenId;
        uint8 decimals;
        uint64 maximumWindow;
        address[] attestors;
        uint256 threshold;
        address defaultAdmin;
        uint48 defaultAdminDelay;
        address[] guardians;
        uint64 previousSequence;
        uint64 previousValidUntil;
    }

    /// @custom:storage-location erc7201:stablecoin.storage.ReserveAttestations
    struct ReserveAttestationsStorage {
        uint64 sequence;
        uint64 validFrom;
        uint64 validUntil;
        bool closed;
        bool halted;
        uint64 resolvedThrough;
        uint64 running; // whose window goes on until the latest one begins, zero for none
        mapping(uint64 sequence => AcceptedReport) reports;
    }

    // keccak256(abi.encode(uint256(keccak256("stablecoin.storage.ReserveAttestations")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant RESERVE_ATTESTATIONS_STORAGE =
        0xca6fa2adb46e7e3a6fc9e585dac30a0a67ce5926d698093cec3e42cdaa9b7c00;

    /// @dev How far a sequence may lie above the last one. Within it, no mistake can use up all numbers.
    uint64 private constant MAXIMUM_STEP = type(uint32).max;

    /// @inheritdoc IReserveAttestations
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    uint8 private immutable DECIMALS;
    uint64 private immutable MAXIMUM_WINDOW;

    /// @notice Creates the contract with its attestors; whoever deploys it gets no power over it.
    /// @param parameters See `Parameters`.
    constructor(Parameters memory parameters) ReportDomain(parameters.name, parameters.tokenId) initializer {
        __AccessControlDefaultAdminRules_init(parameters.defaultAdminDelay, parameters.defaultAdmin);
        for (uint256 i = 0; i < parameters.guardians.length; ++i) {
            _grantRole(GUARDIAN_ROLE, parameters.guardians[i]);
        }
        DECIMALS = parameters.decimals;
        MAXIMUM_WINDOW = parameters.maximumWindow;
        _setAttestors(parameters.attestors, parameters.threshold);
        ReserveAttestationsStorage storage $ = _state();
        $.sequence = parameters.previousSequence;
        $.validUntil = parameters.previousValidUntil;
        $.closed = true;
    }

    // ------------------------------------------------------------------------------------------------ reports

    /// @inheritdoc IReserveAttestations
    /// @custom:access anyone with a quorum's signatures
    function submit(ReserveReport calldata newReport, bytes[] calldata signatures) external {
        ReserveAttestationsStorage storage $ = _state();
        require(!$.halted, IssuanceHalted());
        require(newReport.sequence > $.sequence, SequenceNotNewer(newReport.sequence, $.sequence));
        require(newReport.sequence - $.sequence <= MAXIMUM_STEP, SequenceTooFarAhead(newReport.sequence, $.sequence));
        _requireTimely(newReport, $.validUntil);
        uint256 mintable = newReport.requireCovered(block.chainid);
        bytes32 digest = reportDigest(newReport);
        _requireQuorum(digest, signatures);

        if (block.timestamp >= $.validFrom) {
            // Anyone may post a report ahead, so that must not cut short the window that is open.
            $.running = $.closed ? 0 : $.sequence;
        } else {
            // A window to come cannot be skipped, unless a guardian has closed it.
            require($.closed, WindowNotBegun($.sequence, $.validFrom));
        }
        $.sequence = newReport.sequence;
        $.validFrom = newReport.validFrom;
        $.validUntil = newReport.validUntil;
        $.closed = false;
        $.reports[newReport.sequence] = AcceptedReport({
            asOf: newReport.asOf,
            validFrom: newReport.validFrom,
            validUntil: newReport.validUntil,
            reserves: newReport.reserves,
            supply: newReport.supply,
            mintable: mintable,
            evidence: newReport.evidence,
            digest: digest
        });
        emit ReportAccepted(newReport.sequence, digest, newReport);
    }

    /// @inheritdoc IReserveAttestations
    /// @custom:access anyone with a quorum's signatures under both reports
    function proveEquivocation(
        ReserveReport calldata first,
        bytes[] calldata firstSignatures,
        ReserveReport calldata second,
        bytes[] calldata secondSignatures
    ) external {
        ReserveAttestationsStorage storage $ = _state();
        require(!$.halted, IssuanceHalted());
        bytes32 firstDigest = reportDigest(first);
        bytes32 secondDigest = reportDigest(second);
        require(firstDigest != secondDigest && first.contradicts(second), NoConflict());
        _requireAcceptable(first);
        _requireAcceptable(second);
        uint64 later = first.sequence > second.sequence ? first.sequence : second.sequence;
        require(later > $.resolvedThrough, ConflictResolved(later, $.resolvedThrough));
        _requireQuorum(firstDigest, firstSignatures);
        _requireQuorum(secondDigest, secondSignatures);
        $.halted = true;
        emit EquivocationProven(firstDigest, secondDigest);
    }

    /// @inheritdoc IReserveAttestations
    /// @custom:access GUARDIAN_ROLE
    function closeWindow(uint64 sequence) external onlyRole(GUARDIAN_ROLE) {
        ReserveAttestationsStorage storage $ = _state();
        if (sequence != 0 && sequence == $.running && block.timestamp < $.validFrom) {
            $.running = 0;
        } else {
            require(sequence == $.sequence, ReportUnknown(sequence));
            require(!$.closed, WindowClosedEarly(sequence));
            $.closed = true;
        }
        emit WindowClosed(sequence, msg.sender);
    }

    // ------------------------------------------------------------------------------------------------ governance

    /// @inheritdoc IReserveAttestations
    /// @custom:access DEFAULT_ADMIN_ROLE
    function resolveHalt(uint64 through) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ReserveAttestationsStorage storage $ = _state();
        require($.halted, NotHalted());
        require(through >= $.resolvedThrough, ResolutionWentBack(through, $.resolvedThrough));
        $.resolvedThrough = through;
        $.halted = false;
        $.closed = true;
        $.running = 0;
        emit HaltResolved(through);
    }

    /// @inheritdoc IReserveAttestations
    /// @custom:access DEFAULT_ADMIN_ROLE
    function setAttestors(address[] calldata newAttestors, uint256 newThreshold) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setAttestors(newAttestors, newThreshold);
    }

    // ------------------------------------------------------------------------------------------------ what the token asks

    /// @inheritdoc IReserveGate
    function issuanceWindow() external view returns (uint64 sequence, uint256 mintable, uint256 reserves) {
        ReserveAttestationsStorage storage $ = _state();
        require(!$.halted, IssuanceHalted());
        sequence = $.sequence;
        if (block.timestamp < $.validFrom) {
            uint64 running = $.running;
            AcceptedReport storage last = $.reports[running];
            if (running != 0 && block.timestamp < last.validUntil) return (running, last.mintable, last.reserves);
            require(!$.closed, WindowClosedEarly(sequence));
            revert WindowNotBegun(sequence, $.validFrom);
        }
        // An open window has its report: only `submit` opens one.
        AcceptedReport storage accepted = $.closed ? _report(sequence) : $.reports[sequence];
        require(!$.closed, WindowClosedEarly(sequence));
        require(block.timestamp < $.validUntil, WindowExpired(sequence, $.validUntil));
        return (sequence, accepted.mintable, accepted.reserves);
    }

    /// @inheritdoc IAggregatorV3
    function decimals() external view returns (uint8) {
        return DECIMALS;
    }

    // ------------------------------------------------------------------------------------------------ history

    /// @inheritdoc IReserveAttestations
    function report(uint64 sequence) external view returns (AcceptedReport memory) {
        return _report(sequence);
    }

    /// @inheritdoc IReserveAttestations
    function latestSequence() external view returns (uint64) {
        return _state().sequence;
    }

    /// @inheritdoc IReserveAttestations
    function coverage() external view returns (uint256 reserves, uint256 supply, uint64 asOf) {
        AcceptedReport storage latest = _report(_state().sequence);
        return (latest.reserves, latest.supply, latest.asOf);
    }

    /// @inheritdoc IReserveAttestations
    function halted() external view returns (bool) {
        return _state().halted;
    }

    /// @inheritdoc IReserveAttestations
    function resolvedThrough() external view returns (uint64) {
        return _state().resolvedThrough;
    }

    /// @inheritdoc IReserveAttestations
    function maximumWindow() external view returns (uint64) {
        return MAXIMUM_WINDOW;
    }

    /// @inheritdoc IReserveAttestations
    function tokenId() external view returns (bytes32) {
        return TOKEN_ID;
    }

    /// @inheritdoc IAggregatorV3
    function getRoundData(
        uint80 id
    )
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        require(id <= type(uint64).max, ReportUnknown(type(uint64).max));
        return _round(uint64(id)); // fits by the line above
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return _round(_state().sequence);
    }

    /// @inheritdoc IAggregatorV3
    function description() external view returns (string memory) {
        return string.concat(_domainName(), " reserves");
    }

    /// @inheritdoc IAggregatorV3
    function version() external pure returns (uint256) {
        return 1;
    }

    /// @inheritdoc IReserveAttestations
    function reportDigest(ReserveReport calldata newReport) public view returns (bytes32) {
        return _digest(newReport.structHash());
    }

    // ------------------------------------------------------------------------------------------------ private

    /// @dev A report that no chain could ever accept contradicts nothing: signing again after a slip is not equivocation.
    function _requireAcceptable(ReserveReport calldata signed) private view {
        signed.requireWindow(MAXIMUM_WINDOW);
        signed.requireCovered(block.chainid);
    }

    /// @dev All rules about times, against the clock and the end of the last window.
    function _requireTimely(ReserveReport calldata newReport, uint64 previousValidUntil) private view {
        uint64 validFrom = newReport.validFrom;
        uint64 validUntil = newReport.validUntil;
        require(newReport.asOf <= block.timestamp, AsOfInFuture(newReport.asOf));
        newReport.requireWindow(MAXIMUM_WINDOW);
        require(validFrom >= previousValidUntil, WindowOverlap(validFrom, previousValidUntil));
        require(validFrom <= block.timestamp + MAXIMUM_WINDOW, WindowTooFarAhead(validFrom));
        require(block.timestamp < validUntil, WindowExpired(newReport.sequence, validUntil));
    }

    function _report(uint64 sequence) private view returns (AcceptedReport storage accepted) {
        accepted = _state().reports[sequence];
        require(accepted.validUntil != 0, ReportUnknown(sequence));
    }

    function _round(uint64 sequence) private view returns (uint80, int256, uint256, uint256, uint80) {
        AcceptedReport storage accepted = _report(sequence);
        // reserves <= type(int256).max was checked when the report was accepted
        return (sequence, int256(accepted.reserves), accepted.asOf, accepted.asOf, sequence);
    }

    function _state() private pure returns (ReserveAttestationsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := RESERVE_ATTESTATIONS_STORAGE
        }
    }
}
