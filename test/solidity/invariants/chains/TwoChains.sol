// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {ICrosschain} from "../../../../contracts/interfaces/ICrosschain.sol";
import {IStablecoin} from "../../../../contracts/interfaces/IStablecoin.sol";
import {ReserveAttestations} from "../../../../contracts/reserves/ReserveAttestations.sol";
import {Adapters} from "../../helpers/Adapters.sol";
import {Vm} from "../../helpers/Vm.sol";
import {Replay} from "../Replay.sol";

/// @title TwoChains
/// @notice The same coin on two chains in one process: two tokens, two attestation contracts, one quorum, and LayerZero
/// between them with an adapter on each. Each chain has a clock of its own that is never more than `SKEW` wrong, and may
/// stand still for days.
abstract contract TwoChains is Adapters {
    uint256 internal constant SKEW = 2 minutes;
    uint256 internal constant CAPACITY = 40_000;
    /// @dev The most that comes in net: by the bridge's own cap on the first chain, by that over all bridges on the second.
    uint256 internal constant INFLOW_CAP = 55_000;
    uint48 internal constant WINDOW = 1 days;
    uint256 internal constant FIRST_CHAIN = 56;

    uint256[2] internal chainIds = [FIRST_CHAIN, OTHER_CHAIN];
    ReserveAttestations[2] internal gates;
    Replay[2] internal replays;
    address[] internal holders;

    /// @dev True time, and how far each chain's clock is ahead of the slowest there may be.
    uint256 internal clock = START + 1 hours;
    uint256[2] internal ahead = [SKEW, SKEW];
    uint256[2] internal deadUntil;

    /// @dev Ids of properties that an act has broken, and what was seen.
    mapping(string id => bool) private seen;
    bool private spotted;
    string internal surprise;

    uint256 internal calls;
    uint256 internal successes;
    bytes4[] internal kinds;
    mapping(bytes4 kind => uint256) internal refusals;
    mapping(string act => uint256) internal done;

    function setUp() public virtual override {
        vm.recordLogs();
        vm.chainId(chainIds[0]);
        super.setUp();
        (tokens[0], gates[0]) = (token, attestations);
        vm.chainId(chainIds[1]);
        (tokens[1], gates[1]) = _deploySecond();
        _deployLayerZero();
        _deployAdapters(_required());
        holders = [alice, bob, carol, burner, bridge];
        for (uint256 c = 0; c < 2; ++c) {
            replays[c] = new Replay();
            vm.startPrank(limiter);
            tokens[c].setMinterLimit(minter, CAPACITY, WINDOW);
            ICrosschain.BridgeLimits memory limits = _adapterLimits();
            limits.netInflowCap = c == 0 ? INFLOW_CAP : UNLIMITED;
            tokens[c].setBridgeLimits(bridge, limits);
            tokens[c].setBridgeLimits(address(adapters[c]), limits);
            tokens[c].setGuardianLimit(guardian, 20, WINDOW);
            vm.stopPrank();
            vm.prank(timelock);
            tokens[c].setInflowCap(c == 0 ? UNLIMITED : INFLOW_CAP);
        }
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 c = 0; c < 2; ++c) replays[c].read(logs, address(tokens[c]));
    }

    function _deploySecond() private returns (IStablecoin second, ReserveAttestations gate) {
        gate = _deployAttestations(_attestationParameters());
        ReserveAttestations first = attestations;
        attestations = gate;
        second = _deployToken(_issuerParameters());
        attestations = first;
    }

    /// @dev How many verifiers are required between the chains.
    function _required() internal pure virtual returns (uint8) {
        return 2;
    }

    function _adapterLimits() internal pure override returns (ICrosschain.BridgeLimits memory) {
        return _bridgeLimits(CAPACITY, WINDOW, CAPACITY, WINDOW);
    }

    // ------------------------------------------------------------------------------------------------ time

    /// @dev The time on a chain, which is at least true time less `SKEW` and never goes back.
    function _local(uint256 c) internal view returns (uint256) {
        return clock + ahead[c] - SKEW;
    }

    function _dead(uint256 c) internal view returns (bool) {
        return clock < deadUntil[c];
    }

    // ------------------------------------------------------------------------------------------------ the one door

    /// @dev A call on a chain that is alive. A refusal must be one of `reasons`, or break ERR02.
    function _try(
        string memory act,
        uint256 c,
        address caller,
        address to,
        bytes memory data,
        bytes4[] memory reasons
    ) internal returns (bool success) {
        bytes memory answer;
        (success, answer) = _send(c, caller, to, data, 0);
        if (success) ++done[act];
        else _mustBe(act, answer, reasons);
    }

    /// @dev The same with any error that a stolen key meets.
    function _send(
        uint256 c,
        address caller,
        address to,
        bytes memory data,
        uint256 value
    ) internal returns (bool success, bytes memory answer) {
        return _sendWithin(c, caller, to, data, value, gasleft());
    }

    /// @dev The same with so much gas.
    function _sendWithin(
        uint256 c,
        address caller,
        address to,
        bytes memory data,
        uint256 value,
        uint256 gas_
    ) internal returns (bool success, bytes memory answer) {
        vm.chainId(chainIds[c]);
        vm.warp(_local(c));
        vm.recordLogs();
        vm.prank(caller);
        (success, answer) = to.call{value: value, gas: gas_}(data);
        ++calls;
        if (!success) {
            if (refusals[bytes4(answer)]++ == 0) kinds.push(bytes4(answer));
            return (success, answer);
        }
        ++successes;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        replays[c].read(logs, address(tokens[c]));
    }

    /// @dev A refusal must be one of `reasons`, or break ERR02.
    function _mustBe(string memory act, bytes memory answer, bytes4[] memory reasons) internal {
        if (!_among(bytes4(answer), reasons)) _surprise(act, answer);
    }

    /// @dev Notes that an act has broken a property.
    function _saw(string memory id) internal {
        (spotted, seen[id]) = (true, true);
    }

    /// @dev Almost always one look is enough.
    function _unseen(string memory id) internal view returns (bool) {
        return !spotted || !seen[id];
    }

    function _surprise(string memory act, bytes memory answer) internal {
        _saw("ERR02");
        if (bytes(surprise).length == 0) surprise = string.concat(act, " answered ", vm.toString(answer));
    }

    function _among(bytes4 error, bytes4[] memory reasons) private pure returns (bool) {
        for (uint256 i = 0; i < reasons.length; ++i) if (reasons[i] == error) return true;
        return false;
    }

    // ------------------------------------------------------------------------------------------------ choices

    function _holder(uint256 index) internal view returns (address) {
        return holders[index % holders.length];
    }

    function _near(uint256 limit, uint256 seed) internal pure returns (uint256) {
        if (limit > type(uint128).max) limit = type(uint128).max;
        if (seed % 8 == 0) return limit;
        if (seed % 8 == 1) return limit + 1;
        seed >>= 8;
        return limit == 0 ? seed % 100 : seed % limit;
    }
}
