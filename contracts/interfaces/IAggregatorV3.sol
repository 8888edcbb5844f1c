// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

/// @title IAggregatorV3
/// @notice Chainlink's `AggregatorV3Interface`, so that existing proof-of-reserve consumers read the reserves unchanged.
/// A round is a report: `roundId` is its sequence, `answer` its reserves, and both times are its `asOf`.
interface IAggregatorV3 {
    /// @notice Number of decimals of the answers.
    /// @return The number of decimals.
    function decimals() external view returns (uint8);

    /// @notice What the answers are.
    /// @return The description.
    function description() external view returns (string memory);

    /// @notice Version of the feed.
    /// @return The version.
    function version() external view returns (uint256);

    /// @notice The report of a given sequence.
    /// @dev Fails with `ReportUnknown`.
    /// @param id The sequence.
    /// @return roundId The sequence.
    /// @return answer The reserves in smallest units.
    /// @return startedAt Unix time in seconds at which the reserves were counted.
    /// @return updatedAt The same time.
    /// @return answeredInRound The sequence.
    function getRoundData(
        uint80 id
    )
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice The latest report.
    /// @dev Fails with `ReportUnknown` before the first.
    /// @return roundId The sequence.
    /// @return answer The reserves in smallest units.
    /// @return startedAt Unix time in seconds at which the reserves were counted.
    /// @return updatedAt The same time.
    /// @return answeredInRound The sequence.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
