// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IAggregatorV3} from "./IAggregatorV3.sol";
import {IReserveGate} from "./IReserveGate.sol";

/// @title IReserveAttestations
/// @notice Reserve reports signed once by a quorum of attestors and valid on every chain, and the windows they open.
/// All amounts are in smallest units of the token, all times Unix seconds.
interface IReserveAttestations is IReserveGate, IAggregatorV3, IERC5267 {
    /// @notice What may be issued on one chain in the window.
    /// @param chainId `block.chainid` of that chain.
    /// @param mintable The amount.
    struct Allocation {
        uint256 chainId;
        uint256 mintable;
    }

    /// @notice What the attestors sign.
    /// @param sequence Number of the report, rising.
    /// @param asOf Time at which reserves and supply were counted.
    /// @param validFrom Time from which its window is open.
    /// @param validUntil Time at which its window ends.
    /// @param reserves What backs the coin on all chains together.
    /// @param supply What is outstanding on all chains at `asOf`, in flight between them, or could still be issued before
    /// `validFrom` under the previous report.
    /// @param evidence Hash of the auditor's document.
    /// @param allocations Each chain's share, by rising chain id.
    struct ReserveReport {
        uint64 sequence;
        uint64 asOf;
        uint64 validFrom;
        uint64 validUntil;
        uint256 reserves;
        uint256 supply;
        bytes32 evidence;
        Allocation[] allocations;
    }

    /// @notice What is kept of an accepted report.
    /// @param asOf Time at which reserves and supply were counted.
    /// @param validFrom Time from which its window is open.
    /// @param validUntil Time at which its window ends.
    /// @param reserves What backs the coin on all chains together.
    /// @param supply What was outstanding or could still be issued before the window.
    /// @param mintable This chain's share.
    /// @param evidence Hash of the auditor's document.
    /// @param digest What the attestors signed.
    struct AcceptedReport {
        uint64 asOf;
        uint64 validFrom;
        uint64 validUntil;
        uint256 reserves;
        uint256 supply;
        uint256 mintable;
        bytes32 evidence;
        bytes32 digest;
    }

    /// @notice A report was accepted and its window will open, or is open.
    /// @param sequence Number of the report.
    /// @param digest What the attestors signed.
    /// @param report The whole report.
    event ReportAccepted(uint64 indexed sequence, bytes32 indexed digest, ReserveReport report);

    /// @notice A guardian closed a report's window.
    /// @param sequence Number of the report.
    /// @param guardian The caller.
    event WindowClosed(uint64 indexed sequence, address indexed guardian);

    /// @notice Two signed reports contradict each other; issuance is halted.
    /// @param digest What the attestors signed first.
    /// @param conflicting What they signed as well.
    event EquivocationProven(bytes32 indexed digest, bytes32 indexed conflicting);

    /// @notice The halt was lifted; issuance resumes with the next report.
    /// @param resolvedThrough Conflicts between reports up to this sequence are settled.
    event HaltResolved(uint64 resolvedThrough);

    /// @notice The attestor set was replaced.
    /// @param attestors The new set.
    /// @param threshold How many of them must sign.
    event AttestorsSet(address[] attestors, uint256 threshold);

    /// @notice The attestors are not in strictly rising order, too many, or one is the zero address.
    error InvalidAttestors();

    /// @notice The threshold is below two, not a majority, or above the number of attestors.
    /// @param threshold The threshold.
    /// @param attestors Number of attestors.
    error InvalidThreshold(uint256 threshold, uint256 attestors);

    /// @notice Fewer attestors signed than the threshold asks for.
    /// @param signatures Number of signatures.
    /// @param threshold The threshold.
    error QuorumNotReached(uint256 signatures, uint256 threshold);

    /// @notice A signer is not an attestor. A report signed for another coin or by other rules recovers to a stranger too.
    /// @param signer The recovered signer.
    error UnknownAttestor(address signer);

    /// @notice An attestor signed twice.
    /// @param attestor The attestor.
    error DuplicateAttestor(address attestor);

    /// @notice The signatures are not in rising order of their signers.
    /// @param previous The signer before.
    /// @param signer The lower signer after it.
    error AttestorsNotAscending(address previous, address signer);

