// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IAggregatorV3} from "./IAggregatorV3.sol";
import {IGoverned} from "./IGoverned.sol";
import {IReserveGate} from "./IReserveGate.sol";

/// @title IReserveAttestations
/// @notice Reserve reports signed once by a quorum of attestors and valid on every chain, and the windows they open.
/// All amounts are in smallest units of the token, all times Unix seconds.
interface IReserveAttestations is IGoverned, IReserveGate, IAggregatorV3, IERC5267 {
    /// @notice What may be issued on one chain in the window.
    /// @param chainId `block.chainid` of that chain.
    /// @param mintable The amount.
    struct Allocation {
        uint256 chainId;
        uint256 mintable;
    }

    /// @notice What the attestors sign.
    /// @param sequence Number of the report, rising.
    /// @param epoch Number of the attestor set that signs.
    /// @param revision Zero at first; higher for a report that replaces the same one and only lowers it.
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
        uint32 epoch;
        uint32 revision;
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
    /// @param epoch Number of the attestor set that signed.
    /// @param revision The latest revision accepted here.
    /// @param closed Whether its window was closed before its end.
    /// @param next Sequence of the accepted report that follows, zero for none.
    /// @param reserves What backs the coin on all chains together.
    /// @param supply What was outstanding or could still be issued before the window.
    /// @param mintable This chain's share.
    /// @param evidence Hash of the auditor's document.
    /// @param digest What the attestors signed.
    struct AcceptedReport {
        uint64 asOf;
        uint64 validFrom;
        uint64 validUntil;
        uint32 epoch;
        uint32 revision;
        bool closed;
        uint64 next;
        uint256 reserves;
        uint256 supply;
        uint256 mintable;
        bytes32 evidence;
        bytes32 digest;
    }

    /// @notice A report was accepted and its window will open, or is open; or a revision of it that only lowers.
    /// @param sequence Number of the report.
    /// @param digest What the attestors signed.
    /// @param report The whole report.
    event ReportAccepted(uint64 indexed sequence, bytes32 indexed digest, ReserveReport report);

    /// @notice A report's window was closed before its end, or before it began, for good.
    /// @param sequence Number of the report.
    /// @param by Who did: a guardian, the council, or the default admin who settled a conflict or replaced the attestors.
    event WindowClosed(uint64 indexed sequence, address indexed by);

    /// @notice Two signed reports contradict each other; issuance is halted.
    /// @param digest What the attestors signed first.
    /// @param conflicting What they signed as well.
    event EquivocationProven(bytes32 indexed digest, bytes32 indexed conflicting);

    /// @notice Conflicts were settled, and a halt lifted if there was one.
    /// @param resolvedThrough Reports up to this sequence are void: none is accepted any more, and none is open.
    event HaltResolved(uint64 resolvedThrough);

    /// @notice An epoch began with its attestor set.
    /// @param epoch Number of the set.
    /// @param attestors The new set.
    /// @param threshold How many of them must sign.
    event AttestorsSet(uint32 indexed epoch, address[] attestors, uint256 threshold);

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

    /// @notice There was never an attestor set of this epoch here.
    /// @param epoch The epoch.
    error EpochUnknown(uint32 epoch);

    /// @notice The report is of another attestor set than the current one.
    /// @param epoch Epoch of the report.
    /// @param current The current epoch.
    error EpochNotCurrent(uint32 epoch, uint32 current);

    /// @notice A later report's window has begun, so this one's place in the list is past.
    /// @param sequence Number of the report.
    /// @param latest Number of the report whose window has begun last.
    error SequenceNotNewer(uint64 sequence, uint64 latest);

    /// @notice The report is void, since conflicts up to its sequence were settled.
    /// @param sequence Number of the report.
    /// @param resolvedThrough Sequence up to which reports are void.
    error SequenceResolved(uint64 sequence, uint64 resolvedThrough);

    /// @notice The sequence is more than 2^32 - 1 above the latest one; a slip must not use up the numbers of all later reports.
    /// @param sequence The sequence.
    /// @param latest Number of the latest report that was accepted, or the sequence up to which reports are void.
    error SequenceTooFarAhead(uint64 sequence, uint64 latest);

    /// @notice The report was accepted before, in this revision or a higher one.
    /// @param sequence Number of the report.
    /// @param revision Revision of the report.
    /// @param accepted The revision that was accepted.
    error RevisionNotNewer(uint64 sequence, uint32 revision, uint32 accepted);

