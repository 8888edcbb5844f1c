// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {Governed} from "../governance/Governed.sol";
import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {IReserveAttestations} from "../interfaces/IReserveAttestations.sol";
import {IReserveGate} from "../interfaces/IReserveGate.sol";
import {Attestors} from "./Attestors.sol";
import {ReportDomain} from "./ReportDomain.sol";
import {ReportList} from "./ReportList.sol";
import {ReserveReports} from "./ReserveReports.sol";

/// @title ReserveAttestations
/// @notice Accepts reserve reports from anyone who brings a quorum's signatures, and opens the issuance windows the token
/// asks for. One report is signed once and valid on every chain: its domain has a salt (the coin) but neither chain id nor
/// address, and each chain takes its own share of the allocations.
///
/// Why the sum over all chains is bounded: windows never overlap, so at any moment at most one report is open anywhere,
/// however late or out of order reports reach a chain; a report is refused unless what is outstanding plus what it lets
/// all chains issue together is covered by the reserves; and of a report's revisions the later only lower the earlier, so
/// that chains which hold different ones issue no more together than the earliest of them allows.
///
/// Roles: the default admin (the timelock) replaces attestors and settles conflicts; a guardian and the council can only
/// close windows, and the council only take roles away.
/// Liveness: without reports issuance stops by itself at the end of the window; redemption never asks this contract.
/// Not checked: whether the attestors tell the truth. A quorum that lies can back nothing; the threat model bounds it.
contract ReserveAttestations is Governed, ReportDomain, Attestors, ReportList {
    using ReserveReports for ReserveReport;

    /// @notice What the contract is created with.
    /// @param name Name of the signing domain, at most 31 bytes.
    /// @param tokenId Salt of the signing domain: the coin's identity, the same on every chain of one deployment.
    /// @param decimals Number of decimals of all amounts, equal to the token's.
    /// @param maximumWindow The longest window in seconds.
    /// @param maximumAge The most seconds from when reserves were counted to the end of the window.
    /// @param epoch Number of the attestor set: the current one of the contract this one replaces, one if there is none.
    /// @param attestors The attestors by rising address.
    /// @param threshold How many of them must sign.
    /// @param defaultAdmin Who replaces attestors and settles conflicts: the timelock.
    /// @param defaultAdminDelay Seconds between naming a new default admin and its acceptance.
    /// @param guardians Who may close windows early.
    /// @param council Who may close windows early and take roles away.
    /// @param previousSequence Sequence of the last report of the contract this one replaces, zero if none.
    /// @param previousValidUntil End of that report's window, zero if none.
    struct Parameters {
        string name;
        bytes32 tokenId;
        uint8 decimals;
        uint32 maximumWindow;
        uint32 maximumAge;
        uint32 epoch;
        address[] attestors;
        uint256 threshold;
        address defaultAdmin;
        uint48 defaultAdminDelay;
        address[] guardians;
        address[] council;
        uint64 previousSequence;
        uint40 previousValidUntil;
    }

    /// @inheritdoc IReserveAttestations
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    uint8 private immutable DECIMALS;
    uint32 private immutable MAXIMUM_WINDOW;
    uint32 private immutable MAXIMUM_AGE;

    /// @notice Creates the contract with its attestors; whoever deploys it gets no power over it.
    /// @param parameters See `Parameters`.
    constructor(Parameters memory parameters) ReportDomain(parameters.name, parameters.tokenId) initializer {
        __AccessControlDefaultAdminRules_init(parameters.defaultAdminDelay, parameters.defaultAdmin);
        for (uint256 i = 0; i < parameters.guardians.length; ++i) {
            _grantRole(GUARDIAN_ROLE, parameters.guardians[i]);
        }
        for (uint256 i = 0; i < parameters.council.length; ++i) {
            _grantRole(COUNCIL_ROLE, parameters.council[i]);
        }
        DECIMALS = parameters.decimals;
        MAXIMUM_WINDOW = parameters.maximumWindow;
        MAXIMUM_AGE = parameters.maximumAge;
        _beginEpoch(parameters.epoch, parameters.attestors, parameters.threshold);
        _beginList(parameters.previousSequence, parameters.previousValidUntil);
    }

    // ------------------------------------------------------------------------------------------------ reports

    /// @inheritdoc IReserveAttestations
    /// @custom:access anyone with a quorum's signatures
    function submit(ReserveReport calldata newReport, bytes[] calldata signatures) external {
        ReportListStorage storage $ = _list();
        (uint64 sequence, uint32 current) = (newReport.sequence, _epoch());
        require($.disputed == 0, IssuanceHalted());
        require(newReport.epoch == current, EpochNotCurrent(newReport.epoch, current));
        require(sequence > $.resolvedThrough, SequenceResolved(sequence, $.resolvedThrough));
        _requireTimely(newReport);
        (uint256 mintable, uint256 mostOutstanding) = newReport.requireCovered(block.chainid);
        bytes32 digest = reportDigest(newReport);
        _requireQuorum(current, digest, signatures);

        // Times end at most two longest windows from now, and no amount exceeds the reserves: all of them fit.
        Entry memory entry = Entry({
            asOf: uint40(newReport.asOf),
            validFrom: uint40(newReport.validFrom),
            validUntil: uint40(newReport.validUntil),
            next: 0,
            epoch: current,
            revision: newReport.revision,
            closed: false,
            reserves: uint128(newReport.reserves),
            mintable: uint128(mintable),
            supply: uint128(newReport.supply),
            outstanding: uint128(mostOutstanding),
            evidence: newReport.evidence,
            digest: digest
        });
        if ($.entries[sequence].digest == 0) _insert(newReport, entry);
        else _replace(newReport, entry);
        emit ReportAccepted(sequence, digest, newReport);
    }

    /// @inheritdoc IReserveAttestations
    /// @custom:access anyone with a quorum's signatures under both reports
    function proveEquivocation(
        ReserveReport calldata first,
        bytes[] calldata firstSignatures,
        ReserveReport calldata second,
        bytes[] calldata secondSignatures
    ) external {
        ReportListStorage storage $ = _list();
        require($.disputed == 0, IssuanceHalted());
        bytes32 firstDigest = reportDigest(first);
        bytes32 secondDigest = reportDigest(second);
        require(firstDigest != secondDigest && first.contradicts(second), NoConflict());
        _requireAcceptable(first);
        _requireAcceptable(second);
        uint64 earlier = first.sequence < second.sequence ? first.sequence : second.sequence;
        require(earlier > $.resolvedThrough, ConflictResolved(earlier, $.resolvedThrough));
        _requireWithinEpoch(earlier, first.epoch);
        _requireQuorum(first.epoch, firstDigest, firstSignatures);
        _requireQuorum(first.epoch, secondDigest, secondSignatures);
        $.disputed = earlier;
        emit EquivocationProven(firstDigest, secondDigest);
    }

    /// @inheritdoc IReserveAttestations
    /// @custom:access GUARDIAN_ROLE or COUNCIL_ROLE
    function closeWindow(uint64 sequence) external {
        if (!hasRole(COUNCIL_ROLE, msg.sender)) _checkRole(GUARDIAN_ROLE);
        _close(sequence);
    }

    // ------------------------------------------------------------------------------------------------ governance

    /// @inheritdoc IReserveAttestations
    /// @custom:access DEFAULT_ADMIN_ROLE
    function resolveHalt(uint64 through) external onlyRole(DEFAULT_ADMIN_ROLE) {
        ReportListStorage storage $ = _list();
        uint64 least = $.disputed > $.resolvedThrough ? $.disputed : $.resolvedThrough;
        require(through >= least, ResolutionTooLow(through, least));
        _requireWithinStep(through);
        ($.resolvedThrough, $.disputed) = (through, 0);
        _closeThrough(through);
        emit HaltResolved(through);
    }

    /// @inheritdoc IReserveAttestations
    /// @custom:access DEFAULT_ADMIN_ROLE
    function setAttestors(
        address[] calldata newAttestors,
        uint256 newThreshold,
        bool closeWindows
    ) external onlyRole(DEFAULT_ADMIN_ROLE) {
        uint64 latest = _list().tail;
        _replaceAttestors(newAttestors, newThreshold, latest);
        if (closeWindows) _closeThrough(latest);
    }

    // ------------------------------------------------------------------------------------------------ what the token asks

    /// @inheritdoc IReserveGate
    function issuanceWindow() external view returns (uint64 sequence, uint256 mintable, uint256 reserves) {
        require(_list().disputed == 0, IssuanceHalted());
        Entry storage entry;
        (sequence, entry) = _begun();
        if (entry.closed || block.timestamp >= entry.validUntil) _revertNotOpen(sequence, entry);
        return (sequence, entry.mintable, entry.reserves);
    }

    /// @inheritdoc IReserveGate
    function requireOutstanding(uint64 sequence, uint256 supply) external view {
        uint256 stated = _entry(sequence).outstanding;
        require(supply <= stated, SupplyUnderstated(sequence, stated, supply));
    }

    /// @inheritdoc IReserveAttestations
    function outstanding(uint64 sequence) external view returns (uint256) {
        return _entry(sequence).outstanding;
    }

    /// @inheritdoc IAggregatorV3
    function decimals() external view returns (uint8) {
        return DECIMALS;
    }

    // ------------------------------------------------------------------------------------------------ history

    /// @inheritdoc IReserveAttestations
    function report(uint64 sequence) external view returns (AcceptedReport memory) {
        Entry storage entry = _entry(sequence);
        return
            AcceptedReport({
                asOf: entry.asOf,
                validFrom: entry.validFrom,
                validUntil: entry.validUntil,
                epoch: entry.epoch,
                revision: entry.revision,
                closed: entry.closed,
                next: entry.next,
                reserves: entry.reserves,
                supply: entry.supply,
                mintable: entry.mintable,
                evidence: entry.evidence,
                digest: entry.digest
            });
    }

    /// @inheritdoc IReserveAttestations
    function latestSequence() external view returns (uint64) {
        return _list().tail;
    }

    /// @inheritdoc IReserveAttestations
    function coverage() external view returns (uint256 reserves, uint256 supply, uint64 asOf) {
        Entry storage latest = _entry(_list().tail);
        return (latest.reserves, latest.supply, latest.asOf);
    }

    /// @inheritdoc IReserveAttestations
    function halted() external view returns (bool) {
        return _list().disputed != 0;
    }

    /// @inheritdoc IReserveAttestations
    function resolvedThrough() external view returns (uint64) {
        return _list().resolvedThrough;
    }

    /// @inheritdoc IReserveAttestations
    function maximumWindow() external view returns (uint64) {
        return MAXIMUM_WINDOW;
    }

    /// @inheritdoc IReserveAttestations
    function maximumAge() external view returns (uint64) {
        return MAXIMUM_AGE;
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
        return _round(_list().tail);
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
        signed.requireWindow(MAXIMUM_WINDOW, MAXIMUM_AGE);
        signed.requireCovered(block.chainid);
    }

    /// @dev A set that was replaced can be convicted of what chains took from it, and of nothing that its keys, perhaps
    /// stolen since, sign about later numbers.
    function _requireWithinEpoch(uint64 earlier, uint32 ofEpoch) private view {
        uint64 last = _set(ofEpoch).lastSequence;
        if (ofEpoch == _epoch()) _requireWithinStep(earlier);
        else require(earlier <= last, ConflictAfterEpoch(earlier, last));
    }

    /// @dev All rules about times, against the clock.
    function _requireTimely(ReserveReport calldata newReport) private view {
        uint64 validFrom = newReport.validFrom;
        uint64 validUntil = newReport.validUntil;
        require(newReport.asOf <= block.timestamp, AsOfInFuture(newReport.asOf));
        newReport.requireWindow(MAXIMUM_WINDOW, MAXIMUM_AGE);
        require(validFrom <= block.timestamp + MAXIMUM_WINDOW, WindowTooFarAhead(validFrom));
        require(block.timestamp < validUntil, WindowExpired(newReport.sequence, validUntil));
    }

    function _round(uint64 sequence) private view returns (uint80, int256, uint256, uint256, uint80) {
        Entry storage entry = _entry(sequence);
        int256 answer = int256(uint256(entry.reserves)); // 128 bits fit
        return (sequence, answer, entry.asOf, entry.asOf, sequence);
    }
}