    /// @notice A report of this sequence or a later one was accepted already.
    /// @param sequence Number of the report.
    /// @param latest Number of the latest accepted report.
    error SequenceNotNewer(uint64 sequence, uint64 latest);

    /// @notice The sequence is more than 2^32 - 1 above the latest one; a slip must not use up the numbers of all later reports.
    /// @param sequence Number of the report.
    /// @param latest Number of the latest accepted report.
    error SequenceTooFarAhead(uint64 sequence, uint64 latest);

    /// @notice The reserves were counted in the future.
    /// @param asOf The time given.
    error AsOfInFuture(uint64 asOf);

    /// @notice The reserves were counted after the window begins.
    /// @param asOf The time given.
    /// @param validFrom Begin of the window.
    error AsOfAfterWindow(uint64 asOf, uint64 validFrom);

    /// @notice The window is empty or longer than allowed.
    /// @param validFrom Begin of the window.
    /// @param validUntil End of the window.
    error InvalidWindow(uint64 validFrom, uint64 validUntil);

    /// @notice The window begins before the previous one has ended.
    /// @param validFrom Begin of the window.
    /// @param previousValidUntil End of the previous window.
    error WindowOverlap(uint64 validFrom, uint64 previousValidUntil);

    /// @notice The window begins further ahead than the longest window; it would block every report before it.
    /// @param validFrom Begin of the window.
    error WindowTooFarAhead(uint64 validFrom);

    /// @notice The window has ended.
    /// @param sequence Number of the report.
    /// @param validUntil End of the window.
    error WindowExpired(uint64 sequence, uint64 validUntil);

    /// @notice The window has not begun.
    /// @param sequence Number of the report.
    /// @param validFrom Begin of the window.
    error WindowNotBegun(uint64 sequence, uint64 validFrom);

    /// @notice The window was closed before its end, by a guardian or by a halt.
    /// @param sequence Number of the report.
    error WindowClosedEarly(uint64 sequence);

    /// @notice Supply and allocations exceed the reserves.
    /// @param committed Supply and allocations.
    /// @param reserves The reserves.
    error OverAllocated(uint256 committed, uint256 reserves);

    /// @notice The allocations are not in strictly rising order of chain ids.
    /// @param previous The chain id before.
    /// @param chainId The chain id after it.
    error AllocationsNotAscending(uint256 previous, uint256 chainId);

    /// @notice The reserves do not fit the price feed's signed answer.
    /// @param reserves The reserves.
    error ReservesOutOfRange(uint256 reserves);

    /// @notice The two reports do not contradict each other.
    error NoConflict();

    /// @notice The conflict was settled by the default admin.
    /// @param sequence The later sequence of the two reports.
    /// @param resolvedThrough Sequence up to which conflicts are settled.
    error ConflictResolved(uint64 sequence, uint64 resolvedThrough);

    /// @notice Issuance is halted since two signed reports contradict each other.
    error IssuanceHalted();

    /// @notice Issuance is not halted.
    error NotHalted();

    /// @notice The sequence is lower than what was settled before.
    /// @param resolvedThrough The sequence given.
    /// @param previous The sequence settled before.
    error ResolutionWentBack(uint64 resolvedThrough, uint64 previous);

    /// @notice No report of this sequence was accepted here.
    /// @param sequence The sequence.
    error ReportUnknown(uint64 sequence);

    /// @notice Accepts a report that a quorum signed. Anyone may submit it.
    /// @dev Fails with: the errors of signatures (`QuorumNotReached`, `UnknownAttestor`, `DuplicateAttestor`,
    /// `AttestorsNotAscending`, OpenZeppelin's `ECDSA…`), of sequences (`SequenceNotNewer`, `SequenceTooFarAhead`), of times
    /// (`AsOfInFuture`, `AsOfAfterWindow`, `InvalidWindow`, `WindowOverlap`, `WindowTooFarAhead`, `WindowExpired`), of
    /// amounts (`OverAllocated`, `AllocationsNotAscending`, `ReservesOutOfRange`), `WindowNotBegun` while the latest report's
    /// window is still to come and not closed, or `IssuanceHalted`. Emits `ReportAccepted`. An open window goes on to its end.
    /// @param newReport The report.
    /// @param signatures The attestors' signatures, by rising signer.
    function submit(ReserveReport calldata newReport, bytes[] calldata signatures) external;

