// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveGate} from "./IReserveGate.sol";

/// @title Minting
/// @notice Issuance against a bank deposit, bounded by the minter's refilling limit and by the open issuance window.
interface IMinting {
    /// @notice Tokens were issued against a deposit.
    /// @param minter The caller.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    /// @param depositRef Hash of the bank's deposit reference.
    event Minted(address indexed minter, address indexed to, uint256 amount, bytes32 indexed depositRef);

    /// @notice A minter's limit was set.
    /// @param minter The minter.
    /// @param capacity The most it may mint at once, in smallest units.
    /// @param window Seconds in which an empty limit refills to the capacity.
    event MinterLimitSet(address indexed minter, uint256 capacity, uint48 window);

    /// @notice The gate that opens issuance windows was replaced.
    /// @param gate The new gate; zero means nothing can be minted.
    event ReserveGateSet(address indexed gate);

    /// @notice Issuance has ended for good.
    /// @param successor The token to look at instead, zero for none.
    event Retired(address indexed successor);

    /// @notice The amount is zero.
    error ZeroAmount();

    /// @notice The reference is zero.
    error ReferenceMissing();

    /// @notice The reference was used before on this chain: the job behind it has already been done.
    /// @param ref The reference.
    error ReferenceUsed(bytes32 ref);

    /// @notice The amount exceeds what the minter may mint now.
    /// @param minter The minter.
    /// @param amount The amount asked for.
    /// @param available What it may mint now.
    error MintLimitExceeded(address minter, uint256 amount, uint256 available);

    /// @notice The amount exceeds what is left of the issuance window.
    /// @param sequence Number of the report that opened the window.
    /// @param amount The amount asked for.
    /// @param available What is left.
    error IssuanceWindowExceeded(uint64 sequence, uint256 amount, uint256 available);

    /// @notice The supply of this chain alone would exceed the attested reserves.
    /// @param supply The supply after the mint.
    /// @param reserves The attested reserves.
    error ReservesExceeded(uint256 supply, uint256 reserves);

    /// @notice The gate answered with a report older than one already used.
    /// @param sequence What the gate answered.
    /// @param used The latest report used.
    error SequenceWentBack(uint64 sequence, uint64 used);

    /// @notice No reserve gate is set.
    error ReserveGateMissing();

    /// @notice The gate counts in other decimals than the token.
    /// @param gateDecimals Decimals of the gate.
    /// @param tokenDecimals Decimals of the token.
    error DecimalsMismatch(uint8 gateDecimals, uint8 tokenDecimals);

    /// @notice Issuance has ended for good.
    error IssuanceRetired();

    /// @notice A limit's refill window is zero, or its capacity fits neither 208 bits nor `type(uint256).max`.
    /// @param capacity The capacity given.
    /// @param window The window given.
    error InvalidLimit(uint256 capacity, uint48 window);

    /// @notice Issues tokens against a bank deposit, once per reference.
    /// @dev Fails with: a missing role, `EnforcedPause(2)`, `IssuanceRetired`, `ZeroAmount`, `ReferenceMissing`,
    /// `ReferenceUsed`, `MintLimitExceeded`, `ReserveGateMissing`, the gate's errors (at the first mint under a report also
    /// those of `requireOutstanding`), `SequenceWentBack`, `IssuanceWindowExceeded`, `ReservesExceeded`,
    /// `ERC20InvalidReceiver`, `AccountFrozen` or `SupplyOverflow`. Emits `Minted` and `Transfer`.
    /// @param to The receiver.
    /// @param amount The amount in smallest units.
    /// @param depositRef Hash of the bank's deposit reference, never personal data.
    function mint(address to, uint256 amount, bytes32 depositRef) external;

    /// @notice Issues tokens against many bank deposits, all or none, under one reading of limit, window and supply.
    /// @dev Fails with `LengthMismatch`, or as `mint` does; limit and window are those of the sum. Emits
    /// `Transfer` and `Minted` for each row.
    /// @param receivers The receivers, by row.
    /// @param amounts The amounts in smallest units.
    /// @param depositRefs Hashes of the bank's deposit references, each used once.
    function mintBatch(
        address[] calldata receivers,
        uint256[] calldata amounts,
        bytes32[] calldata depositRefs
    ) external;

    /// @notice Sets a minter's refilling limit. Zero means that it may mint nothing.
    /// @dev The council may set it to zero, with a window of zero, and to nothing else. Fails with: a missing role or
    /// `InvalidLimit`. What was used before stays used: a limit that is lowered after use takes longer than its window to
    /// refill, and one that is zero does not refill. Emits `MinterLimitSet`.
    /// @param minter The minter.
    /// @param capacity The most it may mint at once, in smallest units; `type(uint256).max` for unlimited.
    /// @param window Seconds in which an empty limit refills to the capacity.
    function setMinterLimit(address minter, uint256 capacity, uint48 window) external;

    /// @notice Replaces the gate that opens issuance windows. Zero stops issuance.
    /// @dev Fails with: a missing role or `DecimalsMismatch`. Emits `ReserveGateSet`.
    /// @param gate The new gate.
    function setReserveGate(IReserveGate gate) external;

    /// @notice Ends issuance for good and names the successor. Transfers and redemption go on.
    /// @dev Fails with: a missing role or `IssuanceRetired`. Emits `Retired`.
    /// @param newSuccessor The token to look at instead, zero for none.
    function retire(address newSuccessor) external;

    /// @notice A minter's limit and what is left of it.
    /// @param minter The minter.
    /// @return capacity The most it may mint at once; `type(uint256).max` means unlimited.
    /// @return window Seconds in which an empty limit refills.
    /// @return available What it may mint now.
    function minterLimit(address minter) external view returns (uint256 capacity, uint48 window, uint256 available);

    /// @notice What was minted under the latest report used.
    /// @return sequence Number of that report.
    /// @return minted Amount issued under it on this chain, in smallest units.
    function mintedInWindow() external view returns (uint64 sequence, uint256 minted);

    /// @notice What can still be issued on this chain now, by all minters together. Zero when nothing can.
    /// @dev Not what a reserve report has to count: while minting is paused, or before this chain has got the report whose
    /// window is open elsewhere, it is zero, and more can be issued later in the same window.
    /// @return The amount in smallest units.
    function headroom() external view returns (uint256);

    /// @notice Whether a deposit reference was used on this chain.
    /// @param depositRef Hash of the bank's deposit reference.
    /// @return True once tokens were issued against it.
    function isDepositUsed(bytes32 depositRef) external view returns (bool);

    /// @notice The gate that opens issuance windows.
    /// @return The gate, zero for none.
    function reserveGate() external view returns (IReserveGate);

    /// @notice Whether issuance has ended for good.
    /// @return True after `retire`.
    function retired() external view returns (bool);

    /// @notice The token named on retirement.
    /// @return The successor, zero for none.
    function successor() external view returns (address);
}
