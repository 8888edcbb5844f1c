// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations as IReserves} from "../../../../../contracts/interfaces/IReserveAttestations.sol";
import {ReportRules} from "../ReportRules.sol";

/// @title ReportActs
/// @notice Reports of all kinds, windows closed early, contradictions proven and resolved, and new attestors.
abstract contract ReportActs is ReportRules {
    function submit(uint256 numbers, uint256 times, uint256 mintable, uint256 slack, uint256 mode) external {
        IReserves.ReserveReport memory report = _build(numbers, times, mintable, slack);
        uint256[] memory signers = _signers(mode);
        bytes memory data = abi.encodeCall(IReserves.submit, (report, _signatures(report, signers)));
        Act memory act;
        (act.target, act.caller, act.data) = (address(attestations), stranger, data);
        act.refusal = _first(_ifNotNext(report), _ifUntimely(report), _ifUncovered(report), _ifNoQuorum(signers));
        act.refusal = _first(act.refusal, _ifSkipping());
        if (_call(act)) _accept(report, signers);
    }

    /// @notice The latest window, or the one before it, which may still be open.
    function closeWindow(uint256 by, uint256 which) external {
        (address caller, uint64 chosen) = (_caller(guardian, by), which % 2 == 0 ? sequence : running);
        Act memory act = _adminAct(address(attestations), caller, abi.encodeCall(IReserves.closeWindow, (chosen)));
        act.role = GUARDIAN_ROLE;
        act.refusal = _first(_ifMissing(address(attestations), GUARDIAN_ROLE, caller), _ifNotClosable(chosen));
        if (!_call(act)) return;
        accepted[chosen].closed = true;
        if (chosen != 0 && chosen == running && block.timestamp < validFrom) running = 0;
        else closed = true;
    }

    function proveEquivocation(uint256 numbers, uint256 times, uint256 differs, uint256 mode) external {
        IReserves.ReserveReport memory one = _build(numbers, times, 1_000, 5);
        IReserves.ReserveReport memory two = _build(numbers, times, 1_000, 5);
        if (differs % 5 != 0) two.evidence = bytes32(differs);
        if (differs % 3 == 0) ++two.sequence;
        if (differs % 7 < 3) (two.validFrom, two.validUntil) = (one.validUntil, one.validUntil + 1 hours);
        (uint256[] memory first, uint256[] memory second) = (_signers(mode), _signers(mode >> 16));
        Act memory act;
        (act.target, act.caller) = (address(attestations), stranger);
        act.data = abi.encodeCall(
            IReserves.proveEquivocation,
            (one, _signatures(one, first), two, _signatures(two, second))
        );
        act.refusal = _first(_ifHalted(), _ifNoConflict(one, two), _ifNoQuorum(first), _ifNoQuorum(second));
        if (_call(act)) halted = true;
    }

    function resolveHalt(uint256 by, uint256 through) external {
        (address caller, uint64 chosen) = (_adminOf(address(attestations), by), _through(through));
        Act memory act = _adminAct(address(attestations), caller, abi.encodeCall(IReserves.resolveHalt, (chosen)));
        act.refusal = _ifNotResolvable(caller, chosen);
        if (_call(act)) _resolved(chosen);
    }

    function setAttestors(uint256 by, uint256 mask, uint256 threshold_) external {
        address caller = _adminOf(address(attestations), by);
        (uint256[] memory chosen, uint256 threshold) = _choice(mask, threshold_);
        bytes memory data = abi.encodeCall(IReserves.setAttestors, (_addresses(chosen), threshold));
        Act memory act = _adminAct(address(attestations), caller, data);
        act.refusal = _ifBadAttestors(caller, chosen, threshold);
        if (_call(act)) _appoint(chosen, threshold);
    }
}