    /// @notice A revision may lower reserves and shares of the report it replaces, but change neither its times nor its
    /// attestor set, and raise nothing.
    /// @param sequence Number of the report.
    /// @param revision Revision of the report.
    error RevisionNotLower(uint64 sequence, uint32 revision);

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

    /// @notice The window would end so long after the count that what was counted says nothing of it.
    /// @param asOf Time of the count.
    /// @param validUntil End of the window.
    error ReportTooOld(uint64 asOf, uint64 validUntil);

    /// @notice The window begins before the previous one has ended.
    /// @param validFrom Begin of the window.
    /// @param previousValidUntil End of the previous window.
    error WindowOverlap(uint64 validFrom, uint64 previousValidUntil);

    /// @notice The window ends after that of the next report, which waits, begins.
    /// @param validUntil End of the window.
    /// @param nextValidFrom Begin of the next window.
    error NextWindowOverlap(uint64 validUntil, uint64 nextValidFrom);

    /// @notice The window begins further ahead than the longest window; such a slip must not stand in the way for long.
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

    /// @notice The window was closed before its end.
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

    /// @notice The reserves do not fit 128 bits.
    /// @param reserves The reserves.
    error ReservesOutOfRange(uint256 reserves);

    /// @notice The two reports do not contradict each other.
    error NoConflict();

    /// @notice The conflict was settled: of the two reports the earlier is void, and so there is none.
    /// @param sequence The earlier sequence of the two reports.
    /// @param resolvedThrough Sequence up to which reports are void.
    error ConflictResolved(uint64 sequence, uint64 resolvedThrough);

    /// @notice The attestor set was replaced before a report of this sequence was accepted here; what its keys sign about it
    /// moves nothing.
    /// @param sequence The earlier sequence of the two reports.
    /// @param lastSequence Number of the latest report that was accepted when the set was replaced.
    error ConflictAfterEpoch(uint64 sequence, uint64 lastSequence);

    /// @notice Issuance is halted since two signed reports contradict each other.
    error IssuanceHalted();

    /// @notice The sequence is below what was settled before, or below the conflict that halts issuance.
    /// @param through The sequence given.
    /// @param least The least that settles it.
    error ResolutionTooLow(uint64 through, uint64 least);

    /// @notice No report of this sequence was accepted here.
    /// @param sequence The sequence.
    error ReportUnknown(uint64 sequence);

    /// @notice Accepts a report that a quorum signed, or a later revision of one. Anyone may submit it, in any order: it takes
    /// its place among those that wait. An open window goes on to its end.
    /// @dev Fails with: `IssuanceHalted`, the errors of signatures (`EpochNotCurrent`, `QuorumNotReached`,
    /// `UnknownAttestor`, `DuplicateAttestor`, `AttestorsNotAscending`, OpenZeppelin's `ECDSA…`), of sequences
    /// (`SequenceResolved`, `SequenceNotNewer`, `SequenceTooFarAhead`, `RevisionNotNewer`, `RevisionNotLower`), of times
    /// (`AsOfInFuture`, `AsOfAfterWindow`, `InvalidWindow`, `ReportTooOld`, `WindowOverlap`, `NextWindowOverlap`,
    /// `WindowTooFarAhead`, `WindowExpired`) or of amounts (`OverAllocated`, `AllocationsNotAscending`,
    /// `ReservesOutOfRange`). Emits `ReportAccepted`.
    /// @param newReport The report.
    /// @param signatures The attestors' signatures, by rising signer.
    function submit(ReserveReport calldata newReport, bytes[] calldata signatures) external;

    /// @notice Proves that a quorum of one attestor set signed two reports that contradict each other: different content
    /// under one sequence, or windows that overlap, but for a revision that only lowers. Anyone may. Issuance halts.
    /// @dev Fails with: the errors of signatures, `EpochUnknown`, `NoConflict`, `ConflictResolved`, `ConflictAfterEpoch`,
    /// `SequenceTooFarAhead`, `IssuanceHalted`, or the error that keeps one of the two from ever being accepted anywhere
    /// (`AsOfAfterWindow`, `InvalidWindow`, `ReportTooOld`, the errors of amounts). Emits `EquivocationProven`.
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

