// SPDX-License-Identifier: Apache-2.0

pragma solidity 0.8.29;

import {IReserveAttestations as IReserves} from "../../../../../contracts/interfaces/IReserveAttestations.sol";
import {ReportRules} from "../ReportRules.sol";

/// @title ReportActs
/// @notice Reports of all kinds, windows closed early, contradictions proven and resolved, and new attestors.
abstract contract ReportActs is ReportRules {
    /// @notice Mostly only while none waits: what was counted long before says little.
    function submit(uint256 numbers, uint256 times, uint256 mintable, uint256 slack, uint256 mode) external {
        if (numbers % 7 > 2 && _begun() < sequences.length) return;
        IReserves.ReserveReport memory report = _build(numbers, times, mintable, slack);
        uint256[] memory signers = _signers(epoch, mode);
        bytes memory data = abi.encodeCall(IReserves.submit, (report, _signatures(report, signers)));
        Act memory act;
        (act.target, act.caller, act.data) = (address(attestations), stranger, data);
        act.refusal = _first(_ifVoid(report), _ifUntimely(report), _ifUncovered(report), _ifNoQuorum(epoch, signers));
        act.refusal = _first(act.refusal, _ifMisplaced(report));
        if (_call(act)) _accept(report, signers);
    }

    /// @notice One of the last three, which may be open, wait, or be over; by a guardian or by the council.
    function closeWindow(uint256 by, uint256 which) external {
        bool byCouncil = which % 2 == 0;
        address caller = _caller(byCouncil ? council : guardian, by);
        uint64 chosen = which % 9 == 0 ? 0 : _latest();
        uint256 back = (which >> 8) % 3;
        if (chosen != 0 && back < sequences.length) chosen = sequences[sequences.length - 1 - back];
        Act memory act = _adminAct(address(attestations), caller, abi.encodeCall(IReserves.closeWindow, (chosen)));
        bool entitled = holds[address(attestations)][COUNCIL_ROLE][caller];
        act.role = entitled ? COUNCIL_ROLE : GUARDIAN_ROLE;
        act.refusal = _first(_ifMissing(address(attestations), act.role, caller), _ifNotClosable(chosen));
        if (_call(act)) accepted[chosen].closed = true;
    }

    function proveEquivocation(uint256 numbers, uint256 times, uint256 differs, uint256 mode) external {
        IReserves.ReserveReport memory one = _build(numbers, times, 1_000, 5);
        IReserves.ReserveReport memory two = _build(numbers, times, 1_000, 5);
        _differ(one, two, differs);
        uint256[] memory first = _signers(one.epoch, mode);
        uint256[] memory second = _signers(one.epoch, mode >> 16);
        Act memory act;
        (act.target, act.caller) = (address(attestations), stranger);
        act.data = abi.encodeCall(
            IReserves.proveEquivocation,
            (one, _signatures(one, first), two, _signatures(two, second))
        );
        act.refusal = _first(
            _ifHalted(),
            _ifNoConflict(one, two),
            _ifNoQuorum(one.epoch, first),
            _ifNoQuorum(one.epoch, second)
        );
        if (!_call(act)) return;
        halted = true;
        disputed = one.sequence < two.sequence ? one.sequence : two.sequence;
    }

    function _differ(
        IReserves.ReserveReport memory one,
        IReserves.ReserveReport memory two,
        uint256 differs
    ) private view {
        if (differs % 5 != 0) two.evidence = bytes32(differs);
        if (differs % 3 == 0) ++two.sequence;
        if (differs % 7 < 3) (two.validFrom, two.validUntil) = (one.validUntil, one.validUntil + 1 hours);
        if (differs % 11 < 4) ++two.revision;
        if (differs % 13 < 4) --two.reserves;
        if (differs % 17 == 0) ++two.epoch;
        else if (differs % 17 < 5) (one.epoch, two.epoch) = (epoch - 1, epoch - 1);
    }

    function resolveHalt(uint256 by, uint256 through) external {
        (address caller, uint64 chosen) = (_adminOf(address(attestations), by), _through(through));
        if (disputed > chosen && through % 5 != 0) chosen = disputed;
        Act memory act = _adminAct(address(attestations), caller, abi.encodeCall(IReserves.resolveHalt, (chosen)));
        act.refusal = _ifNotResolvable(caller, chosen);
        // Settling without a halt voids what waits, so it is rarer.
        if (!halted && act.refusal.length == 0 && through % 4 != 0) return;
        if (_call(act)) _resolved(chosen);
    }

    function setAttestors(uint256 by, uint256 mask, uint256 threshold_, uint256 closes) external {
        address caller = _adminOf(address(attestations), by);
        (uint256[] memory chosen, uint256 threshold) = _choice(mask, threshold_);
        bool closing = closes % 3 == 0;
        bytes memory data = abi.encodeCall(IReserves.setAttestors, (_addresses(chosen), threshold, closing));
        Act memory act = _adminAct(address(attestations), caller, data);
        act.refusal = _ifBadAttestors(caller, chosen, threshold);
        if (!_call(act)) return;
        _appoint(chosen, threshold);
        if (closing) _closeAll(_latest());
    }
}