    /// @notice Proves that a quorum signed two reports that contradict each other: different content under one sequence,
    /// or windows that overlap. Anyone may. Issuance halts.
    /// @dev Fails with: the errors of signatures, `NoConflict`, `ConflictResolved`, `IssuanceHalted`, or the error that
    /// keeps one of the two from ever being accepted anywhere (`AsOfAfterWindow`, `InvalidWindow`, the errors of amounts).
    /// Emits `EquivocationProven`.
    /// @param first A signed report.
    /// @param firstSignatures Its signatures, by rising signer.
    /// @param second A signed report that contradicts it.
    /// @param secondSignatures Its signatures, by rising signer.
    function proveEquivocation(
        ReserveReport calldata first,
        bytes[] calldata firstSignatures,
        ReserveReport calldata second,
        bytes[] calldata secondSignatures
    ) external;

    /// @notice Closes a window before its end, or before it begins. Lowering is always safe.
    /// @dev Fails with: a missing role, `ReportUnknown` if this is neither the latest report nor the one whose window is
    /// open until the latest one's begins, or `WindowClosedEarly`. Emits `WindowClosed`.
    /// @param sequence Number of the report.
    function closeWindow(uint64 sequence) external;

    /// @notice Lifts a halt. The window stays closed: issuance resumes with the next report.
    /// @dev Fails with: a missing role, `NotHalted` or `ResolutionWentBack`. Emits `HaltResolved`.
    /// @param through Conflicts between reports up to this sequence are settled.
    function resolveHalt(uint64 through) external;

    /// @notice Replaces the attestor set. It must be the same on every chain.
    /// @dev Fails with: a missing role, `InvalidAttestors` or `InvalidThreshold`. Emits `AttestorsSet`.
    /// @param newAttestors The attestors by rising address, at most 32.
    /// @param newThreshold How many of them must sign: a majority, at least two.
    function setAttestors(address[] calldata newAttestors, uint256 newThreshold) external;

    /// @notice What the attestors sign for a report (EIP-712).
    /// @param newReport The report.
    /// @return The digest, the same on every chain.
    function reportDigest(ReserveReport calldata newReport) external view returns (bytes32);

    /// @notice An accepted report.
    /// @dev Fails with `ReportUnknown`.
    /// @param sequence Number of the report.
    /// @return What is kept of it.
    function report(uint64 sequence) external view returns (AcceptedReport memory);

    /// @notice Number of the latest accepted report.
    /// @return The sequence, zero before the first.
    function latestSequence() external view returns (uint64);

    /// @notice How the latest report covers the coin on all chains together.
    /// @dev Fails with `ReportUnknown` before the first report.
    /// @return reserves What backs the coin.
    /// @return supply What is outstanding or could still be issued before the window.
    /// @return asOf Time at which both were counted.
    function coverage() external view returns (uint256 reserves, uint256 supply, uint64 asOf);

    /// @notice Whether issuance is halted by a proven conflict.
    /// @return True until the default admin lifts it.
    function halted() external view returns (bool);

    /// @notice Sequence up to which conflicts are settled.
    /// @return The sequence.
    function resolvedThrough() external view returns (uint64);

    /// @notice The attestors.
    /// @return Their addresses by rising value.
    function attestors() external view returns (address[] memory);

    /// @notice How many attestors must sign.
    /// @return The threshold.
    function threshold() external view returns (uint256);

    /// @notice The longest window.
    /// @return Seconds.
    function maximumWindow() external view returns (uint64);

    /// @notice The salt of the signing domain: the coin's identity, the same on every chain of one deployment.
    /// @return The salt.
    function tokenId() external view returns (bytes32);

    /// @inheritdoc IReserveGate
    function decimals() external view override(IAggregatorV3, IReserveGate) returns (uint8);

    /// @notice Closes windows early.
    /// @return The role's id.
    function GUARDIAN_ROLE() external view returns (bytes32);
}