    /// @notice Closes the window of an accepted report before its end, or before it begins. Lowering is always safe.
    /// @dev Fails with: a missing role, `ReportUnknown`, `WindowClosedEarly` or `WindowExpired`. Emits `WindowClosed`.
    /// @param sequence Number of the report.
    function closeWindow(uint64 sequence) external;

    /// @notice Settles conflicts, whether one of them has halted issuance or not: reports up to a sequence are void. What is
    /// open or waits is closed, what was not accepted yet never will be, and none of it contradicts later ones. A halt ends.
    /// @dev Fails with: a missing role, `ResolutionTooLow` or `SequenceTooFarAhead`. Emits `HaltResolved`, and `WindowClosed`
    /// for each window.
    /// @param through The sequence.
    function resolveHalt(uint64 through) external;

    /// @notice Replaces the attestor set and begins the next epoch. The set must be the same on every chain.
    /// @dev Fails with: a missing role, `InvalidAttestors` or `InvalidThreshold`. Emits `AttestorsSet`, and `WindowClosed`
    /// for each window.
    /// @param newAttestors The attestors by rising address, at most 32.
    /// @param newThreshold How many of them must sign: a majority, at least two.
    /// @param closeWindows Whether what the replaced set signed is closed, as for keys that were stolen.
    function setAttestors(address[] calldata newAttestors, uint256 newThreshold, bool closeWindows) external;

    /// @notice What the attestors sign for a report (EIP-712).
    /// @param newReport The report.
    /// @return The digest, the same on every chain.
    function reportDigest(ReserveReport calldata newReport) external view returns (bytes32);

    /// @notice An accepted report.
    /// @dev Fails with `ReportUnknown`.
    /// @param sequence Number of the report.
    /// @return What is kept of it.
    function report(uint64 sequence) external view returns (AcceptedReport memory);

    /// @notice The most that can be outstanding on this chain before anything is issued here under a report.
    /// @dev Fails with `ReportUnknown`.
    /// @param sequence Number of the report.
    /// @return Its supply and the shares of all other chains, in smallest units.
    function outstanding(uint64 sequence) external view returns (uint256);

    /// @notice Number of the latest accepted report, also if its window was closed.
    /// @return The sequence; before the first, that of the contract which this one replaces, or zero.
    function latestSequence() external view returns (uint64);

    /// @notice How the latest report covers the coin on all chains together.
    /// @dev Fails with `ReportUnknown` before the first report.
    /// @return reserves What backs the coin.
    /// @return supply What is outstanding or could still be issued before the window.
    /// @return asOf Time at which both were counted.
    function coverage() external view returns (uint256 reserves, uint256 supply, uint64 asOf);

    /// @notice Whether issuance is halted by a proven conflict.
    /// @return True until the default admin settles it.
    function halted() external view returns (bool);

    /// @notice Sequence up to which conflicts are settled and reports void.
    /// @return The sequence.
    function resolvedThrough() external view returns (uint64);

    /// @notice Number of the attestor set that signs now.
    /// @return The epoch.
    function epoch() external view returns (uint32);

    /// @notice The attestor set of an epoch.
    /// @dev Fails with `EpochUnknown`.
    /// @param ofEpoch The epoch.
    /// @return members The attestors by rising address.
    /// @return quorum How many of them must sign.
    /// @return lastSequence Number of the latest report that was accepted when the set was replaced, zero until then.
    function attestorSet(
        uint32 ofEpoch
    ) external view returns (address[] memory members, uint256 quorum, uint64 lastSequence);

    /// @notice The attestors.
    /// @return Their addresses by rising value.
    function attestors() external view returns (address[] memory);

    /// @notice How many attestors must sign.
    /// @return The threshold.
    function threshold() external view returns (uint256);

    /// @notice The longest window.
    /// @return Seconds.
    function maximumWindow() external view returns (uint64);

    /// @notice The most from when reserves were counted to the end of the window.
    /// @return Seconds.
    function maximumAge() external view returns (uint64);

    /// @notice The salt of the signing domain: the coin's identity, the same on every chain of one deployment.
    /// @return The salt.
    function tokenId() external view returns (bytes32);

    /// @inheritdoc IReserveGate
    function decimals() external view override(IAggregatorV3, IReserveGate) returns (uint8);

    /// @notice Closes windows early.
    /// @return The role's id.
    function GUARDIAN_ROLE() external view returns (bytes32);
}
