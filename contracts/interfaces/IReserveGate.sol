// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title IReserveGate
/// @notice What the token asks on each mint: how much may be issued on this chain, and under which report.
interface IReserveGate {
    /// @notice More is outstanding on this chain than a report says: it was counted wrong, or tokens were forged since.
    /// @param sequence Number of the report.
    /// @param stated The most that can be outstanding here if the report is right.
    /// @param outstanding The supply of this chain.
    error SupplyUnderstated(uint64 sequence, uint256 stated, uint256 outstanding);

    /// @notice The issuance window that is open now.
    /// @dev Reverts when none is: no report yet, not yet begun, expired, closed early or halted. A token with a gate that
    /// reverts cannot mint.
    /// @return sequence Number of the report that opened the window; it never decreases.
    /// @return mintable What may be issued on this chain in the whole window, in smallest units.
    /// @return reserves Attested reserves backing all chains together, in smallest units.
    function issuanceWindow() external view returns (uint64 sequence, uint256 mintable, uint256 reserves);

    /// @notice Compares the supply of this chain with what a report allows to be outstanding here before anything is issued
    /// under it: the report's supply, and what it lets all other chains issue, which bridges may have brought here. The
    /// token asks once a report, before its first mint.
    /// @dev Fails with `SupplyUnderstated`, and for a report that was not accepted.
    /// @param sequence Number of the report.
    /// @param supply The supply of this chain, in smallest units.
    function requireOutstanding(uint64 sequence, uint256 supply) external view;

    /// @notice Number of decimals of every amount here; it must equal the token's.
    /// @return The number of decimals.
    function decimals() external view returns (uint8);
}
